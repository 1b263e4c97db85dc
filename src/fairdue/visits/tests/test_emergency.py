"""What a telephone dials for help hangs on where the visit is."""

from __future__ import annotations

import pytest

from fairdue.visits.queries.field_policy import emergency_number
from fairdue.visits.tests.records import at


@pytest.mark.parametrize(
    ("law", "number"), [("CN", "110"), ("UK", "999"), ("US", "911"), ("", "110"), ("FR", "110")]
)
def test_the_police_of_the_place_or_else_of_the_lender(law: str, number: str) -> None:
    assert emergency_number(law, at(10)) == number
