"""Looks up what waits in somebody's inbox, opened for whom it is meant."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from fairdue.delinquency.models import Case
from fairdue.people.models import Role, Staff
from fairdue.people.rules import may
from fairdue.training.queries import may_work, needs_certificate
from fairdue.vault.sealing import vault
from fairdue.work.models import InboxEntry, InboxKind, InboxState, QueueItem
from fairdue.work.queries.team import is_away

SHOWN = 50
ASKED = (InboxKind.OPINION, InboxKind.ESCALATION, InboxKind.TAKEOVER)
"""Kinds that await an answer."""


@dataclass(frozen=True, slots=True)
class InboxLine:
    """An entry, opened."""

    id: int
    kind: str
    kind_name: str
    state: str
    state_name: str
    case_id: int | None
    case_number: str
    """ "" of what is about no case."""
    customer_id: int | None
    name_masked: str
    sender: str
    """Display name."""
    recipient: str
    """Display name; "" where it isn't for one person."""
    words: str
    answer: str
    ended_by: str
    sent_at: datetime
    ended_at: datetime | None
    mine_to_end: bool
    """May whoever asked answer it, decide it, or say that they saw it?"""

    @property
    def asks(self) -> bool:
        """Does it await an answer, rather than being seen?"""
        return self.kind in ASKED


def may_see_cases(staff: Staff, at: datetime) -> bool:
    """May this person look at customers' cases at all? Only they can be mentioned or asked."""
    if not staff.is_active or not may(staff, "search"):
        return False
    return not needs_certificate(staff.role, at) or may_work(staff.pk, at)


def mentionable(usernames: Iterable[str], writer: Staff, at: datetime) -> list[Staff]:
    """Who of those named can be told of a case; nobody is told of what they wrote themselves."""
    named = list(usernames)
    if not named:
        return []
    found = Staff.objects.filter(username__in=named, is_active=True).exclude(pk=writer.pk)
    return [each for each in found.order_by("pk") if may_see_cases(each, at)]


def holder_of(item: QueueItem) -> Staff | None:
    """Whose case it is: in whose hand, else to whom it is assigned."""
    return item.taken_by or item.assigned_to


def waiting_for(staff: Staff, at: datetime) -> int:
    """How many entries await this person, with answers they haven't seen."""
    answers = InboxEntry.objects.filter(
        sender=staff, answer_seen_at__isnull=True, ended_at__isnull=False, kind__in=ASKED
    ).exclude(state=InboxState.WITHDRAWN)
    return _open_for(staff, at).count() + answers.count()


def inbox_of(staff: Staff, at: datetime) -> list[InboxLine]:
    """What is open for this person, the oldest first: it waited longest."""
    rows = _with_people(_open_for(staff, at)).order_by("sent_at", "pk")
    sees = may_see_cases(staff, at)
    return [_line(row, staff, at) for row in rows[:SHOWN] if sees or row.case_id is None]


def sent_by(staff: Staff, at: datetime) -> list[InboxLine]:
    """What this person asked, with the answers, the newest first."""
    if not may_see_cases(staff, at):
        return []
    rows = _with_people(InboxEntry.objects.filter(sender=staff, kind__in=ASKED))
    return [_line(row, staff, at) for row in rows.order_by("-sent_at", "-pk")[:SHOWN]]


def entry_for(entry_id: int, staff: Staff, at: datetime) -> InboxLine | None:
    """One entry, for whom it is or was meant and who wrote it; None for anybody else."""
    row = _with_people(InboxEntry.objects.filter(pk=entry_id)).first()
    if row is None or (row.case_id is not None and not may_see_cases(staff, at)):
        return None
    if staff.pk not in (row.sender_id, row.recipient_id, row.ended_by_id) and not (
        row.state == InboxState.OPEN and is_for(row, staff, at)
    ):
        return None
    return _line(row, staff, at)


def handover_on(case_id: int, reader: Staff) -> InboxLine | None:
    """The handover note that whoever holds the case now finds on top; not one's own."""
    row = (
        _with_people(InboxEntry.objects.filter(case=case_id, state=InboxState.OPEN))
        .filter(kind=InboxKind.HANDOVER)
        .exclude(sender=reader)
        .order_by("-sent_at", "-pk")
        .first()
    )
    return _opened(row, mine_to_end=True) if row else None


def is_for(row: InboxEntry, staff: Staff, at: datetime) -> bool:
    """Is this person to answer, decide or see it?

    An escalation, and a round that ended early, are for the leads of their team. Taking over is for
    the holder, and while the holder is off duty for the leads of their team too; never for whoever
    asked.
    """
    if row.sender_id == staff.pk:
        return False
    if row.recipient_id == staff.pk:
        return True
    leads = staff.role == Role.LEAD and row.team_id is not None and row.team_id == staff.team_id
    if row.kind in (InboxKind.ESCALATION, InboxKind.ROUND_OVER):
        return leads
    if row.kind == InboxKind.TAKEOVER:
        return leads and row.recipient_id is not None and is_away(row.recipient_id, at)
    return False


def _open_for(staff: Staff, at: datetime) -> QuerySet[InboxEntry]:
    own = Q(recipient=staff)
    if staff.role == Role.LEAD and staff.team_id is not None:
        of_team = InboxEntry.objects.filter(
            state=InboxState.OPEN, kind=InboxKind.TAKEOVER, team=staff.team_id
        )
        holders = set(of_team.values_list("recipient_id", flat=True)) - {staff.pk, None}
        away = [holder for holder in holders if holder and is_away(holder, at)]
        own |= Q(kind__in=[InboxKind.ESCALATION, InboxKind.ROUND_OVER], team=staff.team_id)
        own |= Q(kind=InboxKind.TAKEOVER, team=staff.team_id, recipient__in=away)
    return InboxEntry.objects.filter(own, state=InboxState.OPEN).exclude(sender=staff)


def _with_people(rows: QuerySet[InboxEntry]) -> QuerySet[InboxEntry]:
    return rows.select_related("sender", "recipient", "ended_by", "customer", "note")


def _line(row: InboxEntry, staff: Staff, at: datetime) -> InboxLine:
    mine = row.state == InboxState.OPEN and is_for(row, staff, at)
    return _opened(row, mine_to_end=mine)


def _opened(row: InboxEntry, *, mine_to_end: bool) -> InboxLine:
    return InboxLine(
        id=row.pk,
        kind=row.kind,
        kind_name=str(InboxKind(row.kind).label),
        state=row.state,
        state_name=str(InboxState(row.state).label),
        case_id=row.case_id,
        case_number=Case(pk=row.case_id).number if row.case_id else "",
        customer_id=row.customer_id,
        name_masked=row.customer.name_masked if row.customer else "",
        sender=row.sender.display_name,
        recipient=row.recipient.display_name if row.recipient else "",
        words=_words(row),
        answer=vault().unseal(row.answer_sealed) if row.answer_sealed else "",
        ended_by=row.ended_by.display_name if row.ended_by else "",
        sent_at=row.sent_at,
        ended_at=row.ended_at,
        mine_to_end=mine_to_end,
    )


def _words(row: InboxEntry) -> str:
    """What was written; of a round that ended early, what the lead may do."""
    if row.kind == InboxKind.ROUND_OVER:
        return _(
            "We make no more visits today. What was left of our round is taken off: choose it anew "
            "for another team or another day."
        )
    sealed = row.note.text_sealed if row.note else row.words_sealed
    return vault().unseal(sealed) if sealed else ""
