"""Puts a day's visits into rounds, and anew when one falls out or is added in the day.

What is done stays as it was, a team goes on from where it is, and what it has a permit for stays
with it. What doesn't fit waits, with the reason; what a team was out for and can't reach falls out.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import connection, transaction

from fairdue.journal.actions import record
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.people.models import Staff
from fairdue.people.rules import require
from fairdue.visits.actions.changing import change_round, change_visit
from fairdue.visits.models import (
    FallenBecause,
    LeftOutBecause,
    Round,
    RoundState,
    Visit,
    VisitState,
)
from fairdue.visits.queries.planning import Asked, asked_for, moment_of
from fairdue.visits.queries.policy import round_policy
from fairdue.visits.routing.osrm import OsrmError
from fairdue.visits.routing.solving import plan_rounds
from fairdue.visits.routing.stops import LeftOut, Plan, Route
from fairdue.visits.rules.states import DONE_VISIT

LOCK = "SELECT pg_advisory_xact_lock(hashtext('visits'), %s)"


@dataclass(slots=True)
class PlannedDay:
    """The rounds that changed, and the visits that are in none."""

    rounds: list[Round] = field(default_factory=list)
    left_out: list[Visit] = field(default_factory=list)
    metres: int = 0


def plan(*, day: date, staff: Staff, at: datetime) -> PlannedDay:
    """Plan the rounds of a day, or what is left of it. Takes some seconds.

    Raises Refused where no team works that day any more, and where the road server fails.
    """
    require(staff, "plan_visits")
    return plan_for(day=day, actor=staff.username, at=at)


def plan_for(*, day: date, actor: str, at: datetime) -> PlannedDay:
    """As `plan`, for a process that acts by itself."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(LOCK, [day.toordinal()])
        try:
            asked = asked_for(day, at)
        except OsrmError as error:
            raise Refused(
                Text(
                    f"Ways could not be reckoned: {error}. Without FAIRDUE_OSRM_URL straight "
                    "lines are used.",
                    f"无法计算路程：{error}。未设置FAIRDUE_OSRM_URL时按直线距离估算。",
                )
            ) from None
        if not asked.crews:
            raise Refused(
                Text(
                    "No team is on the road that day any more: set one up, or choose another day.",
                    "当日已无可出勤的外访小组，请先设置小组或另选日期。",
                )
            )
        found = plan_rounds(
            asked.stops,
            asked.crews,
            asked.ways,
            seconds=round_policy(at).solving_seconds,
            before=asked.before,
        )
        return _Keeping(asked, found, actor, at).keep()


@dataclass(slots=True)
class _Keeping:
    """Writes a plan down, visit by visit and round by round, only where something changed."""

    asked: Asked
    plan: Plan
    actor: str
    at: datetime

    def keep(self) -> PlannedDay:
        day = PlannedDay(metres=self.plan.metres)
        routes = {route.crew: route for route in self.plan.routes}
        for team_id in self.asked.teams:
            kept = self._round(team_id, routes.get(team_id))
            if kept is not None:
                day.rounds.append(kept)
        for left in (*self.plan.left_out, *self.asked.nowhere):
            visit = self.asked.visits[left.key]
            self._leave_out(visit, left)
            day.left_out.append(visit)
        return day

    def _round(self, team_id: int, route: Route | None) -> Round | None:
        found = self.asked.rounds.get(team_id)
        if found is None and route is None:
            return None
        done = list(Visit.objects.filter(round=found, state__in=DONE_VISIT)) if found else []
        if found is None:
            found = self._drafted(team_id)
        first = 1 + max((visit.stop or 0 for visit in done), default=0)
        stops = route.stops if route else ()
        changed = [
            self._visit(found, number, planned.key, planned.arrives, planned.leaves)
            for number, planned in enumerate(stops, start=first)
        ]
        gone = (
            Visit.objects.filter(round=found, state__in=[VisitState.PLANNED, VisitState.OUT])
            .exclude(pk__in=[planned.key for planned in stops])
            .exists()
        )
        if any(changed) or gone:
            self._told(found, route)
        return found

    def _drafted(self, team_id: int) -> Round:
        team = self.asked.teams[team_id]
        crew = next(each for each in self.asked.crews if each.key == team_id)
        begins = moment_of(self.asked.zero, crew.earliest)
        entry = record(
            actor=self.actor,
            action="round_drafted",
            at=self.at,
            subject=f"visit_team:{team.pk}",
            details={
                "day": self.asked.day.isoformat(),
                "first": team.first_id,
                "second": team.second_id,
            },
        )
        return Round.objects.create(
            journal_entry=entry,
            visit_team=team,
            day=self.asked.day,
            first_id=team.first_id,
            second_id=team.second_id,
            state=RoundState.DRAFTED,
            sets_out_at=begins,
            returns_at=begins,
            metres=0,
            planned_by=self.actor,
            planned_at=self.at,
        )

    def _visit(self, found: Round, stop: int, key: int, arrives: int, leaves: int) -> bool:
        """Put a visit into its place; False where it is there already."""
        visit = self.asked.visits[key]
        times = moment_of(self.asked.zero, arrives), moment_of(self.asked.zero, leaves)
        same = (visit.round_id, visit.stop, visit.arrives_at, visit.leaves_at)
        if same == (found.pk, stop, *times):
            return False
        state = VisitState.OUT if visit.state == VisitState.OUT else VisitState.PLANNED
        change_visit(
            visit,
            action="visit_planned",
            actor=self.actor,
            at=self.at,
            details={
                "round": found.pk,
                "stop": stop,
                "arrives_at": times[0].isoformat(),
                "leaves_at": times[1].isoformat(),
            },
            state=state,
            round=found,
            stop=stop,
            arrives_at=times[0],
            leaves_at=times[1],
            left_out="",
            soonest_at=None,
        )
        return True

    def _told(self, found: Round, route: Route | None) -> None:
        """The round's own figures, and a version by which telephones see that it is another."""
        zero = self.asked.zero
        version = found.version + (found.state != RoundState.DRAFTED)
        taken = found.state == RoundState.TAKEN
        change_round(
            found,
            action="round_planned",
            actor=self.actor,
            at=self.at,
            details={
                "stops": [each.key for each in route.stops] if route else [],
                "metres": route.metres if route else 0,
                "version": version,
            },
            version=version,
            sets_out_at=found.sets_out_at
            if taken or route is None
            else moment_of(zero, route.sets_out),
            returns_at=moment_of(zero, route.returns) if route else found.returns_at,
            metres=route.metres if route else 0,
            planned_by=self.actor,
            planned_at=self.at,
        )

    def _leave_out(self, visit: Visit, left: LeftOut) -> None:
        """Back to waiting, with the reason; one that a team was out for falls out."""
        soonest = None if left.soonest is None else moment_of(self.asked.zero, left.soonest)
        details = {"why": left.why, "others": list(left.others)}
        if visit.state == VisitState.OUT:
            change_visit(
                visit,
                action="visit_fell_out",
                actor=self.actor,
                at=self.at,
                details={**details, "because": str(FallenBecause.TIME)},
                state=VisitState.FELL_OUT,
                fell_out_because=FallenBecause.TIME,
                stop=None,
                ended_at=self.at,
            )
        elif (visit.state, visit.left_out, visit.soonest_at) != (
            VisitState.WAITING,
            left.why,
            soonest,
        ):
            change_visit(
                visit,
                action="visit_left_out",
                actor=self.actor,
                at=self.at,
                details=details,
                state=VisitState.WAITING,
                round=None,
                stop=None,
                arrives_at=None,
                leaves_at=None,
                left_out=LeftOutBecause(left.why),
                soonest_at=soonest,
            )
