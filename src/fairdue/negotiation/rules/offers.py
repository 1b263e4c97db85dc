"""Two or three suggestions for what someone owes, within what they can set aside. Pure.

The same for whoever asks: what a collector could grant alone is what the cardholder is offered on
their own page. What "never worse" means, and why it holds, is in docs/algorithms/offers.md.
Amounts in minor units of one currency.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from fairdue.kernel.money import Money, minor_digits
from fairdue.kernel.text import Text
from fairdue.negotiation.rules.authority import CARDHOLDER, Asked, Matrix
from fairdue.negotiation.rules.kept import (
    NOTHING_KNOWN,
    History,
    Priors,
    burden_per_mille,
    kept_per_mille,
)
from fairdue.negotiation.rules.offer_words import why
from fairdue.negotiation.rules.schedule import Due, monthly_minor, months_of, schedule
from fairdue.negotiation.rules.terms import (
    HARDSHIP,
    INSTALMENT_PLAN,
    MONTH,
    SETTLEMENT,
    SHORT_PLAN,
    Terms,
    waived,
)

WHOLE = 1000
KINDS = (SHORT_PLAN, INSTALMENT_PLAN, SETTLEMENT, HARDSHIP)
"""What is suggested, the plainest first. A re-age is never suggested: the law and a second person
decide on it."""
CHEAPEST, QUICK, STEADY, LIGHT, REDUCED = "cheapest", "quick", "steady", "light", "reduced"
SHAPED = "shaped"
"""What a plan is called that somebody shaped for themselves."""
SUGGESTIONS_MAX = 3


@dataclass(frozen=True, slots=True)
class Position:
    """What one person owes in one currency, and what is known of how they can pay it."""

    currency: str
    principal_minor: int
    interest_minor: int
    fees_minor: int
    days_past_due: int
    low_minor: int
    """What can be set aside a month, cautiously reckoned."""
    high_minor: int
    """The ceiling: nothing suggested asks more a month."""
    today: date
    hardship: bool = False
    history: History = NOTHING_KNOWN
    breaks_per_mille: int | None = None
    """What a live score says of the chance that a promise breaks; None where none is live."""

    @property
    def owed_minor(self) -> int:
        """All of it."""
        return self.principal_minor + self.interest_minor + self.fees_minor

    @property
    def middle_minor(self) -> int:
        """What is held against a plan to tell how heavy it is."""
        return (self.low_minor + self.high_minor) // 2


@dataclass(frozen=True, slots=True)
class OfferPolicy:
    """The lender's values (LENDER-OFFERS, LENDER-PLAN), the law's where it is narrower."""

    first_due_days: int
    """From today to the first instalment."""
    light_share: int
    """Per mille of the cautious end that the lightest suggestion takes."""
    months_max: Mapping[str, int]
    """By kind; a kind not named is not offered."""
    short_days_max: int
    short_instalments_max: int
    plan_needs_inability: bool
    """Is a longer plan only for debts beyond what can be paid in a month (CN-PLAN-01)?"""
    priors: Priors


@dataclass(frozen=True, slots=True)
class Offer:
    """One suggestion. It carries no interest of its own, so that its total is what is owed less
    what is waived, to the minor unit."""

    key: str
    """cheapest, quick, steady, light or reduced."""
    terms: Terms
    dues: tuple[Due, ...]
    why: tuple[Text, ...]
    kept_per_mille: int
    monthly_minor: int
    total_minor: int
    saved_minor: int
    last_due_on: date
    waives_principal: bool
    needs_approval: bool

    @property
    def order(self) -> tuple[int, int, date]:
        """The better one first: it costs less, is likelier to be kept, is over sooner."""
        return self.total_minor, -self.kept_per_mille, self.last_due_on


class Leave(NamedTuple):
    """What may be agreed without asking anybody: a kind, so much waived, so many months."""

    kind: str
    waived_minor: int
    months: int


def suggest(
    position: Position, policy: OfferPolicy, matrix: Matrix, role: str
) -> tuple[Offer, ...]:
    """At most three suggestions, the best first; none where nothing is owed or can be paid.

    `role` says only whether somebody has to approve; what is suggested doesn't depend on it.
    """
    if position.owed_minor <= 0 or position.high_minor <= 0:
        return ()
    leaves = tuple(leaves_of(position, policy, matrix))
    found = list(_cheapest(position, policy, leaves))
    for key, monthly in _targets(position, policy):
        terms = _first_fitting(position, policy, leaves, monthly)
        if terms is not None:
            found.append((key, terms))
    if not found:
        found = [(REDUCED, terms) for terms in _reduced(position, policy, matrix)]
    chosen = list(_distinct(found).items())[:SUGGESTIONS_MAX]
    offers = [_offer(key, terms, position, policy, matrix, role) for terms, key in chosen]
    return tuple(sorted(offers, key=lambda offer: offer.order))


@dataclass(frozen=True, slots=True)
class Reach:
    """How far a plan of one's own shape may go, in a month's amount and in months."""

    currency: str
    monthly_min_minor: int
    monthly_max_minor: int
    months_min: int
    months_max: int


def reach(position: Position, policy: OfferPolicy, matrix: Matrix) -> Reach | None:
    """Between which amounts and months a plan may be shaped; None where nothing pays it off.

    The least is what the longest plan takes, the most is the ceiling, or the debt if it is less.
    """
    most = min(position.high_minor, position.owed_minor)
    leaves = [leave for leave in leaves_of(position, policy, matrix) if leave.months > 0]
    if most <= 0 or not leaves:
        return None
    left = [(position.owed_minor - leave.waived_minor, leave.months) for leave in leaves]
    least = min(-(-base // months) for base, months in left)
    if least > most:
        return None
    return Reach(
        currency=position.currency,
        monthly_min_minor=least,
        monthly_max_minor=most,
        months_min=min(-(-base // most) for base, _ in left),
        months_max=max(months for _, months in left),
    )


def shape(
    position: Position,
    policy: OfferPolicy,
    matrix: Matrix,
    role: str,
    *,
    monthly_minor: int | None = None,
    months: int | None = None,
) -> Offer | None:
    """The cheapest plan of so much a month at most, or over so many months; None if none fits.

    Give one of the two. It waives whatever the suggestions would waive at that length.
    """
    for leave in leaves_of(position, policy, matrix):
        base = position.owed_minor - leave.waived_minor
        monthly = -(-base // months) if months else monthly_minor or 0
        if monthly <= 0:
            continue
        terms = _terms(position, leave, monthly, policy.first_due_days)
        if _fits(terms, leave, position, policy):
            return _offer(SHAPED, terms, position, policy, matrix, role)
    return None


def leaves_of(position: Position, policy: OfferPolicy, matrix: Matrix) -> Iterator[Leave]:
    """What the cardholder may have without asking anybody, the cheapest first.

    Where nothing of that covers the debt, every kind without a waiver, for somebody to approve.
    """
    found = set()
    for row in matrix.rows.get(CARDHOLDER, ()):
        forgiven = position.owed_minor * row.waived_percent // 100
        for kind in row.kinds.intersection(_kinds(position, policy)):
            if kind == SETTLEMENT and not forgiven:
                continue  # what settles nothing is another kind
            asked = Asked(
                kind,
                Money(position.owed_minor, position.currency),
                position.owed_minor,
                position.days_past_due,
                waived_minor=0,
                months=0,
            )
            if not row.exceeded(asked) and forgiven < position.owed_minor:
                months = min(row.months, policy.months_max.get(kind, 0))
                found.add(Leave(kind, forgiven, months))
    kinds = _kinds(position, policy)
    every = found or {
        Leave(kind, 0, policy.months_max.get(kind, 0)) for kind in kinds if kind != SETTLEMENT
    }
    return iter(sorted(every, key=lambda leave: (-leave.waived_minor, kinds.index(leave.kind))))


def asked_of(terms: Terms, dues: Sequence[Due], position: Position) -> Asked:
    """The terms as authority sees them."""
    return Asked(
        terms.kind,
        Money(position.owed_minor, position.currency),
        terms.owed_minor,
        position.days_past_due,
        terms.waived_minor,
        months_of(dues, position.today),
    )


def _kinds(position: Position, policy: OfferPolicy) -> tuple[str, ...]:
    """The kinds that may be suggested, the first choice first."""
    able = policy.plan_needs_inability and position.owed_minor <= position.high_minor
    kinds = [kind for kind in KINDS if not (able and kind == INSTALMENT_PLAN)]
    if position.hardship:
        kinds.sort(key=lambda kind: kind != HARDSHIP)
    return tuple(kinds)


def _targets(position: Position, policy: OfferPolicy) -> Iterator[tuple[str, int]]:
    """How much a month each suggestion may take, the most comfortable first."""
    light = position.low_minor * policy.light_share // WHOLE
    for key, monthly in (
        (STEADY, position.low_minor),
        (LIGHT, light),
        (QUICK, position.high_minor),
    ):
        if monthly > 0:
            yield key, monthly


def _cheapest(
    position: Position, policy: OfferPolicy, leaves: Sequence[Leave]
) -> Iterator[tuple[str, Terms]]:
    """The terms that cost least, at the most comfortable amount at which they can be had.

    Where the first instalment has to be paid at once for them to fit into their months, it is.
    Without a waiver nothing costs less than the rest, so they go by how comfortable they are.
    """
    comfort = sorted(_targets(position, policy), key=lambda target: target[1])
    for leave in leaves:
        for days in (policy.first_due_days, 0):
            for key, monthly in comfort:
                terms = _terms(position, leave, monthly, days)
                if _fits(terms, leave, position, policy):
                    yield (CHEAPEST if terms.waived_minor else key), terms
                    return


def _first_fitting(
    position: Position, policy: OfferPolicy, leaves: Sequence[Leave], monthly_minor: int
) -> Terms | None:
    """The cheapest terms that take no more a month than that."""
    for leave in leaves:
        terms = _terms(position, leave, monthly_minor, policy.first_due_days)
        if _fits(terms, leave, position, policy):
            return terms
    return None


def _reduced(position: Position, policy: OfferPolicy, matrix: Matrix) -> Iterator[Terms]:
    """Where even the longest plan can't pay it off: that plan with the rest waived, if there is
    somebody who may approve it."""
    longest = policy.months_max.get(INSTALMENT_PLAN, 0)
    forgiven = position.owed_minor - position.high_minor * longest
    leave = Leave(INSTALMENT_PLAN, forgiven, longest)
    if forgiven <= 0 or longest < 1:
        return
    terms = _terms(position, leave, position.high_minor, policy.first_due_days)
    asked = asked_of(terms, schedule(terms), position)
    if matrix.approvers(asked):
        yield terms


def _terms(position: Position, leave: Leave, monthly_minor: int, first_due_days: int) -> Terms:
    """Equal instalments of at most so much, in whole units where there is room for that."""
    base = position.owed_minor - leave.waived_minor
    count = -(-base // monthly_minor)
    each = -(-base // count)
    unit = 10 ** minor_digits(position.currency)
    rounded = -(-each // unit) * unit
    if rounded <= monthly_minor:
        each, count = rounded, -(-base // rounded)
    return Terms(
        kind=leave.kind,
        currency=position.currency,
        principal_minor=position.principal_minor,
        interest_minor=position.interest_minor,
        fees_minor=position.fees_minor,
        waived_minor=leave.waived_minor,
        instalments=count,
        every=MONTH,
        first_due_on=position.today + timedelta(days=first_due_days),
        amount_minor=each if count > 1 else None,
        starts_on=position.today,
    )


def _fits(terms: Terms, leave: Leave, position: Position, policy: OfferPolicy) -> bool:
    """Is it over within the months of the leave, and a short plan short?"""
    if terms.instalments > leave.months + 1:
        return False
    dues = schedule(terms)
    if months_of(dues, position.today) > leave.months:
        return False
    if terms.kind != SHORT_PLAN:
        return True
    last = position.today + timedelta(days=policy.short_days_max)
    return terms.instalments <= policy.short_instalments_max and dues[-1].due_on <= last


def _distinct(found: Sequence[tuple[str, Terms]]) -> dict[Terms, str]:
    """Each terms once, under its first key."""
    seen: dict[Terms, str] = {}
    for key, terms in found:
        seen.setdefault(terms, key)
    return seen


def _offer(
    key: str, terms: Terms, position: Position, policy: OfferPolicy, matrix: Matrix, role: str
) -> Offer:
    dues = schedule(terms)
    monthly = monthly_minor(terms, dues)
    asked = asked_of(terms, dues, position)
    kept = kept_per_mille(
        burden=burden_per_mille(monthly, position.middle_minor),
        months=asked.months,
        history=position.history,
        breaks_per_mille=position.breaks_per_mille,
        priors=policy.priors,
    )
    alone = matrix.may_grant(role, asked)
    return Offer(
        key=key,
        terms=terms,
        dues=dues,
        why=why(key, terms, dues, high_minor=position.high_minor, needs_approval=not alone),
        kept_per_mille=kept,
        monthly_minor=monthly,
        total_minor=sum(due.amount_minor for due in dues),
        saved_minor=terms.waived_minor,
        last_due_on=dues[-1].due_on,
        waives_principal=waived(terms).principal_minor > 0,
        needs_approval=not alone,
    )
