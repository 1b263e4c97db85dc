"""Gathers what is held about one cardholder, section by section."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from fairdue.compliance import queries as compliance
from fairdue.contact.models import Permit
from fairdue.contact.queries import contacts_told, pressure_told
from fairdue.delinquency import queries as delinquency
from fairdue.kernel.text import Text
from fairdue.messaging.queries import messages_to
from fairdue.negotiation.queries.agreements import agreements_of
from fairdue.negotiation.queries.assessments import assessments_of
from fairdue.negotiation.queries.causes import causes_of
from fairdue.negotiation.queries.hardship import hardship_of
from fairdue.negotiation.queries.promises import promises_of
from fairdue.people.actors import Cardholder
from fairdue.portfolio import queries as portfolio
from fairdue.portfolio.actions import reveal
from fairdue.portfolio.queries.balances import owed_on
from fairdue.reporting.exports.own_file.plain import plain
from fairdue.work.queries import notes_of

ALL = 100_000
"""More than anybody has; queries that page give everything."""
REASON = "own file"


@dataclass(frozen=True, slots=True)
class Section:
    """Records of one kind."""

    key: str
    title: Text
    rows: Any
    """A mapping, or a list of mappings, as JSON has them."""


Gather = Callable[[int, datetime], Any]

GATHERED: tuple[tuple[str, Text, Gather], ...] = (
    ("accounts", Text("Accounts", "账户"), lambda who, _at: portfolio.accounts_of(who)),
    (
        "owed",
        Text("What you owe, line by line", "欠款逐项说明"),
        lambda who, at: owed_on(who, timezone.localtime(at).date()),
    ),
    ("payments", Text("Payments", "还款"), lambda who, _at: portfolio.payments_of(who, ALL)),
    ("cases", Text("Collection", "催收阶段"), lambda who, _at: delinquency.cases_of(who)),
    ("causes", Text("What you told us of your situation", "您告知的情况"),
     lambda who, _at: causes_of(who, ALL)),
    ("assessments", Text("What you can set aside", "还款能力"),
     lambda who, at: assessments_of(who, at, ALL)),
    ("hardship", Text("Relief in difficulty", "困难帮扶"), lambda who, _at: hardship_of(who, ALL)),
    ("promises", Text("Promises", "承诺还款"), lambda who, _at: promises_of(who, ALL)),
    ("agreements", Text("Agreements", "协议"), lambda who, _at: agreements_of(who, ALL)),
    ("contacts", Text("Contacts made with you", "与您的联系"),
     lambda who, _at: contacts_told(who, limit=None)[0]),
    ("messages", Text("What was written to you", "发给您的信函和消息"),
     lambda who, _at: messages_to(who, ALL)),
    ("refused", Text("Contacts that the rules refused", "被规则拒绝的联系"),
     lambda who, _at: _refused(who)),
    ("pressure", Text("Pressure in the last 30 days", "近30天联系压力"),
     pressure_told),
    ("disputes", Text("Disputes", "异议"), lambda who, _at: compliance.disputes_of(who)),
    ("complaints", Text("Complaints", "投诉"), lambda who, _at: compliance.complaints_of(who)),
    ("requests", Text("What you asked us", "您的要求"),
     lambda who, _at: compliance.requests_of(who)),
    ("consents", Text("What you allowed us", "您同意的事项"),
     lambda who, _at: compliance.consents_of(who)),
    ("holds", Text("When collection was stopped", "停催"),
     lambda who, _at: compliance.holds_of(who)),
    ("marks", Text("What we heed about you", "我们留意的情况"),
     lambda who, _at: compliance.marks_of(who)),
    ("notes", Text("Notes", "备注"), lambda who, _at: notes_of(who, ALL)),
)  # fmt: skip
"""Every kind of record, in the order of the file. A new kind of record needs its line here."""


def gather(
    who: Cardholder, *, language: str, staff: Collection[str], at: datetime
) -> list[Section]:
    """Everything about the person; their own values opened, which is journalled."""
    sections = [Section("person", Text("You", "您本人"), _person(who, at))]
    for key, title, found in GATHERED:
        rows = plain(found(who.customer_id, at), language, staff)
        sections.append(Section(key, title, rows))
    return sections


def _person(who: Cardholder, at: datetime) -> Mapping[str, Any]:
    customer = portfolio.customer(who.customer_id)
    assert customer is not None, "a cardholder is a customer"

    def opened(what: Any) -> str:
        return reveal(customer_id=who.customer_id, what=what, reason=REASON, staff=who, at=at)

    return {
        "customer_ref": customer.customer_ref,
        "name": opened("name") if customer.name_masked else "",
        "id_number": opened("id_number") if customer.id_number_masked else "",
        "language": customer.language,
        "law": compliance.law_of(who.customer_id, timezone.localtime(at).date()),
        "first_seen_on": customer.first_seen_on.isoformat(),
        "last_seen_on": customer.last_seen_on.isoformat(),
        "contact_points": [
            {
                "kind": point.kind,
                "value": opened(point.id),
                "source": point.source,
                "invalid_since": point.invalid_since.isoformat() if point.invalid_since else None,
            }
            for point in portfolio.contact_points(who.customer_id)
        ],
    }


def _refused(customer_id: int) -> list[dict[str, Any]]:
    """Asked for, and never made."""
    rows = Permit.objects.filter(customer_id=customer_id, granted=False).order_by(
        "-asked_at", "-id"
    )
    return [
        {"asked_at": asked_at, "channel": channel, "rules": failing}
        for asked_at, channel, failing in rows.values_list("asked_at", "channel", "failing")
    ]
