"""What is known of an account, and what explains its balance. Minor units of one currency."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal, NamedTuple

from fairdue.kernel.text import Text
from fairdue.kernel.verdict import Citation

Kind = Literal["payment", "waiver", "adjustment", "reversal", "restored"]
WITHIN_A_DAY: Mapping[Kind, int] = {
    "payment": 0,
    "adjustment": 1,
    "reversal": 2,
    "waiver": 3,
    "restored": 3,
}
"""In this order within a day, else by ref: a waiver is of what is left, and may come and go."""


class Parts(NamedTuple):
    """What is owed by component, and what was overpaid. Never negative; a credit only where
    nothing is owed.
    """

    principal: int = 0
    interest: int = 0
    fees: int = 0
    instalment_fee: int = 0
    credit: int = 0

    @property
    def owed(self) -> int:
        """All components."""
        return self.principal + self.interest + self.fees + self.instalment_fee

    @property
    def total(self) -> int:
        """What is owed; negative where the lender owes."""
        return self.owed - self.credit

    def less(self, other: Parts) -> Parts:
        """The difference, component by component."""
        return Parts(*(mine - theirs for mine, theirs in zip(self, other, strict=True)))


COMPONENTS = Parts._fields[:-1]
"""principal, interest, fees, instalment_fee."""


@dataclass(frozen=True, slots=True)
class Figures:
    """The issuer's own balance at the end of a day. Components are None where it gives none."""

    on: date
    total_minor: int
    past_due_minor: int
    principal_minor: int | None = None
    interest_minor: int | None = None
    fees_minor: int | None = None
    instalment_fee_minor: int | None = None
    minimum_due_minor: int | None = None
    oldest_unmet_due_on: date | None = None
    cycles_past_due: int | None = None


@dataclass(frozen=True, slots=True)
class Booked:
    """Something that changes what is owed, from the beginning of a day.

    `amount_minor`: paid, taken back, waived or restored, from 0 up; an adjustment is positive where
    more is owed. `part`: the component that a waiver or adjustment is of ("" for a waiver: interest
    and fees before principal). `in_figures_from`: the first day whose figures have it in them.
    `reverses`: the payment that a reversal takes back, the waiver that is restored.
    """

    ref: str
    on: date
    kind: Kind
    amount_minor: int
    in_figures_from: date
    part: str = ""
    reverses: str = ""


@dataclass(frozen=True, slots=True)
class Rate:
    """A daily rate, as a share, from a day on."""

    from_on: date
    daily: Decimal


@dataclass(frozen=True, slots=True)
class Agreed:
    """A rate that was agreed with the customer or granted to them, from a day to another."""

    from_on: date
    until_on: date | None
    """The last day; None: until further notice. Before `from_on`: it never held."""
    daily: Decimal
    because: str
    """hardship | agreement."""
    rule: str = ""

    @property
    def never_holds(self) -> bool:
        """Was it taken back before its first day?"""
        return self.until_on is not None and self.until_on < self.from_on

    def holds_on(self, day: date) -> bool:
        """Is it a day of this rate?"""
        return self.from_on <= day and (self.until_on is None or day <= self.until_on)


@dataclass(frozen=True, slots=True)
class BalanceTerms:
    """By which law payments are allocated, and what interest the card terms charge."""

    allocation_rule: str
    """CN-PAY-01 | us.regz.53 | LENDER-PAYMENT: the rule that orders the components."""
    principal_first_from_days: int | None
    """CN-PAY-01: from so many days past due principal comes first."""
    charges_order: tuple[str, ...]
    """interest, fees and instalment_fee, in the order they are paid among themselves."""
    bearing: tuple[str, ...]
    """Components that bear interest; never interest itself."""
    rates: tuple[Rate, ...]
    """In order of their day; before the first no interest is reckoned."""
    agreed: tuple[Agreed, ...] = ()
    """Of those that hold on a day the lowest counts, and none that is above the card terms'."""
    citations: Mapping[str, Citation] = field(default_factory=dict)
    """Where a rule stands, by its identifier."""

    def __post_init__(self) -> None:
        charges = set(COMPONENTS) - {"principal"}
        if set(self.charges_order) != charges or len(self.charges_order) != len(charges):
            raise ValueError(f"charges_order must name {sorted(charges)} once each")
        if not set(self.bearing) <= set(COMPONENTS) - {"interest"}:
            raise ValueError("interest bears no interest; bears_interest names other components")


@dataclass(frozen=True, slots=True)
class BalanceFacts:
    """All that is known of an account. Figures and bookings in any order."""

    account_ref: str
    card_last4: str
    currency: str
    figures: tuple[Figures, ...]
    booked: tuple[Booked, ...]
    terms: BalanceTerms


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an explanation; the lines' amounts add up to the balance."""

    on: date
    kind: str
    """opening | interest | payment | waiver | adjustment | reversal | restored | issuer."""
    text: Text
    amount_minor: int
    """Negative where less is owed by it."""
    split: Parts
    """The same by component; the credit counts against."""
    total_minor: int
    """The balance after it."""
    since_on: date | None = None
    """The first day of interest; `on` is the last."""
    days: int | None = None
    """Days of interest, or days past due when a payment was allocated."""
    rate: Decimal | None = None
    """A share per day."""
    base_minor: int | None = None
    """What interest was reckoned on, or the whole amount booked."""
    ref: str = ""
    rule: str = ""
    citation: Citation | None = None


@dataclass(frozen=True, slots=True)
class Explanation:
    """What is owed on an account at the end of a day, and why."""

    account_ref: str
    card_last4: str
    currency: str
    on: date
    figures_on: date
    """The day of the issuer's figures that it rests on."""
    lines: tuple[Line, ...]
    components: Parts
    past_due_minor: int

    @property
    def total_minor(self) -> int:
        """What is owed; negative where the lender owes. The lines' amounts add up to it."""
        return self.components.total

    @property
    def owed_minor(self) -> int:
        """What is owed, 0 where too much was paid."""
        return self.components.owed

    @property
    def credit_minor(self) -> int:
        """What was paid too much."""
        return self.components.credit
