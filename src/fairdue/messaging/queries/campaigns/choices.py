"""What can be chosen for a campaign."""

from __future__ import annotations

from django.db import connection

from fairdue.kernel.text import Text
from fairdue.messaging.models import TemplateState, TemplateVersion
from fairdue.messaging.queries.values import ACCOUNT_FIELDS
from fairdue.messaging.rules.campaigns import CHANNELS
from fairdue.messaging.rules.fields import FIELDS


def sendable_templates() -> list[tuple[str, Text]]:
    """Live templates that a case by itself fills in, by name, with their titles."""
    rows = TemplateVersion.objects.filter(
        state=TemplateState.LIVE, template__channel__in=CHANNELS
    ).select_related("template")
    found: dict[str, Text] = {}
    left_out = set()
    for row in rows.order_by("template__name", "template__law"):
        found.setdefault(row.template.name, row.template.title)
        if any(_is_of_something_else(name) for name in row.wording.fields):
            left_out.add(row.template.name)
    return [(name, title) for name, title in found.items() if name not in left_out]


def _is_of_something_else(name: str) -> bool:
    """Does a field tell of an agreement or the like, which a selection doesn't name?"""
    field = FIELDS[name]
    return field.kind in ("money", "date", "digits") and name not in ACCOUNT_FIELDS


def currencies() -> list[str]:
    """Of the accounts there are."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT currency FROM portfolio_account ORDER BY currency")
        return [code for (code,) in cursor.fetchall()]
