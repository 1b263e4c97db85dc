"""When a credit record gets clean again."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdue.credit_record.rules.one_off_repair import Terms as RepairTerms
from fairdue.credit_record.rules.restoration import (
    CLEARED,
    DEFAULT,
    ENDED,
    HIDDEN,
    NEXT_MONTH,
    China,
    Facts,
    Step,
    Terms,
    UnitedKingdom,
    UnitedStates,
    restoration,
)
from fairdue.kernel.calendars import add_months

CHINA = China(
    years=5,
    repair=RepairTerms(
        incurred_from=date(2020, 1, 1),
        incurred_to=date(2025, 12, 31),
        amount_max=Decimal(10000),
        repaid_by=date(2026, 3, 31),
        early_repaid_by=date(2025, 11, 30),
        early_hidden_on=date(2026, 1, 1),
    ),
)
NOW = date(2026, 3, 10)
STATES = UnitedStates(years=7, wait_days=180)
KINGDOM = UnitedKingdom(months_min=3, years=6)


def facts(since: date, cleared: date | None, amount: str = "3214.50", **more: bool) -> Facts:
    return Facts(since, Decimal(amount), more.pop("in_yuan", True), cleared, NOW, **more)


def day_of(steps: tuple[Step, ...], kind: str) -> date | None:
    return next(step.on for step in steps if step.kind == kind)


def kinds(steps: tuple[Step, ...]) -> list[str]:
    return [step.kind for step in steps]


def test_china_deletes_five_years_after_everything_was_paid() -> None:
    steps = restoration(facts(date(2026, 2, 5), date(2026, 5, 20)), CHINA)
    assert day_of(steps, ENDED) == date(2031, 5, 21)
    assert day_of(steps, NEXT_MONTH) == date(2026, 6, 1)
    assert HIDDEN not in kinds(steps), "it began after the notice's window"


def test_a_leap_day_ends_on_the_last_of_february() -> None:
    steps = restoration(facts(date(2024, 1, 5), date(2024, 2, 29)), China(5, None))
    assert day_of(steps, ENDED) == date(2029, 3, 1)


@pytest.mark.parametrize(
    ("since", "cleared", "amount", "hidden"),
    [
        (date(2025, 6, 5), date(2025, 11, 30), "10000", date(2026, 1, 1)),
        (date(2025, 6, 5), date(2026, 3, 12), "10000", date(2026, 4, 30)),
        (date(2025, 6, 5), None, "10000", date(2026, 3, 31)),
        (date(2025, 6, 5), date(2026, 4, 1), "10000", None),
        (date(2025, 6, 5), date(2026, 3, 1), "10000.01", None),
        (date(2019, 12, 31), date(2026, 3, 1), "1", None),
    ],
)
def test_the_one_off_repair_hides_small_records_paid_in_time(
    since: date, cleared: date | None, amount: str, hidden: date | None
) -> None:
    steps = restoration(facts(since, cleared, amount), CHINA)
    assert (day_of(steps, HIDDEN) if HIDDEN in kinds(steps) else None) == hidden


def test_the_repair_is_offered_no_longer_once_its_last_day_is_over() -> None:
    late = Facts(date(2025, 6, 5), Decimal(100), True, None, as_of=date(2026, 4, 1))
    assert HIDDEN not in kinds(restoration(late, CHINA))


def test_a_debt_in_dollars_is_outside_the_repair() -> None:
    steps = restoration(facts(date(2025, 6, 5), date(2026, 3, 1), in_yuan=False), CHINA)
    assert HIDDEN not in kinds(steps)


def test_an_american_item_ends_by_its_beginning_whatever_is_paid() -> None:
    since = date(2026, 1, 5)
    for cleared in (None, date(2026, 6, 1), date(2030, 1, 1)):
        assert day_of(restoration(facts(since, cleared), STATES), ENDED) == date(2033, 1, 5)
    late = restoration(facts(since, None, charged_off=True), STATES)
    assert day_of(late, ENDED) == add_months(since + timedelta(days=180), 84)


def test_paying_before_three_months_avoids_a_british_default() -> None:
    since = date(2026, 1, 5)
    avoided = restoration(facts(since, date(2026, 4, 4)), KINGDOM)
    assert DEFAULT not in kinds(avoided)
    assert day_of(avoided, ENDED) == date(2032, 4, 4)
    filed = restoration(facts(since, date(2026, 4, 5)), KINGDOM)
    assert (day_of(filed, DEFAULT), day_of(filed, ENDED)) == (date(2026, 4, 5), date(2032, 4, 5))


def test_arrears_paid_before_they_were_due_are_a_mistake() -> None:
    with pytest.raises(ValueError, match="before they were due"):
        facts(date(2026, 1, 5), date(2026, 1, 4))


DAYS = st.dates(date(2019, 1, 1), date(2035, 12, 31))
SPANS = st.none() | st.integers(0, 4000)


@given(
    DAYS, SPANS, st.decimals("0.01", "20000", places=2), st.booleans(), st.booleans(),
    st.sampled_from([CHINA, China(5, None), STATES, KINGDOM]),
)  # fmt: skip
def test_steps_come_in_order_and_nothing_unpaid_is_promised(
    since: date, span: int | None, amount: Decimal, in_yuan: bool, charged_off: bool, terms: Terms
) -> None:
    cleared = None if span is None else since + timedelta(days=span)
    found = restoration(Facts(since, amount, in_yuan, cleared, NOW, charged_off), terms)
    days = [step.on for step in found if step.on is not None]
    assert days == sorted(days)
    assert all(step.on is None for step in found[len(days) :]), "those without a day come last"
    assert day_of(found, CLEARED) == cleared
    assert (day_of(found, NEXT_MONTH) is None) == (cleared is None)
    if isinstance(terms, China):
        assert (day_of(found, ENDED) is None) == (cleared is None)
    ended = day_of(found, ENDED)
    if ended is not None:
        assert ended > add_months(cleared or since, 12 * terms.years - 1) or isinstance(
            terms, UnitedStates | UnitedKingdom
        )
    if cleared is not None and isinstance(terms, China):
        later = restoration(
            Facts(since, amount, in_yuan, cleared + timedelta(days=1), NOW, charged_off), terms
        )
        later_end = day_of(later, ENDED)
        assert ended is not None
        assert later_end is not None
        assert later_end >= ended, "paying sooner never ends later"
