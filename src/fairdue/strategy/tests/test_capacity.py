"""Setting what there is to share out: who may, what can't be, and what the journal keeps."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from fairdue.journal.models import Entry
from fairdue.kernel.refusal import Refused
from fairdue.people.models import Role, Staff, Team
from fairdue.strategy.actions import set_capacity
from fairdue.strategy.models import Capacity
from fairdue.strategy.queries import settings_ahead, supply_on
from fairdue.strategy.rules.capacity import Supply

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
    assert Capacity.objects.count() == 2
    entry = Entry.objects.filter(action="capacity_set").latest("pk")
    assert (entry.subject, entry.details["before"], entry.details["amount"]) == (
        f"capacity:{changed.pk}", 50, 70,
    )  # fmt: skip
    assert supply_on(TODAY, known_at=AT).amounts["letters", ""] == 70
    (setting,) = settings_ahead(TODAY, known_at=AT)
    assert (setting.amount, setting.set_by) == (70, member.username)


def test_a_setting_counts_from_the_moment_it_was_set_until_another_is() -> None:
    member, hour = of_role(Role.STRATEGIST), timedelta(hours=1)
    for hours, amount in enumerate((50, 70, None)):
        put(staff=member, amount=amount, at=AT + hours * hour)
    before, *after = (
        supply_on(TODAY, known_at=AT + hours * hour - hour / 2).amounts["letters", ""]
        for hours in range(4)
    )
    assert after == [50, 70, before]
    assert [entry.details["before"] for entry in Entry.objects.order_by("pk")] == [None, 50, 70]
    assert settings_ahead(TODAY, known_at=AT - hour) == []
    assert len(settings_ahead(TODAY, known_at=AT + hour)) == 1
    assert settings_ahead(TODAY, known_at=AT + 2 * hour) == []


@given(
    made=st.lists(
        st.tuples(
            st.integers(0, 9),
            st.none() | st.integers(0, 6),
            st.none() | st.integers(0, 99),
        ),
        max_size=12,
    ),
    known=st.integers(0, 9),
)
@settings(max_examples=25, deadline=None)
def test_what_is_set_later_never_changes_what_was_known(
    made: list[tuple[int, int | None, int | None]], known: int
) -> None:
    def known_then() -> Supply:
        return supply_on(TODAY, known_at=AT + timedelta(hours=known))

    with transaction.atomic():
        member = Staff(username="planner", role=Role.STRATEGIST)
        in_order = sorted(made, key=lambda each: each[0])
        for later in (False, True):
            told = known_then()
            for hours, weekday, amount in in_order:
                if (hours > known) is later:
                    put(staff=member, weekday=weekday, amount=amount,
                        at=AT + timedelta(hours=hours))  # fmt: skip
        assert known_then() == told
        transaction.set_rollback(True)


def test_the_nearest_date_is_shown_first_then_weekdays_then_every_day() -> None:
    member = of_role(Role.STRATEGIST)
    places: list[dict[str, Any]] = [
        {}, {"weekday": 0}, {"on": TODAY + timedelta(days=9)}, {"weekday": 6}, {"on": TODAY},
    ]  # fmt: skip
    for place in places:
        put(staff=member, **place)
    shown = settings_ahead(TODAY + timedelta(days=1), known_at=AT)
    assert [(each.place.weekday, each.place.on) for each in shown] == [
        (None, TODAY + timedelta(days=9)), (0, None), (6, None), (None, None),
    ]  # fmt: skip


def test_what_was_set_never_changes_and_nothing_is_set_without_an_entry_in_the_journal() -> None:
    first = put(staff=of_role(Role.LEAD))
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Capacity.objects.filter(pk=first.pk).update(amount=9)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        first.delete()
    first.pk = None
    with pytest.raises(DatabaseError, match="journal entry"), transaction.atomic():
        first.save(force_insert=True)


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
    assert supply_on(TODAY, known_at=AT).amounts["minutes", "one"] is None
    of_role(Role.COLLECTOR, team=one)
    of_role(Role.COLLECTOR, team=one, language="en")
    of_role(Role.COLLECTOR, team=two, is_active=False)
    supply = supply_on(TODAY, known_at=AT)
    assert supply.amounts["minutes", "one"] == 720
    assert [team.code for team in supply.teams] == ["one"]
    assert supply.teams[0].languages == ("en", "zh")
