"""Which dialler runs, who sits at it, and what it has done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Q

from fairdue.calls.models import Call, DiallerRun, DiallerSeat
from fairdue.calls.rules.dialler import AWAY
from fairdue.people.models import Staff

_ABANDONED = Q(answered_at__isnull=False) & (Q(lifted_at=None) | Q(lifted_at__gt=F("answered_at")))


@dataclass(frozen=True, slots=True)
class RunFigures:
    """A run and its calls. `answered` by the customer; `abandoned`: of those, nobody was there."""

    id: int
    started_by: str
    started_at: datetime
    stopped_at: datetime | None
    stopped_why: str
    placed: int
    answered: int
    abandoned: int


def run_of_team(team_id: int) -> DiallerRun | None:
    """The team's run that goes on."""
    return DiallerRun.objects.filter(team_id=team_id, stopped_at=None).first()


def seat_of(staff: Staff) -> DiallerSeat | None:
    """This person's seat at the run of their team, if they have one."""
    seats = DiallerSeat.objects.filter(staff=staff, run__stopped_at=None)
    return seats.select_related("run").first()


def sits(staff: Staff) -> bool:
    """Does the dialler call for this person?"""
    seat = seat_of(staff)
    return seat is not None and seat.state != AWAY and not seat.leaving


def seats_of(run_id: int) -> list[DiallerSeat]:
    """Everyone at a run, by name."""
    rows = DiallerSeat.objects.filter(run_id=run_id).select_related("staff")
    return list(rows.order_by("staff__username"))


def runs_of(team_id: int, limit: int = 10) -> list[RunFigures]:
    """The team's runs, newest first, with what came of their calls.

    A call is abandoned when the customer answered before the collector's telephone was lifted. As
    that is lifted first there is none, and the count is here to show it.
    """
    rows = DiallerRun.objects.filter(team_id=team_id).order_by("-started_at")[:limit]
    counted = (
        Call.objects.filter(run__in=[run.pk for run in rows])
        .values_list("run")
        .annotate(
            placed=Count("pk"),
            answered=Count("pk", filter=Q(answered_at__isnull=False)),
            abandoned=Count("pk", filter=_ABANDONED),
        )
    )
    calls = {run: (placed, answered, gone) for run, placed, answered, gone in counted}
    return [
        RunFigures(
            run.pk,
            run.started_by,
            run.started_at,
            run.stopped_at,
            str(run.get_stopped_why_display()),
            *calls.get(run.pk, (0, 0, 0)),
        )
        for run in rows
    ]
