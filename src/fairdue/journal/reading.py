"""Entries and seals as the rules of proof take them. Columns in the order of `Written`."""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256

from fairdue.journal.models import Seal
from fairdue.journal.rules.seals import Statement, fingerprint

MOMENT = 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'
COLUMNS = f"""
entry.id, to_char(entry.at AT TIME ZONE 'UTC', '{MOMENT}'),
to_char(entry.recorded_at AT TIME ZONE 'UTC', '{MOMENT}'),
entry.actor, entry.action, entry.subject, entry.customer_id,
entry.details::text, entry.rules::text, entry.transaction_id
"""


def moment(at: datetime) -> str:
    """A moment as statements, entries and rows write it."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}"


def statement_of(seal: Seal) -> Statement:
    """What a stored seal says; its key is named by the public key stored with it."""
    return Statement(
        number=seal.number,
        day=str(seal.day),
        place=seal.place,
        count=seal.count,
        first_entry=seal.first_entry,
        last_entry=seal.last_entry,
        root=bytes(seal.root).hex(),
        day_root=bytes(seal.day_root).hex(),
        previous=bytes(seal.previous).hex(),
        day_before=bytes(seal.day_before).hex(),
        salt_digest=salt_digest(bytes(seal.salt)).hex(),
        sealed_at=moment(seal.sealed_at),
        key=fingerprint(bytes(seal.public_key)),
    )


def salt_digest(salt: bytes) -> bytes:
    """Binds a seal to its salt without telling it."""
    return sha256(b"\x04" + salt).digest()
