"""Everybody there is, and the issuer's files of a day. Pure but for the files it writes."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import polars as pl

from fairdue.portfolio.generator.persons import persons
from tests.simulation.card import Card
from tests.simulation.cardholder import Cardholder

TWO_CARDS_SHARE = 0.25
WARM_UP_DAYS = 75
"""Lived through before the first file, so that some are late by then."""


@dataclass(frozen=True)
class Paid:
    """One payment that the issuer took."""

    ref: str
    card: Card
    on: date
    amount: int


@dataclass
class World:
    """The cardholders, and what they paid, day by day."""

    seed: int
    people: dict[str, Cardholder]
    begins: date
    payments: list[Paid] = field(default_factory=list)

    @classmethod
    def invented(cls, customers: int, seed: int, first_file: date) -> World:
        """So many cardholders who have lived for a while before the first file."""
        begins = first_file - timedelta(days=WARM_UP_DAYS)
        people = {}
        for number in range(customers):
            ref = f"C{number:010d}"
            people[ref] = Cardholder.born(ref, seed, _cards(ref, number, seed, begins))
        world = cls(seed, people, begins)
        for back in range(WARM_UP_DAYS, 0, -1):
            world.live(first_file - timedelta(days=back))
        return world

    @property
    def cards(self) -> list[Card]:
        """All accounts, in order of their refs."""
        return [card for person in self.people.values() for card in person.cards]

    def live(self, day: date) -> list[Paid]:
        """Everybody's day; gives what was paid."""
        today = []
        for person in self.people.values():
            for card, amount in person.live(day):
                went = card.pay(amount, day)
                person.cash += amount - went
                ref = f"P{len(self.payments) + len(today):08d}"
                today.append(Paid(ref, card, day, went))
        for card in self.cards:
            card.end_day(day)
        self.payments += today
        return today

    def write(self, day: date, folder: Path) -> list[Path]:
        """The issuer's three files as of the end of `day`, with the payments of that day."""
        folder.mkdir(parents=True, exist_ok=True)
        frames = {
            "accounts": pl.DataFrame([_account_row(card, day) for card in self.cards],
                                     infer_schema_length=None),
            "customers": self._customers(),
            "payments": self._payments(day),
        }  # fmt: skip
        paths = []
        for name, frame in frames.items():
            paths.append(folder / f"{name}.csv")
            frame.write_csv(paths[-1], float_precision=2, date_format="%Y-%m-%d")
        return paths

    def _customers(self) -> pl.DataFrame:
        numbers = pl.DataFrame({"customer": range(len(self.people))}).cast(pl.UInt64)
        refs = pl.DataFrame({"cust_no": list(self.people)})
        return pl.concat([refs, persons(numbers, self.seed, self.begins)], how="horizontal")

    def _payments(self, day: date) -> pl.DataFrame:
        rows = [
            (paid.ref, paid.card.ref, paid.on, paid.amount / 100, "CNY")
            for paid in self.payments
            if paid.on == day
        ]
        names = {"pay_no": pl.String, "acct_no": pl.String, "pay_date": pl.Date}
        return pl.DataFrame(
            rows, schema={**names, "amount": pl.Float64, "ccy": pl.String}, orient="row"
        )


def _cards(ref: str, number: int, seed: int, begins: date) -> list[Card]:
    draw = random.Random(f"{seed} cards {ref}")
    return [
        Card(
            f"A{number:08d}{place}",
            ref,
            limit=draw.randint(8, 60) * 1000_00,
            due_day=draw.randint(1, 27),
            opened_on=begins - timedelta(days=draw.randint(100, 3000)),
            principal=(opening := draw.randint(0, 6) * 1000_00),
            carried=opening,
            charged=opening,
        )
        for place in range(1 + (draw.random() < TWO_CARDS_SHARE))
    ]


def _account_row(card: Card, day: date) -> dict[str, object]:
    missed = card.missed(day)
    ahead = card.next_due(day)
    past_due = card.past_due(day)
    asked = past_due + (ahead.missing if ahead else 0)
    paid_on, paid = card.last_payment or (None, None)
    return {
        "acct_no": card.ref, "cust_no": card.customer_ref, "card_last4": card.ref[-4:],
        "product": "标准卡", "ccy": "CNY", "credit_limit": card.limit / 100,
        "open_date": card.opened_on, "stmt_date": card.statement_on,
        "due_date": ahead.on if ahead else missed[-1].on if missed else None,
        "balance": card.total / 100, "principal": card.principal / 100,
        "interest": card.interest / 100, "fees": card.fees / 100, "instalment_fee": 0.0,
        "min_due": asked / 100, "past_due": past_due / 100,
        "oldest_due_date": missed[0].on if missed else None, "cycles": len(missed),
        "fraud_flag": "N", "last_pay_date": paid_on,
        "last_pay_amt": None if paid is None else paid / 100,
    }  # fmt: skip
