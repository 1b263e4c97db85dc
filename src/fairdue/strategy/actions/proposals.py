"""Proposing another decision table: written, submitted, withdrawn. Journalled."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from fairdue.compliance.actions.recording import next_id
from fairdue.journal.actions import record
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.people.models import Staff
from fairdue.people.rules import require
from fairdue.people.versions import refuse_changed, with_writer
from fairdue.strategy.actions.versions import keep_version
from fairdue.strategy.models import (
    Activation,
    Experiment,
    ExperimentState,
    Proposal,
    ProposalState,
)
from fairdue.strategy.queries import Document, parse, tables_in_use
from fairdue.strategy.queries.documents import IN_USE, document_in, text_digest, write
from fairdue.strategy.rules.merging import merged
from fairdue.strategy.rules.reading import TableError

NOTE_LENGTH_MAX = 1000


def start_proposal(
    *, staff: Staff, at: datetime, text: str | None = None, continues: int | None = None
) -> Proposal:
    """A draft that begins as the table in use, as `text`, or where an earlier proposal ended.

    Whoever wrote the earlier proposal counts among the writers of this one. The table keeps its
    name and gets the next number; all else of a text given stays as it is, working or not.
    Raises Refused for a text that is no table at all and for a role that may not.
    """
    require(staff, "edit_strategy")
    editors = [staff.username]
    with transaction.atomic():
        if continues is not None:
            earlier = locked(continues)
            text = earlier.text
            editors += [name for name in earlier.editors if name != staff.username]
        base = tables_in_use(at).document
        number = next_id(Proposal)
        entry = record(
            actor=staff.username,
            action="proposal_started",
            at=at,
            subject=f"proposal:{number}",
            details={"base": base.table.version, "continues": continues},
        )
        return Proposal.objects.create(
            pk=number,
            table=IN_USE,
            base=keep_version(base),
            text=_numbered(text if text is not None else base.text, base),
            state=ProposalState.DRAFT,
            editors=editors,
            started_by=staff.username,
            started_at=at,
            changed_by=staff.username,
            changed_at=at,
            journal_entry=entry,
        )


def edit_proposal(proposal_id: int, *, text: str, seen: str, staff: Staff, at: datetime) -> None:
    """Replace a draft's text. `seen`: `text_digest` of the text it was changed from.

    It need not work yet, but must have a list of rows. Raises Refused when it has none, when
    somebody changed it meanwhile, when it is no draft, or the role may not.
    """
    require(staff, "edit_strategy")
    with transaction.atomic():
        proposal = locked(proposal_id)
        must_be(proposal, ProposalState.DRAFT)
        refuse_changed(text_digest(proposal.text), seen=seen)
        if proposal.text == text:
            return
        _readable(text)
        proposal.text = text
        proposal.editors = with_writer(proposal.editors, staff)
        change(proposal, "proposal_edited", staff, at, {"characters": len(text)})


def submit_proposal(proposal_id: int, *, note: str, staff: Staff, at: datetime) -> Proposal:
    """Freeze a draft and ask somebody else for approval. `note`: what is to be reached by it.

    Raises Refused without a note, for a table that does not work or changes nothing, for one
    that another table replaced meanwhile, and for a role that may not.
    """
    require(staff, "edit_strategy")
    said = note_given(note)
    with transaction.atomic():
        proposal = locked(proposal_id)
        must_be(proposal, ProposalState.DRAFT)
        document = _working(proposal)
        refuse_stale(proposal, at)
        live = tables_in_use(at).document
        if _said(document) == _said(live):
            raise Refused(
                Text(
                    "This table decides exactly as the one in use; change something first.",
                    "此表与在用决策表完全一致，请先修改。",
                )
            )
        proposal.version = keep_version(document)
        proposal.note = said
        proposal.state = ProposalState.SUBMITTED
        proposal.editors = with_writer(proposal.editors, staff)
        proposal.submitted_by, proposal.submitted_at = staff.username, at
        change(proposal, "proposal_submitted", staff, at, {"version": document.table.version})
        return proposal


def take_back_proposal(proposal_id: int, *, staff: Staff, at: datetime) -> None:
    """Make a proposal that waits, or is approved but not active, a draft again. Its approval ends.

    Raises Refused in any other state, while an experiment with it runs or is planned, and for a
    role that may not.
    """
    require(staff, "edit_strategy")
    with transaction.atomic():
        proposal = locked(proposal_id)
        must_be(proposal, ProposalState.SUBMITTED, ProposalState.APPROVED)
        _refuse_activated(proposal)
        proposal.state = ProposalState.DRAFT
        proposal.version = None
        proposal.submitted_by, proposal.submitted_at = "", None
        proposal.decided_by, proposal.decided_at, proposal.decision_note = "", None, ""
        change(proposal, "proposal_taken_back", staff, at, {})


def renew_proposal(proposal_id: int, *, staff: Staff, at: datetime) -> list[str]:
    """Bring a draft up to date with the table in use: what only one of the two changed counts.

    Gives the rows that both changed; the draft's stay. Raises Refused when it is no draft, and
    for a role that may not.
    """
    require(staff, "edit_strategy")
    with transaction.atomic():
        proposal = locked(proposal_id)
        must_be(proposal, ProposalState.DRAFT)
        base = tables_in_use(at).document
        document, both = merged(
            _readable(proposal.base.document), _readable(proposal.text), _readable(base.text)
        )
        proposal.base = keep_version(base)
        proposal.text = _numbered(write(document, before=proposal.text), base)
        proposal.editors = with_writer(proposal.editors, staff)
        details = {"base": base.table.version, "both_changed": both}
        change(proposal, "proposal_renewed", staff, at, details)
        return both


def withdraw_proposal(proposal_id: int, *, staff: Staff, at: datetime) -> None:
    """Give a proposal up, for good. Raises Refused for one that is decided against or was
    activated, while an experiment with it runs or is planned, and for a role that may not.
    """
    require(staff, "edit_strategy")
    with transaction.atomic():
        proposal = locked(proposal_id)
        must_be(proposal, ProposalState.DRAFT, ProposalState.SUBMITTED, ProposalState.APPROVED)
        _refuse_activated(proposal)
        proposal.state = ProposalState.WITHDRAWN
        change(proposal, "proposal_withdrawn", staff, at, {})


def refuse_stale(proposal: Proposal, at: datetime) -> None:
    """Raise Refused when the table in use is no longer the one that the proposal changes."""
    live = tables_in_use(at).document.table
    base = proposal.base
    if (base.name, base.version) != (live.name, live.version):
        raise Refused(
            Text(
                f"The table in use is {live.version} now; this proposal changes {base.version}. "
                "Hold it against the new one first, so that nothing is undone unseen.",
                f"在用决策表已更新为{live.version}，而此提案基于{base.version}。"
                "请先与新表对照更新，以免无意中撤销他人的修改。",
            )
        )


def note_given(note: str) -> str:
    """What was written, trimmed. Raises Refused when there is nothing or too much."""
    said = note.strip()
    if not said:
        raise Refused(Text("Say why; it is kept with the version.", "请填写理由，将随版本留存。"))
    if len(said) > NOTE_LENGTH_MAX:
        raise Refused(
            Text(
                f"Keep it within {NOTE_LENGTH_MAX} characters.",
                f"请控制在{NOTE_LENGTH_MAX}字以内。",
            )
        )
    return said


def change(
    proposal: Proposal, action: str, staff: Staff, at: datetime, details: dict[str, Any]
) -> None:
    """Save a proposal together with the journal's entry on what was done to it."""
    proposal.changed_by, proposal.changed_at = staff.username, at
    proposal.journal_entry = record(
        actor=staff.username,
        action=action,
        at=at,
        subject=f"proposal:{proposal.pk}",
        details=details,
    )
    proposal.save()


def locked(proposal_id: int) -> Proposal:
    """The proposal, nobody else changing it meanwhile. Raises Refused when there is none."""
    found = Proposal.objects.select_for_update(of=("self",)).filter(pk=proposal_id)
    proposal = found.select_related("base", "version").first()
    if proposal is None:
        raise Refused(
            Text(f"There is no proposal {proposal_id}.", f"没有编号为{proposal_id}的提案。")
        )
    return proposal


def must_be(proposal: Proposal, *states: ProposalState) -> None:
    """Raise Refused unless the proposal is in one of these states."""
    if proposal.state in states:
        return
    now = _IN_WORDS[ProposalState(proposal.state)]
    raise Refused(
        Text(
            f"This is not possible any more: the proposal is {now.en}.",
            f"提案{now.zh}，不能进行此操作。",
        )
    )


_IN_WORDS = {
    ProposalState.DRAFT: Text("still a draft", "尚为草稿"),
    ProposalState.SUBMITTED: Text("awaiting approval", "正在等待批准"),
    ProposalState.APPROVED: Text("approved", "已获批准"),
    ProposalState.REJECTED: Text("rejected", "已被驳回"),
    ProposalState.WITHDRAWN: Text("withdrawn", "已撤回"),
}


def _refuse_activated(proposal: Proposal) -> None:
    if Activation.objects.filter(proposal=proposal, cancelled_at__isnull=True).exists():
        raise Refused(
            Text(
                "This version was activated. Go back to another version instead.",
                "该版本已启用。如需停用，请改为恢复其他版本。",
            )
        )
    _refuse_tried(proposal)


def _refuse_tried(proposal: Proposal) -> None:
    """Raise Refused while an experiment rests on the approval, naming it."""
    resting = (ExperimentState.PLANNED, ExperimentState.RUNNING, ExperimentState.PAUSED)
    found = Experiment.objects.filter(proposal=proposal, state__in=resting).order_by("pk")
    planned = found.filter(state=ExperimentState.PLANNED).first()
    under_way = found.exclude(state=ExperimentState.PLANNED).first()
    if under_way is not None:
        raise Refused(
            Text(
                f"Customers are treated by this version in the experiment {under_way.name}; "
                "stop that first.",
                f"实验“{under_way.name}”正在使用此版本，请先停止该实验。",
            )
        )
    if planned is not None:
        raise Refused(
            Text(
                f"The experiment {planned.name} is planned with this version; end that first.",
                f"实验“{planned.name}”计划使用此版本，请先结束该实验。",
            )
        )


def _working(proposal: Proposal) -> Document:
    """The table, read. Raises Refused where it doesn't work or is another, saying what is wrong."""
    try:
        document = Document(parse(proposal.text), proposal.text)
    except TableError as error:
        raise Refused(
            Text(f"The table does not work yet: {error}", f"决策表尚不可用：{error.text.zh}")
        ) from None
    if document.table.name != proposal.table:
        raise Refused(
            Text(
                f"The table must stay {proposal.table!r}, at 'table'.",
                f"决策表名称（table）须保持为“{proposal.table}”。",
            )
        )
    return document


def _numbered(text: str, base: Document) -> str:
    """The text under the base's name and the number after the base's. Raises Refused for a text
    that is no table.
    """
    number = base.table.version.partition("-")[0]
    following = int(number) + 1 if number.isdecimal() else 1
    document = {**_readable(text), "table": base.table.name, "version": following}
    return write(document, before=text)


def _said(document: Document) -> list[tuple[object, ...]]:
    """What a table says; in which order a row asks makes no difference."""
    return [(row.id, set(row.conditions), row.then, row.why) for row in document.table.rows]


def _readable(text: str) -> dict[str, Any]:
    try:
        return document_in(text)
    except TableError as error:
        raise Refused(Text(f"This can't be read: {error}", f"无法读取：{error.text.zh}")) from None
