"""Explains what is owed on an account on a day, line by line.

The issuer's figures are what counts; between them and the day asked, simple daily interest and
payments are reckoned from what is known. Where the next figures say otherwise, a line says by how
much, so that the lines always add up. `docs/algorithms/balance.md` has the rules in full;
`ledger.py` reckons the same in another way, to check this one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from fairdue.kernel.text import Text
from fairdue.portfolio.rules.balance import wording
from fairdue.portfolio.rules.balance.allotting import (
    Share,
    Standing,
    allot,
    as_told,
    order_of,
    owe_again,
    set_off,
    taken_back,
)
from fairdue.portfolio.rules.balance.facts import (
    WITHIN_A_DAY,
    Agreed,
    BalanceFacts,
    BalanceTerms,
    Booked,
    Explanation,
    Figures,
    Line,
    Parts,
)

ONE_DAY = timedelta(days=1)
RATE_RULE = "LENDER-RATE"


def explain(facts: BalanceFacts, on: date) -> Explanation | None:
    """What was owed at the end of a day, from the earliest figures given; None without figures.

    Figures of later days don't count, nor does what was booked for later days.
    """
    known = sorted((each for each in facts.figures if each.on <= on), key=lambda each: each.on)
    if not known:
        return None
    booked = sorted(
        (each for each in facts.booked if each.on <= on),
        key=lambda each: (each.on, WITHIN_A_DAY[each.kind], each.ref),
    )
    walk = _Walk(facts.terms, facts.currency, known[0])
    walk.open(booked)
    for figures in known[1:]:
        walk.go_to(figures.on, booked)
        walk.adopt(figures, booked)
    walk.go_to(on, booked)
    past_due = walk.standing.figures.past_due_minor - walk.standing.paid_minor
    return Explanation(
        facts.account_ref,
        facts.card_last4,
        facts.currency,
        on,
        walk.standing.figures.on,
        tuple(walk.lines),
        walk.parts,
        min(max(past_due, 0), walk.parts.owed),
    )


def rounded(exact: Fraction) -> int:
    """To the minor unit, half up: the one place where interest is rounded."""
    return (2 * exact.numerator + exact.denominator) // (2 * exact.denominator)


@dataclass
class _Paid:
    """A payment as it was allocated, and how much of it came back since."""

    on: date
    shares: tuple[Share, ...]
    reversals: dict[str, int] = field(default_factory=dict)
    """What came back, by the reversal's ref."""

    @property
    def amount(self) -> int:
        return sum(minor for _, minor in self.shares)

    @property
    def back(self) -> int:
        return sum(self.reversals.values())


@dataclass
class _Walk:
    """Goes from figures to figures, writing lines."""

    terms: BalanceTerms
    currency: str
    first: Figures
    lines: list[Line] = field(default_factory=list)
    parts: Parts = field(default_factory=Parts)
    standing: Standing = field(init=False)
    paid: dict[str, _Paid] = field(default_factory=dict)
    linked: dict[str, str] = field(default_factory=dict)
    """Which payment a reversal takes back, by its ref."""
    waived: dict[str, tuple[Share, ...]] = field(default_factory=dict)
    """What each waiver took off, by its ref."""
    turns: tuple[date, ...] = field(init=False)
    """The days on which another rate can begin to hold."""
    done_on: date = field(init=False)
    """The last day whose interest is reckoned."""
    exact: Fraction = Fraction(0)
    """Interest since the newest figures, not rounded."""
    charged: int = 0
    """The same, as charged: rounded."""

    def __post_init__(self) -> None:
        self.standing = Standing(self.first)
        self.done_on = self.first.on
        agreed = [each for each in self.terms.agreed if not each.never_holds]
        ends = (each.until_on + ONE_DAY for each in agreed if each.until_on is not None)
        begins = [each.from_on for each in self.terms.rates] + [each.from_on for each in agreed]
        self.turns = tuple(sorted({*ends, *begins}))

    def open(self, booked: list[Booked]) -> None:
        """The first figures, and what they don't have in them yet."""
        self._write(as_told(self.first), self.first.on, "opening", wording.opening())
        for each in _outstanding(booked, self.first):
            self._book(each)

    def go_to(self, on: date, booked: list[Booked]) -> None:
        """Reckon what came since, to the end of a day."""
        figures = self.standing.figures
        for each in booked:
            if figures.on < each.on <= on and each.in_figures_from > figures.on:
                self._accrue(each.on - ONE_DAY)
                self._book(each)
        self._accrue(on)

    def adopt(self, figures: Figures, booked: list[Booked]) -> None:
        """Take the issuer's figures for what is owed; what they don't have in them yet is off."""
        before = self.parts
        self.standing, self.exact, self.charged = Standing(figures), Fraction(0), 0
        self.parts = as_told(figures)
        for each in booked:
            if each.ref in self.linked and each.in_figures_from > figures.on:
                self.paid[self.linked[each.ref]].reversals.pop(each.ref, None)
        for each in _outstanding(booked, figures):
            self._apply(each)
        after, self.parts = self.parts, before
        if after != before:
            self._write(after, figures.on, "issuer", wording.issuer())

    def _accrue(self, until: date) -> None:
        """Interest for the days after `done_on`, to the end of `until`, a line for each rate."""
        while self.done_on < until:
            since = self.done_on + ONE_DAY
            last = min([until] + [day - ONE_DAY for day in self.turns if day > since])
            self.done_on = last
            base = sum(getattr(self.parts, name) for name in self.terms.bearing)
            card, agreed = self._rates(since)
            if not card or not base or not bears_interest(self.standing.figures):
                continue
            rate, days = agreed.daily if agreed else card, (last - since).days + 1
            self.exact += Fraction(*rate.as_integer_ratio()) * base * days
            interest = rounded(self.exact) - self.charged
            self.charged += interest
            if interest or agreed:
                self._write(
                    self.parts._replace(interest=self.parts.interest + interest),
                    last,
                    "interest",
                    wording.interest(
                        days, rate, base, self.currency, agreed.because if agreed else ""
                    ),
                    since_on=since,
                    days=days,
                    rate=rate,
                    base_minor=base,
                    rule=agreed.rule if agreed else RATE_RULE,
                )

    def _rates(self, day: date) -> tuple[Decimal, Agreed | None]:
        """The card terms' rate of a day, 0 where there is none, and what holds instead of it."""
        known = [rate.daily for rate in self.terms.rates if rate.from_on <= day]
        card = known[-1] if known else Decimal(0)
        holding = (each for each in self.terms.agreed if each.holds_on(day) and each.daily < card)
        return card, min(holding, key=lambda each: each.daily, default=None)

    def _book(self, each: Booked) -> None:
        """Apply it and write its line."""
        before = self.parts
        days = self.standing.days_past_due(each.on)
        self._apply(each)
        after, self.parts = self.parts, before
        rule = self.terms.allocation_rule if each.kind == "payment" else ""
        self._write(
            after,
            each.on,
            each.kind,
            wording.booked(each, days, order_of(days, self.terms), rule),
            days=days if each.kind == "payment" else None,
            base_minor=each.amount_minor,
            ref=each.ref,
            rule=rule,
        )

    def _apply(self, each: Booked) -> None:
        """What it changes, without a line."""
        order = order_of(self.standing.days_past_due(each.on), self.terms)
        if each.kind == "payment":
            shares = allot(each.amount_minor, self.parts, self.standing, each.on, self.terms)
            known = self.paid.get(each.ref)
            self.paid[each.ref] = _Paid(each.on, shares, known.reversals if known else {})
            self._lower(shares)
            self._count(each.amount_minor)
        elif each.kind == "reversal":
            self._take_back(each, order)
            self._count(-each.amount_minor)
        elif each.kind == "waiver":
            self._waive(each)
        elif each.kind == "restored":
            self._restore(each)
        else:
            self._adjust(each)
        self.parts = set_off(self.parts, order)

    def _take_back(self, each: Booked, order: tuple[str, ...]) -> None:
        """What the payment paid is owed again, the last first; else a credit and then the last."""
        paid = self._payment_of(each)
        shares: tuple[Share, ...] = ()
        rest = each.amount_minor
        if paid:
            shares, rest = taken_back(paid.shares, paid.back, rest)
            paid.reversals[each.ref] = each.amount_minor - rest
        self.parts = owe_again(self.parts, (*shares, ("credit", rest)), order[-1])

    def _payment_of(self, each: Booked) -> _Paid | None:
        """The payment that it names; else the latest of the same amount that is still whole."""
        ref = self.linked.get(each.ref) or each.reverses
        if not ref:
            whole = [
                (paid.on, ref)
                for ref, paid in self.paid.items()
                if paid.amount == each.amount_minor and not paid.back and paid.on <= each.on
            ]
            ref = max(whole)[1] if whole else ""
        if ref not in self.paid:
            return None
        self.linked[each.ref] = ref
        return self.paid[ref]

    def _waive(self, each: Booked) -> None:
        """Take it off what is owed; what isn't owed can't be waived."""
        order = (each.part,) if each.part else (*self.terms.charges_order, "principal")
        left, off = each.amount_minor, []
        for name in order:
            off.append((name, min(left, getattr(self.parts, name))))
            left -= off[-1][1]
        self.waived[each.ref] = tuple(off)
        self._lower(off)
        self._count(each.amount_minor - left)

    def _restore(self, each: Booked) -> None:
        """What the waiver took off is owed again; of one that is long in the figures, its amount.

        Never more than it took: what wasn't owed wasn't waived.
        """
        shares = self.waived.get(each.reverses, ((each.part or "principal", each.amount_minor),))
        self.parts = owe_again(self.parts, shares, "principal")
        self._count(-sum(minor for _, minor in shares))

    def _adjust(self, each: Booked) -> None:
        """More is owed of a component, or less; what is less than nothing is a credit."""
        owed = getattr(self.parts, each.part) + each.amount_minor
        over = max(-owed, 0)
        self.parts = self.parts._replace(
            **{each.part: max(owed, 0), "credit": self.parts.credit + over}
        )

    def _lower(self, shares: Iterable[Share]) -> None:
        left = self.parts._asdict()
        for name, minor in shares:
            left[name] += minor if name == "credit" else -minor
        self.parts = Parts(**left)

    def _count(self, minor: int) -> None:
        self.standing = Standing(self.standing.figures, self.standing.paid_minor + minor)

    def _write(
        self,
        after: Parts,
        on: date,
        kind: str,
        text: Text,
        *,
        since_on: date | None = None,
        days: int | None = None,
        rate: Decimal | None = None,
        base_minor: int | None = None,
        ref: str = "",
        rule: str = "",
    ) -> None:
        """A line for what changed, so that lines add up by their making."""
        change = after.less(self.parts)
        line = Line(
            on,
            kind,
            text,
            change.total,
            change,
            after.total,
            since_on,
            days,
            rate,
            base_minor,
            ref,
            rule,
            self.terms.citations.get(rule),
        )
        self.parts = after
        self.lines.append(line)


def bears_interest(figures: Figures) -> bool:
    """Does interest run? Not on an account with neither interest nor anything past due: it is
    within its interest-free period.
    """
    return figures.past_due_minor > 0 or (figures.interest_minor or 0) > 0


def _outstanding(booked: list[Booked], figures: Figures) -> list[Booked]:
    """What the figures should have in them by its day and don't."""
    return [each for each in booked if each.on <= figures.on < each.in_figures_from]
