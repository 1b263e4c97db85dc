"""How far two reviewers agree, beyond what chance alone would bring. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Agreement:
    """Two people's answers to the same questions, held against each other."""

    pairs: int
    same: int
    kappa: float | None
    """Cohen's: 1 is perfect, 0 what chance brings. None where chance alone makes them agree, or
    there are no answers: then it says nothing."""

    @property
    def percent(self) -> int:
        """Answers that were the same, rounded down to whole per cent."""
        return 100 * self.same // self.pairs if self.pairs else 0


def agreement(pairs: Iterable[tuple[Hashable, Hashable]]) -> Agreement:
    """Agreement and Cohen's kappa of (first's answer, second's answer).

    Source: J. Cohen, "A coefficient of agreement for nominal scales", 1960.
    """
    both = list(pairs)
    same = sum(one == other for one, other in both)
    first, second = Counter(one for one, _ in both), Counter(other for _, other in both)
    by_chance = sum(first[answer] * second[answer] for answer in first)
    whole = len(both) ** 2
    if by_chance == whole:
        return Agreement(len(both), same, None)
    observed, expected = Fraction(same, len(both)), Fraction(by_chance, whole)
    return Agreement(len(both), same, float((observed - expected) / (1 - expected)))
