"""Why a case gets what it gets today, as the workbench says it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.utils.translation import override

from fairdue.desk.planned import planned_for
from fairdue.people.models import Team
from fairdue.reporting.tests.records import make_case
from fairdue.strategy.models import Allotment

pytestmark = pytest.mark.django_db

CONSIDERED = {
    "worth_call": 45_100,
    "worth_visit": 96_100,
    "worth_message": None,
    "worth_letter": 1_000,
    "barred_visit": "LENDER-PRESSURE",
    "barred_letter": "unknown",
    "barred_call": None,
}


def an_allotment(**changed: Any) -> int:
    """The id of a case that was to be visited, and is called."""
    Team.objects.create(code="one", name="One")
    case = make_case(1)
    row = {"decided": "visit", "treatment": "call", "team": "one", "net_value_minor": 45_100,
           "price_minor": 9_000, "reason": "pressure", "considered": CONSIDERED}  # fmt: skip
    Allotment.objects.create(case=case, as_of=date(2026, 3, 1), **row | changed)
    return case.pk


def test_says_what_was_decided_and_why_it_gets_something_else() -> None:
    with override("en"):
        shown = planned_for(an_allotment())
    assert shown is not None
    assert (shown.label, shown.team, shown.worth, shown.price) == ("Call", "One", 451, 90)
    assert shown.because == (
        "the table decided “Visit”, but it would go over the customer's pressure budget"
    )
    told = {each.label: each for each in shown.alternatives}
    assert list(told) == ["Visit", "Call", "Letter"]
    assert told["Visit"].barred == "The pressure a person is put under has a budget"
    assert told["Letter"].barred == "nobody could tell whether it is lawful"
    assert told["Call"].chosen and not told["Call"].barred


def test_says_that_a_case_waits_for_capacity_in_chinese_too() -> None:
    case = an_allotment(treatment="none", reason="capacity", net_value_minor=0, price_minor=0)
    with override("zh-hans"):
        shown = planned_for(case)
    assert shown is not None and shown.waits
    assert shown.label == "待排"
    assert shown.because == "决策表判定为“外访”，但产能不足，其他案件更具价值"


def test_a_case_that_gets_what_was_decided_needs_no_excuse() -> None:
    with override("en"):
        shown = planned_for(an_allotment(treatment="visit", reason=""))
    assert shown is not None and shown.because == "as the table decided"


def test_a_case_that_no_night_has_planned_has_nothing_to_tell() -> None:
    assert planned_for(make_case(1).pk) is None
