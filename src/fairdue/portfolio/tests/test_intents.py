"""What a provider's notices make of a payment, whatever the order in which they come."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdue.portfolio.rules.intents import heard

EVENTS = ("pending", "succeeded", "declined", "refunded")


@pytest.mark.parametrize(
    ("state", "event", "becomes", "effect"),
    [
        ("open", "pending", "pending", ""),
        ("open", "succeeded", "paid", "pay"),
        ("declined", "succeeded", "paid", "pay"),
        ("paid", "succeeded", "paid", ""),
        ("paid", "declined", "paid", ""),
        ("paid", "refunded", "refunded", "give_back"),
        ("open", "refunded", "open", "wait"),
        ("refunded", "succeeded", "refunded", ""),
    ],
)
def test_a_notice_moves_a_payment_forward_only(
    state: str, event: str, becomes: str, effect: str
) -> None:
    assert heard(state, event) == (becomes, effect)


def told(events: tuple[str, ...]) -> tuple[str, int]:
    """The state after these notices, each told again while it has to wait, and the money moved."""
    state, money, waiting = "open", 0, list(events)
    while waiting:
        event = waiting.pop(0)
        state, effect = heard(state, event)
        money += {"pay": 1, "give_back": -1}.get(effect, 0)
        if effect == "wait" and "succeeded" in waiting:
            waiting.append(event)
    return state, money


@pytest.mark.parametrize("order", permutations(EVENTS))
def test_every_order_ends_alike(order: tuple[str, ...]) -> None:
    assert told(order) == ("refunded", 0)


@given(st.lists(st.sampled_from(EVENTS), max_size=12))
def test_money_moves_at_most_once_each_way(events: list[str]) -> None:
    state, money = told(tuple(events))
    assert money == (1 if state == "paid" else 0)
