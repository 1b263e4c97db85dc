"""A day's visits and teams as routing takes them: numbered places, seconds, what must stay."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from fairdue.kernel.calendars import day_bounds
from fairdue.visits.models import Round, RoundState, Visit, VisitState, VisitTeam
from fairdue.visits.queries.places import distances, spot_of_base, spots
from fairdue.visits.queries.policy import RoundPolicy, round_policy
from fairdue.visits.routing.distances import Spot
from fairdue.visits.routing.stops import Crew, LeftOut, Stop, Ways
from fairdue.visits.rules.states import DONE_VISIT
from fairdue.work.queries import zone

NOWHERE = "place"
MINUTE = 60


@dataclass(slots=True)
class Asked:
    """What is asked of the solver, and the records that it is about, by number."""

    day: date
    zero: datetime
    """The day's first moment in the desk's zone; seconds count from it."""
    visits: dict[int, Visit]
    teams: dict[int, VisitTeam]
    rounds: dict[int, Round]
    """Of the day, by team."""
    stops: list[Stop] = field(default_factory=list)
    crews: list[Crew] = field(default_factory=list)
    ways: Ways = field(default_factory=lambda: Ways((), ()))
    before: list[list[int]] = field(default_factory=list)
    """Per crew, the order it has so far."""
    nowhere: list[LeftOut] = field(default_factory=list)
    """Visits to addresses whose place nobody knows."""


def asked_for(day: date, at: datetime) -> Asked:
    """Locks the day's open visits and rounds, and reckons the ways between all of them. Teams that
    make no more visits that day are left alone.
    """
    open_states = [VisitState.WAITING, VisitState.PLANNED, VisitState.OUT]
    over = Round.objects.filter(day=day, over_since__isnull=False)
    visits = Visit.objects.select_for_update().filter(day=day, state__in=open_states)
    visits = visits.exclude(round__in=over)
    teams = VisitTeam.objects.select_related("sets_out_from", "returns_to").order_by("code")
    teams = teams.exclude(pk__in=over.values("visit_team"))
    rounds = Round.objects.select_for_update().filter(day=day, over_since=None)
    asked = Asked(
        day=day,
        zero=day_bounds(day, zone())[0],
        visits={visit.pk: visit for visit in visits.order_by("pk")},
        teams={team.pk: team for team in teams},
        rounds={each.visit_team_id: each for each in rounds},
    )
    policy = round_policy(at)
    known = spots([visit.address_id for visit in asked.visits.values()], policy)
    asked.nowhere = [
        LeftOut(visit.pk, NOWHERE)
        for visit in asked.visits.values()
        if visit.address_id not in known
    ]
    places: list[Spot] = []
    for team in asked.teams.values():
        _add_crew(asked, team, places, policy, at)
    placed = [visit for visit in asked.visits.values() if visit.address_id in known]
    worths = _worths(placed, policy)
    for visit in placed:
        places.append(replace(known[visit.address_id]))
        asked.stops.append(_stop(asked, visit, len(places) - 1, worths[visit.pk], at))
    asked.ways = distances(policy).ways(places) if asked.stops else Ways((), ())
    return asked


def seconds_of(zero: datetime, moment: datetime) -> int:
    """Since the day's beginning; whole."""
    return int((moment - zero).total_seconds())


def moment_of(zero: datetime, seconds: int) -> datetime:
    """The moment again."""
    return zero + timedelta(seconds=seconds)


def _add_crew(
    asked: Asked, team: VisitTeam, places: list[Spot], policy: RoundPolicy, at: datetime
) -> None:
    """A team's day, or the rest of it; nothing for one that works no more that day."""
    found = asked.rounds.get(team.pk)
    if not team.works or (found is not None and found.state == RoundState.DONE):
        return
    begins, ends = (_shift(asked.day, clock, team.zone) for clock in (team.starts, team.ends))
    earliest = max(begins, at)
    if earliest >= ends:
        return
    done = _done(found)
    last = max(done, key=lambda visit: visit.ended_at or begins, default=None)
    here = spots([last.address_id], policy).get(last.address_id) if last else None
    places.append(here or spot_of_base(team.sets_out_from))
    places.append(spot_of_base(team.returns_to))
    asked.crews.append(
        Crew(
            key=team.pk,
            begins_at=len(places) - 2,
            returns_to=len(places) - 1,
            earliest=seconds_of(asked.zero, earliest),
            latest=seconds_of(asked.zero, ends),
            skills=frozenset(team.skills),
            room=max(0, policy.visits_per_team_max - len(done)),
        )
    )
    mine = [
        visit
        for visit in asked.visits.values()
        if found is not None and visit.round_id == found.pk and visit.stop is not None
    ]
    asked.before.append([visit.pk for visit in sorted(mine, key=lambda each: each.stop or 0)])


def _done(found: Round | None) -> list[Visit]:
    return list(Visit.objects.filter(round=found, state__in=DONE_VISIT)) if found else []


def _stop(asked: Asked, visit: Visit, place: int, worth: int, at: datetime) -> Stop:
    """One that a team is out for stays with it, and is made before others."""
    out = visit.state == VisitState.OUT
    only = None
    if out:
        only = frozenset(team for team, found in asked.rounds.items() if found.pk == visit.round_id)
    service = visit.service_minutes * MINUTE
    return Stop(
        key=visit.pk,
        place=place,
        service=service,
        earliest=seconds_of(asked.zero, max(visit.window_from, min(at, visit.window_until))),
        latest=seconds_of(asked.zero, visit.window_until) - service,
        skills=frozenset() if out else frozenset(visit.skills),
        worth=worth,
        must=visit.must or out,
        only=only,
    )


def _worths(visits: Iterable[Visit], policy: RoundPolicy) -> dict[int, int]:
    """Metres worth driving: policy's for the visit of least worth, twice that for the most."""
    ranked = sorted(visits, key=lambda visit: (visit.worth_minor, -visit.pk))
    last = max(1, len(ranked) - 1)
    return {
        visit.pk: round(policy.worth_metres * (1 + place / last))
        for place, visit in enumerate(ranked)
    }


def _shift(day: date, clock: time, name: str) -> datetime:
    return datetime.combine(day, clock, tzinfo=ZoneInfo(name))
