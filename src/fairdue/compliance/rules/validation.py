"""The validation notice of a US debt collector, and postdated payments.

12 CFR 1006.34(a), (b)(3), (b)(5), (c), 1006.22(b), 1006.42.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from fairdue.compliance.rules.business_days import add_business_days
from fairdue.kernel.text import Text
from fairdue.kernel.verdict import Clause


@dataclass(frozen=True, slots=True)
class ValidationPeriod:
    """When the notice is taken as received, and the last day of the period."""

    assumed_receipt: date
    end: date


def validation_period(
    sent_on: Sequence[date],
    undeliverable_on: Sequence[date] = (),
    received_on: date | None = None,
    *,
    receipt_business_days: int,
    period_days: int,
    holidays_observed: bool = False,
) -> ValidationPeriod | None:
    """The period of the last notice that was not returned; None when there is none.

    Receipt is assumed five business days after sending, unless the day is known. With
    `holidays_observed` the weekday that stands in for a weekend holiday is no business day.
    """
    returned = max(undeliverable_on, default=date.min)
    standing = [day for day in sent_on if day >= returned]
    if received_on is None and not standing:
        return None
    receipt = received_on or add_business_days(
        max(standing), receipt_business_days, observed=holidays_observed
    )
    return ValidationPeriod(receipt, receipt + timedelta(days=period_days))


def latest_notice_date(
    initial_communication_on: date,
    *,
    given_in_it: bool = False,
    paid_on: date | None = None,
    days: int,
) -> date | None:
    """The last day to send the validation information; None when none is needed any more.

    Within five calendar days of the first communication, unless given in it or paid before.
    """
    last = initial_communication_on + timedelta(days=days)
    if given_in_it or (paid_on is not None and paid_on <= last):
        return None
    return last


def postdated_notice_window(
    deposit_on: date, *, business_days_before_max: int, business_days_before_min: int
) -> tuple[date, date]:
    """First and last day to announce the deposit of a postdated payment (12 CFR 1006.22(b))."""
    return (
        add_business_days(deposit_on, -business_days_before_max),
        add_business_days(deposit_on, -business_days_before_min),
    )


@dataclass(frozen=True, slots=True)
class Postdated:
    """A payment accepted before the day it bears."""

    accepted_on: date | None
    dated: date
    noticed_on: Sequence[date] = ()
    """Days on which the deposit was announced in writing."""


def may_deposit_postdated(
    payment: Postdated,
    on: date,
    *,
    business_days_before_max: int,
    business_days_before_min: int,
    postdated_days_max: int,
) -> tuple[Clause, ...]:
    """Never before its date; and when postdated by more than five days, only after written notice
    within the window: us.regf.22b.postdated.
    """
    rule = "us.regf.22b.postdated"
    first, last = postdated_notice_window(
        payment.dated,
        business_days_before_max=business_days_before_max,
        business_days_before_min=business_days_before_min,
    )
    ahead = None if payment.accepted_on is None else (payment.dated - payment.accepted_on).days
    needs_notice = ahead is None or ahead > postdated_days_max
    return (
        Clause(
            rule,
            allowed=on >= payment.dated,
            reason=Text("Not before the date it bears.", "不得在票载日期之前兑付。"),
        ),
        Clause(
            rule,
            allowed=not needs_notice or any(first <= day <= last for day in payment.noticed_on),
            reason=Text(
                f"Announce the deposit in writing between {first} and {last}.",
                f"须在{first}至{last}之间书面告知兑付。",
            ),
            values=(("from", str(first)), ("to", str(last))),
        ),
    )


def may_use_itemization_date(
    kind: str, used_before: str | None, *, kinds: Collection[str]
) -> tuple[Clause, ...]:
    """One of five reference dates, and always the same one: us.regf.34b3.itemization. Another
    collector before may have chosen another; `used_before` is this collector's own.
    """
    rule = "us.regf.34b3.itemization"
    return (
        Clause(
            rule,
            allowed=kind in kinds,
            reason=Text(
                f"The itemization date is one of: {', '.join(kinds)}.",
                f"分项日期仅限：{'、'.join(kinds)}。",
            ),
        ),
        Clause(
            rule,
            allowed=used_before in (None, kind),
            reason=Text(
                f"This debt was itemized from another date: {used_before}.",
                f"该债务已采用其他分项日期：{used_before}。",
            ),
        ),
    )


def notice_is_complete(
    missing: Collection[str], *, model_form: bool, items: Collection[str]
) -> Clause:
    """Does the validation notice show every item? The model form B-1 does: us.regf.34c.content."""
    lacking = [item for item in items if item in missing]
    return Clause(
        "us.regf.34c.content",
        allowed=model_form or not lacking,
        reason=Text(
            f"The notice lacks: {', '.join(lacking)}.",
            f"告知书缺少：{'、'.join(lacking)}。",
        ),
        values=(("missing", ", ".join(lacking)),),
    )


def delivers_disclosure(
    *, bounced: bool, opted_out_address: bool, electronic_without_consent: bool, applies: bool
) -> tuple[Clause, ...]:
    """A required disclosure reaches the consumer in a form to keep: us.regf.42. What bounced was
    not sent; an address opted out of isn't used; later electronic ones need E-SIGN consent.
    """
    rule = "us.regf.42.delivery"
    asked = (
        (bounced, Text("The disclosure came back undelivered.", "披露文件被退回，视为未送达。")),
        (opted_out_address, Text("The consumer opted out of it.", "消费者已拒绝使用该地址。")),
        (
            electronic_without_consent,
            Text("Electronic delivery needs E-SIGN consent.", "电子送达须依E-SIGN法取得同意。"),
        ),
    )
    return tuple(
        Clause(rule, allowed=not (applies and broken), reason=why) for broken, why in asked
    )


def may_collect_amount(*, agreed: bool | None, law_permits: bool | None, applies: bool) -> Clause:
    """Only amounts, convenience fees included, that the agreement or law expressly authorises:
    us.regf.22b.amounts. None: not told.
    """
    barred = not agreed and not law_permits and (agreed is False or law_permits is False)
    return Clause(
        "us.regf.22b.amounts",
        allowed=not (applies and barred),
        reason=Text(
            "Neither the agreement nor law authorises this amount.",
            "合同或法律均未授权收取该款项。",
        ),
    )
