"""An account's ledger: postings by component, day by day, as things become known.

It reckons what `explaining.py` explains, in another way, so that each checks the other: whole
numbers instead of fractions, one day after the other instead of one line for many, what is learned
late as a correction instead of from the beginning. Only the facts and terms are shared.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from fairdue.portfolio.rules.balance.facts import BalanceTerms, Booked, Figures, Parts

SCALE = 10**12
"""Interest is kept in such fractions of a minor unit; rates may have as many decimals."""

ACCOUNTS = ("principal", "interest", "fees", "instalment_fee", "credit")
WITHIN_A_DAY = {"payment": 0, "adjustment": 1, "reversal": 2, "waiver": 3, "restored": 3}


@dataclass(frozen=True, slots=True)
class Posting:
    """A change of one component on a day; a correction changes a day that was closed already."""

    on: date
    component: str
    minor: int
    is_correction: bool


class Ledger:
    """Postings of one account. `credit` is kept as a component that counts against the others."""

    def __init__(self, terms: BalanceTerms) -> None:
        self.postings: list[Posting] = []
        self._terms = terms
        self._figures: dict[date, Figures] = {}
        self._booked: dict[str, Booked] = {}
        self._posted: dict[date, dict[str, int]] = {}
        self._state: _State | None = None
        self._closed_on: date | None = None
        self._is_stale = False

    def tell(self, figures: Figures) -> None:
        """The issuer's figures of a day have come; those of a day that is known replace them."""
        self._figures[figures.on] = figures
        self._is_stale = self._is_stale or (
            self._closed_on is not None and figures.on <= self._closed_on
        )

    def book(self, booked: Booked) -> None:
        """Something was paid, taken back, waived or adjusted; for a closed day it is corrected."""
        self._booked[booked.ref] = booked
        self._is_stale = self._is_stale or (
            self._closed_on is not None and booked.on <= self._closed_on
        )

    def close(self, on: date) -> None:
        """Post everything up to the end of a day."""
        if not self._figures or min(self._figures) > on:
            return
        if self._is_stale or self._state is None:
            self._rewrite(on)
        else:
            for day, change in self._days(self._state, on):
                self._posted[day] = change
                for name, minor in change.items():
                    if minor:
                        self.postings.append(Posting(day, name, minor, False))
        self._closed_on = on

    def balance(self) -> Parts:
        """The sums of all postings."""
        sums = dict.fromkeys(ACCOUNTS, 0)
        for posting in self.postings:
            sums[posting.component] += posting.minor
        return Parts(**sums)

    def past_due(self) -> int:
        """What is left past due of the issuer's newest figures."""
        if self._state is None:
            return 0
        state = self._state
        owed = sum(state.owed[name] for name in ACCOUNTS[:4])
        return max(0, min(state.figures.past_due_minor - state.paid, owed))

    def _rewrite(self, on: date) -> None:
        """Go through all days again, and post only what came out otherwise than before."""
        state = _State(self._figures[min(self._figures)], self._terms)
        before, self._posted = self._posted, {}
        for day, change in self._days(state, on):
            was = before.pop(day, {})
            self._posted[day] = change
            if change == was:
                continue
            for name in ACCOUNTS:
                more = change.get(name, 0) - was.get(name, 0)
                if more:
                    late = self._closed_on is not None and day <= self._closed_on
                    self.postings.append(Posting(day, name, more, late))
        for day, was in before.items():
            for name, minor in was.items():
                if minor:
                    self.postings.append(Posting(day, name, -minor, True))
        self._state, self._is_stale = state, False

    def _days(self, state: _State, on: date) -> Iterator[tuple[date, dict[str, int]]]:
        """Each day that is not closed yet, and what it changes."""
        booked = sorted(
            self._booked.values(), key=lambda each: (each.on, WITHIN_A_DAY[each.kind], each.ref)
        )
        by_day: dict[date, list[Booked]] = {}
        for each in booked:
            by_day.setdefault(each.on, []).append(each)
        while state.today < on or not state.is_open:
            before = dict(state.owed)
            if state.is_open:
                state.next_day(by_day)
            if state.today in self._figures:
                state.begin(self._figures[state.today], booked)
            yield state.today, {name: state.owed[name] - before[name] for name in ACCOUNTS}


class _State:
    """An account at the end of a day."""

    def __init__(self, first: Figures, terms: BalanceTerms) -> None:
        self.terms = terms
        self.figures = first
        self.today = first.on
        self.is_open = False
        self.owed = dict.fromkeys(ACCOUNTS, 0)
        self.paid = 0
        self.accrued = 0
        self.charged = 0
        self.stacks: dict[str, tuple[date, list[tuple[str, int]]]] = {}
        self.returned: dict[str, tuple[str, int]] = {}
        self.target: dict[str, str] = {}
        self.forgiven: dict[str, dict[str, int]] = {}
        self.rates = [(rate.from_on, int(rate.daily * SCALE)) for rate in terms.rates]
        self.lower = [
            (each.from_on, each.until_on or date.max, int(each.daily * SCALE))
            for each in terms.agreed
        ]

    def next_day(self, booked: dict[date, list[Booked]]) -> None:
        """What is booked counts from the morning, interest for what is owed in the evening."""
        self.today += timedelta(days=1)
        for each in booked.get(self.today, ()):
            if each.in_figures_from > self.figures.on:
                self.enter(each)
        daily = 0
        for from_on, rate in self.rates:
            if from_on <= self.today:
                daily = rate
        for from_on, until_on, rate in self.lower:
            if from_on <= self.today <= until_on:
                daily = min(daily, rate)
        runs = self.figures.past_due_minor > 0 or (self.figures.interest_minor or 0) > 0
        if daily and runs:
            self.accrued += daily * sum(self.owed[name] for name in self.terms.bearing)
            due = (2 * self.accrued + SCALE) // (2 * SCALE)
            self.owed["interest"] += due - self.charged
            self.charged = due

    def begin(self, figures: Figures, booked: list[Booked]) -> None:
        """The issuer's figures count; what they don't have yet is entered on top."""
        self.is_open = True
        self.figures, self.paid, self.accrued, self.charged = figures, 0, 0, 0
        self.owed = _told(figures)
        late = [each for each in booked if each.in_figures_from > figures.on]
        for each in late:
            self.returned.pop(each.ref, None)
        for each in late:
            if each.on <= figures.on:
                self.enter(each)

    def enter(self, each: Booked) -> None:
        """One payment, waiver, adjustment or reversal."""
        owed, order = self.owed, self.order(each.on)
        left = each.amount_minor
        if each.kind == "payment":
            self.pay(each, order)
        elif each.kind == "waiver":
            names = [each.part] if each.part else [*self.terms.charges_order, "principal"]
            self.forgiven[each.ref] = {}
            for name in names:
                off = min(owed[name], left)
                owed[name] -= off
                left -= off
                self.forgiven[each.ref][name] = off
            self.paid += each.amount_minor - left
        elif each.kind == "restored":
            whole = {each.part or "principal": each.amount_minor}
            for name, minor in self.forgiven.get(each.reverses, whole).items():
                owed[name] += minor
                self.paid -= minor
        elif each.kind == "adjustment":
            owed[each.part] += left
            if owed[each.part] < 0:
                owed["credit"] -= owed[each.part]
                owed[each.part] = 0
        else:
            self.give_back(each, order)
        for name in order:
            off = min(owed[name], owed["credit"])
            owed[name] -= off
            owed["credit"] -= off

    def order(self, on: date) -> list[str]:
        """Components as a payment of a day meets them."""
        charges = list(self.terms.charges_order)
        edge = self.terms.principal_first_from_days
        is_late = edge is not None and self.days_late(on) >= edge
        return ["principal", *charges] if is_late else [*charges, "principal"]

    def days_late(self, on: date) -> int:
        figures = self.figures
        if self.paid >= figures.past_due_minor:
            return 0
        if figures.oldest_unmet_due_on:
            days = (on - figures.oldest_unmet_due_on).days
        else:
            whole = max(figures.cycles_past_due or 1, 1) - 1
            days = 30 * whole + 1 + (on - figures.on).days
        return max(days, 0)

    def pay(self, each: Booked, order: list[str]) -> None:
        runs = [(each.amount_minor, order)]
        if self.terms.allocation_rule == "us.regz.53":
            dear = [name for name in order if name in self.terms.bearing]
            cheap = [name for name in order if name not in self.terms.bearing]
            minimum = max((self.figures.minimum_due_minor or 0) - self.paid, 0)
            least = min(minimum, each.amount_minor)
            runs = [(least, cheap + dear), (each.amount_minor - least, dear + cheap)]
        stack = []
        for amount, names in runs:
            left = amount
            for name in names:
                share = min(left, self.owed[name])
                self.owed[name] -= share
                left -= share
                stack.append((name, share))
            self.owed["credit"] += left
            stack.append(("credit", left))
        self.stacks[each.ref] = (each.on, stack)
        self.paid += each.amount_minor

    def give_back(self, each: Booked, order: list[str]) -> None:
        ref = self.target.get(each.ref) or each.reverses or self.same_amount(each)
        left = each.amount_minor
        if ref in self.stacks:
            self.target[each.ref] = ref
            pieces = list(self.stacks[ref][1])
            gone = sum(minor for to, minor in self.returned.values() if to == ref)
            while pieces and (gone or left):
                name, minor = pieces.pop()
                skipped = min(gone, minor)
                gone -= skipped
                share = min(minor - skipped, left)
                left -= share
                self.owe(name, share, order[-1])
            self.returned[each.ref] = (ref, each.amount_minor - left)
        self.owe("credit", left, order[-1])
        self.paid -= each.amount_minor

    def owe(self, name: str, minor: int, otherwise: str) -> None:
        if name == "credit":
            off = min(minor, self.owed["credit"])
            self.owed["credit"] -= off
            self.owed[otherwise] += minor - off
        else:
            self.owed[name] += minor

    def same_amount(self, each: Booked) -> str:
        """The latest payment of that amount of which nothing came back."""
        touched = {to for to, minor in self.returned.values() if minor}
        found: tuple[date, str] | None = None
        for ref, (on, stack) in self.stacks.items():
            fits = sum(minor for _, minor in stack) == each.amount_minor and on <= each.on
            if fits and ref not in touched and (found is None or (on, ref) > found):
                found = (on, ref)
        return found[1] if found else ""


def _told(figures: Figures) -> dict[str, int]:
    """The figures as components: see `allotting.as_told` for what isn't told apart."""
    given = {
        "principal": figures.principal_minor,
        "interest": figures.interest_minor,
        "fees": figures.fees_minor,
        "instalment_fee": figures.instalment_fee_minor,
    }
    owed = {name: max(minor or 0, 0) for name, minor in given.items()} | {"credit": 0}
    rest = figures.total_minor - sum(owed.values())
    unknown = [name for name, minor in given.items() if minor is None]
    if rest > 0:
        owed[unknown[0] if unknown else "fees"] += rest
    for name in ("fees", "instalment_fee", "interest", "principal"):
        if rest < 0:
            off = min(owed[name], -rest)
            owed[name] -= off
            rest += off
    owed["credit"] = max(-rest, 0)
    return owed
