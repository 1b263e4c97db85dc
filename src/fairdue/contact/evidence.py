"""Permits, contacts and outcomes of one customer as rows for a proof. Masked forms only.

A row's names are those of the journal entry's details where both tell the same thing, so that a
reader of the proof can compare them. Moments are as `journal.reading.moment` writes them.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from fairdue.contact.models import Attempt, Permit
from fairdue.journal.reading import moment
from fairdue.journal.rules.bundle import CONTACT, OUTCOME, PERMIT

PERMIT_ACTIONS = ("permit_granted", "permit_denied")
CONTACT_ACTIONS = ("contact_made",)
Row = tuple[str, dict[str, Any]]


def rows_of(customer_id: int, entries: dict[tuple[str, str], int]) -> list[Row]:
    """(kind, fields) of every permit, contact and outcome, each kind in order of number.

    `entries` has the newest journal entry by (action, subject); a row names the one it rests on.
    """
    return [*_permits(customer_id, entries), *_contacts(customer_id, entries)]


def customer_by_subject(subject: str) -> int | None:
    """Whose permit or attempt a journal entry's subject names (permit:12, attempt:7), or None."""
    kind, _colon, number = subject.partition(":")
    records = Permit.objects.all() if kind == "permit" else Attempt.objects.all()
    return records.filter(pk=int(number)).values_list("customer_id", flat=True).first()


def _permits(customer_id: int, entries: dict[tuple[str, str], int]) -> list[Row]:
    permits = Permit.objects.filter(customer_id=customer_id).select_related("contact_point")
    return [
        (
            PERMIT,
            {
                "number": permit.pk,
                "entry": _written(entries, PERMIT_ACTIONS, f"permit:{permit.pk}")
                or permit.journal_entry_id,
                "customer": customer_id,
                "asked_at": moment(permit.asked_at),
                "asked_by": permit.asked_by,
                "channel": permit.channel,
                "contact_point": permit.contact_point_id,
                "value_masked": permit.contact_point.value_masked if permit.contact_point else "",
                "template": permit.template,
                "content_digest": permit.content_digest,
                "agency": permit.agency,
                "granted": permit.granted,
                "failing": permit.failing,
                "missing": permit.verdict.get("missing", []),
                "verdict": permit.verdict,
                "terms": permit.terms_id,
                "expires_at": _moment(permit.expires_at),
                "pack_version": permit.pack_version,
                **_planned(permit),
            },
        )
        for permit in permits.order_by("pk")
    ]


def _planned(permit: Permit) -> dict[str, str]:
    """When a permit for something planned begins to serve; of all others nothing."""
    return {"serves_from": moment(permit.serves_from)} if permit.serves_from else {}


def _contacts(customer_id: int, entries: dict[tuple[str, str], int]) -> list[Row]:
    found = Attempt.objects.filter(customer_id=customer_id).select_related("contact_point")
    attempts = list(found.order_by("pk"))
    contacts = [
        (
            CONTACT,
            {
                "number": attempt.pk,
                "entry": _written(
                    entries, (*CONTACT_ACTIONS, *PERMIT_ACTIONS), f"permit:{attempt.permit_id}"
                )
                or attempt.journal_entry_id,
                "customer": customer_id,
                "permit": attempt.permit_id,
                "case": attempt.case_id,
                "channel": attempt.channel,
                "contact_point": attempt.contact_point_id,
                "value_masked": attempt.contact_point.value_masked if attempt.contact_point else "",
                "template": attempt.template,
                "content_digest": attempt.content_digest,
                "agency": attempt.agency,
                "made_at": moment(attempt.made_at),
                "made_by": attempt.made_by,
            },
        )
        for attempt in attempts
    ]
    outcomes = [
        (
            OUTCOME,
            {
                "number": attempt.pk,
                "entry": attempt.journal_entry_id,
                "customer": customer_id,
                "channel": attempt.channel,
                "outcome": attempt.outcome,
                "ended_at": _moment(attempt.ended_at),
            },
        )
        for attempt in attempts
        if attempt.outcome
    ]
    return contacts + outcomes


def _written(
    entries: dict[tuple[str, str], int], actions: tuple[str, ...], subject: str
) -> int | None:
    return next(
        (entries[action, subject] for action in actions if (action, subject) in entries), None
    )


def _moment(at: datetime | None) -> str | None:
    return None if at is None else moment(at)
