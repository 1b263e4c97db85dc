"""Setting what there is to share out: who may, what can't be, and what the journal keeps."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from fairdue.journal.models import Entry
from fairdue.kernel.refusal import Refused
from fairdue.people.models import Role, Staff, Team
from fairdue.strategy.actions import set_capacity
from fairdue.strategy.models import Capacity
from fairdue.strategy.queries import settings_ahead, supply_on

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
TODAY = date(2026, 3, 2)

pytestmark = pytest.mark.django_db(transaction=True)


def of_role(role: Role, **given: Any) -> Staff:
    return Staff.objects.create(username=f"{role}-{Staff.objects.count()}", role=role, **given)


def put(**given: Any) -> Capacity:
    asked: dict[str, Any] = {"resource": "letters", "team": None, "amount": 50, "at": AT,
                             "today": TODAY}  # fmt: skip
    return set_capacity(**asked | given)


def test_strategists_and_leads_may_and_nobody_else() -> None:
    for role in Role:
        if role in (Role.STRATEGIST, Role.LEAD):
            put(staff=of_role(role))
        else:
            with pytest.raises(Refused):
                put(staff=of_role(role))


def test_keeps_who_set_what_and_what_it_was_before() -> None:
    member = of_role(Role.STRATEGIST)
    put(staff=member)
    changed = put(staff=member, amount=70)
    assert Capacity.objects.get() == changed
    entry = Entry.objects.filter(action="capacity_set").latest("pk")
    assert (entry.subject, entry.details["before"], entry.details["amount"]) == (
        f"capacity:{changed.pk}", 50, 70,
    )  # fmt: skip
    assert supply_on(TODAY).amounts["letters", ""] == 70
    (setting,) = settings_ahead(TODAY)
    assert (setting.amount, setting.changed_by) == (70, member.username)


def test_nothing_changes_without_an_entry_in_the_journal() -> None:
    changed = put(staff=of_role(Role.LEAD))
    with pytest.raises(DatabaseError), transaction.atomic():
        Capacity.objects.filter(pk=changed.pk).update(amount=9)
    with pytest.raises(DatabaseError), transaction.atomic():
        changed.delete()


@pytest.mark.parametrize(
    "asked",
    [
        {"resource": "gold"},
        {"resource": "minutes"},
        {"amount": -1},
        {"amount": 10**9},
        {"weekday": 7},
        {"weekday": 1, "on": TODAY},
        {"on": date(2026, 3, 1)},
    ],
)
def test_refuses_what_cannot_be(asked: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        put(staff=of_role(Role.STRATEGIST), **asked)


def test_letters_are_not_of_a_team() -> None:
    team = Team.objects.create(code="one", name="One")
    with pytest.raises(Refused):
        put(staff=of_role(Role.STRATEGIST), team=team)


def test_minutes_follow_the_collectors_in_service_and_their_languages() -> None:
    one, two = (Team.objects.create(code=code, name=code) for code in ("one", "two"))
    assert supply_on(TODAY).amounts["minutes", "one"] is None
    of_role(Role.COLLECTOR, team=one)
    of_role(Role.COLLECTOR, team=one, language="en")
    of_role(Role.COLLECTOR, team=two, is_active=False)
    supply = supply_on(TODAY)
    assert supply.amounts["minutes", "one"] == 720
    assert [team.code for team in supply.teams] == ["one"]
    assert supply.teams[0].languages == ("en", "zh")
