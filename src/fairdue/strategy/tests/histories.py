"""Invented histories whose truth is known, to see how often an interval holds it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from fairdue.strategy.rules.estimators import History
from fairdue.strategy.rules.outcome_models import Floats, Ints

LEAVE, CALL = 0, 1
Rng = np.random.Generator


@dataclass(frozen=True, slots=True)
class Drawn:
    """A history, and the expected outcome of each decision under both treatments."""

    history: History
    if_left: Floats
    if_called: Floats

    @property
    def truth(self) -> float:
        """Challenger less champion, over the decisions that differ and are seen."""
        used = self.history.differs & self.history.seen()
        left, called = self.if_left[used], self.if_called[used]
        challenger = np.where(self.history.challenger[used] == CALL, called, left)
        champion = np.where(self.history.champion[used] == CALL, called, left)
        return float((challenger - champion).mean())


@dataclass(frozen=True, slots=True)
class World:
    """How people are drawn, how they are treated and how it ends.

    `chance(x)`: with which probability history calls. `expected(x, own, treatment)`: the outcome
    to be expected; `own` is the customer's, the same on each day. `by_customer`: the treatment is
    drawn once per customer and kept, as an experiment's arms are.
    """

    name: str
    chance: Callable[[Floats], Floats]
    expected: Callable[[Floats, Floats, Ints], Floats]
    draw: Callable[[Rng, Floats], Floats]
    by_customer: bool = False
    customers: int = 1500
    days: int = 4

    def history(self, rng: Rng, customers: int | None = None) -> Drawn:
        """One history: champion calls above 0.5, challenger above -0.5, of a context of two."""
        count = customers or self.customers
        who = np.repeat(np.arange(count, dtype=np.int64), self.days)
        own = rng.normal(size=count)[who]
        x = 0.6 * own + 0.8 * rng.normal(size=len(who))
        second = rng.normal(size=len(who))
        second[rng.random(len(who)) < 0.1] = np.nan
        champion = (x > 0.5).astype(np.int64)
        challenger = (x > -0.5).astype(np.int64)
        calls = self.chance(x)
        luck = rng.random(count)[who] if self.by_customer else rng.random(len(who))
        taken = (luck < calls).astype(np.int64)
        if self.by_customer:
            same = champion == challenger
            taken = np.where(same, champion, taken)
            calls = np.where(same, champion.astype(float), calls)
        left = self.expected(x, own, np.full(len(who), LEAVE))
        called = self.expected(x, own, np.full(len(who), CALL))
        outcome = self.draw(rng, np.where(taken == CALL, called, left))
        history = History(
            customer=who,
            taken=taken,
            champion=champion,
            challenger=challenger,
            champion_chance=np.where(champion == CALL, calls, 1 - calls),
            challenger_chance=np.where(challenger == CALL, calls, 1 - calls),
            outcome=outcome,
            context=np.column_stack([x, second]),
        )
        return Drawn(history, left, called)

    def truth(self, seed: int = 1, customers: int = 400_000) -> float:
        """The expected difference, from a history so long that chance no longer matters."""
        return self.history(np.random.default_rng(seed), customers).truth


def _sigmoid(value: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-value)))


def _yes_or_no(rng: Rng, expected: Floats) -> Floats:
    return (rng.random(len(expected)) < expected).astype(float)


def _amounts(rng: Rng, expected: Floats) -> Floats:
    """One in five pays; amounts are log-normal, so a few are large."""
    paid = rng.random(len(expected)) < 0.2
    return np.where(paid, expected / 0.2 * np.exp(rng.normal(-0.5, 1.0, len(expected))), 0.0)


def _linear(x: Floats, own: Floats, treatment: Ints) -> Floats:
    return np.clip(0.3 + 0.05 * x + 0.05 * own + treatment * (0.1 + 0.05 * x), 0.01, 0.99)


def _bent(x: Floats, own: Floats, treatment: Ints) -> Floats:
    return _sigmoid(np.sin(4 * x) * (1 + treatment) + 0.5 * own - 0.5 + treatment * x**2)


def _rare(x: Floats, own: Floats, treatment: Ints) -> Floats:
    return _sigmoid(-4.2 + 0.4 * x + 0.4 * own + 0.5 * treatment)


def _money(x: Floats, own: Floats, treatment: Ints) -> Floats:
    return 50_000 * np.exp(0.3 * x + 0.3 * own + 0.2 * treatment)


def _steep(x: Floats) -> Floats:
    return 0.012 + 0.4 * _sigmoid(6 * x - 1)


def _some_never(x: Floats) -> Floats:
    return np.where(x < -0.1, 0.0, 0.3)


def _tenth(x: Floats) -> Floats:
    return np.full(len(x), 0.1)


def _even(x: Floats) -> Floats:
    return 0.2 + 0.6 * _sigmoid(x)


def _never(x: Floats) -> Floats:
    return (x > 0.5).astype(float)


PLAIN = World("plain", _even, _linear, _yes_or_no)
ARMS = World("a tenth of customers in the challenger's arm", _tenth, _linear, _yes_or_no, True)
MISSPECIFIED = World("outcome model wrong", _even, _bent, _yes_or_no)
MISSPECIFIED_ARMS = replace(
    MISSPECIFIED, name="outcome model wrong, a tenth in the arm", chance=_tenth, by_customer=True
)
POOR = World("poor overlap: 1.2 % to 40 %", _steep, _linear, _yes_or_no)
RARE = World("rare outcome, a tenth in the arm", _tenth, _rare, _yes_or_no, True, customers=12_000)
AMOUNTS = World("amounts with a long tail", _even, _money, _amounts)
PARTLY = World("history tells of some only", _some_never, _linear, _yes_or_no)
NOTHING = World("history tells nothing", _never, _linear, _yes_or_no)

WORLDS = (PLAIN, ARMS, MISSPECIFIED, MISSPECIFIED_ARMS, POOR, RARE, AMOUNTS, PARTLY, NOTHING)
