"""How evenly something hard is spread over people, told of groups only. Pure.

Source: C. Gini, Variabilità e mutabilità (1912): half the mean absolute difference over the mean.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction


def gini(carried: Sequence[int]) -> Fraction:
    """0 where all carry the same (or nothing at all), towards 1 where one carries everything.

    `carried` are points of each person, none negative. Raises ValueError for a negative one.
    """
    if any(points < 0 for points in carried):
        raise ValueError("nobody carries fewer than no points")
    total, number = sum(carried), len(carried)
    if not total:
        return Fraction()
    ranked = sum((2 * rank - number - 1) * points for rank, points in _ranked(carried))
    return Fraction(ranked, number * total)


def gini_of_group(carried: Sequence[int], people_least: int) -> Fraction | None:
    """The same, or None for so few people that one could be told from it."""
    return gini(carried) if len(carried) >= people_least else None


def _ranked(carried: Sequence[int]) -> enumerate[int]:
    return enumerate(sorted(carried), start=1)
