"""One answer to "may I?": allowed or denied, every failing clause, and until when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from fairdue.kernel.text import Text


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a rule's value stands: source and place, its legal rank and our confidence."""

    source: Text
    level: str
    """Legal rank: L1 statute … L5 recommended standard, L6 self-regulation, L7 convention, or
    "policy" for the lender's own."""
    confidence: str
    """A text read, B secondary text, C from memory."""
    in_force_from: date
    status: str = "in_force"


@dataclass(frozen=True, slots=True)
class Clause:
    """One rule's answer, with the values it used."""

    rule: str
    """The rule's identifier, e.g. CN-HOURS-01."""
    allowed: bool
    reason: Text
    values: tuple[tuple[str, str], ...] = ()
    citation: Citation | None = None
    allowed_from: datetime | None = None
    """The next moment at which this clause alone would allow; None when time alone won't."""
    allowed_until: datetime | None = None
    """While it allows, the moment at which this clause alone would stop; None if time won't."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """All clauses asked, in order. Allowed only when every clause allows."""

    clauses: tuple[Clause, ...]
    missing: tuple[str, ...] = ()
    """Facts that were needed and not known. Any missing fact denies."""
    earliest: datetime | None = None
    """The next moment at which all clauses together would allow, where the asker worked it out:
    a clause that allows now may deny by the time that another one allows."""
    looked_ahead: bool = False
    """True where the asker looked for `earliest`: None then means that time won't bring it."""

    @property
    def allowed(self) -> bool:
        """True when every clause allows and no fact is missing."""
        return not self.missing and all(clause.allowed for clause in self.clauses)

    @property
    def failing(self) -> tuple[Clause, ...]:
        """All clauses that deny."""
        return tuple(clause for clause in self.clauses if not clause.allowed)

    @property
    def allowed_from(self) -> datetime | None:
        """The next moment at which all clauses would allow, if time alone can bring it."""
        if self.looked_ahead:
            return self.earliest
        moments = [clause.allowed_from for clause in self.failing]
        if self.missing or not moments or any(moment is None for moment in moments):
            return None
        return max(moment for moment in moments if moment is not None)

    @property
    def allowed_until(self) -> datetime | None:
        """The first moment at which a clause would stop allowing; None if denied or open-ended."""
        moments = [clause.allowed_until for clause in self.clauses if clause.allowed_until]
        return min(moments) if self.allowed and moments else None
