"""What a cardholder may agree on in a currency, and what moving a slider comes to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from fairdue.kernel.amounts import read_amount
from fairdue.kernel.money import Money, minor_digits
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.negotiation.queries.offers import Offer, reach_of, shaped_offer
from fairdue.negotiation.rules.offers import Reach
from fairdue.people.actors import Cardholder


@dataclass(frozen=True, slots=True)
class Wish:
    """What the sliders and their fields said: an amount a month or a number of months."""

    amount: str = ""
    amount_slide: str = ""
    months: str = ""
    months_slide: str = ""
    was_amount: str = ""
    was_months: str = ""


@dataclass(frozen=True, slots=True)
class Shaped:
    """A plan worked out from a wish, and where the sliders stand now."""

    reach: Reach
    offer: Offer | None
    amount: str
    """A month, in major units, as the fields show it."""
    months: int
    error: Text | None = None


def shape(
    customer: Cardholder, currency: str, wish: Wish, start: Offer | None, at: datetime
) -> Shaped | None:
    """The plan that fits a wish; None where no plan of any kind is within reach.

    Whichever field differs from what it was is what was meant. Never raises for bad input: the
    error says how to mend it, and the sliders stand where they stood.
    """
    reach = reach_of(customer.customer_id, currency, at)
    if reach is None:
        return None
    begin = start.monthly_minor if start else reach.monthly_max_minor
    here = _shaped(customer, reach, at, monthly_minor=_minor(wish.was_amount, currency) or begin)
    try:
        months = _moved(wish.months, wish.months_slide, wish.was_months)
        amount = _moved(wish.amount, wish.amount_slide, wish.was_amount)
        if months is not None and amount is None:
            return _shaped(customer, reach, at, months=_months(months, reach))
        if amount is not None:
            return _shaped(customer, reach, at, monthly_minor=_monthly(amount, reach))
    except Refused as refused:
        return Shaped(here.reach, here.offer, here.amount, here.months, refused.text)
    return here


def _shaped(
    customer: Cardholder,
    reach: Reach,
    at: datetime,
    *,
    monthly_minor: int | None = None,
    months: int | None = None,
) -> Shaped:
    offer = shaped_offer(
        customer.customer_id,
        reach.currency,
        at,
        customer,
        monthly_minor=monthly_minor,
        months=months,
    )
    monthly = offer.monthly_minor if offer else monthly_minor or reach.monthly_max_minor
    count = len(offer.dues) if offer else months or reach.months_max
    error = None if offer else NOT_FITTING
    return Shaped(reach, offer, plain(monthly, reach.currency), count, error)


NOT_FITTING = Text(
    "No plan of that shape can be agreed here. Try a little more a month, or ask a person.",
    "无法在此达成这样的方案，可适当提高每月金额，或联系专人。",
)


def _moved(field: str, slide: str, was: str) -> str | None:
    """What was meant: the field if it was changed, else the slider if it was; None for neither."""
    for each in (field.strip(), slide.strip()):
        if each and each != was:
            return each
    return None


def _monthly(text: str, reach: Reach) -> int:
    minor = read_amount(text, reach.currency).minor
    most, least = (
        Money(each, reach.currency) for each in (reach.monthly_max_minor, reach.monthly_min_minor)
    )
    if minor > most.minor:
        raise Refused(
            Text(
                f"You told us that {most} a month is the most. Change that first, if it is more.",
                f"您告诉我们每月最多能拿出{most}；如可承担更多，请先更改该金额。",
            )
        )
    if minor < least.minor:
        raise Refused(
            Text(
                f"The longest plan takes {least} a month. If that is too much, tell us that you "
                "can't cope.",
                f"最长期限的方案每月需还{least}；如仍无法承受，请告诉我们您还款有困难。",
            )
        )
    return minor


def _months(text: str, reach: Reach) -> int:
    if not text.isdecimal() or len(text) > 4 or not int(text):
        raise Refused(Text("Write the number of months in figures.", "请用数字填写月数。"))
    number = int(text)
    if not reach.months_min <= number <= reach.months_max:
        raise Refused(
            Text(
                f"Choose from {reach.months_min} to {reach.months_max} months.",
                f"请选择{reach.months_min}至{reach.months_max}个月。",
            )
        )
    return number


def _minor(text: str, currency: str) -> int:
    try:
        return read_amount(text, currency).minor
    except Refused:
        return 0


def plain(minor: int, currency: str) -> str:
    """An amount as a number field holds it: 1200 or 1200.50."""
    amount = Money(minor, currency).amount
    return f"{amount:.0f}" if amount == amount.to_integral() else f"{amount}"


def step_of(currency: str) -> str:
    """The least step of an amount's number field."""
    digits = minor_digits(currency)
    return "1" if not digits else f"0.{'1':>0{digits}}"


def seen_as(offer: Offer) -> str:
    """What a form carries to tell whether the offer is still the one that was shown."""
    return f"{offer.total_minor}.{len(offer.dues)}.{offer.monthly_minor}.{offer.last_due_on:%Y%m%d}"


def chance_in_words(per_mille: int) -> str:
    """How likely a plan is kept, for the person whose plan it is."""
    in_ten = max(1, min(9, round(per_mille / 100)))
    for least, words in (
        (8, _("Very likely to be kept: about %(n)s in 10 such plans are.")),
        (6, _("Likely to be kept: about %(n)s in 10 such plans are.")),
        (4, _("May be hard to keep: about %(n)s in 10 such plans are kept.")),
        (0, _("Hard to keep: only about %(n)s in 10 such plans are kept.")),
    ):
        if in_ten >= least:
            return words % {"n": in_ten}
    raise AssertionError("unreachable")
