"""A denied visit falls out for the reason of the clause that weighs most."""

from __future__ import annotations

import pytest

from fairdue.kernel.text import Text
from fairdue.kernel.verdict import Clause, Verdict
from fairdue.visits.actions.calling_off import because_of, failing_of


def denied(*rules: str, **values: str) -> Verdict:
    pairs = tuple(values.items())
    clauses = tuple(Clause(rule, False, Text("no", "否"), pairs) for rule in rules)
    return Verdict((Clause("CN-HOURS-01", True, Text("yes", "是")), *clauses), ("feed",))


@pytest.mark.parametrize(
    ("verdict", "because"),
    [
        (denied("LENDER-HOLD", "LENDER-NO-VISITS"), "hold"),
        (denied("LENDER-REQUEST", request="stop_medium"), "asked"),
        (denied("us.regf.6c.cease", request="cease"), "asked"),
        (denied("LENDER-NO-VISITS"), "barred"),
        (denied("LENDER-POINT"), "address"),
        (denied("CN-HOURS-01", "LENDER-PRESSURE"), "law"),
    ],
)
def test_the_weightiest_clause_gives_the_reason(verdict: Verdict, because: str) -> None:
    assert because_of(verdict) == because


def test_every_rule_and_missing_fact_is_kept_by_name_once() -> None:
    assert failing_of(denied("LENDER-HOLD", "LENDER-HOLD")) == ("LENDER-HOLD", "feed")
