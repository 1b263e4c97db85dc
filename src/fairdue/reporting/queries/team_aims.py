"""How far a team is with what it aims for: promises kept and contacts that no complaint followed.

Of the team as a whole: nothing here is told of one person, and no amount is added up.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef

from fairdue.compliance.models import Complaint
from fairdue.contact.models import RIGHT_PARTY, Attempt
from fairdue.kernel.calendars import day_bounds, local_day
from fairdue.negotiation.models import Promise, PromiseState
from fairdue.people.models import Staff
from fairdue.work.models import TeamGoal
from fairdue.work.queries import goal_of, zone
from fairdue.work.rules.goals import Share

SETTLED = (PromiseState.KEPT, PromiseState.PARTIAL, PromiseState.BROKEN)


@dataclass(frozen=True, slots=True)
class Aims:
    """A team's month so far beside what it aims for."""

    since: date
    kept: Share
    """Promises taken by the team that were settled since: kept whole, of all."""
    complaint_free: Share
    """Talks with the customer since, after which they haven't complained, of all."""
    goal: TeamGoal | None

    @property
    def kept_met(self) -> bool | None:
        """None without a goal, or with nothing to tell by."""
        return self.kept.meets(self.goal.kept_percent) if self.goal else None

    @property
    def complaint_free_met(self) -> bool | None:
        """None without a goal, or with nothing to tell by."""
        return self.complaint_free.meets(self.goal.complaint_free_percent) if self.goal else None


def aims_of(team_id: int, at: datetime) -> Aims:
    """The team's figures of the current month, or since the goal began, if that was later."""
    today = local_day(at, zone())
    goal = goal_of(team_id, today)
    since = max(today.replace(day=1), goal.from_day) if goal else today.replace(day=1)
    names = Staff.objects.filter(team=team_id).values("username")
    promises = Promise.objects.filter(taken_by__in=names, settled_on__gte=since, state__in=SETTLED)
    talks = Attempt.objects.filter(
        made_by__in=names,
        made_at__gte=day_bounds(since, zone())[0],
        made_at__lte=at,
        outcome__in=RIGHT_PARTY,
    )
    complained = Complaint.objects.filter(
        customer=OuterRef("customer"), received_at__gte=OuterRef("made_at"), received_at__lte=at
    )
    free = talks.exclude(outcome="complaint").filter(~Exists(complained))
    return Aims(
        since=since,
        kept=Share(promises.filter(state=PromiseState.KEPT).count(), promises.count()),
        complaint_free=Share(free.count(), talks.count()),
        goal=goal,
    )
