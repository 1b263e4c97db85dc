"""The demonstration's staff: two teams, and someone of every role."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.db import transaction

from fairdue.journal.actions import record
from fairdue.people.models import Role, Staff, Team

PASSWORD = "fairdue-demo"
"""Everyone's. Written here and in the documents, so it protects nothing: `fairdue serve` shows a
demonstration to this machine only."""

TEAMS = {"team-1": "催收一组", "team-2": "催收二组"}
STAFF = (
    ("lin", "林", "静", Role.COLLECTOR, "team-1"),
    ("wang", "王", "磊", Role.COLLECTOR, "team-1"),
    ("zhao", "赵", "倩", Role.COLLECTOR, "team-2"),
    ("chen", "陈", "晨", Role.COLLECTOR, "team-2"),
    ("xin", "辛", "悦", Role.COLLECTOR, "team-1"),
    ("yi", "易", "安", Role.COLLECTOR, "team-2"),
    ("ma", "马", "超", Role.VISITOR, "team-1"),
    ("sun", "孙", "悦", Role.VISITOR, "team-1"),
    ("hu", "胡", "军", Role.VISITOR, "team-2"),
    ("liang", "梁", "燕", Role.VISITOR, "team-2"),
    ("tang", "唐", "宁", Role.LEGAL, None),
    ("shen", "沈", "洁", Role.LEGAL, None),
    ("qian", "钱", "律", Role.COUNSEL, None),
    ("zhou", "周", "岚", Role.LEAD, "team-1"),
    ("he", "何", "平", Role.COMPLIANCE, None),
    ("pan", "潘", "静", Role.COMPLIANCE, None),
    ("xu", "徐", "然", Role.STRATEGIST, None),
    ("gao", "高", "远", Role.STRATEGIST, None),
    ("lu", "陆", "鸣", Role.MANAGEMENT, None),
    ("admin", "管", "理", Role.ADMINISTRATOR, None),
)

NEWCOMERS = ("xin", "yi")
"""Have a place in a team and haven't learnt yet: what is closed without a certificate."""

TELEPHONES = {"lin": "8001", "wang": "8002"}
"""Extensions, for whoever connects a telephone line; the second team dials by hand."""


READERS = ("zhou", "he", "lu")
"""Who gets the demonstration's reports, at an address that is nobody's."""


def hire(at: datetime) -> int:
    """Make teams and staff; gives how many people. The password is hashed once for all."""
    password = make_password(PASSWORD)
    with transaction.atomic():
        teams = {code: Team.objects.create(code=code, name=name) for code, name in TEAMS.items()}
        for username, family, given, role, team in STAFF:
            person = Staff.objects.create(
                username=username,
                last_name=family,
                first_name=given,
                role=role,
                team=teams[team] if team else None,
                password=password,
                telephone=TELEPHONES.get(username, ""),
                email=f"{username}@fairdue.example" if username in READERS else "",
            )
            record(
                actor="demo",
                action="staff_added",
                at=at,
                subject=f"staff:{person.pk}",
                details={"username": username, "role": role, "team": team, "active": True},
            )
    return len(STAFF)


def collectors() -> list[Staff]:
    """Those who work cases, in order; not who has yet to learn."""
    return list(
        Staff.objects.filter(role=Role.COLLECTOR).exclude(username__in=NEWCOMERS).order_by("pk")
    )


def officer() -> Staff:
    """The compliance officer."""
    return Staff.objects.get(username="he")


def strategists() -> list[Staff]:
    """Those who work out how to collect, in order."""
    return list(Staff.objects.filter(role=Role.STRATEGIST).order_by("pk"))


def lead() -> Staff:
    """The one who hands out what does not come from the queue by itself."""
    return Staff.objects.get(role=Role.LEAD)


def reviewers() -> list[Staff]:
    """Compliance officers, in order."""
    return list(Staff.objects.filter(role=Role.COMPLIANCE).order_by("pk"))


def compliance() -> Staff:
    """The one who puts on record what comes by post."""
    return Staff.objects.get(username="he")
