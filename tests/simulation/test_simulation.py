"""A short simulation in the suite, and proof that each invariant can break."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from tests.simulation import invariants, running
from tests.simulation.card import Card
from tests.simulation.running import BrokenError, simulate
from tests.simulation.world import World

DAYS, CUSTOMERS = 14, 80


def quiet(_line: str) -> None:
    """Tell nobody."""


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_weeks_of_life_break_no_invariant_and_each_invariant_can_break(
    tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.VAR = tmp_path
    worlds: list[World] = []
    invented = World.invented

    def kept(*told: Any) -> World:
        worlds.append(invented(*told))
        return worlds[0]

    monkeypatch.setattr(World, "invented", kept)
    came = simulate(seed=5, days=DAYS, customers=CUSTOMERS, tell=quiet)
    [world] = worlds
    assert came.recovered > 0
    assert came.done["call"] > 10
    last = running.FIRST_DAY + timedelta(days=DAYS - 1)

    assert_broken_by(
        "INSERT INTO compliance_hold (journal_entry_id, customer_id, kind, reason, owner, cause,"
        " starts_at, recorded_at, released_by, release_reason)"
        " SELECT journal_entry_id, customer_id, 'manual', '', '', '', made_at - interval '1 hour',"
        " made_at - interval '1 hour', '', '' FROM contact_attempt ORDER BY id LIMIT 1",
        "was made inside hold",
    )
    assert_broken_by(
        "UPDATE contact_permit SET expires_at = asked_at - interval '1 hour',"
        " asked_at = asked_at - interval '1 day' WHERE granted",
        "has no permit that fits it",
    )
    assert_broken_by(
        "UPDATE contact_attempt SET made_at = date_trunc('day', made_at) + interval '15 hours'",
        "was made at night",
    )
    with tampered(
        "UPDATE contact_attempt SET made_at = (SELECT min(made_at) FROM contact_attempt),"
        " outcome = 'refuses', customer_id = (SELECT min(customer_id) FROM contact_attempt)"
    ):
        assert "effective calls" in " ".join(invariants.contacts())
        assert "took customer" in " ".join(invariants.pressure())
    with tampered("UPDATE portfolio_balance SET total_minor = total_minor + 1"):
        assert "the product says" in " ".join(invariants.balances(world, last))
    with tampered("UPDATE portfolio_payment SET amount_minor = amount_minor + 1"):
        assert "but was" in " ".join(invariants.payments(world))
    with tampered("UPDATE negotiation_promise SET state = 'kept', amount_minor = 1000000000"):
        assert "only" in " ".join(invariants.promises(world, last))
    world.cards[0].principal += 1
    assert f"{world.cards[0].ref} owes" in " ".join(invariants.balances(world, last))


@pytest.mark.django_db(transaction=True)
def test_a_broken_invariant_ends_the_simulation_and_names_the_day(
    tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.VAR = tmp_path
    monkeypatch.setattr(invariants, "payments", lambda _world: iter(["payment P1 is lost"]))
    with pytest.raises(BrokenError, match=r"2026-03-03: 1 cases .*\n  payment P1 is lost"):
        simulate(seed=1, days=2, customers=8, tell=quiet)


def test_the_same_seed_lives_the_same_life() -> None:
    first, second = (World.invented(12, 3, date(2026, 3, 2)) for _ in range(2))
    assert [replace(card) for card in first.cards] == list(second.cards)
    assert World.invented(12, 4, date(2026, 3, 2)).cards != first.cards


@given(
    st.lists(st.tuples(st.integers(0, 500_000), st.integers(0, 500_000)), min_size=1, max_size=90)
)
def test_a_card_never_loses_a_cent(days: list[tuple[int, int]]) -> None:
    card = Card("A", "C", limit=3_000_000, due_day=9, opened_on=date(2020, 1, 1))
    for offset, (bought, paid) in enumerate(days):
        day = date(2026, 1, 1) + timedelta(days=offset)
        card.buy(bought)
        owed = card.total
        assert card.pay(paid, day) == min(paid, owed)
        card.end_day(day)
        assert card.total == card.charged - card.paid
        assert 0 <= card.past_due(day) <= card.total
        assert min(card.principal, card.interest, card.fees) >= 0


class tampered:  # noqa: N801  reads as a word of the test
    """Within, the tables are as a statement leaves them that no guard saw; then as before."""

    def __init__(self, statement: str) -> None:
        self._statement = statement

    def __enter__(self) -> None:
        connection.set_autocommit(False)
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            cursor.execute(self._statement)

    def __exit__(self, *_: object) -> None:
        connection.rollback()
        connection.set_autocommit(True)


def assert_broken_by(statement: str, words: str) -> None:
    with tampered(statement):
        assert words in " ".join(invariants.contacts())
