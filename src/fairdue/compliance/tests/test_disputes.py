"""A dispute stops contact by a hold of its own until it is answered."""

from __future__ import annotations

from datetime import date

import pytest

from fairdue.compliance.actions import (
    answer_dispute,
    decide_dispute,
    open_dispute,
    place_hold,
    raise_mark,
    take_dispute,
    take_step,
    withdraw_dispute,
)
from fairdue.compliance.models import Dispute, Hold
from fairdue.compliance.queries import (
    circumstances,
    customers_with_holds_or_marks,
    dispute,
    disputes,
    disputes_by_state,
    disputes_of,
    holds_in_force,
    marks_of,
)
from fairdue.compliance.tests.records import AT, DAY, HOUR, a_customer, a_member
from fairdue.journal.queries import entries
from fairdue.kernel.money import Money
from fairdue.kernel.refusal import Refused
from fairdue.people.models import Role, Staff
from fairdue.portfolio.models import Account

pytestmark = pytest.mark.django_db(transaction=True)


def an_account(customer_id: int) -> Account:
    return Account.objects.create(
        customer_id=customer_id,
        account_ref=f"A{customer_id}",
        currency="CNY",
        last_seen_on=date(2026, 3, 9),
    )


def a_dispute(customer_id: int, **change: object) -> Dispute:
    asked: dict[str, object] = {
        "customer_id": customer_id,
        "ground": "amount",
        "statement": "the March statement is wrong",
        "staff": a_member(),
        "at": AT,
    }
    return open_dispute(**(asked | change))  # type: ignore[arg-type]


def through(opened: Dispute, lead: Staff, decision: str = "rejected") -> None:
    """Investigated, decided and answered."""
    take_step(dispute_id=opened.pk, step="investigated_at", staff=lead, at=AT + HOUR)
    decide_dispute(
        dispute_id=opened.pk, decision=decision, reason="vouchers", staff=lead, at=AT + HOUR
    )
    answer_dispute(dispute_id=opened.pk, staff=lead, at=AT + 2 * HOUR)


def test_an_open_dispute_changes_the_verdict_at_once_and_until_it_is_answered() -> None:
    customer_id, lead = a_customer(), a_member(Role.LEAD)
    opened = a_dispute(customer_id)
    (hold,) = holds_in_force(customer_id, AT)
    assert Hold.objects.get(pk=hold.id).cause == f"dispute:{opened.pk}"
    assert [each.id for each in circumstances(customer_id, AT).disputes] == [opened.pk]
    through(opened, lead)
    assert holds_in_force(customer_id, AT + 2 * HOUR) == []
    assert circumstances(customer_id, AT + 2 * HOUR).disputes == ()
    known = circumstances(customer_id, AT + 2 * HOUR, known_at=AT + HOUR)
    assert known.disputes[0].answered_at is None
    assert [each.action for each in entries(customer_id)] == [
        "hold_released",
        "dispute_answered",
        "dispute_decided",
        "dispute_step_taken",
        "hold_placed",
        "dispute_opened",
    ]


def test_a_dispute_received_earlier_bars_from_then_on() -> None:
    customer_id = a_customer()
    a_dispute(customer_id, received_at=AT - DAY)
    assert holds_in_force(customer_id, AT - HOUR)
    assert circumstances(customer_id, AT - HOUR, known_at=AT - HOUR).disputes == ()


def test_answering_ends_the_mark_and_its_own_hold_but_no_other() -> None:
    customer_id, lead = a_customer(), a_member(Role.LEAD)
    first, second = a_dispute(customer_id), a_dispute(customer_id, ground="fees")
    raise_mark(customer_id=customer_id, kind="dispute", note="", staff=lead, at=AT)
    kept = place_hold(customer_id=customer_id, kind="manual", reason="x", staff=lead, at=AT)
    through(first, lead)
    standing = {each.id for each in holds_in_force(customer_id, AT + DAY)}
    assert len(standing) == 2, "the second dispute's and the manual one"
    assert marks_of(customer_id)[0].cleared_at is None
    through(second, lead, "upheld")
    assert [each.id for each in holds_in_force(customer_id, AT + DAY)] == [kept.pk]
    assert marks_of(customer_id)[0].cleared_at is not None


def test_it_may_be_about_one_account_and_an_amount() -> None:
    customer_id = a_customer()
    account = an_account(customer_id)
    opened = a_dispute(customer_id, account_id=account.pk, amount=Money.of("120.50", "CNY"))
    shown = dispute(opened.pk)
    assert shown is not None
    assert (shown.account_ref, shown.amount) == (account.account_ref, Money.of("120.50", "CNY"))
    assert shown.statement == "the March statement is wrong"
    assert disputes()[0][0].statement == "", "lists open no statements"
    assert "March" not in str([each.details for each in entries(customer_id)])


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"ground": "mood"}, "what is disputed"),
        ({"manner": "dream"}, "how the dispute"),
        ({"amount": Money(0, "CNY")}, "above zero"),
        ({"received_at": AT + HOUR}, "still to come"),
        ({"account_id": 987654}, "not the customer's"),
        ({"owner": "nobody"}, "can't take it on"),
    ],
)
def test_refuses_a_dispute_that_makes_no_sense(change: dict[str, object], says: str) -> None:
    customer_id = a_customer()
    with pytest.raises(Refused, match=says):
        a_dispute(customer_id, **change)
    assert holds_in_force(customer_id, AT) == []


def test_steps_are_taken_once_and_in_an_order_that_makes_sense() -> None:
    opened, lead = a_dispute(a_customer()), a_member(Role.LEAD)
    with pytest.raises(Refused, match="Investigate it"):
        decide_dispute(dispute_id=opened.pk, decision="upheld", reason="x", staff=lead, at=AT)
    with pytest.raises(Refused, match="Decide it"):
        answer_dispute(dispute_id=opened.pk, staff=lead, at=AT)
    with pytest.raises(Refused, match="no step"):
        take_step(dispute_id=opened.pk, step="decided_at", staff=lead, at=AT)
    take_step(dispute_id=opened.pk, step="annotated_at", staff=lead, at=AT)
    with pytest.raises(Refused, match="taken already"):
        take_step(dispute_id=opened.pk, step="annotated_at", staff=lead, at=AT)
    through(opened, lead)
    with pytest.raises(Refused, match="is over"):
        withdraw_dispute(dispute_id=opened.pk, reason="x", staff=lead, at=AT + DAY)


def test_collectors_open_disputes_but_do_not_handle_them() -> None:
    opened, collector = a_dispute(a_customer()), a_member()
    for act in (
        lambda: take_step(dispute_id=opened.pk, step="annotated_at", staff=collector, at=AT),
        lambda: take_dispute(
            dispute_id=opened.pk, owner=collector.username, staff=collector, at=AT
        ),
        lambda: withdraw_dispute(dispute_id=opened.pk, reason="x", staff=collector, at=AT),
    ):
        with pytest.raises(Refused, match="Your role may not"):
            act()
    with pytest.raises(Refused, match="Your role may not"):
        a_dispute(a_customer(), staff=a_member(Role.ADMINISTRATOR))


def test_taking_back_ones_own_gesture_frees_the_customer_unless_someone_took_it() -> None:
    customer_id, collector, lead = a_customer(), a_member(), a_member(Role.LEAD)
    opened = a_dispute(customer_id, staff=collector)
    withdraw_dispute(dispute_id=opened.pk, reason="undone", staff=collector, at=AT, undoing=True)
    assert holds_in_force(customer_id, AT) == []
    assert disputes_of(customer_id)[0].state == "withdrawn"
    other = a_dispute(customer_id, staff=collector)
    take_dispute(dispute_id=other.pk, owner=lead.username, staff=lead, at=AT)
    with pytest.raises(Refused, match="taken it already"):
        withdraw_dispute(dispute_id=other.pk, reason="x", staff=collector, at=AT, undoing=True)


def test_disputes_are_listed_by_state_and_the_night_knows_who_disputes() -> None:
    first, second = a_customer(), a_customer()
    opened, lead = a_dispute(first), a_member(Role.LEAD)
    a_dispute(second, received_at=AT - DAY)
    assert [each.customer_id for each in disputes()[0]] == [second, first], "first due first"
    through(opened, lead)
    counted = disputes_by_state()
    assert (counted[""], counted["paused"], counted["answered"]) == (1, 1, 1)
    assert [each.id for each in disputes("answered")[0]] == [opened.pk]
    night = customers_with_holds_or_marks(AT + DAY)
    assert night.select("has_hold", "disputed").rows() == [(True, True)]
