"""A cardholder's life: income and its shocks, answering habits, what contact does to them. Pure.

The numbers are assumptions of this simulation, chosen to look like life and not taken from data:
what a run shows is how the product behaves, not how people do. Every draw depends on the seed,
the person and what it is for, so a run repeats itself exactly.
"""

from __future__ import annotations

import math
import random
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from tests.simulation.card import Card

INCOME_MEDIAN = 7_500_00
INCOME_SPREAD = 0.5
JOB_LOSS_A_DAY = 1 / (30 * 15)
ILLNESS_A_DAY = 1 / (30 * 60)
IRRITATION_HALF_LIFE_DAYS = 10
MUCH_IRRITATED = 3.0
"""About five conversations within a week, for a person of middling patience."""


@dataclass(frozen=True)
class Shock:
    """A loss of income until a day. `income_share`: what is left of it."""

    kind: str
    until: date
    income_share: float


@dataclass(frozen=True)
class Said:
    """What came of a conversation: an outcome of the trade's list, and a promise's terms."""

    outcome: str
    amount: int = 0
    due_on: date | None = None


@dataclass
class Cardholder:
    """One person with their cards. Money is fen; chances are shares of one."""

    ref: str
    seed: int
    cards: list[Card]
    income: int
    spending_share: float
    payday: int
    attention: float
    patience: float
    honesty: float
    habits: tuple[float, ...]
    """Chance to pick up, by hour of the day."""
    cash: int = 0
    shock: Shock | None = None
    irritation: float = 0.0
    plans_to_pay: dict[date, int] = field(default_factory=dict)
    told_of_hardship: bool = False

    @classmethod
    def born(cls, ref: str, seed: int, cards: list[Card]) -> Cardholder:
        """A person drawn by seed and ref."""
        draw = random.Random(f"{seed} born {ref}")
        at_home, at_work = draw.uniform(0.25, 0.65), draw.uniform(0.05, 0.45)
        habits = tuple(at_work if 9 <= hour < 18 else at_home for hour in range(24))
        income = round(INCOME_MEDIAN * math.exp(draw.gauss(0, INCOME_SPREAD)))
        return cls(
            ref, seed, cards, income,
            spending_share=draw.uniform(0.6, 1.1), payday=draw.randint(1, 28),
            attention=draw.betavariate(4, 1), patience=draw.uniform(0.5, 1.5),
            honesty=draw.uniform(0.5, 0.98), habits=habits, cash=round(income * draw.random()),
        )  # fmt: skip

    def live(self, day: date) -> list[tuple[Card, int]]:
        """One day of their life; gives what they pay on which card."""
        draw = self._draw("live", day)
        self.irritation *= 0.5 ** (1 / IRRITATION_HALF_LIFE_DAYS)
        self._befall(day, draw)
        self._earn_and_spend(day, draw)
        paid = self._keep_plans(day)
        for card in self.cards:
            paid += self._mind_the_due(card, day, draw)
        return paid

    def picks_up(self, at: datetime, attempt: int) -> bool:
        """Do they answer this call? People who are called too much stop answering."""
        chance = self.habits[at.hour] * math.exp(-self.irritation / (2 * MUCH_IRRITATED))
        return self._draw(f"picks up {attempt}", at.date()).random() < chance

    def talk(self, at: datetime, points: int, attempt: int) -> Said:
        """A conversation that weighs so many points of pressure."""
        draw = self._draw(f"talk {attempt}", at.date())
        self.irritation += points / 10 / self.patience
        if self.irritation > MUCH_IRRITATED * 1.5 and draw.random() < 0.25:
            return Said(draw.choice(("complaint", "asks_to_stop", "abuse")))
        if draw.random() < 0.01:
            return Said("dispute")
        if self.shock is not None and not self.told_of_hardship and draw.random() < 0.4:
            self.told_of_hardship = True
            return Said("vulnerability" if self.shock.kind == "illness" else "hardship")
        return self._answer(at.date(), draw)

    def read(self, day: date, weight: float) -> None:
        """A message or a letter: some take notice."""
        draw = self._draw("read", day)
        self.irritation += weight / 10 / self.patience
        if draw.random() < 0.35:
            self._plan(day, draw.randint(1, 4), self._affordable(day))

    def wants(self, day: date) -> int:
        """What is past due on all cards."""
        return sum(card.past_due(day) for card in self.cards)

    def _answer(self, day: date, draw: random.Random) -> Said:
        owed, can = self.wants(day), self._affordable(day)
        if owed <= 0:
            return Said("paid")
        in_days = draw.randint(1, 5)
        if can >= owed // 2:
            amount = min(owed, can)
            if draw.random() < self.honesty:
                self._plan(day, in_days, amount)
            return Said("promise", amount, day + timedelta(days=in_days))
        if draw.random() < 0.35:
            to_payday = (self.payday - day.day) % 28 + 1
            self._plan(day, min(to_payday, 7), owed)
            return Said("promise", owed, day + timedelta(days=min(to_payday, 7)))
        return Said(draw.choice(("refuses", "plan", "callback")))

    def _befall(self, day: date, draw: random.Random) -> None:
        if self.shock is not None and day >= self.shock.until:
            self.shock = None
            self.told_of_hardship = False
        if self.shock is None:
            if draw.random() < JOB_LOSS_A_DAY:
                length = timedelta(days=round(draw.expovariate(1 / 110)) + 20)
                self.shock = Shock("job lost", day + length, 0.3)
            elif draw.random() < ILLNESS_A_DAY:
                length = timedelta(days=round(draw.expovariate(1 / 50)) + 10)
                self.shock = Shock("illness", day + length, 0.5)

    def _earn_and_spend(self, day: date, draw: random.Random) -> None:
        if day.day == self.payday:
            share = self.shock.income_share if self.shock else 1.0
            self.cash += round(self.income * share)
        daily = self.income * self.spending_share / 30
        by_card = round(daily * 0.45)
        self.cash = max(0, self.cash - round(daily) + by_card)
        usable = [card for card in self.cards if not card.past_due(day)]
        if usable:
            draw.choice(usable).buy(by_card)

    def _mind_the_due(self, card: Card, day: date, draw: random.Random) -> list[tuple[Card, int]]:
        """On a due day those who think of it pay; later some find out by themselves."""
        due = card.next_due(day)
        if due is not None and due.on == day and draw.random() < self.attention:
            wish = card.total if self.cash > card.total * 1.2 else due.missing
            return self._spend(card, wish)
        if card.past_due(day) and draw.random() < 0.05 * self.attention:
            return self._spend(card, card.past_due(day))
        return []

    def _keep_plans(self, day: date) -> list[tuple[Card, int]]:
        amount = self.plans_to_pay.pop(day, 0)
        paid: list[tuple[Card, int]] = []
        for card in self.cards:
            wish = min(amount, card.past_due(day))
            paid += self._spend(card, wish)
            amount -= wish
        return paid

    def _spend(self, card: Card, wish: int) -> list[tuple[Card, int]]:
        amount = min(wish, self.cash, card.total)
        if amount <= 0:
            return []
        self.cash -= amount
        return [(card, amount)]

    def _affordable(self, day: date) -> int:
        reserve = round(self.income * self.spending_share * 0.25)
        return min(max(0, self.cash - reserve), self.wants(day))

    def _plan(self, day: date, in_days: int, amount: int) -> None:
        if amount > 0:
            self.plans_to_pay[day + timedelta(days=in_days)] = amount

    def _draw(self, what: str, day: date) -> random.Random:
        return random.Random(f"{self.seed} {what} {self.ref} {day}")
