"""Who may grant what alone; the cardholder never less than a collector."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdue.kernel.money import Money
from fairdue.negotiation.queries.plan_terms import matrix_on
from fairdue.negotiation.rules.authority import Asked, AuthorityError, read_matrix
from fairdue.negotiation.rules.terms import KINDS

ROW: dict[str, Any] = {
    "kinds": ["short_plan"],
    "amount": {"CNY": 100},
    "days_past_due_from": 30,
    "waived_percent": 5,
    "months": 12,
}


def asked(**changed: Any) -> Asked:
    given = {
        "kind": "short_plan",
        "amount": Money(10_000, "CNY"),
        "agreed_minor": 10_000,
        "days_past_due": 30,
        "waived_minor": 500,
        "months": 12,
    }
    return Asked(**(given | changed))


def test_one_row_must_cover_all_of_it() -> None:
    matrix = read_matrix({"cardholder": [ROW], "lead": [ROW]})
    assert matrix.may_grant("lead", asked())
    assert not matrix.may_grant("collector", asked())
    for changed, beyond in (
        ({"kind": "settlement"}, "kinds"),
        ({"amount": Money(10_001, "CNY")}, "amount"),
        ({"amount": Money(1, "USD"), "waived_minor": 0}, "amount"),
        ({"days_past_due": 29}, "days_past_due_from"),
        ({"waived_minor": 501}, "waived_percent"),
        ({"months": 13}, "months"),
    ):
        assert matrix.beyond("lead", asked(**changed)) == (beyond,)


@pytest.mark.parametrize(
    "less",
    [
        {"kinds": []},
        {"amount": {"CNY": 99}},
        {"amount": {}},
        {"days_past_due_from": 31},
        {"waived_percent": 4},
        {"months": 11},
    ],
)
def test_refuses_a_policy_that_grants_the_cardholder_less_than_a_collector(
    less: dict[str, Any],
) -> None:
    with pytest.raises(AuthorityError, match="widen a row of cardholder"):
        read_matrix({"collector": [ROW], "cardholder": [ROW | less]})


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ({"king": [ROW]}, "unknown roles"),
        ({"lead": [{"months": 1}]}, "needs exactly"),
        ({"lead": [ROW | {"kinds": ["gift"]}]}, "no kinds"),
        ({"lead": [ROW | {"months": "12"}]}, "whole numbers"),
    ],
)
def test_refuses_a_matrix_that_cannot_be_used(written: dict[str, Any], words: str) -> None:
    with pytest.raises(AuthorityError, match=words):
        read_matrix(written)


@given(
    st.builds(
        asked,
        kind=st.sampled_from(list(KINDS)),
        amount=st.builds(Money, st.integers(1, 10**9), st.sampled_from(["CNY", "USD", "GBP"])),
        days_past_due=st.integers(0, 400),
        waived_minor=st.integers(0, 10**8),
        months=st.integers(1, 130),
    )
)
def test_whatever_a_collector_may_grant_the_cardholder_has_alone(one: Asked) -> None:
    matrix = matrix_on(date(2026, 3, 10))
    assert matrix.may_grant("cardholder", one) or not matrix.may_grant("collector", one)
    assert matrix.may_grant("compliance", one) or not matrix.may_grant("lead", one)
