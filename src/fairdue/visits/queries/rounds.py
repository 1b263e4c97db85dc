"""Rounds and visits as screens and telephones show them. Masked forms only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from fairdue.kernel.text import Text
from fairdue.kernel.timeline import Moment, Tone
from fairdue.people.models import Staff
from fairdue.visits.models import Round, RoundState, Visit, VisitState
from fairdue.visits.rules.bases import BASES, FALLEN
from fairdue.visits.rules.states import DONE_VISIT, VISIT_STATES


@dataclass(frozen=True, slots=True)
class VisitFacts:
    """One visit. Times as reckoned; `left_out` and `fell_out_because` are words or ""."""

    id: int
    customer_id: int
    case_id: int
    case_number: str
    customer_ref: str
    name_masked: str
    address_id: int
    address_masked: str
    basis: str
    origin: str
    day: date
    window_from: datetime
    window_until: datetime
    service_minutes: int
    skills: tuple[str, ...]
    must: bool
    state: str
    state_label: str
    round_id: int | None
    stop: int | None
    arrives_at: datetime | None
    leaves_at: datetime | None
    permit_id: int | None
    fell_out_because: str
    failing: tuple[str, ...]
    left_out: str
    left_out_why: str
    """Its code; `left_out` has the words."""
    soonest_at: datetime | None
    ended_at: datetime | None

    @property
    def is_done(self) -> bool:
        """Did somebody go there?"""
        return self.state in DONE_VISIT

    @property
    def is_open(self) -> bool:
        """May it still be made?"""
        return self.state in (VisitState.WAITING, VisitState.PLANNED, VisitState.OUT)


@dataclass(frozen=True, slots=True)
class RoundFacts:
    """A team's day with its visits, in order; what fell out comes last."""

    id: int
    team_code: str
    day: date
    state: str
    state_label: str
    version: int
    visitors: tuple[Staff, Staff]
    sets_out_at: datetime
    returns_at: datetime
    metres: int
    given_out_at: datetime | None
    taken_at: datetime | None
    taken_by: str
    over_since: datetime | None
    """The team makes no more visits that day."""
    done_at: datetime | None
    sets_out_from: str
    returns_to: str
    visits: tuple[VisitFacts, ...]

    @property
    def kilometres(self) -> float:
        """As reckoned, for screens."""
        return self.metres / 1000


def rounds_of(staff: Staff, day: date) -> list[RoundFacts]:
    """The rounds of a visitor on a day that were given out to them, or later."""
    rows = Round.objects.filter(Q(first=staff) | Q(second=staff), day=day)
    return _rounds(rows.exclude(state=RoundState.DRAFTED))


def rounds_on(day: date) -> list[RoundFacts]:
    """All rounds of a day, drafted ones too; without those that became empty before given out."""
    found = _rounds(Round.objects.filter(day=day))
    return [each for each in found if each.visits or each.state != RoundState.DRAFTED]


def round_of(round_id: int) -> RoundFacts | None:
    """One round."""
    return next(iter(_rounds(Round.objects.filter(pk=round_id))), None)


def visit_of(visit_id: int) -> VisitFacts | None:
    """One visit."""
    return next(iter(_visits(Visit.objects.filter(pk=visit_id))), None)


def visits_on(day: date) -> list[VisitFacts]:
    """All visits of a day: by round and stop, then those in none."""
    return _visits(Visit.objects.filter(day=day))


def visits_of(customer_id: int, limit: int = 50) -> list[VisitFacts]:
    """A customer's visits, newest first."""
    rows = Visit.objects.filter(customer_id=customer_id).order_by("-day", "-id")
    return [_visit(row) for row in _with_people(rows)[:limit]]


def _rounds(rows: QuerySet[Round]) -> list[RoundFacts]:
    found = list(
        rows.select_related(
            "visit_team__sets_out_from", "visit_team__returns_to", "first", "second"
        ).order_by("visit_team__code")
    )
    visits: dict[int, list[VisitFacts]] = {}
    for each in _visits(Visit.objects.filter(round__in=found)):
        if each.round_id is not None:
            visits.setdefault(each.round_id, []).append(each)
    return [
        RoundFacts(
            id=row.pk,
            team_code=row.visit_team.code,
            day=row.day,
            state=row.state,
            state_label=row.get_state_display(),
            version=row.version,
            visitors=(row.first, row.second),
            sets_out_at=row.sets_out_at,
            returns_at=row.returns_at,
            metres=row.metres,
            given_out_at=row.given_out_at,
            taken_at=row.taken_at,
            taken_by=row.taken_by,
            over_since=row.over_since,
            done_at=row.done_at,
            sets_out_from=row.visit_team.sets_out_from.name,
            returns_to=row.visit_team.returns_to.name,
            visits=tuple(visits.get(row.pk, ())),
        )
        for row in found
    ]


def _visits(rows: QuerySet[Visit]) -> list[VisitFacts]:
    found = [_visit(row) for row in _with_people(rows)]
    return sorted(found, key=lambda each: (each.stop is None, each.stop or 0, each.id))


def _with_people(rows: QuerySet[Visit]) -> QuerySet[Visit]:
    return rows.select_related("customer", "address", "case").defer(
        "customer__name_sealed", "customer__id_number_sealed", "address__value_sealed"
    )


def _visit(row: Visit) -> VisitFacts:
    return VisitFacts(
        id=row.pk,
        customer_id=row.customer_id,
        case_id=row.case_id,
        case_number=row.case.number,
        customer_ref=row.customer.customer_ref,
        name_masked=row.customer.name_masked,
        address_id=row.address_id,
        address_masked=row.address.value_masked,
        basis=row.get_basis_display(),
        origin=row.get_origin_display(),
        day=row.day,
        window_from=row.window_from,
        window_until=row.window_until,
        service_minutes=row.service_minutes,
        skills=tuple(row.skills),
        must=row.must,
        state=row.state,
        state_label=row.get_state_display(),
        round_id=row.round_id,
        stop=row.stop,
        arrives_at=row.arrives_at,
        leaves_at=row.leaves_at,
        permit_id=row.permit_id,
        fell_out_because=row.get_fell_out_because_display() if row.fell_out_because else "",
        failing=tuple(row.failing),
        left_out=row.get_left_out_display() if row.left_out else "",
        left_out_why=row.left_out,
        soonest_at=row.soonest_at,
        ended_at=row.ended_at,
    )


TONES: dict[str, Tone] = {VisitState.MADE: "good"}


def moments_of(customer_id: int, limit: int = 50) -> list[Moment]:
    """A customer's visits as lines of their timeline: put down, or how each ended; newest first."""
    rows = Visit.objects.filter(customer_id=customer_id).order_by("-day", "-id")[:limit]
    return sorted((_moment(row) for row in rows), key=lambda each: each.at, reverse=True)


def _moment(row: Visit) -> Moment:
    on, state = row.day.isoformat(), VISIT_STATES[row.state]
    return Moment(
        at=row.ended_at or row.chosen_at,
        kind="visit",
        title=Text(f"Visit {state.en}, {on}", f"{on}外访：{state.zh}"),
        detail=FALLEN[row.fell_out_because] if row.fell_out_because else BASES[row.basis],
        actor="" if row.ended_at else row.chosen_by,
        tone=TONES.get(row.state, "neutral"),
    )
