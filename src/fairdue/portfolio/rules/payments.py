"""Which payments are taken. Amounts are Money; days are local days."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from fairdue.kernel.money import Money, minor_digits
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text

PAYMENT_REF = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/+=-]{0,79}")


@dataclass(frozen=True, slots=True)
class PaymentTerms:
    """What policy LENDER-PAYMENT says on a day; its file says what each means."""

    amount_max: Mapping[str, int]
    """Major units by currency."""
    backdated_days_max: int
    unconfirmed_days: int
    match_days_max: int


def check_payment_ref(payment_ref: str) -> None:
    """Refuse what can't be a payment's number: letters, digits and . _ : / + = - up to 80."""
    if not PAYMENT_REF.fullmatch(payment_ref):
        raise Refused(
            Text(
                "A payment_ref has 1 to 80 letters, digits or . _ : / + = - and begins with a "
                "letter or digit.",
                "还款编号（payment_ref）须为1至80位字母、数字或 . _ : / + = - ，"
                "且以字母或数字开头。",
            )
        )


def check_amount(amount: Money, currency: str, terms: PaymentTerms) -> None:
    """Refuse an amount that isn't positive, in another currency than the account's, or absurd."""
    if amount.currency != currency:
        raise Refused(
            Text(
                f"The account is in {currency}; pay it in {currency}, not {amount.currency}.",
                f"该账户币种为{currency}，请以{currency}还款，不接受{amount.currency}。",
            )
        )
    if amount.minor <= 0:
        raise Refused(
            Text("The amount must be more than zero.", "还款金额须大于零。"),
        )
    most = terms.amount_max.get(currency, 0)
    if amount.minor > most * 10 ** minor_digits(currency):
        raise Refused(
            Text(
                f"At most {most:,} {currency} can be taken at once; check the amount.",
                f"单笔还款不得超过{most:,} {currency}，请核对金额。",
            )
        )


def check_paid_on(paid_on: date, today: date, terms: PaymentTerms) -> None:
    """Refuse a day still to come, and one so long ago that it is a slip."""
    if paid_on > today:
        raise Refused(
            Text(
                f"{paid_on} is still to come; give the day the money was received.",
                f"{paid_on}尚未到来，请填写实际收款日期。",
            )
        )
    first = today - timedelta(days=terms.backdated_days_max)
    if paid_on < first:
        raise Refused(
            Text(
                f"A payment can be dated back to {first} at the earliest; check the date.",
                f"还款日期最早为{first}，请核对日期。",
            )
        )


@dataclass(frozen=True, slots=True)
class Match:
    """A payment that was reported to us and stands in the issuer's file under another number."""

    payment_ref: str
    file_ref: str
    is_ambiguous: bool
    """Others of the same account and amount were as close; whichever it is, the sums are right."""


def match_payments(
    candidates: Sequence[tuple[str, date, str, date]], *, days_max: int
) -> tuple[Match, ...]:
    """Which payments of the file are which of ours, each once: the closest by date come first.

    `candidates`: (payment_ref, paid_on, file_ref, paid_on in the file), all pairs of the same
    account, currency and amount. Pairs further apart than `days_max` days are left out. Where one
    could be paired in several ways it is paired all the same, so that no money counts twice, and
    said to be ambiguous.
    """
    near = [row for row in candidates if abs((row[1] - row[3]).days) <= days_max]
    ours = [row[0] for row in near]
    theirs = [row[2] for row in near]
    matches: dict[str, Match] = {}
    taken: set[str] = set()
    for ref, _, file_ref, _ in sorted(
        near, key=lambda row: (abs((row[1] - row[3]).days), row[1], row[0], row[3], row[2])
    ):
        if ref in matches or file_ref in taken:
            continue
        several = ours.count(ref) > 1 or theirs.count(file_ref) > 1
        matches[ref] = Match(ref, file_ref, several)
        taken.add(file_ref)
    return tuple(matches[ref] for ref in sorted(matches))
