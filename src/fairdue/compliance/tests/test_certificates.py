"""Certificates last as long as the rule on assigning cases counts training."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from fairdue.compliance.rules.staff import Collector, may_assign_to_collector
from fairdue.training.rules.clearance import Held, expires_on, standing

DAYS = st.dates(date(2024, 1, 1), date(2027, 12, 31))


@given(issued=DAYS, on=DAYS, months=st.integers(1, 24))
def test_a_certificate_counts_as_long_as_the_law_counts_training(
    issued: date, on: date, months: int
) -> None:
    by_law = may_assign_to_collector(
        Collector(trained_on=issued), max(on, issued), training_months=months
    )
    certificate = Held("contact", issued, expires_on(issued, months))
    ours = standing(("contact",), [certificate], [], max(on, issued))
    assert ours.may_work == all(clause.allowed for clause in by_law)
