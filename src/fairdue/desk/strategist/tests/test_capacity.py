"""The capacity page: what there was, what more would bring, and setting it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from django.urls import reverse

from fairdue.desk.oversight.tests.conftest import SignIn
from fairdue.desk.strategist.capacity import amounts_tried, worth_of_more
from fairdue.engine.lake import lake
from fairdue.journal.models import Entry
from fairdue.people.models import Role, Team
from fairdue.strategy.columns.allocation import DATASET, WANTED, share_out
from fairdue.strategy.models import Capacity
from fairdue.strategy.queries import manifest_of
from fairdue.strategy.rules.capacity import Supply
from fairdue.strategy.tests.test_allocation_columns import ONE, a_case, supply

DAY = date(2026, 3, 1)


@pytest.fixture(autouse=True)
def _own_lake(tmp_path: Path, settings: Any) -> None:
    settings.VAR = tmp_path


def a_night(by: Supply) -> None:
    """Leave in the lake what a night does that has three cases to call."""
    wanted = pl.DataFrame([a_case(ref) for ref in "abc"], schema=WANTED, orient="row")
    shared = share_out(wanted, by)
    with lake().write_day(DATASET, DAY, manifest_of(by, shared)) as folder:
        wanted.write_parquet(folder / "wanted.parquet")
        shared.rows.write_parquet(folder / "allocated.parquet")


def test_says_that_no_night_has_shared_out_yet(as_role: SignIn) -> None:
    page = as_role(Role.STRATEGIST).get(reverse("capacity"))
    assert "No night has shared out yet" in page.content.decode()


def test_tells_what_was_short_and_what_one_more_hour_would_bring(as_role: SignIn) -> None:
    a_night(supply(ONE, minutes=16))
    page = as_role(Role.STRATEGIST).get(reverse("capacity"))
    words = page.content.decode()
    assert "One more hour would be worth about" in words
    assert page.context["planned"] == 2
    assert page.context["plan"].waiting == {"capacity": 1}
    assert page.context["gap_percent"] == "0.000"
    lines = {line.field: line for line in page.context["lines"]}
    assert (lines["try:minutes:one"].used, lines["try:minutes:one"].percent) == (16, 100)
    assert lines["try:visits:one"].worth == ""


def test_shows_what_other_amounts_would_change_and_changes_nothing(as_role: SignIn) -> None:
    a_night(supply(ONE, minutes=16))
    page = as_role(Role.LEAD).get(reverse("capacity"), {"try:minutes:one": "24"})
    told = {each.label: (each.before, each.after) for each in page.context["differences"]}
    assert told["Call"] == (2, 3)
    assert told["Waits"] == (1, 0)
    assert "1 case gets something else" in page.content.decode()
    assert not Capacity.objects.exists()


def test_an_amount_that_is_no_number_is_refused_with_words(as_role: SignIn) -> None:
    a_night(supply(ONE, minutes=16))
    page = as_role(Role.LEAD).get(reverse("capacity"), {"try:minutes:one": "-4"})
    assert "Give whole numbers from 0 on." in page.content.decode()
    assert "differences" not in page.context


def test_a_strategist_sets_an_amount_and_takes_it_back(as_role: SignIn) -> None:
    Team.objects.create(code="one", name="One")
    client = as_role(Role.STRATEGIST)
    asked = {"place": "minutes:one", "amount": "120", "weekday": "4", "on": ""}
    assert client.post(reverse("capacity-put"), asked).status_code == 302
    row = Capacity.objects.get()
    assert (row.amount, row.weekday) == (120, 4)
    assert Entry.objects.filter(action="capacity_set").count() == 1
    assert "Friday" in client.get(reverse("capacity")).content.decode()
    assert client.post(reverse("capacity-put"), asked | {"amount": ""}).status_code == 302
    newest = Capacity.objects.latest("pk")
    assert (newest.amount, newest.weekday) == (None, 4)
    assert (
        "Nothing. Amounts are as the policy has them"
        in client.get(reverse("capacity")).content.decode()
    )


@pytest.mark.parametrize(
    "changed", [{"amount": "many"}, {"on": "soon"}, {"weekday": "4", "on": "2026-12-01"}]
)
def test_what_cannot_be_is_refused_and_stays_in_the_form(
    as_role: SignIn, changed: dict[str, str]
) -> None:
    asked = {"place": "letters:", "amount": "50", "weekday": "", "on": ""} | changed
    page = as_role(Role.STRATEGIST).post(reverse("capacity-put"), asked)
    assert page.status_code == 422
    assert page.context["entered"]["amount"] == asked["amount"]
    assert not Capacity.objects.exists()


def test_who_may_only_look_has_no_form_to_set(as_role: SignIn) -> None:
    page = as_role(Role.COMPLIANCE).get(reverse("capacity"))
    assert reverse("capacity-put") not in page.content.decode()


def test_fields_name_their_resource_and_team() -> None:
    assert amounts_tried({"try:minutes:one": " 24 ", "try:letters:": "", "page": "2"}) == {
        ("minutes", "one"): 24
    }


def test_a_piece_and_an_hour_are_worth_as_many_units() -> None:
    assert worth_of_more("minutes", 50.0).endswith("30")
    assert worth_of_more("letters", 5000.0).endswith("50")
    assert worth_of_more("letters", 0.0) == ""
