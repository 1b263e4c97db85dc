"""Invents what can happen to an account's balance, edges first: for checking, not for showing.

Amounts are minor units. Payments of nothing, of all and of more than all; payments taken back in
part; what is learned late; days 90 and 91 past due; 29 February; figures without components.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from fairdue.portfolio.rules.balance.facts import (
    Agreed,
    BalanceTerms,
    Booked,
    Figures,
    Kind,
    Rate,
)

CHARGES = ("fees", "instalment_fee", "interest")
LONGEST_DAYS = 70
BEGINNINGS = (date(2024, 1, 25), date(2024, 2, 28), date(2025, 2, 10), date(2026, 12, 20))


@dataclass(frozen=True, slots=True)
class History:
    """An account's terms, and what becomes known in which order.

    `arrivals`: figures, things booked, and days to close, as they come.
    """

    terms: BalanceTerms
    arrivals: tuple[Figures | Booked | date, ...]


def invent_history(chance: Random) -> History:
    """One history; the same for the same chance."""
    first = chance.choice(BEGINNINGS) + timedelta(days=chance.randrange(10))
    figures = _figures(chance, first)
    booked = _payments(chance, figures[0])
    booked += _reversals(chance, booked)
    booked += _others(chance, first)
    waiting: list[Figures | Booked] = [*figures[1:], *booked]
    chance.shuffle(waiting)
    arrivals: list[Figures | Booked | date] = [figures[0]]
    day = first
    while waiting:
        for _ in range(chance.randrange(1, 5)):
            if waiting:
                arrivals.append(waiting.pop())
        day += timedelta(days=chance.choice((0, 1, 5, 20, 40)))
        arrivals.append(min(day, first + timedelta(days=LONGEST_DAYS)))
    arrivals.append(first + timedelta(days=LONGEST_DAYS))
    return History(_terms(chance, first), tuple(arrivals))


def _terms(chance: Random, first: date) -> BalanceTerms:
    rule, edge = chance.choice(
        (("CN-PAY-01", 91), ("CN-PAY-01", 91), ("us.regz.53", None), ("LENDER-PAYMENT", None))
    )
    rates = [Rate(date(2000, 1, 1), Decimal(chance.choice(("0.0005", "0.00035", "0.000551"))))]
    if chance.random() < 0.3:
        changed_on = first + timedelta(days=chance.randrange(LONGEST_DAYS))
        rates.append(Rate(changed_on, Decimal(chance.choice(("0", "0.0005", "0.0004")))))
    bearing = chance.choice((("principal",), ("principal",), ("principal", "instalment_fee")))
    agreed = tuple(_agreed(chance, first) for _ in range(chance.choice((0, 0, 0, 1, 2))))
    return BalanceTerms(rule, edge, CHARGES, bearing, tuple(rates), agreed)


def _agreed(chance: Random, first: date) -> Agreed:
    """Interest that stops or is lower for some days, for none at all, or from a day on."""
    from_on = first + timedelta(days=chance.randrange(-5, LONGEST_DAYS))
    length = chance.choice((None, -1, 0, 1, 20, 50))
    until_on = None if length is None else from_on + timedelta(days=length)
    daily = Decimal(chance.choice(("0", "0", "0.0002739726", "0.0006")))
    return Agreed(from_on, until_on, daily, chance.choice(("hardship", "agreement")))


def _figures(chance: Random, first: date) -> list[Figures]:
    days = {first} | {
        first + timedelta(days=chance.randrange(1, LONGEST_DAYS))
        for _ in range(chance.randrange(4))
    }
    return [_figures_of(chance, day) for day in sorted(days)]


def _figures_of(chance: Random, on: date) -> Figures:
    parts = [
        chance.choice((0, chance.randrange(1_000_000))),
        chance.choice((0, chance.randrange(50_000))),
        chance.choice((0, chance.randrange(9_999))),
        chance.choice((0, 0, 2_000)),
    ]
    total = sum(parts) + chance.choice((0, 0, 0, 0, 1, -1, -5_000, -2_000_000))
    given: list[int | None] = [None if chance.random() < 0.1 else minor for minor in parts]
    if chance.random() < 0.1:
        given = [None] * 4
    principal, interest, fees, instalment_fee = given
    late = chance.random() < 0.7
    past_due = chance.choice((1, max(total // 10, 1), max(total, 1))) if late else 0
    minimum = chance.choice((None, 0, max(total // 8, 0)))
    oldest = on - timedelta(days=chance.choice((1, 60, 80, 90, 91, 120)))
    dated = late and chance.random() < 0.8
    return Figures(
        on,
        total,
        past_due,
        principal,
        interest,
        fees,
        instalment_fee,
        minimum,
        oldest if dated else None,
        chance.choice((None, 1, 3, 4, 6)) if late else 0,
    )


def _booked(
    chance: Random, ref: str, on: date, kind: Kind, minor: int, part: str = "", reverses: str = ""
) -> Booked:
    known = on + timedelta(days=chance.choice((0, 0, 1, 1, 2, 5, 30, -1)))
    return Booked(ref, on, kind, minor, known, part, reverses)


def _payments(chance: Random, first: Figures) -> list[Booked]:
    total = max(first.total_minor, 0)
    amounts = (0, 1, 33_333, max(first.past_due_minor, 0), total, total // 3, total + 12_345)
    return [
        _booked(
            chance,
            f"p{number}",
            first.on + timedelta(days=chance.randrange(-4, LONGEST_DAYS)),
            "payment",
            chance.choice(amounts),
        )
        for number in range(chance.randrange(6))
    ]


def _reversals(chance: Random, payments: list[Booked]) -> list[Booked]:
    reversals = []
    left = {paid.ref: paid.amount_minor for paid in payments}
    for number in range(chance.randrange(4) if payments else 0):
        paid = chance.choice(payments)
        minor = chance.choice((left[paid.ref], left[paid.ref] // 3))
        named = chance.random() < 0.7
        if named:
            left[paid.ref] -= minor
        on = paid.on + timedelta(days=chance.choice((0, 1, 4, 33)))
        ref = paid.ref if named else ""
        reversals.append(_booked(chance, f"r{number}", on, "reversal", minor, reverses=ref))
    return reversals


def _others(chance: Random, first: date) -> list[Booked]:
    others = []
    for number in range(chance.choice((0, 0, 0, 1, 2))):
        on = first + timedelta(days=chance.randrange(-2, LONGEST_DAYS))
        kind: Kind = chance.choice(("waiver", "adjustment"))
        names = ("principal", "interest", "fees", "instalment_fee")
        part = chance.choice(names if kind == "adjustment" else ("", *names))
        minor = chance.choice((0, 999, 150_000))
        signed = minor * chance.choice((1, -1)) if kind == "adjustment" else minor
        others.append(_booked(chance, f"o{number}", on, kind, signed, part))
        if kind == "waiver" and chance.random() < 0.5:
            again_on = on + timedelta(days=chance.choice((0, 1, 15, 40)))
            again = _booked(chance, f"w{number}", again_on, "restored", minor, part, f"o{number}")
            others.append(again)
    return others
