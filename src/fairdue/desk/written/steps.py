"""A template's way: started, saved, submitted, approved by two others, refused, withdrawn."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from fairdue.desk.access import StaffRequest
from fairdue.desk.oversight.access import for_those_who_may
from fairdue.desk.templatetags.desk import in_language
from fairdue.desk.written.presenting import typed_wording
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.messaging.actions import templates as actions

Step = Callable[[StaffRequest, int], Any]


def _note(request: StaffRequest) -> str:
    return request.POST.get("note", "")


STEPS: dict[str, tuple[Step, str | Promise]] = {
    "submit": (
        lambda request, number: actions.submit_version(number, staff=request.user, at=request.now),
        gettext_lazy("Submitted. Two others have to approve it now."),
    ),
    "take-back": (
        lambda request, number: actions.take_back_version(
            number, staff=request.user, at=request.now
        ),
        gettext_lazy("It is a draft again; approvals given are void."),
    ),
    "approve": (
        lambda request, number: actions.approve_version(
            number, note=_note(request), staff=request.user, at=request.now
        ),
        gettext_lazy("Approved."),
    ),
    "refuse": (
        lambda request, number: actions.refuse_version(
            number, note=_note(request), staff=request.user, at=request.now
        ),
        gettext_lazy("Refused; its writers see why."),
    ),
    "withdraw": (
        lambda request, number: actions.withdraw_version(
            number, note=_note(request), staff=request.user, at=request.now
        ),
        gettext_lazy("Withdrawn. Nothing is sent with it any more."),
    ),
}
"""What can be done to a version. The actions ask again who may."""


@require_POST
@for_those_who_may("write_template")
def start(request: StaffRequest) -> HttpResponse:
    """A new template with its first draft."""
    sent = request.POST
    try:
        begun = actions.start_template(
            name=sent.get("name", "").strip(),
            channel=sent.get("channel", ""),
            law=sent.get("law", ""),
            kind=sent.get("kind", ""),
            title=Text(sent.get("title_en", ""), sent.get("title_zh", "")),
            staff=request.user,
            at=request.now,
        )
    except Refused as refused:
        messages.error(request, in_language(refused.text))
        return redirect("templates")
    return redirect("template-version", begun.pk)


@require_POST
@for_those_who_may("write_template")
def start_version(request: StaffRequest, template_id: int) -> HttpResponse:
    """A draft that begins with the words last in use."""
    try:
        begun = actions.start_version(template_id, staff=request.user, at=request.now)
    except Refused as refused:
        messages.error(request, in_language(refused.text))
        return redirect("template", template_id)
    return redirect("template-version", begun.pk)


@require_POST
@for_those_who_may("write_template")
def save(request: StaffRequest, version_id: int) -> HttpResponse:
    """Keep a draft as typed; with `submit`, ask for approval at once."""
    try:
        actions.edit_version(
            version_id,
            wording=typed_wording(request.POST),
            seen=request.POST.get("seen", ""),
            note=_note(request),
            staff=request.user,
            at=request.now,
        )
        if "submit" in request.POST:
            return step(request, version_id, "submit")  # type: ignore[return-value]
        messages.success(request, _("Saved."))
    except Refused as refused:
        messages.error(request, in_language(refused.text))
    return redirect("template-version", version_id)


@require_POST
@for_those_who_may("write_template", "approve_template")
def step(request: StaffRequest, version_id: int, name: str) -> HttpResponse:
    """One step of a version's way."""
    if name not in STEPS:
        raise Http404(f"no step {name!r}")
    action, done = STEPS[name]
    try:
        action(request, version_id)
    except Refused as refused:
        messages.error(request, in_language(refused.text))
    else:
        messages.success(request, str(done))
    return redirect("template-version", version_id)
