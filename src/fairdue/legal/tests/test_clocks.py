"""The limitation clock: which records start it anew, and who is told before it runs out."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from fairdue.kernel.money import Money
from fairdue.kernel.refusal import Refused
from fairdue.legal import actions
from fairdue.legal.models import LimitationAlert, LimitationClock, StepKind
from fairdue.legal.queries.limitation import Clock, clocks_of
from fairdue.legal.tests.records import (
    AT,
    TODAY,
    Debtor,
    a_debtor,
    a_member,
    an_approved_matter,
    pay,
)
from fairdue.negotiation.actions import record_promise
from fairdue.people.models import Role

pytestmark = pytest.mark.django_db


def clock(debtor: Debtor, as_of: date = TODAY) -> Clock:
    (found,) = clocks_of(debtor.case.customer_id, as_of)
    return found


def test_it_runs_three_years_from_the_day_the_debt_fell_due() -> None:
    found = clock(a_debtor(due_on=date(2023, 6, 9)))
    assert found.last_day == date(2026, 6, 9)
    assert found.days_left == 91
    assert found.restarted is None


def test_a_last_day_at_rest_moves_on() -> None:
    assert clock(a_debtor(due_on=date(2023, 5, 1))).last_day == date(2026, 5, 6)


def test_a_year_that_is_not_announced_is_reckoned_without_rest_days_and_said() -> None:
    found = clock(a_debtor(due_on=date(2025, 6, 10)))
    assert (found.last_day, found.unknown_year) == (date(2028, 6, 10), 2028)


def test_a_part_payment_starts_it_anew_with_its_record_as_evidence() -> None:
    debtor = a_debtor(due_on=date(2023, 6, 9))
    paid = pay(debtor, date(2024, 2, 1), 100)
    found = clock(debtor)
    assert found.restarted is not None
    assert found.restarted.happened.evidence == f"payment:{paid.pk}"
    assert found.last_day == date(2027, 2, 1)


def test_a_payment_before_the_debt_fell_due_changes_nothing() -> None:
    debtor = a_debtor(due_on=date(2023, 6, 9))
    pay(debtor, date(2023, 5, 1), 100)
    assert clock(debtor).last_day == date(2026, 6, 9)


def test_a_promise_starts_it_anew() -> None:
    debtor = a_debtor(due_on=date(2023, 6, 9))
    record_promise(
        case_id=debtor.case.pk, amount=Money(1000, "CNY"), due_on=TODAY + timedelta(days=2),
        channel="call", staff=a_member(Role.COLLECTOR), at=AT,
    )  # fmt: skip
    found = clock(debtor)
    assert found.restarted is not None
    assert found.restarted.happened.evidence.startswith("promise:")
    assert found.last_day == date(2029, 3, 10)


def test_a_payment_order_applied_for_starts_it_anew_and_again_when_it_ends() -> None:
    debtor = a_debtor(due_on=date(2023, 6, 9))
    matter = an_approved_matter(debtor=debtor)
    at = AT + timedelta(days=40)
    step = {"matter_id": matter.pk, "staff": a_member(), "at": at, "proof": actions.Proof("x:1")}
    actions.record_step(kind=StepKind.ORDER_APPLIED, on=TODAY, **step)  # type: ignore[arg-type]
    assert clock(debtor).last_day == date(2029, 3, 10)
    actions.record_step(kind=StepKind.ORDER_REJECTED, on=date(2026, 4, 1), **step)  # type: ignore[arg-type]
    assert clock(debtor, date(2026, 4, 1)).last_day == date(2029, 4, 1)


def test_an_entry_by_hand_needs_proof_and_can_be_taken_back() -> None:
    debtor = a_debtor(due_on=date(2023, 6, 9))
    entry = {
        "customer_id": debtor.case.customer_id, "kind": "due_notice_signed",
        "on": date(2024, 1, 5), "staff": a_member(), "at": AT,
    }  # fmt: skip
    with pytest.raises(Refused, match="where the proof is kept"):
        actions.record_interruption(evidence=" ", **entry)  # type: ignore[arg-type]
    row = actions.record_interruption(evidence="archive 12", **entry)  # type: ignore[arg-type]
    assert clock(debtor).last_day == date(2027, 1, 5)
    actions.withdraw_interruption(interruption_id=row.pk, reason="forged", staff=a_member(), at=AT)
    assert clock(debtor).last_day == date(2026, 6, 9)


def test_a_demand_that_did_not_arrive_interrupts_nothing() -> None:
    debtor = a_debtor(due_on=date(2023, 6, 9))
    actions.record_interruption(
        customer_id=debtor.case.customer_id, kind="letter", on=date(2024, 1, 5), reached=False,
        evidence="returned", staff=a_member(), at=AT,
    )  # fmt: skip
    found = clock(debtor)
    assert [each.interrupts for each in found.events] == [False]
    assert found.last_day == date(2026, 6, 9)


def test_an_obstacle_that_lasts_holds_it_back() -> None:
    debtor = a_debtor(due_on=date(2023, 6, 9))
    actions.record_obstacle(
        customer_id=debtor.case.customer_id, what="flood", began_on=date(2026, 2, 1),
        evidence="notice", staff=a_member(), at=AT,
    )  # fmt: skip
    assert clock(debtor).held_back


def test_nobody_knows_the_period_of_an_american_claim() -> None:
    found = clock(a_debtor(jurisdiction="US", currency="USD"))
    assert (found.last_day, found.is_over) == (None, None)


def test_a_scottish_claim_runs_five_years_and_an_english_one_six() -> None:
    english = a_debtor(jurisdiction="UK", currency="GBP", due_on=date(2021, 6, 9))
    assert clock(english).last_day == date(2027, 6, 9)
    scottish = a_debtor(jurisdiction="UK", currency="GBP", due_on=date(2021, 6, 9))
    scottish.case.customer.region = "GB-SCT"
    scottish.case.customer.save()
    assert clock(scottish).last_day == date(2026, 6, 9)


def test_the_night_tells_once_for_each_span_and_never_of_young_debts() -> None:
    old = a_debtor(due_on=date(2023, 6, 9))
    a_debtor(due_on=date(2025, 6, 9))
    assert actions.reckon_clocks(as_of=TODAY, at=AT) == (1, 1)
    assert actions.reckon_clocks(as_of=TODAY, at=AT) == (1, 0)
    later = AT + timedelta(days=5)
    assert actions.reckon_clocks(as_of=TODAY + timedelta(days=5), at=later) == (1, 1)
    alerts = LimitationAlert.objects.filter(account=old.account).order_by("pk")
    assert [each.days_before for each in alerts] == [180, 90]
    row = LimitationClock.objects.get(account=old.account)
    assert (row.last_day, row.restarted_by) == (date(2026, 6, 9), "")


def test_an_alert_is_answered_once_by_a_legal_officer() -> None:
    a_debtor(due_on=date(2023, 6, 9))
    actions.reckon_clocks(as_of=TODAY, at=AT)
    alert = LimitationAlert.objects.get()
    with pytest.raises(Refused, match="Your role may not"):
        actions.answer_alert(alert_id=alert.pk, answer="x", staff=a_member(Role.LEAD), at=AT)
    actions.answer_alert(alert_id=alert.pk, answer="suit", staff=a_member(), at=AT)
    with pytest.raises(Refused, match="answered already"):
        actions.answer_alert(alert_id=alert.pk, answer="suit", staff=a_member(), at=AT)
