"""What holds for every input of China's rules of courts, limitation, overdrafts and liability."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdue.kernel.calendars import add_months
from fairdue.legal.rules import (
    court_fees,
    letters,
    liability,
    limitation,
    overdraft,
    payment_order,
    procedure,
)

DAYS = st.dates(date(2000, 1, 1), date(2040, 12, 31))
MONEY = st.decimals(min_value=0, max_value=10**8, places=2)
FLAGS = st.booleans()
DEMANDS = st.lists(st.builds(overdraft.Demand, DAYS, FLAGS, FLAGS, FLAGS, FLAGS), max_size=8)
TIERS = (
    (Decimal(50000), "large"),
    (Decimal(500000), "huge"),
    (Decimal(5000000), "especially_huge"),
)
HALF = Decimal("0.5")
ORDER = {"demand_kinds": ("sms",), "consent_kinds": ("paid",), "procedure_kinds": ("suit",)}


@given(MONEY, FLAGS, FLAGS)
def test_a_case_fee_is_whole_or_half_and_never_less(
    fee: Decimal, simple: bool, settled: bool
) -> None:
    due = court_fees.first_instance_fee(
        fee, simplified=simple, settled_or_withdrawn=settled, half=HALF
    )
    assert due == (fee * HALF if simple or settled else fee)


@given(MONEY)
def test_a_payment_order_and_its_balance_make_the_whole_fee(fee: Decimal) -> None:
    paid = court_fees.payment_order_fee(fee, parts=3)
    assert abs(paid * 3 - fee) < Decimal("0.01")
    assert paid + court_fees.conversion_balance(fee, parts=3) == pytest.approx(fee)
    assert abs(court_fees.to_fen(paid) - paid) <= Decimal("0.005")


@given(FLAGS)
def test_who_opposes_a_payment_order_doesnt_bear_its_fee(opposed: bool) -> None:
    bearer = court_fees.bearer_of_payment_order_fee(opposed=opposed)
    assert (bearer == "debtor") is not opposed


@given(DAYS, st.integers(0, 60), FLAGS)
def test_an_objection_counts_to_its_last_day_and_in_writing(
    served: date, days: int, written: bool
) -> None:
    last = payment_order.last_day(served, days)
    asked = {"in_writing": written, "objection_days": days}
    assert payment_order.objection_counts(last, served, **asked) is written
    assert not payment_order.objection_counts(last + timedelta(days=1), served, **asked)


@given(FLAGS, FLAGS)
def test_only_an_upheld_objection_goes_to_trial(upheld: bool, refuses: bool) -> None:
    trial = payment_order.goes_to_trial(objection_upheld=upheld, applicant_refuses=refuses)
    assert trial is (upheld and not refuses)


@given(st.sampled_from(["inability", "time", "paid", "denied"]), st.sets(st.text(max_size=4)))
def test_an_objection_stops_the_order_unless_its_ground_is_barred(
    ground: str, barred: set[str]
) -> None:
    assert not payment_order.objection_stops_order(ground, ineffective_grounds={ground, *barred})
    assert payment_order.objection_stops_order(ground, ineffective_grounds=barred - {ground})


@given(DAYS, st.integers(0, 60), FLAGS)
def test_an_order_served_in_time_stands_unless_the_creditor_sues(
    issued: date, days: int, sued: bool
) -> None:
    last = issued + timedelta(days=days)
    facts = {"issued_on": issued, "creditor_sued": sued, "serve_within_days": days}
    assert payment_order.order_lapsed(last, served_on=last, **facts) is sued
    late = last + timedelta(days=1)
    assert payment_order.order_lapsed(last, served_on=late, **facts)
    assert payment_order.order_lapsed(late, served_on=None, **facts)
    assert payment_order.order_lapsed(last, served_on=None, **facts) is sued


@given(st.sampled_from(["mandatory", "by_agreement", "not_available"]), FLAGS)
def test_agreement_decides_only_the_middle_track(track: str, agree: bool) -> None:
    heard = procedure.small_claims_apply(track, parties_agree=agree)
    assert heard is {"mandatory": True, "by_agreement": agree, "not_available": False}[track]


@given(DAYS, st.integers(1, 6), st.integers(0, 3))
def test_an_extension_never_brings_the_last_day_forward(on: date, months: int, more: int) -> None:
    plain = procedure.trial_last_day(on, months=months, extension=more, extended=False)
    longer = procedure.trial_last_day(on, months=months, extension=more, extended=True)
    assert on < plain <= longer


@given(DAYS, st.sampled_from(["sms", "paid", "suit", "note"]), FLAGS)
def test_a_demand_interrupts_only_when_it_arrived_and_in_time(
    on: date, kind: str, reached: bool
) -> None:
    event = limitation.Event(on, kind, reached)
    counts = limitation.interrupts(event, **ORDER)
    assert counts is (kind in ("paid", "suit") or (kind == "sms" and reached))
    limits = limitation.Limits(3, 20, 6, reviving_kinds=(), **ORDER)
    assert limitation.event_interrupts_limitation(event, on, limits=limits) is counts
    before = on - timedelta(days=1)
    assert not limitation.event_interrupts_limitation(event, before, limits=limits)


@given(DAYS)
def test_the_last_day_still_counts_and_the_next_does_not(day: date) -> None:
    assert not limitation.is_time_barred(day, day)
    assert limitation.is_time_barred(day, day + timedelta(days=1))


@given(DAYS, st.lists(st.builds(limitation.Event, DAYS, st.sampled_from(["sms", "paid", "suit"]))))
def test_nothing_reaches_beyond_the_outer_limit(due: date, events: list[limitation.Event]) -> None:
    limits = limitation.Limits(3, 20, 6, reviving_kinds=("paid",), **ORDER)
    last = limitation.limitation_last_day(due, events, limits=limits)
    assert add_months(due, 36) <= last <= limitation.outer_last_day(due, outer_years=20)


@given(DAYS)
def test_while_an_obstacle_lasts_only_the_outer_limit_ends_the_claim(due: date) -> None:
    limits = limitation.Limits(3, 20, 6, reviving_kinds=(), **ORDER)
    lasting = [limitation.Obstacle(None, None)]
    last = limitation.limitation_last_day(due, (), lasting, limits=limits)
    assert last == limitation.outer_last_day(due, outer_years=20)


@given(FLAGS, FLAGS, FLAGS)
def test_only_the_debtor_raises_the_defence(expired: bool, debtor: bool, bound: bool) -> None:
    stands = limitation.defence_stands(expired=expired, raised_by_debtor=debtor, bound_again=bound)
    assert not stands or (expired and debtor and not bound)


@given(DEMANDS, st.integers(0, 60))
def test_the_earliest_pair_is_effective_far_enough_apart_and_earliest(
    demands: list[overdraft.Demand], gap: int
) -> None:
    days = overdraft.effective_days(demands)
    pair = overdraft.effective_pair(demands, gap_days=gap)
    ends = [b for a in days for b in days if overdraft.far_enough_apart(a, b, gap_days=gap)]
    assert (pair and pair[1]) == min(ends, default=None)
    assert pair is None or set(pair) <= set(days)


@given(DEMANDS)
def test_an_unlawful_demand_never_counts(demands: list[overdraft.Demand]) -> None:
    lawful = [demand for demand in demands if demand.lawful and demand.after_overdue]
    assert len(overdraft.effective_days(demands)) <= len(lawful)


@given(DAYS, st.integers(1, 12))
def test_more_than_three_months_begins_on_its_first_day(second: date, months: int) -> None:
    first = overdraft.unpaid_long_enough_from(second, months=months)
    assert overdraft.unpaid_long_enough(second, first, months=months)
    assert not overdraft.unpaid_long_enough(second, first - timedelta(days=1), months=months)


@given(MONEY, MONEY)
def test_a_higher_principal_never_lowers_the_tier(less: Decimal, more: Decimal) -> None:
    names = ["below_threshold", *(name for _, name in TIERS)]
    low, high = sorted((less, more))
    ranks = [names.index(overdraft.amount_tier(amount, tiers=TIERS)) for amount in (low, high)]
    assert ranks == sorted(ranks)


@given(st.sampled_from(["below_threshold", "large", "huge"]), FLAGS, FLAGS, st.integers(0, 4))
def test_leniency_needs_the_lowest_tier_full_repayment_and_no_bar(
    tier: str, prosecution: bool, judgment: bool, times: int
) -> None:
    opened = overdraft.leniency(
        tier,
        repaid_before_prosecution=prosecution,
        repaid_before_judgment=judgment,
        times_punished=times,
        covered_tier="large",
        punished_times_bar=2,
    )
    assert (opened != "none") is (tier == "large" and times < 2 and (prosecution or judgment))


@given(st.text(max_size=6), st.sets(st.text(max_size=6)))
def test_a_debt_is_excluded_only_by_a_listed_purpose(purpose: str, listed: set[str]) -> None:
    assert overdraft.is_excluded(purpose, excluded_purposes=listed) is (purpose in listed)


@given(FLAGS, st.sampled_from(["below_threshold", "large", "huge"]), FLAGS)
def test_elements_are_complete_only_together(long: bool, tier: str, excluded: bool) -> None:
    complete = overdraft.elements_complete(long_enough=long, tier=tier, excluded=excluded)
    assert complete is (long and tier != "below_threshold" and not excluded)


@given(st.lists(st.text(max_size=4), max_size=3), FLAGS)
def test_nothing_is_indicated_without_an_indicator(indicators: list[str], rebutted: bool) -> None:
    assert not overdraft.intent_is_indicated([], rebutted=False)
    indicated = overdraft.intent_is_indicated(indicators, rebutted=rebutted)
    assert indicated is (bool(indicators) and not rebutted)


@given(FLAGS, FLAGS, st.integers(0, 3))
def test_evidence_goes_out_only_whole_and_never_speaks_of_guilt(
    signed: bool, sealed: bool, proofs: int
) -> None:
    clauses = overdraft.evidence_complete(staff_signed=signed, bank_sealed=sealed, proofs=proofs)
    assert all(clause.allowed for clause in clauses) is (signed and sealed and proofs > 0)
    said = " ".join(f"{clause.reason.en} {clause.reason.zh}" for clause in clauses).lower()
    assert not any(word in said for word in ("crime", "guilt", "犯罪", "诈骗"))


@given(FLAGS, FLAGS, FLAGS, FLAGS, FLAGS)
def test_a_lawyers_letter_needs_everything(
    lawyer: bool, licensed: bool, engaged: bool, formal: bool, truthful: bool
) -> None:
    clauses = letters.may_send_lawyers_letter(
        signed_as_lawyer=lawyer,
        signer_licensed=licensed,
        firm_engaged=engaged,
        formal=formal,
        truthful=truthful,
    )
    needed = (licensed or not lawyer) and engaged and formal and truthful
    assert all(clause.allowed for clause in clauses) is needed


@given(MONEY, MONEY, MONEY, FLAGS)
def test_an_heir_is_asked_for_what_they_owe_and_no_more(
    debt: Decimal, estate: Decimal, reserved: Decimal, renounced: bool
) -> None:
    owed = liability.heir_liability(debt, estate, renounced=renounced, reserved=reserved)
    assert 0 <= owed <= min(debt, estate)
    assert liability.may_demand_of_heir(owed, owed).allowed is (owed > 0)
    assert not liability.may_demand_of_heir(owed + Decimal("0.01"), owed).allowed
    assert liability.may_demand_of_heir(None, owed).allowed is (owed > 0)


@given(FLAGS, FLAGS, FLAGS, FLAGS)
def test_one_way_is_enough_for_spouses_to_owe_together(
    signed: bool, ratified: bool, daily: bool, proved: bool
) -> None:
    joint = liability.is_joint_debt(
        both_signed=signed, ratified=ratified, daily_family_needs=daily, family_use_proved=proved
    )
    assert joint is any((signed, ratified, daily, proved))
