"""Notices, postdated payments and breathing space, for all inputs."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdue.compliance.rules import breathing_space, deadlines, uk_business_days, validation
from fairdue.compliance.rules.business_days import is_business_day

DAYS = st.dates(date(2021, 5, 4), date(2035, 12, 31))
WINDOW = {"business_days_before_max": 10, "business_days_before_min": 3}
flags = st.booleans()
ITEMS = ("interest", "fees", "current_amount")


@given(DAYS, st.integers(0, 40), st.lists(st.integers(1, 30), max_size=3), st.integers(-3, 3))
def test_a_postdated_payment_waits_for_its_date_and_its_notice(
    dated: date, ahead: int, noticed: list[int], late: int
) -> None:
    payment = validation.Postdated(
        dated - timedelta(days=ahead), dated, [dated - timedelta(days=before) for before in noticed]
    )
    on_date, told = validation.may_deposit_postdated(
        payment, dated + timedelta(days=late), postdated_days_max=5, **WINDOW
    )
    assert on_date.allowed is (late >= 0)
    counts = [
        sum(is_business_day(dated - timedelta(days=day)) for day in range(1, before + 1))
        for before in noticed
    ]
    sure = any(3 < count < 10 for count in counts)
    never = all(count < 3 or count > 10 for count in counts)
    if ahead <= 5 or sure:
        assert told.allowed
    elif never:
        assert not told.allowed


@given(
    st.sampled_from(["charge_off", "judgment", "placement"]), st.sampled_from([None, "judgment"])
)
def test_the_itemization_date_is_of_the_list_and_stays(kind: str, before: str | None) -> None:
    listed, same = validation.may_use_itemization_date(
        kind, before, kinds=("charge_off", "judgment")
    )
    assert listed.allowed is (kind != "placement")
    assert same.allowed is (before is None or before == kind)


@given(st.sets(st.sampled_from([*ITEMS, "colour"])), flags)
def test_a_notice_is_complete_without_a_missing_item_or_on_the_model_form(
    missing: set[str], form: bool
) -> None:
    found = validation.notice_is_complete(missing, model_form=form, items=ITEMS)
    assert found.allowed is (form or not missing & set(ITEMS))


@given(flags, flags, flags, flags)
def test_a_disclosure_must_arrive(applies: bool, bounced: bool, out: bool, without: bool) -> None:
    found = validation.delivers_disclosure(
        bounced=bounced, opted_out_address=out, electronic_without_consent=without, applies=applies
    )
    assert all(clause.allowed for clause in found) is not (applies and (bounced or out or without))


@given(st.sampled_from([None, True, False]), st.sampled_from([None, True, False]))
def test_an_amount_needs_agreement_or_law(agreed: bool | None, lawful: bool | None) -> None:
    found = validation.may_collect_amount(agreed=agreed, law_permits=lawful, applies=True)
    known = agreed is not None or lawful is not None
    assert found.allowed is (bool(agreed) or bool(lawful) or not known)


@given(DAYS, st.integers(0, 120))
def test_what_is_answered_in_days_ends_that_many_days_later(received: date, days: int) -> None:
    assert (deadlines.answer_by(received, days=days) - received).days == days


@given(DAYS, st.lists(st.integers(0, 150), max_size=6, unique=True))
def test_two_complete_cycles_never_exceed_ninety_days(noticed: date, gaps: list[int]) -> None:
    ends = [noticed + timedelta(days=gap) for gap in gaps]
    second = deadlines.second_complete_cycle(noticed, ends)
    by = deadlines.billing_error_resolved_by(noticed, second, days_max=90)
    assert by <= noticed + timedelta(days=90)
    if len(ends) > 2:
        assert second == sorted(ends)[2]


@pytest.mark.parametrize(
    ("year", "holidays"),
    [
        (2022, "01-03 04-15 04-18 05-02 06-02 06-03 08-29 09-19 12-26 12-27"),
        (2026, "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28"),
        (2027, "01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28"),
    ],
)
def test_bank_holidays_of_england_and_wales(year: int, holidays: str) -> None:
    found = sorted(f"{day:%m-%d}" for day in uk_business_days.bank_holidays(year))
    assert " ".join(found) == holidays


@given(DAYS)
def test_the_register_entry_falls_on_the_very_next_business_day(submitted: date) -> None:
    by = breathing_space.register_by(submitted)
    assert uk_business_days.is_business_day(by)
    between = [submitted + timedelta(days=day) for day in range(1, (by - submitted).days)]
    assert not any(map(uk_business_days.is_business_day, between))


def space(registered: date) -> breathing_space.Moratorium:
    return breathing_space.moratorium(
        registered, breathing_space.STANDARD, start_after_days=1, standard_days=60,
        after_treatment_days=30,
    )  # fmt: skip


@given(DAYS, st.integers(-5, 70), st.integers(0, 70), flags)
def test_no_charge_for_days_inside_and_no_enforcement(
    registered: date, first: int, length: int, co_debtor: bool
) -> None:
    begins = registered + timedelta(days=first)
    ends = begins + timedelta(days=length)
    found = breathing_space.may_charge((begins, ends), space(registered), co_debtor=co_debtor)
    touches = any(
        space(registered).covers(begins + timedelta(days=day)) for day in range(length + 1)
    )
    assert found.allowed is (co_debtor or not touches)
    enforced = breathing_space.may_enforce(begins, space(registered))
    assert enforced.allowed is not space(registered).covers(begins)


@given(DAYS, st.integers(0, 500))
def test_a_standard_space_opens_again_after_twelve_months(ended: date, later: int) -> None:
    on = ended + timedelta(days=later)
    found = breathing_space.may_start_standard(on, [ended], months=12)
    assert found.allowed is (on >= breathing_space.may_enter_again_on(ended, months=12))
    assert breathing_space.may_start_standard(on, [], months=12).allowed


@given(DAYS)
def test_scotland_s_moratorium_lasts_six_months(began: date) -> None:
    last = breathing_space.scottish_moratorium_end(began, months=6)
    assert 180 <= (last - began).days <= 184
