"""The cardholder's law, and rules with where they are written, for every page about rights."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from fairdue.compliance import queries as compliance
from fairdue.kernel.text import Text

CODE = "portal"
"""Stands where a record says how we know: the cardholder said so in these pages."""

LAWS = {
    "CN": Text("China", "中国"),
    "US": Text("United States", "美国"),
    "UK": Text("United Kingdom", "英国"),
}


@dataclass(frozen=True, slots=True)
class Day:
    """The local day of a request and whose law applies to the person on it."""

    today: date
    law: str

    def source(self, rule: str) -> compliance.Source | None:
        """A rule's title, and the text it stands in."""
        return compliance.source_of(rule, self.law, self.today)

    def authority(self, matter: str) -> compliance.Authority | None:
        """Whom to turn to."""
        return compliance.authority(self.law, matter, self.today)


def day_of(customer_id: int, at: datetime) -> Day:
    """Today, and the law that protects this person."""
    today = timezone.localtime(at).date()
    return Day(today, compliance.law_of(customer_id, today))
