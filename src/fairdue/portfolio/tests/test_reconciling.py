"""Ambiguous matches are decided by people; no money counts twice or is lost."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError
from hypothesis import given, settings
from hypothesis import strategies as st

from fairdue.journal.models import Entry
from fairdue.kernel.money import Money
from fairdue.kernel.refusal import Refused
from fairdue.people.models import Role, Staff
from fairdue.portfolio.actions import adjust, decide_match, reverse_payment, waive
from fairdue.portfolio.models import Account, MatchDecision, Payment
from fairdue.portfolio.queries import payments_of, reconciling, total_owed
from fairdue.portfolio.tests.bookkeeping import (
    AT,
    DAY,
    GATEWAY,
    TODAY,
    a_balance,
    an_account,
    file_arrives,
    pay,
)

pytestmark = pytest.mark.django_db(transaction=True)
LEAD = Staff(username="gao", role=Role.LEAD)
PAGE: dict[str, int] = {"offset": 0, "limit": 50}


def two_paid_and_one_in_the_file() -> Account:
    """GW-1 of today and GW-2 of yesterday; CORE-1 of today is paired with GW-1."""
    account = an_account()
    pay(account, 10_000, "GW-1")
    pay(account, 10_000, "GW-2", paid_on=DAY)
    file_arrives(TODAY, ("CORE-1", account, TODAY, 10_000))
    a_balance(account, TODAY, total_minor=490_000)
    return account


def the_match() -> reconciling.AmbiguousMatch:
    [match], total = reconciling.ambiguous_matches(decided=False, **PAGE)
    assert total == 1
    return match


def decide(answer: str, **changes: Any) -> MatchDecision:
    given: dict[str, Any] = {"reason": "asked the issuer", "staff": LEAD, "at": AT}
    match_id = changes.pop("match_id", None) or the_match().id
    return decide_match(match_id=match_id, answer=answer, **given | changes)


def received(account: Account) -> int:
    return sum(each.amount.minor for each in payments_of(account.customer_id))


def owed(account: Account) -> int:
    return total_owed(account.customer_id)["CNY"].minor


def test_both_sides_of_an_ambiguous_match_are_shown_with_what_else_it_could_be() -> None:
    two_paid_and_one_in_the_file()
    match = the_match()
    amount = Money(10_000, "CNY")
    assert match.reported == reconciling.Side("GW-1", TODAY, amount)
    assert match.in_file == reconciling.Side("CORE-1", TODAY, amount)
    assert match.others == (reconciling.Side("GW-2", DAY, amount),)
    assert (match.as_of, match.source, match.answer) == (TODAY, "portal", "")


def test_what_the_file_says_otherwise_is_shown_beside_what_was_reported() -> None:
    account = an_account()
    pay(account, 10_000, "GW-1", paid_on=DAY)
    pay(account, 10_000, "GW-2", paid_on=DAY)
    file_arrives(TODAY, ("CORE-1", account, TODAY, 10_000))
    match = the_match()
    assert (match.reported.paid_on, match.in_file.paid_on) == (DAY, TODAY)


def test_confirming_leaves_everything_as_it_is() -> None:
    account = two_paid_and_one_in_the_file()
    before = payments_of(account.customer_id)
    decided = decide("same")
    assert payments_of(account.customer_id) == before
    assert (decided.reason, decided.decided_by) == ("asked the issuer", "gao")
    assert reconciling.ambiguous_matches(decided=False, **PAGE) == ([], 0)
    [shown], _ = reconciling.ambiguous_matches(decided=True, **PAGE)
    assert (shown.answer, shown.reason, shown.decided_by) == ("same", "asked the issuer", "gao")
    entry = Entry.objects.get(action="match_decided")
    assert entry.details == {
        "match": shown.id,
        "payment_ref": "GW-1",
        "file_ref": "CORE-1",
        "decision": "same",
    }
    assert (entry.actor, entry.customer_id) == ("gao", account.customer_id)


def test_another_of_those_reported_is_paired_instead_and_nothing_is_owed_more_or_less() -> None:
    account = two_paid_and_one_in_the_file()
    assert (received(account), owed(account)) == (20_000, 480_000)
    decide("other", other_ref="GW-2")
    assert (received(account), owed(account)) == (20_000, 480_000)
    first, second = (Payment.objects.get(payment_ref=ref) for ref in ("GW-1", "GW-2"))
    assert (first.file_ref, second.file_ref, second.paid_on) == ("", "CORE-1", TODAY)
    tomorrow = TODAY + timedelta(days=1)
    file_arrives(tomorrow, ("CORE-1", account, TODAY, 10_000), ("CORE-9", account, TODAY, 10_000))
    assert Payment.objects.get(payment_ref="GW-1").file_ref == "CORE-9"
    a_balance(account, tomorrow, total_minor=480_000)
    assert (received(account), owed(account)) == (20_000, 480_000)


def test_two_payments_count_both_and_each_once_whatever_the_file_names_later() -> None:
    account = two_paid_and_one_in_the_file()
    decide("apart")
    assert (received(account), owed(account)) == (30_000, 470_000)
    known = Payment.objects.get(payment_ref="CORE-1")
    assert (known.source, known.received_at, known.in_figures_from) == ("file", None, TODAY)
    file_arrives(TODAY, ("CORE-1", account, TODAY, 10_000))
    assert (received(account), owed(account)) == (30_000, 470_000)
    tomorrow = TODAY + timedelta(days=1)
    file_arrives(tomorrow, ("CORE-2", account, TODAY, 10_000), ("CORE-3", account, DAY, 10_000))
    a_balance(account, tomorrow, total_minor=470_000)
    assert (received(account), owed(account)) == (30_000, 470_000)
    assert reconciling.unconfirmed(TODAY, **PAGE) == ([], 0)


def test_what_is_parted_is_as_it_was_reported_and_waits_anew() -> None:
    account = an_account()
    pay(account, 10_000, "GW-1", paid_on=DAY)
    pay(account, 10_000, "GW-2", paid_on=DAY)
    file_arrives(TODAY, ("CORE-1", account, TODAY, 10_000))
    file_arrives(TODAY, ("CORE-1", account, TODAY, 9_900))
    late = AT + timedelta(days=9)
    decide("apart", at=late)
    ours = Payment.objects.get(payment_ref="GW-1")
    assert (ours.amount_minor, ours.paid_on, ours.file_ref) == (10_000, DAY, "")
    assert ours.in_figures_from == TODAY + timedelta(days=14)
    assert Payment.objects.get(payment_ref="CORE-1").amount_minor == 9_900
    waiting, _ = reconciling.unconfirmed(TODAY + timedelta(days=9), **PAGE)
    assert [(each.payment_ref, each.is_late) for each in waiting] == [
        ("GW-2", True),
        ("GW-1", False),
    ]


@given(
    ours=st.integers(1, 4),
    theirs=st.integers(1, 4),
    answers=st.lists(st.sampled_from(["same", "other", "apart"]), min_size=4, max_size=4),
)
@settings(max_examples=25, deadline=None)
def test_the_sum_grows_by_those_that_are_said_to_stand_alone_only(
    ours: int, theirs: int, answers: list[str]
) -> None:
    account = an_account()
    name = account.account_ref
    for number in range(ours):
        pay(account, 10_000, f"{name}-GW-{number}")
    rows = [(f"{name}-CORE-{number}", account, TODAY, 10_000) for number in range(theirs)]
    file_arrives(TODAY, *rows)
    count = max(ours, theirs)
    assert received(account) == count * 10_000
    for answer in answers:
        waiting, _ = reconciling.ambiguous_matches(decided=False, offset=0, limit=999)
        match = next((each for each in waiting if each.whose.account_ref == name), None)
        if match is None:
            break
        other = match.others[0].payment_ref if match.others else ""
        given_answer = "same" if answer == "other" and not other else answer
        decide(given_answer, match_id=match.id, other_ref=other)
        count += given_answer == "apart"
        assert received(account) == count * 10_000
    file_arrives(TODAY, *rows)
    assert received(account) == count * 10_000


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"reason": " "}, "Say why"),
        ({"reason": "x" * 401}, "within 400"),
        ({"answer": "both"}, "Choose"),
        ({"answer": "other", "other_ref": "GW-3"}, "no other payment"),
        ({"answer": "other", "other_ref": "GW-1"}, "no other payment"),
        ({"answer": "other", "other_ref": "FAR"}, "no other payment"),
        ({"answer": "other"}, "no other payment"),
        ({"match_id": 10**9}, "no such match"),
        ({"staff": Staff(username="li", role=Role.COLLECTOR)}, "Your role may not"),
        ({"staff": Staff(username="yu", role=Role.ADMINISTRATOR)}, "Your role may not"),
    ],
)
def test_what_cannot_be_decided_is_refused_and_leaves_nothing(
    changes: dict[str, Any], why: str
) -> None:
    account = two_paid_and_one_in_the_file()
    pay(account, 10_000, "FAR", paid_on=TODAY - timedelta(days=30))
    with pytest.raises(Refused, match=why):
        decide(**{"answer": "apart"} | changes)
    assert not MatchDecision.objects.exists()
    assert not Entry.objects.filter(action="match_decided").exists()
    assert received(account) == 30_000


def test_a_match_is_decided_once() -> None:
    two_paid_and_one_in_the_file()
    match_id = the_match().id
    decide("same")
    with pytest.raises(Refused, match="decided before"):
        decide("apart", match_id=match_id)
    assert Payment.objects.count() == 2


def test_a_match_that_was_not_ambiguous_is_not_decided() -> None:
    account = an_account()
    pay(account, 10_000, "GW-1")
    file_arrives(TODAY, ("CORE-1", account, TODAY, 10_000))
    assert reconciling.ambiguous_matches(decided=False, **PAGE) == ([], 0)
    with pytest.raises(Refused, match="no such match"):
        decide("apart", match_id=Entry.objects.get(action="payment_matched").pk)


def test_a_decision_is_not_changed_behind_the_journal() -> None:
    two_paid_and_one_in_the_file()
    decide("same")
    with pytest.raises(DatabaseError, match="without a journal entry"):
        MatchDecision.objects.update(reason="none")


def test_unconfirmed_payments_are_listed_with_age_those_too_old_first() -> None:
    account = an_account()
    pay(account, 10_000, "OLD", source="api")
    later = AT + timedelta(days=4)
    pay(account, 20_000, "NEW", paid_on=TODAY + timedelta(days=4), at=later)
    on = TODAY + timedelta(days=5)
    rows, total = reconciling.unconfirmed(on, **PAGE)
    assert total == 2
    assert [(each.payment_ref, each.source, each.age_days, each.is_late) for each in rows] == [
        ("OLD", "api", 5, True),
        ("NEW", "portal", 1, False),
    ]
    assert reconciling.unconfirmed_late(on) == 1
    assert reconciling.unconfirmed(on, offset=1, limit=1)[0] == rows[1:]
    file_arrives(on, ("OLD", account, TODAY, 10_000))
    assert reconciling.unconfirmed_late(on) == 0


def test_accounts_in_credit_are_listed_by_what_is_over() -> None:
    over, exact, by_issuer = an_account(), an_account(), an_account(total_minor=-700)
    pay(over, 500_100)
    pay(exact, 500_000)
    rows, total = reconciling.credits(**PAGE)
    found = {each.whose.account_ref: each.over.minor for each in rows}
    assert total == 2
    assert found == {over.account_ref: 100, by_issuer.account_ref: 700}


def test_an_account_that_is_no_longer_in_credit_is_not_listed() -> None:
    account = an_account(total_minor=-700)
    a_balance(account, TODAY, total_minor=100)
    assert reconciling.credits(**PAGE) == ([], 0)


def test_waivers_and_corrections_are_listed_with_who_made_them() -> None:
    account = an_account()
    common: dict[str, Any] = {
        "account_ref": account.account_ref,
        "effective_on": DAY,
        "actor": LEAD,
        "at": AT,
    }
    waive(adjustment_ref="W-1", amount=Money(300, "CNY"), component="fees", **common)
    adjust(adjustment_ref="A-1", amount=Money(-200, "CNY"), component="interest", **common)
    rows, total = reconciling.adjusted(**PAGE)
    assert total == 2
    assert [(each.adjustment_ref, each.kind, each.amount.minor, each.actor) for each in rows] == [
        ("A-1", "adjustment", -200, "gao"),
        ("W-1", "waiver", 300, "gao"),
    ]
    assert rows[0].rules == ("LENDER-PAYMENT",)


@pytest.mark.parametrize(("first", "last", "number"), [(TODAY, TODAY, 1), (DAY, DAY, 0)])
def test_reversals_are_listed_by_day(first: date, last: date, number: int) -> None:
    pay(an_account(), 10_000, "GW-1", paid_on=DAY)
    reverse_payment(payment_ref="GW-1", reversed_on=TODAY, source="webhook", actor=GATEWAY, at=AT)
    rows, total = reconciling.taken_back(first, last, **PAGE)
    assert total == len(rows) == number
    for each in rows:
        assert (each.reverses, each.amount, each.actor) == (
            "GW-1",
            Money(10_000, "CNY"),
            "api:gateway",
        )
