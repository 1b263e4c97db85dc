"""Template tags of the cardholder's pages."""

from __future__ import annotations

from django import template
from django.http import HttpRequest

from fairdue.portal import navigation

register = template.Library()


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
