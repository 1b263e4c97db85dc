"""At least two people on a visit: CN-VISIT-01."""

from __future__ import annotations

from fairdue.contact.rules.terms import Term
from fairdue.kernel.text import Text
from fairdue.kernel.verdict import Clause


def may_visit_with(visitors: int, least: Term[int]) -> Clause:
    """Denied below the number of collectors that a visit needs. Source: CN-VISIT-01."""
    allowed = visitors >= least.value
    said = Text(
        f"A visit needs at least {least.value} collectors; {visitors} planned {least.basis.en}.",
        f"外访须至少{least.value}人，现安排{visitors}人{least.basis.zh}。",
    )
    mend = Text(" Plan a team first.", "请先安排外访人员。")
    return Clause(
        rule=least.rule,
        allowed=allowed,
        reason=said if allowed else Text(said.en + mend.en, said.zh + mend.zh),
        values=(("planned", str(visitors)), ("min", str(least.value))),
        citation=least.citation,
    )
