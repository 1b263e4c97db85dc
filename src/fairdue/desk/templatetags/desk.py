"""Template filters: money, buckets, two-language texts, moments of the local day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Protocol

from django import template
from django.templatetags.static import static
from django.utils import timezone
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext as _

from fairdue.contact.models import Channel
from fairdue.desk.reasons import reason_in_words
from fairdue.kernel.money import Money, minor_digits
from fairdue.kernel.text import Text
from fairdue.people.actors import words_for

register = template.Library()

SIGNS = {"CNY": "¥", "USD": "$", "GBP": "£", "EUR": "€", "HKD": "HK$", "TWD": "NT$"}
LAST_BUCKET = 7


class HasDeadline(Protocol):
    """A record with a last day."""

    def days_left(self, today: date) -> int | None:
        """Days to it."""


@register.filter
def money(minor: int | None, currency: str) -> str:
    """Minor units as people write them: 321450, "CNY" -> ¥3,214.50. A dash when not known."""
    if minor is None:
        return "–"
    amount = Decimal(minor).scaleb(-minor_digits(currency))
    sign = SIGNS.get(currency, f"{currency} ")
    return f"−{sign}{-amount:,}" if amount < 0 else f"{sign}{amount:,}"


@register.filter
def cash(value: Money | None) -> str:
    """Money as people write it."""
    return "–" if value is None else money(value.minor, value.currency)


@register.filter
def bucket(number: int | None) -> str:
    """The bucket's name: 2 -> M2, 7 -> M7+."""
    if number is None:
        return "–"
    return f"M{number}+" if number >= LAST_BUCKET else f"M{number}"


@register.filter
def in_language(text: Text | str | None) -> str:
    """A two-language text in the page's language."""
    if isinstance(text, Text):
        return text.in_language(get_language() or "en")
    return text or ""


@register.filter
def percent(share: Decimal) -> str:
    """A share as a percentage of two digits: 0.1268 -> 12.68%."""
    return f"{share:.2%}"


@register.filter
def listed(texts: Iterable[Text]) -> str:
    """Two-language texts one after the other, in the page's language."""
    return _(", ").join(in_language(each) for each in texts)


@register.filter
def moment(at: datetime | None, now: datetime | None = None) -> str:
    """A moment, shorter the nearer: 14:05 today, tomorrow 08:00, 12 Sep 14:05."""
    if at is None:
        return "–"
    if now is None:
        return day_and_clock(at)
    local = timezone.localtime(at)
    clock = f"{local:%H:%M}"
    days_away = (local.date() - timezone.localtime(now).date()) // timedelta(days=1)
    near = {0: clock, 1: _("tomorrow %(clock)s"), -1: _("yesterday %(clock)s")}
    if days_away in near:
        return near[days_away] % {"clock": clock} if days_away else clock
    return day_and_clock(at, now)


@register.filter
def day_and_clock(at: datetime | None, now: datetime | None = None) -> str:
    """A moment with its day, today's too; with its year unless that is `now`'s: 12 Sep 14:05,
    12 Sep 2025 14:05.
    """
    if at is None:
        return "–"
    local = timezone.localtime(at)
    return f"{day(local, now) if now else whole_day(local.date())} {local:%H:%M}"


@register.filter
def day(on: date | None, now: datetime | None = None) -> str:
    """A day, with its year where that is not `now`'s: 12 Sep, 12 Sep 2025; 9月12日."""
    if on is None:
        return "–"
    if isinstance(on, datetime):
        on = timezone.localdate(on)
    if now is not None and on.year != timezone.localtime(now).year:
        return whole_day(on)
    # Translators: a Django date format for a day without its year, e.g. n月j日
    return date_format(on, _("j M"))


@register.filter
def whole_day(on: date) -> str:
    """A day with its year, this one's too, as laws have it: 12 Sep 2025; 2025年9月12日."""
    # Translators: a Django date format for a day with its year, e.g. Y年n月j日
    return date_format(on, _("j M Y"))


@register.filter
def called(username: str, people: Mapping[str, str]) -> str:
    """Who did it, by the name that records hold: a person's display name, the cardholder, a
    connected system; that itself when unknown."""
    if username in people or not username:
        return people.get(username, "")
    words = words_for(username)
    return in_language(words) if words else username


@register.filter
def in_words(reason: str) -> str:
    """A hold's reason; one that the product gave itself becomes a sentence."""
    return reason_in_words(reason)


@register.filter
def channel_name(code: str) -> str:
    """A channel in the page's language; "" where none is named."""
    return str(Channel(code).label) if code in Channel.values else code


@register.filter
def weekdays(days: Iterable[int]) -> str:
    """Days of the week, Monday is 0, in short: Sat, Sun."""
    return _(", ").join(str(WEEKDAYS_ABBR[day]) for day in days)


@register.filter
def days_left_of(record: HasDeadline, today: date) -> int | None:
    """Days to a record's last day; negative when that is over, None where there is none."""
    return record.days_left(today)


@register.filter
def absolute(number: int) -> int:
    """How much, without its sign."""
    return abs(number)


@register.filter
def table_name(name: str) -> str:
    """A table of the lake in the page's language; one that is not listed as it is written."""
    known = {"accounts": _("Accounts"), "payments": _("Payments"), "persons": _("Persons")}
    return known.get(name, name)


@register.filter
def language_name(code: str) -> str:
    """A customer's language in the page's: zh -> Chinese. The code itself when not known."""
    known = {"zh": "zh-hans"}.get(code, code)
    try:
        return str(get_language_info(known)["name_translated"])
    except KeyError:
        return code


@register.filter
def in_minutes(span: timedelta) -> int:
    """A length of time as whole minutes."""
    return span // timedelta(minutes=1)


@register.simple_tag
def icon(name: str) -> SafeString:
    """A picture from icons.svg; decoration only, the text beside it speaks."""
    return format_html(
        '<svg class="icon" aria-hidden="true"><use href="{}#{}"></use></svg>',
        static("desk/icons.svg"),
        name,
    )
