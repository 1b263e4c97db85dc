"""Template tags of the cardholder's pages."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django import template
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from fairdue.identity.queries.policy import lender
from fairdue.negotiation.queries.offers import Offer
from fairdue.portal import navigation
from fairdue.portal.planning import chance_in_words, plain, seen_as

register = template.Library()


@register.simple_tag(takes_context=True, name="lender")
def lender_name(context: template.Context) -> str:
    """Whose pages these are: cardholders know their lender, not the software."""
    return lender(context["request"].now).in_language(get_language() or "en")


@register.simple_tag(takes_context=True)
def places(context: template.Context) -> list[navigation.Link]:
    """The places always at hand, on the page that is shown."""
    request: HttpRequest = context["request"]
    return navigation.bar(request)


@register.simple_tag
def everything() -> tuple[navigation.Group, ...]:
    """Every page, by matter."""
    return navigation.GROUPS


@register.simple_tag
def offered() -> list[navigation.Page]:
    """What can be done about what is owed, in the order in which it usually helps."""
    return navigation.named(*navigation.OFFERED)


@register.filter
def dated(on: date | None) -> str:
    """A day, always with its year: 22 Dec 2025; 2025年12月22日."""
    if on is None:
        return "–"
    local = timezone.localtime(on) if isinstance(on, datetime) else on
    # Translators: a Django date format for a day with its year, e.g. Y年n月j日
    return date_format(local, _("j M Y"))


@register.filter
def timed(at: datetime | None, now: datetime | None = None) -> str:
    """A moment: 14:05 or yesterday 14:05 where `now` is near, else 22 Dec 2025 14:05."""
    if at is None:
        return "–"
    local = timezone.localtime(at)
    clock = f"{local:%H:%M}"
    away = None if now is None else (local.date() - timezone.localtime(now).date()).days
    if away == 0:
        return clock
    if away in (-1, 1):
        said = _("tomorrow %(clock)s") if away == 1 else _("yesterday %(clock)s")
        return said % {"clock": clock}
    return f"{dated(local)} {clock}"


@register.filter
def chance(per_mille: int) -> str:
    """How likely a plan is kept, in words."""
    return chance_in_words(per_mille)


@register.filter
def seen(offer: Offer) -> str:
    """What a form carries to tell whether the offer is still the one that was shown."""
    return seen_as(offer)


@register.filter
def extra_minor(offer: Offer) -> int:
    """What an offer costs beyond what is owed already, before anything is forgiven."""
    return offer.total_minor + offer.saved_minor - offer.terms.owed_minor


@register.filter
def plain_amount(minor: int, currency: str) -> str:
    """An amount as a number field holds it."""
    return plain(minor, currency)


@register.filter
def percent(share: Decimal) -> str:
    """A share as a percentage: 0.1268 -> 12.68 %."""
    return f"{share:.2%}"
