"""What would have come of treating people differently, told from what was done by chance.

History took one treatment for each decision, with a known probability. Two policies are compared
on the decisions for which they differ: the champion (the table in use) and a challenger. Where
both say the same, nothing differs and nothing need be estimated.

Every estimate is a ratio of sums over customers, `value = sum(top) / sum(bottom)`:

    inverse propensity   top = w y                          bottom = 1
    self-normalised      top = w y                          bottom = w
    doubly robust        top = m(policy) + w (y - m(taken)) bottom = 1

with w = 1 / P(history takes the policy's treatment) where it did and 0 where it did not, y the
outcome and m an outcome model that never saw the customer. Decisions about one customer are not
independent, so the standard error adds up the influence of whole customers. The 95 % interval
takes Student's quantile, with degrees of freedom from how few customers carry the variance.

Sources: Horvitz & Thompson (1952); Hájek (1971); Robins, Rotnitzky & Zhao (1994); Chernozhukov
et al. (2018) for cross-fitting; Liang & Zeger (1986) for sums over clusters; Satterthwaite (1946)
for degrees of freedom. `docs/algorithms/replay.md`
reports how often the intervals cover.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from enum import StrEnum

import numpy as np

from fairdue.strategy.rules.outcome_models import Flags, Floats, Ints, OutcomeModel

CONFIDENCE = 0.95
FLOOR = 0.01
"""History that took a treatment more rarely than this can't tell what comes of it."""
DEGREES_MIN = 20.0
"""Below this, too few customers carry the variance for the interval to be trusted."""
EFFECTIVE_MIN = 50.0
"""Below this many customers' worth of evidence, nothing is told."""
UNSEEN_MAX = 0.05
"""Up to this share of the decisions may be left out of an estimate that stands for all."""


class Method(StrEnum):
    """How an estimate was made."""

    INVERSE = "inverse_propensity"
    NORMALISED = "self_normalised"
    ROBUST = "doubly_robust"


class Told(StrEnum):
    """What history can tell about the decisions that would change."""

    SAME = "same"
    """Nobody would be treated differently, so nothing would come out differently."""
    ALL = "all"
    PART = "part"
    """Only of some of them: for the others history never took the treatment in question."""
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True, eq=False)
class History:
    """Past decisions and how they ended; arrays of one length, a place per decision.

    `customer`: a number per customer. `taken`, `champion`, `challenger`: codes of treatments.
    `champion_chance`, `challenger_chance`: with which probability history takes the treatment
    that each policy names there. `context`: n by k, NaN where not known.
    """

    customer: Ints
    taken: Ints
    champion: Ints
    challenger: Ints
    champion_chance: Floats
    challenger_chance: Floats
    outcome: Floats
    context: Floats

    def where(self, chosen: Flags) -> History:
        """Some of the decisions."""
        return History(**{field.name: getattr(self, field.name)[chosen] for field in fields(self)})

    @property
    def differs(self) -> Flags:
        """Decisions for which the policies name different treatments."""
        return np.not_equal(self.champion, self.challenger)

    def seen(self, floor: float = FLOOR) -> Flags:
        """Decisions for which history takes either policy's treatment often enough."""
        return np.greater_equal(np.minimum(self.champion_chance, self.challenger_chance), floor)


@dataclass(frozen=True, slots=True, eq=False)
class Sums:
    """Per customer, sums over the decisions that differ and are seen; arrays of one length.

    Days are summed one by one and added up: `Sums` is all that has to be kept of them.
    """

    customer: Ints
    decisions: Floats
    champion_weight: Floats
    challenger_weight: Floats
    champion_weighted: Floats
    challenger_weighted: Floats
    champion_robust: Floats
    challenger_robust: Floats

    @classmethod
    def empty(cls) -> Sums:
        """No decisions at all."""
        return cls(np.empty(0, np.int64), *(np.empty(0) for _ in range(7)))

    def plus(self, other: Sums) -> Sums:
        """Both together, the same customer's rows added up."""
        columns = [field.name for field in fields(self)]
        both = [np.concatenate([getattr(self, name), getattr(other, name)]) for name in columns]
        customer, place = np.unique(both[0], return_inverse=True)
        return Sums(customer, *(_added(place, one, len(customer)) for one in both[1:]))


@dataclass(frozen=True, slots=True)
class Overlap:
    """How much history knows of the decisions that would change. Shares are of `differing`."""

    decisions: int
    differing: int
    never: float
    """Share for which history never takes the treatment of one of the policies."""
    rarely: float
    """Share for which it takes it, but below the floor."""
    customers: int
    """Customers among those decisions that are seen."""
    effective: float
    """Customers' worth of evidence after weighting (Kish), of the policy with less."""
    weight_max: float

    @property
    def unseen(self) -> float:
        """Share that no estimate speaks of."""
        return self.never + self.rarely

    @property
    def told(self) -> Told:
        """What can be told before looking at any outcome."""
        if not self.differing:
            return Told.SAME
        if self.unseen >= 1 or self.effective < EFFECTIVE_MIN:
            return Told.NOTHING
        return Told.PART if self.unseen > UNSEEN_MAX else Told.ALL


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean with its 95 % interval; `degrees` of freedom say how well its width is known."""

    value: float
    low: float
    high: float
    degrees: float

    @property
    def is_sound(self) -> bool:
        """Enough customers carry the variance for the interval to mean something."""
        return self.degrees >= DEGREES_MIN


@dataclass(frozen=True, slots=True)
class Comparison:
    """Mean outcomes under both policies where they differ, and challenger less champion."""

    method: Method
    champion: Estimate
    challenger: Estimate
    difference: Estimate

    @property
    def is_sound(self) -> bool:
        """All three intervals can be trusted."""
        return all(one.is_sound for one in (self.champion, self.challenger, self.difference))


def overlap(history: History, floor: float = FLOOR) -> Overlap:
    """What history knows of the decisions that would change, whatever came of them."""
    return overlap_of(counts(history, floor), sums(history, floor=floor))


@dataclass(frozen=True, slots=True)
class Counts:
    """Decisions counted for an overlap; days are added up."""

    decisions: int = 0
    differing: int = 0
    never: int = 0
    rarely: int = 0
    weight_max: float = 0.0

    def plus(self, other: Counts) -> Counts:
        """Both together."""
        return Counts(
            self.decisions + other.decisions,
            self.differing + other.differing,
            self.never + other.never,
            self.rarely + other.rarely,
            max(self.weight_max, other.weight_max),
        )


def counts(history: History, floor: float = FLOOR) -> Counts:
    """How many decisions there are, differ, and can't be told of."""
    differing = history.where(history.differs)
    least = np.minimum(differing.champion_chance, differing.challenger_chance)
    weights = _weights(differing.where(differing.seen(floor)))
    return Counts(
        decisions=len(history.taken),
        differing=len(differing.taken),
        never=int((least <= 0).sum()),
        rarely=int(((least > 0) & (least < floor)).sum()),
        weight_max=max((float(each.max(initial=0.0)) for each in weights), default=0.0),
    )


def overlap_of(counted: Counts, of_customers: Sums) -> Overlap:
    """The overlap from what was counted and summed day by day."""
    share = 1 / counted.differing if counted.differing else 0.0
    return Overlap(
        decisions=counted.decisions,
        differing=counted.differing,
        never=counted.never * share,
        rarely=counted.rarely * share,
        customers=len(of_customers.customer),
        effective=min(
            _effective(of_customers.champion_weight), _effective(of_customers.challenger_weight)
        ),
        weight_max=counted.weight_max,
    )


def sums(history: History, model: OutcomeModel | None = None, floor: float = FLOOR) -> Sums:
    """Per customer, from the decisions that differ and are seen.

    Without a model the doubly robust sums are those of inverse propensity.
    """
    used = history.where(history.differs & history.seen(floor))
    champion, challenger = _weights(used)
    taken = (
        model.of(used.customer, used.context, used.taken) if model else np.zeros(len(used.taken))
    )
    columns = [np.ones(len(used.taken)), champion, challenger]
    columns += [champion * used.outcome, challenger * used.outcome]
    for weight, policy in ((champion, used.champion), (challenger, used.challenger)):
        expected = (
            model.of(used.customer, used.context, policy) if model else np.zeros(len(used.taken))
        )
        columns.append(expected + weight * (used.outcome - taken))
    customer, place = np.unique(used.customer, return_inverse=True)
    return Sums(customer, *(_added(place, one, len(customer)) for one in columns))


def compare(of_customers: Sums, method: Method) -> Comparison | None:
    """Both policies' mean outcome and their difference; None without any customer.

    Needs at least one customer whom history gave either policy's treatment.
    """
    if method is Method.ROBUST:
        tops = (of_customers.champion_robust, of_customers.challenger_robust)
    else:
        tops = (of_customers.champion_weighted, of_customers.challenger_weighted)
    bottoms = (of_customers.decisions, of_customers.decisions)
    if method is Method.NORMALISED:
        bottoms = (of_customers.champion_weight, of_customers.challenger_weight)
    if min(bottoms[0].sum(), bottoms[1].sum()) <= 0:
        return None
    values, influences = [], []
    for top, bottom in zip(tops, bottoms, strict=True):
        value = top.sum() / bottom.sum()
        values.append(float(value))
        influences.append((top - value * bottom) / bottom.sum())
    return Comparison(
        method,
        _estimate(values[0], influences[0]),
        _estimate(values[1], influences[1]),
        _estimate(values[1] - values[0], influences[1] - influences[0]),
    )


def _estimate(value: float, influence: Floats) -> Estimate:
    """The 95 % interval from each customer's influence; without bounds where nobody has any."""
    from scipy.special import stdtrit

    customers, squares = len(influence), influence**2
    total = float(squares.sum())
    if customers < 2 or total <= 0:
        return Estimate(value, -math.inf, math.inf, 0.0)
    uneven = float((squares**2).sum()) - total**2 / customers
    degrees = min(customers - 1.0, 2 * total**2 / uneven if uneven > 0 else math.inf)
    error = math.sqrt(total * customers / (customers - 1))
    reach = float(stdtrit(degrees, (1 + CONFIDENCE) / 2)) * error
    return Estimate(value, value - reach, value + reach, degrees)


def _weights(history: History) -> tuple[Floats, Floats]:
    """What each decision counts for the champion and for the challenger."""
    return (
        np.where(history.taken == history.champion, 1 / history.champion_chance, 0.0),
        np.where(history.taken == history.challenger, 1 / history.challenger_chance, 0.0),
    )


def _added(place: Ints, column: Floats, customers: int) -> Floats:
    return np.bincount(place, weights=column, minlength=customers).astype(np.float64)


def _effective(weights: Floats) -> float:
    squares = float((weights**2).sum())
    return float(weights.sum()) ** 2 / squares if squares else 0.0
