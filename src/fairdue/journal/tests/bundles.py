"""A bundle made without a database: three days, several seals a day, one customer."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import lru_cache
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from fairdue.journal.rules.bundle import Writer
from fairdue.journal.rules.canonical import parse
from fairdue.journal.rules.seals import (
    NOTHING,
    Statement,
    Written,
    fingerprint,
    leaf,
    leaf_salt,
)
from fairdue.journal.rules.tree import path, root

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = KEY.public_key().public_bytes_raw()
OTHER_KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
CUSTOMER = 5
SALT = bytes(32)
EVENTS: list[tuple[str, str, dict[str, Any]]] = [
    ("permit_granted", "permit:1", {"channel": "call", "failing": [], "share": 0.25}),
    ("contact_made", "attempt:1", {"channel": "call", "permit": 1}),
    ("outcome_recorded", "attempt:1", {"channel": "call", "outcome": "promise"}),
    ("outcome_undone", "attempt:1", {"channel": "call", "outcome": "promise"}),
    ("outcome_recorded", "attempt:1", {"channel": "call", "outcome": "busy"}),
    ("note_written", "note:3", {"说明": "客户来电"}),
    ("permit_denied", "permit:2", {"channel": "call", "failing": ["CN-HOURS-01"]}),
]


def moment(number: int) -> str:
    return f"2026-03-{10 + number // 40:02d}T02:{number % 40:02d}:00.000000Z"


def entry(number: int) -> Written:
    """Every third entry is about our customer; the others are about others."""
    action, subject, details = EVENTS[(number // 3) % len(EVENTS)]
    customer = CUSTOMER if number % 3 == 0 else 900 + number
    return Written(
        entry=number + 1,
        at=moment(number),
        recorded_at=moment(number),
        actor="ann",
        action=action if customer == CUSTOMER else "hold_placed",
        subject=subject if customer == CUSTOMER else "",
        customer=customer,
        details=json.dumps(details, ensure_ascii=False),
        rules="[]",
        transaction=1000 + number,
    )


Sealed = tuple[Statement, bytes, list[Written], list[bytes]]


def seal_all(key: Ed25519PrivateKey = KEY) -> Iterator[Sealed]:
    """Three seals a day on three days, over 21 entries of which the last 3 lack nothing."""
    public = key.public_key().public_bytes_raw()
    previous = day_before = NOTHING
    digests: list[bytes] = []
    day = ""
    entries = [entry(number) for number in range(21)]
    for number in range(7):
        today = f"2026-03-{10 + number // 3}"
        if today != day:
            day, day_before, digests = today, previous, []
        run = entries[number * 3 : number * 3 + 3]
        leaves = [leaf(leaf_salt(SALT, place), one.text()) for place, one in enumerate(run)]
        statement = Statement(
            number=number + 1,
            day=day,
            place=len(digests),
            count=len(run),
            first_entry=run[0].entry,
            last_entry=run[-1].entry,
            root=root(leaves).hex(),
            day_root=root(digests).hex(),
            previous=previous.hex(),
            day_before=day_before.hex(),
            salt_digest=sha256(SALT).hexdigest(),
            sealed_at=moment(number),
            key=fingerprint(public),
        )
        previous = statement.digest()
        digests.append(previous)
        yield statement, key.sign(statement.text().encode()), run, leaves


ROWS: list[tuple[str, dict[str, Any]]] = [
    ("permit", {"number": 1, "entry": 1, "customer": CUSTOMER, "asked_at": moment(0),
                "asked_by": "ann", "granted": True, "channel": "call", "failing": []}),
    ("permit", {"number": 2, "entry": 19, "customer": CUSTOMER, "asked_at": moment(18),
                "asked_by": "ann", "granted": False, "channel": "call",
                "failing": ["CN-HOURS-01"]}),
    ("contact", {"number": 1, "entry": 4, "permit": 1, "customer": CUSTOMER,
                 "made_at": "2026-03-10T10:03:00+08:00", "made_by": "ann", "channel": "call",
                 "value_masked": "138****0000"}),
    ("outcome", {"number": 1, "entry": 13, "customer": CUSTOMER, "ended_at": moment(12),
                 "outcome": "busy"}),
]  # fmt: skip


def lines(
    key: Ed25519PrivateKey = KEY,
    rows: list[tuple[str, dict[str, Any]]] | None = None,
) -> list[bytes]:
    """The bundle's lines."""
    sealed = list(seal_all(key))
    public = key.public_key().public_bytes_raw()
    writer = Writer()
    written = [
        writer.header(
            keys={fingerprint(public): public.hex()},
            head=len(sealed),
            about={"customer": CUSTOMER, "customer_ref": "C-0005"},
            made_at=moment(40),
            made_by="cora",
        )
    ]
    for place, (statement, signature, _run, _leaves) in enumerate(sealed):
        of_day = [one for one, *_ in sealed if one.day == statement.day]
        is_last = of_day[-1] is statement
        way = [one.digest() for one in of_day[:-1]]
        written.append(
            writer.seal(
                statement.document(), signature, None if is_last else path(way, statement.place)
            )
        )
        assert sealed[place][0] is statement
    for statement, _signature, run, leaves in sealed:
        for place, one in enumerate(run):
            if one.customer == CUSTOMER:
                written.append(
                    writer.record(
                        parse(one.text()),
                        leaf_salt(SALT, place),
                        statement.number,
                        place,
                        path(leaves, place),
                    )
                )
    written += [writer.row(kind, fields) for kind, fields in rows or ROWS]
    written.append(writer.end(fingerprint(public), lambda text: key.sign(text.encode())))
    return [line.encode() for line in written]


@lru_cache
def sound() -> tuple[bytes, ...]:
    """The bundle as it was written."""
    return tuple(lines())
