"""What explains a balance and what keeps it agree to the cent, whatever happened in what order."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdue.portfolio.generator.histories import invent_history
from fairdue.portfolio.rules.balance import BalanceTerms, Booked, Figures, Parts, Rate, ledger
from fairdue.portfolio.rules.balance.checking import disagreement
from fairdue.portfolio.rules.balance.ledger import Ledger

FIRST = date(2026, 3, 1)
TERMS = BalanceTerms(
    "CN-PAY-01",
    91,
    ("fees", "instalment_fee", "interest"),
    ("principal",),
    (Rate(date(2000, 1, 1), Decimal("0.0005")),),
)
OWED = Figures(
    FIRST, 500_000, 50_000, 400_000, 60_000, 30_000, 10_000, None, FIRST - timedelta(days=100)
)


@given(st.randoms(use_true_random=False))
def test_explanation_and_ledger_agree_over_invented_histories(chance: Random) -> None:
    history = invent_history(chance)
    assert disagreement(history.terms, history.arrivals) is None


def test_they_agree_over_thousands_of_numbered_histories() -> None:
    for number in range(2_000):
        history = invent_history(Random(number))
        assert disagreement(history.terms, history.arrivals) is None, number


def some_disagree() -> bool:
    histories = (invent_history(Random(number)) for number in range(20_000))
    return any(disagreement(each.terms, each.arrivals) for each in histories)


def test_a_ledger_that_rounds_down_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger, "SCALE", 10**3)
    assert some_disagree()


def test_a_ledger_that_counts_a_day_too_many_is_found_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    honest = ledger._State.days_late
    monkeypatch.setattr(ledger._State, "days_late", lambda self, on: honest(self, on) + 1)
    assert some_disagree()


def test_what_is_learned_late_is_posted_as_a_correction() -> None:
    account = Ledger(TERMS)
    account.tell(OWED)
    account.close(FIRST + timedelta(days=10))
    kept = list(account.postings)
    assert account.balance() == Parts(400_000, 62_000, 30_000, 10_000)
    paid = Booked("p", FIRST + timedelta(days=1), "payment", 100_000, date(2026, 12, 31))
    account.book(paid)
    account.close(FIRST + timedelta(days=10))
    assert account.postings[: len(kept)] == kept
    corrections = account.postings[len(kept) :]
    assert all(posting.is_correction for posting in corrections)
    assert account.balance() == Parts(300_000, 61_500, 30_000, 10_000)
    assert account.past_due() == 0


def test_a_day_closed_again_posts_nothing_twice() -> None:
    account = Ledger(TERMS)
    account.close(FIRST)
    assert account.balance() == Parts()
    account.tell(OWED)
    for _ in range(2):
        account.close(FIRST + timedelta(days=3))
    assert account.balance() == Parts(400_000, 60_600, 30_000, 10_000)
