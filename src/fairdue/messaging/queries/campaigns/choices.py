"""What can be chosen for a campaign."""

from __future__ import annotations

from django.db import connection

from fairdue.kernel.text import Text
from fairdue.messaging.models import Template, TemplateState, TemplateVersion
from fairdue.messaging.queries.values import ACCOUNT_FIELDS
from fairdue.messaging.rules.campaigns import CHANNELS
from fairdue.messaging.rules.fields import FIELDS
from fairdue.messaging.rules.mandatory import COVER


def sendable_templates() -> list[tuple[str, Text]]:
    """Live templates that a case by itself fills in, by name, with their titles."""
    rows = TemplateVersion.objects.filter(
        state=TemplateState.LIVE, template__channel__in=CHANNELS
    ).exclude(template__kind=COVER)
    found: dict[str, Text] = {}
    left_out = set()
    for row in rows.select_related("template").order_by("template__name", "template__law"):
        found.setdefault(row.template.name, row.template.title)
        if any(_is_of_something_else(name) for name in row.wording.fields):
            left_out.add(row.template.name)
    return [(name, title) for name, title in found.items() if name not in left_out]


def _is_of_something_else(name: str) -> bool:
    """Does a field tell of an agreement or the like, which a selection doesn't name?"""
    field = FIELDS[name]
    return field.kind in ("money", "date", "digits") and name not in ACCOUNT_FIELDS


def title_of(template: str) -> Text:
    """What a template is called; its name where there is none."""
    found = Template.objects.filter(name=template, channel__in=CHANNELS).first()
    return found.title if found is not None else Text(template, template)


def currencies() -> list[str]:
    """Of the accounts there are."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT currency FROM portfolio_account ORDER BY currency")
        return [code for (code,) in cursor.fetchall()]
