"""What a table would change on the last night, before it goes live."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from fairdue.engine.lake import DayMissingError, lake
from fairdue.nightly.replaying.effect import TOUCHED, Effect, effect_of
from fairdue.nightly.tests.test_replay import DAYS, a_table, pressure, replayed, three_nights
from fairdue.people.models import Team
from fairdue.strategy.queries import Document, table_of_file
from fairdue.strategy.rules.tables import STRENGTH, Step

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _own_lake(tmp_path: Path, settings: Any) -> None:
    settings.VAR = tmp_path
    Team.objects.create(code="one", name="One")


def effect(challenger: Document, against: Document, on: date = DAYS[1]) -> Effect:
    return effect_of(lake(), challenger.table, against.table, on, pressure())


def test_the_figures_are_those_of_a_replay_of_that_day() -> None:
    three_nights()
    other = a_table(bucket=3, then="visit")
    found, expected = effect(other, table_of_file()), replayed(other, DAYS[1], DAYS[1])
    moved = {(cell.champion, cell.challenger): cell for cell in found.replayed.cells}
    assert moved == {(cell.champion, cell.challenger): cell for cell in expected.cells}
    assert found.replayed.champion == expected.champion
    assert found.replayed.challenger == expected.challenger
    assert found.replayed.differing == expected.differing == 2


def test_every_account_that_differs_is_there_with_what_it_was_decided_on() -> None:
    three_nights()
    found = effect(a_table(bucket=3, then="visit"), table_of_file())
    assert dict(found.touched.schema) == TOUCHED
    decided = {
        row["account_ref"]: (row["champion_row"], row["challenger_row"], row["bucket"])
        for row in found.touched.iter_rows(named=True)
    }
    assert decided["b1"] == ("call-past-due", "call-late", 3)
    amounts = found.touched["past_due_minor"].to_list()
    assert amounts == sorted(amounts, reverse=True)
    assert set(found.touched["challenger"]) <= {STRENGTH[step] for step in Step}


def test_both_tables_are_the_callers_whatever_decided_that_night() -> None:
    three_nights()
    one, other = a_table(bucket=3, then="visit"), a_table(bucket=3, then="legal", version=2)
    assert effect(one, one).touched.height == 0
    found = effect(other, one)
    assert {(cell.champion, cell.challenger) for cell in found.replayed.cells} == {
        ("visit", "legal"),
        ("remind", "remind"),
    }


def test_a_night_that_was_not_run_is_named() -> None:
    with pytest.raises(DayMissingError, match="2026-03-02"):
        effect(a_table(), table_of_file())
