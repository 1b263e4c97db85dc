"""How long records must be kept, and from when they may, and must, be purged.

The longest term that applies decides; a legal hold stops every purge. China: CBRC Decree 2011
No. 2 arts. 68, 70, Anti-Money-Laundering Law art. 34, PIPL arts. 19, 47, 56; counting by Civil
Code arts. 201-202. United States: 12 CFR 1006.100.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from fairdue.kernel.calendars import add_months
from fairdue.kernel.text import Text
from fairdue.kernel.verdict import Clause

KEPT = Text("The retention term is still running.", "保存期限尚未届满。")


@dataclass(frozen=True, slots=True)
class Term:
    """One duty to keep a record. Open without an end: until something happens that hasn't."""

    rule: str
    starts_on: date | None
    years: int = 0
    reason: Text = KEPT

    @property
    def last_day(self) -> date | None:
        """The last day to keep the record; None while the term has not begun to end."""
        return None if self.starts_on is None else add_months(self.starts_on, 12 * self.years)


def last_retention_day(terms: Sequence[Term]) -> date | None:
    """The last day of the longest term; None while one has no end. Raises ValueError for none."""
    if not terms:
        raise ValueError("no retention term applies: the record should be deleted, not kept")
    days = [term.last_day for term in terms]
    return None if any(day is None for day in days) else max(day for day in days if day is not None)


def earliest_purge_day(terms: Sequence[Term]) -> date | None:
    """The first day on which the record may be purged; None while a term has no end."""
    last = last_retention_day(terms)
    return None if last is None else last + timedelta(days=1)


def may_purge(as_of: date, terms: Sequence[Term], holds: int) -> tuple[Clause, ...]:
    """May a record be purged on this day? One clause per term, and one for legal holds in force."""
    kept = tuple(
        Clause(
            term.rule,
            allowed=term.last_day is not None and as_of > term.last_day,
            reason=term.reason,
            values=(("keep_until", str(term.last_day)),),
        )
        for term in terms
    )
    hold = Clause(
        "LEGAL-HOLD",
        allowed=holds == 0,
        reason=Text("A legal hold is in force.", "存在法律保全，不得删除。"),
        values=(("holds", str(holds)),),
    )
    return (*kept, hold)


def may_keep(as_of: date, terms: Sequence[Term], holds: int, *, needed: bool) -> Clause:
    """May a record still be kept? While its purpose needs it, a term runs or a hold stands; else
    it is deleted, or no longer used (PIPL arts. 19, 47).
    """
    runs = any(term.last_day is None or as_of <= term.last_day for term in terms)
    return Clause(
        "CN-PIPL-08",
        allowed=needed or runs or holds > 0,
        reason=Text(
            "Nothing requires keeping this any longer: delete it or stop using it.",
            "已无保存依据，应删除或停止处理。",
        ),
    )
