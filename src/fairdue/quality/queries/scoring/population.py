"""The talks of some days among which is drawn: whose, how risky, what has them drawn anyway."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from fairdue.calls.models import Call, Recording
from fairdue.compliance.models import Complaint
from fairdue.contact.models import SPOKEN, UNANSWERED, Attempt, Channel, Outcome, Permit
from fairdue.identity.queries.policy import zone
from fairdue.kernel.calendars import day_bounds, local_day
from fairdue.people.models import Staff
from fairdue.quality.models import DrawnTalk, SpokenFinding, State, Transcript
from fairdue.quality.queries.scoring.policy import ScoringPolicy
from fairdue.quality.rules.kinds import ABUSE, GRAVE, SERIOUS
from fairdue.quality.rules.sampling import ABUSE as ABUSED
from fairdue.quality.rules.sampling import ALWAYS, DENIED, Talked
from fairdue.quality.rules.sampling import COMPLAINT as COMPLAINED
from fairdue.quality.rules.sampling import GRAVE as GRAVELY

TALKED = SPOKEN - UNANSWERED - {Outcome.MACHINE}
"""Outcomes of a call in which somebody spoke."""


@dataclass(frozen=True, slots=True)
class TalkFacts:
    """A talk as it stands on record."""

    attempt_id: int | None
    call_id: int | None
    customer_id: int
    staff: Staff
    talked_at: datetime
    outcome: str

    @property
    def reference(self) -> str:
        """attempt:12 or call:3."""
        return f"attempt:{self.attempt_id}" if self.attempt_id else f"call:{self.call_id}"


def population(
    from_on: date, until_on: date, policy: ScoringPolicy
) -> tuple[list[TalkFacts], list[Talked]]:
    """Talks of these days that weren't drawn yet, and older ones that something has drawn always.

    Both lists are in the same order.
    """
    begins = day_bounds(from_on, zone())[0]
    back = day_bounds(from_on - timedelta(days=policy.look_back_days), zone())[0]
    ends = day_bounds(until_on, zone())[1]
    facts = [*_outbound(back, ends), *_inbound(back, ends)]
    always = _always(facts, back, ends, policy)
    suspect = _talks_with(severity__in=(GRAVE, SERIOUS))
    heard = _heard()
    kept = [each for each in facts if each.talked_at >= begins or always[each.reference]]
    return kept, [
        Talked(
            each.reference,
            each.staff.username,
            policy.risk(each.outcome, suspect=bool(_keys(each) & suspect)),
            always[each.reference],
            bool(_keys(each) & heard),
        )
        for each in kept
    ]


def _outbound(since: datetime, until: datetime) -> list[TalkFacts]:
    rows = Attempt.objects.filter(
        channel=Channel.CALL, outcome__in=TALKED, made_at__gte=since, made_at__lt=until
    ).exclude(pk__in=DrawnTalk.objects.filter(attempt__isnull=False).values("attempt"))
    people = {person.username: person for person in Staff.objects.all()}
    calls = dict(Call.objects.filter(attempt__in=rows.values("pk")).values_list("attempt_id", "pk"))
    return [
        TalkFacts(
            row.pk,
            calls.get(row.pk),
            row.customer_id,
            people[row.made_by],
            row.made_at,
            row.outcome,
        )
        for row in rows.order_by("pk")
        if row.made_by in people
    ]


def _inbound(since: datetime, until: datetime) -> list[TalkFacts]:
    rows = (
        Call.objects.filter(
            attempt=None,
            staff__isnull=False,
            customer__isnull=False,
            answered_at__gte=since,
            answered_at__lt=until,
        )
        .exclude(pk__in=DrawnTalk.objects.filter(attempt=None).values("call"))
        .select_related("staff")
    )
    return [
        TalkFacts(None, row.pk, row.customer_id, row.staff, row.answered_at, "")
        for row in rows.order_by("pk")
        if row.customer_id and row.staff and row.answered_at
    ]


def _keys(talk: TalkFacts) -> set[str]:
    """What findings, transcripts and recordings of it are filed under."""
    keys = {f"attempt:{talk.attempt_id}"} if talk.attempt_id else set()
    return keys | ({f"call:{talk.call_id}"} if talk.call_id else set())


def _filed(rows: Iterable[tuple[int | None, int | None]]) -> set[str]:
    return {f"attempt:{attempt}" for attempt, _ in rows if attempt} | {
        f"call:{call}" for _, call in rows if call
    }


def _talks_with(**which: object) -> set[str]:
    rows = SpokenFinding.objects.filter(**which).exclude(state=State.NOT_CONFIRMED)
    return _filed(list(rows.values_list("transcript__attempt_id", "transcript__call_id")))


def _heard() -> set[str]:
    """Talks of which there is a transcript or a recording."""
    written = Transcript.objects.filter(deleted_at=None).values_list("attempt_id", "call_id")
    recorded = Recording.objects.filter(deleted_at=None).values_list("call__attempt_id", "call_id")
    return _filed([*written, *recorded])


def _always(
    facts: list[TalkFacts], since: datetime, until: datetime, policy: ScoringPolicy
) -> dict[str, tuple[str, ...]]:
    window = timedelta(days=policy.complaint_days)
    complaints: dict[int, list[tuple[datetime, int | None]]] = defaultdict(list)
    for customer, received, attempt in Complaint.objects.filter(
        withdrawn_at=None, received_at__gte=since
    ).values_list("customer_id", "received_at", "attempt_id"):
        complaints[customer].append((received, attempt))
    denied = {
        (customer, asked_by, local_day(at, zone()))
        for customer, asked_by, at in Permit.objects.filter(
            granted=False, asked_at__gte=since, asked_at__lt=until
        ).values_list("customer_id", "asked_by", "asked_at")
    }
    abusive, grave = _talks_with(kind=ABUSE), _talks_with(severity=GRAVE)
    found = {}
    for each in facts:
        keys = _keys(each)
        held = {
            COMPLAINED: any(
                each.talked_at <= received <= each.talked_at + window
                or (attempt is not None and attempt == each.attempt_id)
                for received, attempt in complaints[each.customer_id]
            ),
            ABUSED: each.outcome == Outcome.ABUSE or bool(keys & abusive),
            GRAVELY: bool(keys & grave),
            DENIED: (each.customer_id, each.staff.username, local_day(each.talked_at, zone()))
            in denied,
        }
        found[each.reference] = tuple(code for code in ALWAYS if held[code])
    return found
