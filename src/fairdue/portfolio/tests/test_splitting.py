"""One payment over several cards: most past due first, and not a cent lost."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from fairdue.portfolio.rules.splitting import Owing, split

FRESH = Owing("A", 0, 50_000)
LATE = Owing("B", 20_000, 90_000)
LATER = Owing("C", 30_001, 30_001)


def test_everything_gives_each_card_what_it_owes() -> None:
    assert dict(split(170_001, [FRESH, LATE, LATER])) == {"A": 50_000, "B": 90_000, "C": 30_001}


def test_what_is_past_due_comes_first_and_most_of_it_before_less() -> None:
    assert split(30_000, [FRESH, LATE, LATER]) == (("C", 30_000),)
    assert split(45_000, [FRESH, LATE, LATER]) == (("C", 30_001), ("B", 14_999))
    assert split(60_000, [FRESH, LATE, LATER]) == (("C", 30_001), ("B", 29_999))


def test_more_than_is_owed_is_a_credit_where_most_was_past_due() -> None:
    assert split(100_000, [LATER, FRESH]) == (("C", 50_000), ("A", 50_000))


def test_without_accounts_or_money_nothing_is_spread() -> None:
    assert split(100, []) == ()
    assert split(0, [LATE]) == ()


owings = st.lists(
    st.tuples(st.integers(0, 10**9), st.integers(0, 10**9)).map(sorted), min_size=1, max_size=6
).map(lambda pairs: [Owing(f"A{at}", *pair) for at, pair in enumerate(pairs)])


@given(accounts=owings, amount=st.integers(1, 10**10))
def test_parts_add_up_and_none_is_overpaid_while_another_owes(
    accounts: list[Owing], amount: int
) -> None:
    parts = dict(split(amount, accounts))
    assert sum(parts.values()) == amount
    owed = sum(each.owed_minor for each in accounts)
    if amount <= owed:
        assert all(parts.get(each.account_ref, 0) <= each.owed_minor for each in accounts)
    past_due = sum(each.past_due_minor for each in accounts)
    if amount <= past_due:
        assert all(parts.get(each.account_ref, 0) <= each.past_due_minor for each in accounts)
