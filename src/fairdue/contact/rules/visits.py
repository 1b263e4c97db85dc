"""Who goes, and where nobody goes: CN-VISIT-01, LENDER-NO-VISITS."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from fairdue.compliance.rules.circumstances import Mark
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


NO_VISITS = "no_visits"


def may_visit_despite(marks: Sequence[Mark], at: datetime, kept: Term[bool]) -> Clause:
    """Denied while a mark says not to visit. The lender's own rule, for whoever goes."""
    standing = [mark for mark in marks if mark.kind == NO_VISITS and mark.stands_at(at)]
    denied = kept.value and bool(standing)
    said = (
        Text(
            f"Marked as not to be visited {kept.basis.en}. Use another channel; compliance or a "
            "lead may clear the mark.",
            f"已标记禁止上门{kept.basis.zh}。请改用其他方式；合规专员或主管可解除标记。",
        )
        if denied
        else Text("No mark keeps visitors away.", "未标记禁止上门。")
    )
    return Clause(
        rule=kept.rule,
        allowed=not denied,
        reason=said,
        values=(("visit_bars", str(len(standing))),),
        citation=kept.citation,
        allowed_from=_ends(standing) if denied else None,
    )


def _ends(standing: Sequence[Mark]) -> datetime | None:
    """When the last of them ends; None where one has no end."""
    ends = [mark.ends_at for mark in standing if mark.ends_at is not None]
    return max(ends) if len(ends) == len(standing) else None
