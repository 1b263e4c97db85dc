"""What holds for every input of China's rules of payments, rates and instalments."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from fairdue.kernel.verdict import Clause
from fairdue.portfolio.rules import allocation, cost_disclosure, instalment, interest, on_time

DAYS = st.dates(date(2015, 1, 1), date(2035, 12, 31))
MONEY = st.decimals(min_value=0, max_value=10**6, places=2)
RATES = st.decimals(min_value=0, max_value="0.001", places=6)
FLAGS = st.booleans()
CENT = Decimal("0.01")


def allowed(clauses: Sequence[Clause]) -> bool:
    return all(clause.allowed for clause in clauses)


@given(FLAGS)
def test_other_assets_are_taken_only_with_authorisation(authorised: bool) -> None:
    assert allocation.may_set_off(authorised=authorised).allowed is authorised


@given(DAYS, st.integers(0, 30))
def test_the_grace_ends_on_its_last_day(due: date, grace: int) -> None:
    last = on_time.last_day_on_time(due, grace, grace_days_min=3)
    assert last == due + timedelta(days=max(grace, 3))
    assert on_time.treated_as_on_time(due, last, grace, grace_days_min=3)
    late = last + timedelta(days=1)
    assert not on_time.treated_as_on_time(due, late, grace, grace_days_min=3)


@given(MONEY, MONEY)
def test_a_shortfall_is_let_pass_to_the_cent(billed: Decimal, tolerance: Decimal) -> None:
    least = Decimal(10)
    short = max(tolerance, least)
    assert on_time.treated_as_full(billed, billed - short, tolerance, tolerance_min=least)
    too_short = billed - short - CENT
    assert not on_time.treated_as_full(billed, too_short, tolerance, tolerance_min=least)


@given(DAYS, st.integers(0, 30))
def test_a_reminder_is_that_many_days_before(due: date, days: int) -> None:
    latest = on_time.latest_reminder_date(due, reminder_days_before=days)
    assert (due - latest).days == days


@given(RATES, FLAGS, FLAGS)
def test_a_daily_rate_keeps_its_bounds_or_has_none(
    rate: Decimal, agreed: bool, shown: bool
) -> None:
    low, high = Decimal("0.00035"), Decimal("0.0005")
    facts = {"agreed": agreed, "annual_rate_shown": shown}
    bounded = interest.may_set_daily_rate(
        rate, **facts, minimum=low, maximum=high, must_show_annual_rate=False
    )
    free = interest.may_set_daily_rate(
        rate, **facts, minimum=None, maximum=None, must_show_annual_rate=True
    )
    assert allowed(bounded) is (agreed and low <= rate <= high)
    assert allowed(free) is (agreed and shown)


@given(st.text(max_size=6), st.sets(st.text(max_size=6)), FLAGS)
def test_what_is_barred_or_abolished_is_never_charged(
    item: str, listed: set[str], agreed: bool
) -> None:
    on_item = interest.may_charge_interest_on(item, barred_items=listed)
    assert on_item.allowed is (item not in listed)
    charge = interest.may_charge(item, agreed=agreed, abolished=listed)
    assert allowed(charge) is (item not in listed and agreed)


@given(MONEY, st.integers(0, 3000), MONEY, FLAGS)
def test_what_is_cut_and_what_stands_make_the_claim(
    principal: Decimal, days: int, claimed: Decimal, asks: bool
) -> None:
    terms = {"yearly_share": Decimal("0.24"), "days_per_year": 365}
    cut = interest.amount_above_ceiling(principal, days, claimed, debtor_asks=asks, **terms)
    most = interest.ceiling(principal, days, **terms)
    assert 0 <= cut <= claimed
    assert claimed - cut <= most + CENT / 10**6 or not asks
    assert cut == 0 or asks


@given(MONEY)
def test_a_penalty_is_excessive_only_above_its_ceiling(loss: Decimal) -> None:
    terms = {"over_loss_share": Decimal("0.3")}
    most = interest.penalty_ceiling(loss, **terms)
    assert most >= loss
    assert not interest.penalty_is_excessive(most, loss, **terms)
    assert interest.penalty_is_excessive(most + CENT, loss, **terms)


@given(FLAGS, FLAGS)
def test_the_private_cap_spares_only_the_licensed(licensed: bool, exempts: bool) -> None:
    applies = interest.lending_cap_applies(licensed_lender=licensed, exempts_licensed=exempts)
    assert applies is not (licensed and exempts)


@given(FLAGS, FLAGS, FLAGS, FLAGS)
def test_before_its_day_the_cost_table_is_not_asked_for(
    online: bool, shown: bool, confirmed: bool, required: bool
) -> None:
    clauses = cost_disclosure.may_offer(
        online=online,
        table_shown=shown,
        popup_confirmed=confirmed,
        table_required=required,
        popup_required_online=required,
    )
    assert allowed(clauses) is (not required or (shown and (confirmed or not online)))


@given(st.integers(-5, 80), MONEY, FLAGS, FLAGS)
def test_an_instalment_keeps_length_amount_and_is_never_repeated(
    months: int, amount: Decimal, cash: bool, again: bool
) -> None:
    clauses = instalment.may_grant_instalment(
        months,
        amount,
        cash=cash,
        re_instalment=again,
        months_max=60,
        cash_months_max=24,
        cash_amount_max=Decimal(50000),
    )
    fits = 0 < months <= (24 if cash else 60)
    assert allowed(clauses) is (fits and not again and (not cash or amount <= 50000))


@given(FLAGS, FLAGS)
def test_under_a_plan_no_card_before_the_end(signed: bool, settled: bool) -> None:
    clause = instalment.may_get_new_card(plan_signed=signed, settled=settled)
    assert clause.allowed is (settled or not signed)


@given(FLAGS, FLAGS)
def test_collecting_rests_while_a_plan_is_kept(signed: bool, broken: bool) -> None:
    assert instalment.collection_must_rest(signed=signed, broken=broken) is (signed and not broken)
