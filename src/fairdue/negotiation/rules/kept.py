"""How likely someone keeps what they agree to: their own history, drawn towards a prior. Pure.

Beta-binomial shrinkage: the chance is `(strength * prior + kept) / (strength + kept + not kept)`.
Few promises of one's own say little, many say much. The prior knows how heavy the plan is and how
long it runs, and a live score where there is one. The values are the lender's assumptions
(LENDER-OFFERS) until their own figures replace them: see docs/algorithms/offers.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WHOLE = 1000
MONTHS_A_YEAR = 12


@dataclass(frozen=True, slots=True)
class History:
    """What came of promises and plans so far. Those still open are in none of the counts."""

    kept: int = 0
    partly: int = 0
    """Counts half for and half against."""
    broken: int = 0


NOTHING_KNOWN = History()


@dataclass(frozen=True, slots=True)
class Priors:
    """What is assumed before anything is known of the person. Chances per mille."""

    by_burden: Sequence[tuple[int, int]]
    """(up to so much of what can be set aside, per mille; chance), in order of burden."""
    strength: int
    """As many promises of one's own weigh as much as the prior."""
    yearly_per_mille: int
    """What is left of the chance after each year that a plan runs."""
    score_weight: int
    """How much a live score counts against the table of burdens, per mille."""


def burden_per_mille(monthly_minor: int, disposable_minor: int) -> int:
    """How much of what can be set aside a plan takes, rounded up; twice all of it at most."""
    if disposable_minor <= 0:
        return 2 * WHOLE
    return min(2 * WHOLE, -(-monthly_minor * WHOLE // disposable_minor))


def kept_per_mille(
    *, burden: int, months: int, history: History, breaks_per_mille: int | None, priors: Priors
) -> int:
    """The chance that a plan is kept to its end, per mille, rounded down.

    `burden` per mille of what can be set aside; `months` that it runs; `breaks_per_mille` is what
    a live score says of the chance that a promise breaks, None where none is live.
    """
    prior = _of_burden(burden, priors)
    if breaks_per_mille is not None:
        score = WHOLE - breaks_per_mille
        weight = priors.score_weight
        prior = (score * weight + prior * (WHOLE - weight)) // WHOLE
    for_it = priors.strength * prior + WHOLE * history.kept + WHOLE * history.partly // 2
    seen = priors.strength + history.kept + history.partly + history.broken
    chance = for_it // seen if seen else prior
    return int(chance * (priors.yearly_per_mille / WHOLE) ** (months / MONTHS_A_YEAR))


def _of_burden(burden: int, priors: Priors) -> int:
    for most, chance in priors.by_burden:
        if burden <= most:
            return chance
    return priors.by_burden[-1][1]
