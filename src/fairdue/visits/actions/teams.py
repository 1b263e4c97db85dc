"""Sets up offices and teams of two."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from decimal import Decimal

from django.db import transaction

from fairdue.journal.actions import record
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.people.models import Role, Staff
from fairdue.people.rules import require
from fairdue.visits.models import Base, Skill, VisitTeam


@dataclass(frozen=True, slots=True)
class TeamTerms:
    """Who goes together, when, from where to where, and what they can do."""

    first_id: int
    second_id: int
    starts: time
    ends: time
    sets_out_from_id: int
    returns_to_id: int
    skills: tuple[str, ...] = ()
    works: bool = True


def add_base(*, name: str, latitude: float, longitude: float, staff: Staff, at: datetime) -> Base:
    """An office where rounds begin and end. Degrees, WGS 84."""
    require(staff, "plan_visits")
    named = name.strip()
    if not named or Base.objects.filter(name=named).exists():
        raise Refused(Text("Give it a name of its own.", "请填写未被使用的名称。"))
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise Refused(
            Text(
                "Latitude goes from -90 to 90 degrees, longitude from -180 to 180.",
                "纬度应在-90至90度之间，经度应在-180至180度之间。",
            )
        )
    with transaction.atomic():
        entry = record(
            actor=staff.username, action="visit_base_added", at=at, details={"name": named}
        )
        return Base.objects.create(
            journal_entry=entry,
            name=named,
            latitude=Decimal(str(round(latitude, 6))),
            longitude=Decimal(str(round(longitude, 6))),
        )


def change_team(code: str, terms: TeamTerms, *, staff: Staff, at: datetime) -> VisitTeam:
    """Set up the team of this code, or change it; rounds planned from then on go by it.

    Raises Refused for one person twice, for people who are no visitors, and for an empty shift.
    """
    require(staff, "plan_visits")
    pair = list(
        Staff.objects.filter(
            pk__in=[terms.first_id, terms.second_id], role=Role.VISITOR, is_active=True
        )
    )
    if len(pair) != 2:
        raise Refused(
            Text(
                "A team is two different visitors in service.",
                "外访小组须由两名不同的在职外访员组成。",
            )
        )
    if terms.starts >= terms.ends:
        raise Refused(Text("The shift must end after it begins.", "班次的结束时间须晚于开始时间。"))
    if unknown := set(terms.skills) - set(Skill.values):
        raise Refused(
            Text(f"There is no skill {', '.join(unknown)}.", f"没有{'、'.join(unknown)}这项技能。")
        )
    fields = {name: getattr(terms, name) for name in TeamTerms.__slots__}
    with transaction.atomic():
        entry = record(
            actor=staff.username,
            action="visit_team_changed",
            at=at,
            subject=f"visit_team:{code}",
            details={
                **fields,
                "skills": sorted(terms.skills),
                "starts": terms.starts.isoformat(),
                "ends": terms.ends.isoformat(),
            },
        )
        team_id = next(each.team_id for each in pair if each.pk == terms.first_id)
        if team_id is None:
            raise Refused(Text("The first visitor belongs to no team.", "第一名外访员未分配团队。"))
        team, _made = VisitTeam.objects.update_or_create(
            code=code,
            defaults={
                **fields,
                "skills": sorted(terms.skills),
                "team_id": team_id,
                "journal_entry": entry,
            },
        )
    return team
