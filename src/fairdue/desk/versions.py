"""Pages of what staff write as YAML and two others approve: courses, score sheets.

What is the same on each: the text as it is edited and read, the steps, and who is offered which.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

import yaml
from django.contrib import messages
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fairdue.desk.access import StaffRequest
from fairdue.desk.templatetags.desk import in_language
from fairdue.kernel.refusal import Refused
from fairdue.people.rules import may

DONE = {
    "submit": gettext_lazy("Two others are asked to approve it."),
    "approve": gettext_lazy("Your approval is on record."),
    "refuse": gettext_lazy("This version goes no further."),
}
"""What is said after each step."""
BADGES = {"live": "ok", "submitted": "info", "refused": "stop"}


class Version(Protocol):
    """What the pages ask of a version, whatever it is of."""

    state: str
    editors: list[str]


class Approval(Protocol):
    """Somebody's approval of a version."""

    approver: str


def save(
    request: StaffRequest,
    version_id: int,
    *,
    edit: Callable[..., object],
    submit: Callable[..., object],
    length_max: int,
) -> str:
    """Save a draft as typed and, where asked for, submit it; what is wrong with it, "" if nothing.

    `length_max` is in characters.
    """
    who = {"staff": request.user, "at": request.now}
    try:
        edit(
            version_id,
            content=_read(request.POST.get("content", ""), length_max),
            seen=request.POST.get("seen", ""),
            note=request.POST.get("note", ""),
            **who,
        )
        if request.POST.get("submit"):
            submit(version_id, **who)
    except Refused as refused:
        return in_language(refused.text)
    except ValueError as error:
        return str(error)
    messages.success(request, _("Saved."))
    return ""


def take_step(
    request: StaffRequest, version_id: int, name: str, steps: Mapping[str, Callable[..., object]]
) -> None:
    """Submit, approve or refuse a version, and say so. Raises Http404 for any other step."""
    if name not in steps:
        raise Http404
    try:
        steps[name](version_id, staff=request.user, at=request.now)
    except Refused as refused:
        messages.error(request, in_language(refused.text))
    else:
        messages.success(request, DONE[name])


def standing(
    request: StaffRequest,
    version: Version,
    given: Sequence[Approval],
    *,
    write: str,
    approve: str,
) -> dict[str, Any]:
    """How far a version has come and what this person is offered, for `desk/version.html`.

    `write` and `approve` are deeds of `people.rules`.
    """
    staff = request.user
    waits, is_draft = version.state == "submitted", version.state == "draft"
    wrote = staff.username in version.editors
    approved = staff.username in [each.approver for each in given]
    return {
        "version": version,
        "given": given,
        "badge": BADGES.get(version.state, ""),
        "edits": is_draft and may(staff, write),
        "approves": waits and not wrote and not approved and may(staff, approve),
        "refuses": waits or is_draft,
        "own": waits and wrote,
    }


def as_text(content: Any, fields: Sequence[str]) -> str:
    """Contents as they are edited, fields in the order given: the database has one of its own."""
    return yaml.safe_dump(_ordered(content, fields), allow_unicode=True, sort_keys=False, width=110)


def _ordered(content: Any, fields: Sequence[str]) -> Any:
    if isinstance(content, list):
        return [_ordered(each, fields) for each in content]
    if not isinstance(content, dict):
        return content
    known = [field for field in fields if field in content]
    others = [field for field in content if field not in fields]
    return {field: _ordered(content[field], fields) for field in (*known, *others)}


def _read(typed: str, length_max: int) -> Any:
    """What was typed. Raises ValueError, with the line, for what isn't YAML."""
    if len(typed) > length_max:
        raise ValueError(_("This is too long."))
    try:
        return yaml.safe_load(typed)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        raise ValueError(
            _("Line %(line)s can't be read: check indents, brackets and quotes.") % {"line": line}
        ) from None
