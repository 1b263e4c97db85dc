"""Templates: written, submitted, approved by two, refused, withdrawn. Journalled."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from fairdue.compliance.actions.recording import next_id
from fairdue.journal.actions import record
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.messaging.models import (
    Template,
    TemplateApproval,
    TemplateState,
    TemplateVersion,
)
from fairdue.messaging.queries.templates import LAWS, OPEN, flaws
from fairdue.messaging.rules.fields import CHANNELS
from fairdue.messaging.rules.mandatory import KINDS
from fairdue.messaging.rules.templates import Flaw, Wording
from fairdue.people.actors import Actor
from fairdue.people.models import Staff
from fairdue.people.rules import require
from fairdue.people.versions import (
    is_last_approval,
    refuse_changed,
    refuse_second,
    refuse_writer,
    with_writer,
)

NOTE_LENGTH_MAX = 1000
NAME = re.compile(r"[a-z][a-z0-9_]{2,39}")
NO_WORDS = Wording(Text("", ""), Text("", ""))


class Unsayable(Refused):
    """A template can't go on as it is; `flaws` says what stands against it, each at its place."""

    def __init__(self, found: Iterable[Flaw]) -> None:
        self.flaws = tuple(found)
        first = self.flaws[0]
        super().__init__(
            Text(
                f"This can't be used as it is: {first.message.en} {first.mend.en}",
                f"不能按此使用：{first.message.zh}{first.mend.zh}",
            )
        )


def start_template(
    *,
    name: str,
    channel: str,
    law: str,
    kind: str,
    title: Text,
    staff: Staff,
    at: datetime,
) -> TemplateVersion:
    """A new template and its first draft, empty. Raises Refused for a name that is taken or no
    name, for a channel, law or kind that there isn't, and for a role that may not.
    """
    require(staff, "write_template")
    if not NAME.fullmatch(name):
        raise Refused(
            Text(
                "A name has 3 to 40 small letters, digits and underscores, a letter first.",
                "名称须为3至40个小写字母、数字或下划线，以字母开头。",
            )
        )
    if channel not in CHANNELS or law not in ("", *LAWS) or kind not in KINDS:
        raise Refused(
            Text(
                "Choose channel, law and purpose from the lists.",
                "请从列表中选择渠道、适用法律和用途。",
            )
        )
    if not title.en.strip() or not title.zh.strip() or len(max(title.en, title.zh, key=len)) > 80:
        raise Refused(
            Text(
                "Give a title in both languages, of at most 80 characters.",
                "请填写中英文标题，不超过80字。",
            )
        )
    with transaction.atomic():
        if Template.objects.filter(name=name, channel=channel, law=law).exists():
            raise Refused(
                Text(
                    f"There is a template {name} for this channel and law; write a new version.",
                    f"该渠道和法律下已有模板{name}，请为其撰写新版本。",
                )
            )
        kept = keep_template(name, channel, law, kind, title, staff.username, at)
        return _draft(kept, NO_WORDS, [staff.username], staff, at)


def start_version(template_id: int, *, staff: Staff, at: datetime) -> TemplateVersion:
    """A draft that begins with the words last in use. Raises Refused while another is on its way,
    where there is no such template, and for a role that may not.
    """
    require(staff, "write_template")
    with transaction.atomic():
        found = Template.objects.select_for_update().filter(pk=template_id).first()
        if found is None:
            raise Refused(Text("There is no such template.", "没有该模板。"))
        versions = TemplateVersion.objects.filter(template=found).order_by("-number")
        refuse_second(versions.filter(state__in=OPEN).exists())
        base = versions.filter(state=TemplateState.LIVE).first() or versions.first()
        assert base is not None, "a template has a version from its beginning"
        return _draft(found, base.wording, [staff.username], staff, at)


def edit_version(
    version_id: int, *, wording: Wording, seen: str, note: str = "", staff: Staff, at: datetime
) -> TemplateVersion:
    """Replace a draft's texts, working or not. `seen`: the digest of those it was changed from.

    Raises Refused when somebody changed it meanwhile, when it is no draft, or the role may not.
    """
    require(staff, "write_template")
    with transaction.atomic():
        version = _locked(version_id)
        _must_be(version, TemplateState.DRAFT)
        refuse_changed(version.wording.digest, seen=seen)
        _write(version, wording)
        version.note = note.strip()[:NOTE_LENGTH_MAX]
        version.editors = with_writer(version.editors, staff)
        _change(version, "template_edited", staff, at, {"digest": wording.digest})
        return version


def submit_version(version_id: int, *, staff: Staff, at: datetime) -> TemplateVersion:
    """Freeze a draft and ask two others for approval. Raises Unsayable for texts that lack
    something or say what mustn't be said, Refused for what is no draft, or the role may not.
    """
    require(staff, "write_template")
    with transaction.atomic():
        version = _locked(version_id)
        _must_be(version, TemplateState.DRAFT)
        refuse_flawed(version, at)
        version.state = TemplateState.SUBMITTED
        version.submitted_by, version.submitted_at = staff.username, at
        details = {"digest": version.wording.digest}
        _change(version, "template_submitted", staff, at, details)
        return version


def take_back_version(version_id: int, *, staff: Staff, at: datetime) -> None:
    """Make a version that waits for approval a draft again; approvals given are void.

    Raises Refused for one that doesn't wait, and for a role that may not.
    """
    require(staff, "write_template")
    with transaction.atomic():
        version = _locked(version_id)
        _must_be(version, TemplateState.SUBMITTED)
        entry = _entry(version, "template_taken_back", staff, at, {})
        version.approvals.filter(void=False).update(void=True, journal_entry=entry)
        version.state = TemplateState.DRAFT
        version.submitted_by, version.submitted_at = "", None
        version.changed_by, version.changed_at, version.journal_entry = staff.username, at, entry
        version.save()


def approve_version(
    version_id: int, *, note: str = "", staff: Staff, at: datetime
) -> TemplateVersion:
    """Approve what others wrote; by the second approval, a compliance officer's among them, it is
    live. The words are checked again: a rule may have changed since they were submitted.

    Raises Unsayable as `submit_version`; Refused for one's own writing, for approving twice, where
    the other approval has to be a compliance officer's, where words sound like pressure and no
    note says why they are none, and for a role that may not.
    """
    require(staff, "approve_template")
    with transaction.atomic():
        version = _locked(version_id)
        _must_be(version, TemplateState.SUBMITTED)
        given = {each.approver: each.role for each in version.approvals.filter(void=False)}
        is_last = is_last_approval(staff, writers=version.editors, given=given)
        suspect = _suspect(refuse_flawed(version, at), note)
        details = {"digest": version.wording.digest, "role": staff.role, "suspect": suspect}
        entry = _entry(version, "template_approved", staff, at, details)
        TemplateApproval.objects.create(
            version=version,
            approver=staff.username,
            role=staff.role,
            note=note.strip()[:NOTE_LENGTH_MAX],
            approved_at=at,
            journal_entry=entry,
        )
        if is_last:
            _go_live(version, staff, at)
        return version


def refuse_version(version_id: int, *, note: str, staff: Staff, at: datetime) -> None:
    """Turn down what waits for approval, saying why. Raises Refused without a reason, for one's
    own writing, for what doesn't wait, and for a role that may not.
    """
    require(staff, "approve_template")
    said = _reason(note)
    with transaction.atomic():
        version = _locked(version_id)
        _must_be(version, TemplateState.SUBMITTED)
        refuse_writer(staff, version.editors)
        _end(version, TemplateState.REFUSED, staff, at, said)


def withdraw_version(version_id: int, *, note: str, staff: Staff, at: datetime) -> None:
    """Give a draft up, or stop a live version at once: nothing is sent with it from then on.

    Writers give up what isn't live; stopping what is takes somebody who may approve. Raises
    Refused without a reason, for what has ended, and for a role that may not.
    """
    said = _reason(note)
    with transaction.atomic():
        version = _locked(version_id)
        _must_be(version, *OPEN, TemplateState.LIVE)
        live = version.state == TemplateState.LIVE
        require(staff, "approve_template" if live else "write_template")
        _end(version, TemplateState.WITHDRAWN, staff, at, said)


def refuse_flawed(version: TemplateVersion, at: datetime) -> tuple[Flaw, ...]:
    """Raise Unsayable for a version whose texts have flaws that stop it, as of a moment; gives
    those that don't.
    """
    template = version.template
    found = flaws(
        version.wording, kind=template.kind, channel=template.channel, law=template.law, at=at
    )
    stopping = [each for each in found if each.stops]
    if stopping:
        raise Unsayable(stopping)
    return tuple(found)


def _suspect(found: Iterable[Flaw], note: str) -> int:
    """How many places sound like pressure. Raises Refused where there are any and no note."""
    suspect = [each for each in found if each.is_suspect]
    if suspect and not note.strip():
        raise Refused(
            Text(
                "Some words sound like pressure. Say in the remark why they are none, or refuse.",
                "部分措辞疑似施压。请在备注中说明理由，否则请退回。",
            )
        )
    return len(suspect)


def keep_template(
    name: str, channel: str, law: str, kind: str, title: Text, actor: str, at: datetime
) -> Template:
    """Store a template, without any words yet. In a transaction of the caller's."""
    number = next_id(Template)
    entry = record(
        actor=actor,
        action="template_started",
        at=at,
        subject=f"template:{number}",
        details={"name": name, "channel": channel, "law": law, "kind": kind},
    )
    return Template.objects.create(
        pk=number,
        name=name,
        channel=channel,
        law=law,
        kind=kind,
        title_en=title.en.strip(),
        title_zh=title.zh.strip(),
        journal_entry=entry,
    )


def next_number(template: Template) -> int:
    """The number of a template's next version."""
    newest = TemplateVersion.objects.filter(template=template).aggregate(Max("number"))
    return (newest["number__max"] or 0) + 1


def replace_live(template: Template, by: TemplateVersion, actor: Actor, at: datetime) -> None:
    """End the version that was live until now, if there is one."""
    live = TemplateVersion.objects.select_for_update().filter(
        template=template, state=TemplateState.LIVE
    )
    for old in live:
        _end(old, TemplateState.REPLACED, actor, at, "", {"by": by.number})


def _draft(
    template: Template, wording: Wording, editors: list[str], staff: Staff, at: datetime
) -> TemplateVersion:
    number = next_id(TemplateVersion)
    version = TemplateVersion(
        pk=number,
        template=template,
        number=next_number(template),
        state=TemplateState.DRAFT,
        editors=editors,
        started_by=staff.username,
        started_at=at,
    )
    _write(version, wording)
    details = {"template": template.pk, "number": version.number}
    version.changed_by, version.changed_at = staff.username, at
    version.journal_entry = _entry(version, "template_drafted", staff, at, details)
    version.save(force_insert=True)
    return version


def _write(version: TemplateVersion, wording: Wording) -> None:
    version.subject_en, version.subject_zh = wording.subject.en, wording.subject.zh
    version.body_en, version.body_zh = wording.body.en, wording.body.zh


def _go_live(version: TemplateVersion, staff: Staff, at: datetime) -> None:
    replace_live(version.template, version, staff, at)
    version.state, version.live_from = TemplateState.LIVE, at
    details = {"number": version.number, "digest": version.wording.digest}
    _change(version, "template_live", staff, at, details)


def _end(
    version: TemplateVersion,
    state: TemplateState,
    actor: Actor,
    at: datetime,
    note: str,
    details: dict[str, Any] | None = None,
) -> None:
    version.state = state
    version.ended_at, version.ended_by, version.ended_note = at, actor.username, note
    _change(version, f"template_{state}", actor, at, details or {"number": version.number})


def _change(
    version: TemplateVersion, action: str, actor: Actor, at: datetime, details: dict[str, Any]
) -> None:
    version.changed_by, version.changed_at = actor.username, at
    version.journal_entry = _entry(version, action, actor, at, details)
    version.save()


def _entry(
    version: TemplateVersion, action: str, actor: Actor, at: datetime, details: dict[str, Any]
) -> Any:
    return record(
        actor=actor.username,
        action=action,
        at=at,
        subject=f"template_version:{version.pk}",
        details=details,
    )


def _locked(version_id: int) -> TemplateVersion:
    """The version, nobody else changing it or its template meanwhile."""
    found = TemplateVersion.objects.select_for_update().select_related("template")
    version = found.filter(pk=version_id).first()
    if version is None:
        raise Refused(Text("There is no such version.", "没有该版本。"))
    return version


def _must_be(version: TemplateVersion, *states: TemplateState) -> None:
    if version.state not in states:
        now = _IN_WORDS[TemplateState(version.state)]
        raise Refused(
            Text(
                f"This isn't possible: the version is {now.en}.",
                f"此版本{now.zh}，不能进行此操作。",
            )
        )


_IN_WORDS = {
    TemplateState.DRAFT: Text("a draft", "尚为草稿"),
    TemplateState.SUBMITTED: Text("awaiting approval", "正在等待批准"),
    TemplateState.LIVE: Text("live", "已在使用"),
    TemplateState.REPLACED: Text("replaced by a newer one", "已被新版本取代"),
    TemplateState.REFUSED: Text("refused", "已被驳回"),
    TemplateState.WITHDRAWN: Text("withdrawn", "已撤回"),
}


def _reason(note: str) -> str:
    said = note.strip()
    if not said:
        raise Refused(Text("Say why; it is kept with the version.", "请填写理由，将随版本留存。"))
    return said[:NOTE_LENGTH_MAX]
