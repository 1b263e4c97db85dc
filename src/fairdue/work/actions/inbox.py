"""Colleagues tell and ask each other: handovers, opinions, escalations, taking over, mentions."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from fairdue.delinquency.models import Case
from fairdue.journal.actions import record
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.people.models import Role, Staff
from fairdue.people.rules import may, require
from fairdue.training.queries import require_certificate
from fairdue.vault.sealing import vault
from fairdue.work.actions.letting_go import let_go
from fairdue.work.models import Ending, InboxEntry, InboxKind, InboxState, QueueItem, QueueState
from fairdue.work.queries.inbox import ASKED, holder_of, is_for, may_see_cases

WORDS_LENGTH_MAX = 1_000


def ask_opinion(
    *, case_id: int, colleague_id: int, words: str, staff: Staff, at: datetime
) -> InboxEntry:
    """Ask a colleague what they think of a case. They read it and answer; the case stays where it
    is, and only its holder contacts the customer.
    """
    case = _case_of(case_id, staff, at)
    colleague = Staff.objects.filter(pk=colleague_id).exclude(pk=staff.pk).first()
    if colleague is None or not may_see_cases(colleague, at):
        raise Refused(
            Text("Ask somebody else who may see cases.", "请选择其他有权查看案件的同事。")
        )
    return _send(InboxKind.OPINION, case, words, staff, at, recipient=colleague)


def escalate(*, case_id: int, words: str, staff: Staff, at: datetime) -> InboxEntry:
    """Put a question to the leads of the case's team. Raises Refused where it has none."""
    case = _case_of(case_id, staff, at)
    item = QueueItem.objects.filter(case=case).first()
    team_id = item.team_id if item else staff.team_id
    leads = Staff.objects.filter(role=Role.LEAD, team=team_id, is_active=True).exclude(pk=staff.pk)
    if team_id is None or not leads.exists():
        raise Refused(Text("This team has no lead to ask.", "该小组没有可求助的主管。"))
    return _send(InboxKind.ESCALATION, case, words, staff, at, team_id=team_id)


def ask_takeover(*, case_id: int, words: str, staff: Staff, at: datetime) -> InboxEntry:
    """Ask whose case it is to let one have it. Refused when nobody has it."""
    case = _case_of(case_id, staff, at)
    item = QueueItem.objects.select_related("taken_by", "assigned_to").filter(case=case).first()
    holder = holder_of(item) if item else None
    if item is None or holder is None:
        raise Refused(
            Text("Nobody has this case; take it from its file.", "此案件无人持有，可直接领取。")
        )
    if holder.pk == staff.pk:
        raise Refused(Text("This case is yours already.", "此案件已由您处理。"))
    asked = InboxEntry.objects.filter(case=case, sender=staff, kind=InboxKind.TAKEOVER)
    if asked.filter(state=InboxState.OPEN).exists():
        raise Refused(
            Text("You have asked already; the answer is awaited.", "您已提出申请，请等待答复。")
        )
    return _send(InboxKind.TAKEOVER, case, words, staff, at, recipient=holder, team_id=item.team_id)


def hand_over_case(*, case_id: int, words: str, staff: Staff, at: datetime) -> InboxEntry:
    """Leave a note for whoever works the case next, who finds it on top. It takes the place of an
    earlier one of the same person. Only for whose case it is.
    """
    case = _case_of(case_id, staff, at)
    item = QueueItem.objects.select_related("taken_by", "assigned_to").filter(case=case).first()
    if item is None or staff.pk not in (item.taken_by_id, item.assigned_to_id):
        raise Refused(Text("This case isn't yours to hand over.", "此案件不由您处理，无法交接。"))
    with transaction.atomic():
        earlier = InboxEntry.objects.select_for_update().filter(
            case=case, sender=staff, kind=InboxKind.HANDOVER, state=InboxState.OPEN
        )
        for entry in earlier:
            _end(entry, InboxState.WITHDRAWN, staff, at)
        return _send(InboxKind.HANDOVER, case, words, staff, at)


def hand_over_shift(*, words: str, staff: Staff, at: datetime) -> int:
    """At the end of a shift, tell the colleagues of one's team what they should know; gives how
    many are told. What is about one case belongs into a note on that case.
    """
    require(staff, "ask_colleague")
    team = Staff.objects.filter(team=staff.team_id, is_active=True).exclude(pk=staff.pk)
    told = [each for each in team.order_by("pk") if staff.team_id and may(each, "read_inbox")]
    if not told:
        raise Refused(Text("There is nobody in your team to tell.", "您的小组没有其他同事。"))
    with transaction.atomic():
        for colleague in told:
            _send(InboxKind.HANDOVER, None, words, staff, at, recipient=colleague)
    return len(told)


def tell_round_over(*, team_id: int, staff: Staff, at: datetime) -> InboxEntry:
    """Tell the leads of a team that one of its visitors makes no more visits today."""
    return _send(InboxKind.ROUND_OVER, None, None, staff, at, team_id=team_id)


def see(*, entry_id: int, staff: Staff, at: datetime) -> InboxEntry:
    """Say that a mention, a handover or the end of a round was read. A handover of a case is for
    who has the case now.
    """
    require(staff, "read_inbox")
    with transaction.atomic():
        entry = _locked(entry_id)
        if entry.kind in ASKED or not (_next_holder(entry, staff) or is_for(entry, staff, at)):
            raise Refused(NOT_YOURS)
        _end(entry, InboxState.SEEN, staff, at)
    return entry


def answer(*, entry_id: int, words: str, staff: Staff, at: datetime) -> InboxEntry:
    """Answer a second opinion or an escalation."""
    require(staff, "read_inbox")
    with transaction.atomic():
        entry = _locked(entry_id)
        if entry.kind not in (InboxKind.OPINION, InboxKind.ESCALATION) or not (
            is_for(entry, staff, at) and may_see_cases(staff, at)
        ):
            raise Refused(NOT_YOURS)
        _end(entry, InboxState.ANSWERED, staff, at, answer=_words(words))
    return entry


def decide_takeover(
    *, entry_id: int, agreed: bool, words: str, staff: Staff, at: datetime
) -> InboxEntry:
    """Let a colleague have the case, or keep it. For whose case it is; for a lead of its team only
    while that person is off duty, with a reason.

    Agreed, the case leaves the holder's hand and is assigned to the colleague. Raises Refused when
    it is somebody else's by now.
    """
    require(staff, "ask_colleague")
    with transaction.atomic():
        entry = _locked(entry_id)
        if entry.kind != InboxKind.TAKEOVER or not is_for(entry, staff, at):
            raise Refused(
                Text(
                    "Only whose case it is decides this; a lead while they are off duty.",
                    "仅案件当前处理人可决定；其不在岗时由主管决定。",
                )
            )
        reason = words.strip()
        if not reason and entry.recipient_id != staff.pk:
            raise Refused(Text("Say why; the reason is kept.", "请填写原因，原因将被留存。"))
        if agreed:
            _move(entry, staff, at)
        state = InboxState.AGREED if agreed else InboxState.DECLINED
        _end(entry, state, staff, at, answer=_words(reason) if reason else "")
    return entry


def withdraw(*, entry_id: int, staff: Staff, at: datetime) -> InboxEntry:
    """Take back what one asked, while it is open."""
    require(staff, "read_inbox")
    with transaction.atomic():
        entry = _locked(entry_id)
        if entry.sender_id != staff.pk:
            raise Refused(NOT_YOURS)
        _end(entry, InboxState.WITHDRAWN, staff, at)
    return entry


def see_answers(*, staff: Staff, at: datetime) -> int:
    """Count the answers to what this person asked as seen; gives how many there were."""
    with transaction.atomic():
        rows = list(
            InboxEntry.objects.select_for_update(of=("self",)).filter(
                sender=staff, kind__in=ASKED, ended_at__isnull=False, answer_seen_at__isnull=True
            )
        )
        if rows:
            entry = record(
                actor=staff.username,
                action="answers_seen",
                at=at,
                subject=f"staff:{staff.pk}",
                details={"entries": [row.pk for row in rows]},
            )
            InboxEntry.objects.filter(pk__in=[row.pk for row in rows]).update(
                answer_seen_at=at, journal_entry=entry
            )
    return len(rows)


NOT_YOURS = Text(
    "This isn't yours to answer, or was dealt with already.", "此事项不由您处理，或已处理完毕。"
)


def _case_of(case_id: int, staff: Staff, at: datetime) -> Case:
    require(staff, "ask_colleague")
    require_certificate(staff, at)
    case = Case.objects.filter(pk=case_id, closed_on=None).first()
    if case is None:
        raise Refused(Text("This case is not open any more.", "此案件已结案。"))
    return case


def _words(words: str) -> str:
    text = words.strip()
    if not text:
        raise Refused(Text("Write what it is about.", "请写明事由。"))
    if len(text) > WORDS_LENGTH_MAX:
        raise Refused(
            Text(
                f"Keep it within {WORDS_LENGTH_MAX} characters.",
                f"请控制在{WORDS_LENGTH_MAX}字以内。",
            )
        )
    return text


def _send(
    kind: InboxKind,
    case: Case | None,
    words: str | None,
    staff: Staff,
    at: datetime,
    *,
    recipient: Staff | None = None,
    team_id: int | None = None,
) -> InboxEntry:
    text = None if words is None else _words(words)
    with transaction.atomic():
        journal = record(
            actor=staff.username,
            action=f"{kind.value}_sent",
            at=at,
            subject=f"case:{case.pk}" if case else f"staff:{staff.pk}",
            customer_id=case.customer_id if case else None,
            details={"to": recipient.pk if recipient else None, "team": team_id},
        )
        return InboxEntry.objects.create(
            kind=kind,
            state=InboxState.OPEN,
            customer_id=case.customer_id if case else None,
            case=case,
            sender=staff,
            recipient=recipient,
            team_id=team_id,
            words_sealed=None if text is None else vault().seal(text),
            sent_at=at,
            journal_entry=journal,
        )


def _locked(entry_id: int) -> InboxEntry:
    entry = (
        InboxEntry.objects.select_for_update(of=("self",))
        .filter(pk=entry_id, state=InboxState.OPEN)
        .first()
    )
    if entry is None:
        raise Refused(NOT_YOURS)
    return entry


def _next_holder(entry: InboxEntry, staff: Staff) -> bool:
    """Is it a handover of a case that this person has now?"""
    if entry.kind != InboxKind.HANDOVER or entry.case_id is None or entry.sender_id == staff.pk:
        return False
    return QueueItem.objects.filter(
        case=entry.case_id, state=QueueState.TAKEN, taken_by=staff
    ).exists()


def _move(entry: InboxEntry, staff: Staff, at: datetime) -> None:
    """Assign the case to whoever asked for it."""
    require_certificate(entry.sender, at, name=entry.sender.display_name)
    item = (
        QueueItem.objects.select_for_update(of=("self",))
        .select_related("taken_by", "assigned_to")
        .filter(case=entry.case_id)
        .first()
    )
    holder = holder_of(item) if item else None
    if item is None or holder is None or holder.pk != entry.recipient_id:
        raise Refused(Text("The case is somebody else's by now.", "该案件现已由他人处理。"))
    if entry.sender.team_id is None:
        raise Refused(Text("They belong to no team.", "对方未加入任何小组。"))
    if item.state == QueueState.TAKEN:
        let_go(item, Ending.REALLOCATED, at, state=QueueState.WAITING)
    record(
        actor=staff.username,
        action="case_taken_over",
        at=at,
        subject=f"case:{item.case_id}",
        customer_id=entry.customer_id,
        details={"from_staff": holder.pk, "to_staff": entry.sender_id, "entry": entry.pk},
    )
    item.assigned_to, item.team_id = entry.sender, entry.sender.team_id
    item.save(update_fields=["assigned_to", "team"])


def _end(
    entry: InboxEntry, state: InboxState, staff: Staff, at: datetime, *, answer: str = ""
) -> None:
    entry.state, entry.ended_by, entry.ended_at = state, staff, at
    entry.answer_sealed = vault().seal(answer) if answer else None
    entry.journal_entry = record(
        actor=staff.username,
        action=f"{entry.kind}_{state.value}",
        at=at,
        subject=f"inbox:{entry.pk}",
        customer_id=entry.customer_id,
        details={"case": entry.case_id},
    )
    entry.save(update_fields=["state", "ended_by", "ended_at", "answer_sealed", "journal_entry"])
