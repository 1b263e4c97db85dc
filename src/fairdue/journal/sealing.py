"""Seals what the journal has gained. Writers of entries never wait for it.

Entries to seal are found by transaction: the last seal tells below which transaction everything
was sealed or rolled back by then, so only what later transactions wrote is looked at. An entry
that can be seen was committed; one whose transaction is under way is left to the next seal.
Numbers of transactions begin anew in another server's files (a restored database); then the whole
journal is looked through once.
"""

from __future__ import annotations

import secrets
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from itertools import groupby
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from fairdue.journal.models import Seal
from fairdue.journal.reading import COLUMNS, moment, salt_digest
from fairdue.journal.rules.canonical import spelled
from fairdue.journal.rules.seals import NOTHING, Statement, Written, leaf, leaf_salt
from fairdue.journal.rules.tree import root
from fairdue.vault.signing import signing_key

LOCK = 0x7365616C
"""Key of the advisory lock that lets one seal at a time."""
ENTRIES_PER_SEAL_MAX = 4096
SALT_BYTES = 32

PENDING = f"""
SELECT greatest((entry.recorded_at AT TIME ZONE %(zone)s)::date, %(day)s::date), {COLUMNS}
FROM journal_entry AS entry
WHERE entry.transaction_id >= %(low)s
    AND NOT EXISTS (SELECT FROM journal_leaf AS leaf WHERE leaf.entry_id = entry.id)
ORDER BY 1, 2
"""
WAITING = """
SELECT count(*), min(entry.at)
FROM journal_entry AS entry
WHERE entry.transaction_id >= %(low)s
    AND NOT EXISTS (SELECT FROM journal_leaf AS leaf WHERE leaf.entry_id = entry.id)
"""
HORIZON = """
SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint, system_identifier
FROM pg_control_system()
"""
COPY_LEAVES = "COPY journal_leaf (entry_id, seal_id, position, digest) FROM STDIN (FORMAT BINARY)"
COPY_HEAD = b"PGCOPY\n\xff\r\n\0" + bytes(8)
COPY_END = b"\xff\xff"
LEAF = struct.Struct(">hiqiqiii32s")
"""One leaf in COPY's binary format: the number of fields, then each with its length before it."""

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Sealing:
    """What one sealing added."""

    seals: int
    entries: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """Entries not sealed yet, and when the oldest of them was written."""

    entries: int
    since: datetime | None


def seal(*, at: datetime) -> Sealing:
    """Seal every committed entry that has no seal yet. Two at once take turns.

    Writes no journal entry: sealing that would itself need sealing never came to rest, and a seal
    says by itself when it was made and by which key.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        last = newest_seal()
        low, horizon, cluster = _span(cursor, last)
        maker = _Maker(last, at, horizon, cluster)
        pending = {"zone": settings.TIME_ZONE, "day": last.day if last else None, "low": low}
        entries = 0
        for day, rows in _runs(pending):
            made, leaves = maker.make(day, rows)
            made.save(force_insert=True)
            with cursor.copy(COPY_LEAVES) as copy:
                copy.write(COPY_HEAD + leaves + COPY_END)
            entries += len(rows)
        return Sealing(maker.made, entries)


def waiting() -> Waiting:
    """What the next sealing would seal."""
    with connection.cursor() as cursor:
        low, _horizon, _cluster = _span(cursor, newest_seal())
        cursor.execute(WAITING, {"low": low})
        return Waiting(*cursor.fetchone())


def sealed_below() -> int:
    """Transactions with lower numbers have no entry left to seal; 0 where nothing is known."""
    with connection.cursor() as cursor:
        return _span(cursor, newest_seal())[0]


def newest_seal() -> Seal | None:
    """The last seal made."""
    return Seal.objects.order_by("-number").first()


def _span(cursor: Any, last: Seal | None) -> tuple[int, int, int]:
    """From which transaction on to look; below which all is over now; and the server's files."""
    cursor.execute(HORIZON)
    horizon, cluster = cursor.fetchone()
    if last is None or cluster != last.cluster or horizon < last.sealed_below:
        return 0, horizon, cluster
    return last.sealed_below, horizon, cluster


def _runs(pending: dict[str, Any]) -> Iterator[tuple[date, Sequence[Row]]]:
    """Entries by day, at most as many at once as a seal takes."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(PENDING, pending)
        while rows := cursor.fetchmany(ENTRIES_PER_SEAL_MAX):
            for day, of_day in groupby(rows, key=lambda row: row[0]):
                yield day, list(of_day)


class _Maker:
    """Makes one seal after another, each naming the one before."""

    def __init__(self, last: Seal | None, at: datetime, horizon: int, cluster: int) -> None:
        self.made = 0
        self._at, self._horizon, self._cluster = at, horizon, cluster
        self._key = signing_key()
        self._number = last.number if last else 0
        self._previous = bytes(last.digest) if last else NOTHING
        self._day = last.day if last else None
        self._day_before = bytes(last.day_before) if last else NOTHING
        self._day_digests: list[bytes] = _digests_of(last.day) if last else []

    def make(self, day: date, rows: Sequence[Row]) -> tuple[Seal, bytes]:
        """A seal over these entries, all of one day; and its leaves, ready for COPY."""
        if day != self._day:
            self._day, self._day_before, self._day_digests = day, self._previous, []
        self._number += 1
        salt = secrets.token_bytes(SALT_BYTES)
        leaves = [
            leaf(leaf_salt(salt, position), Written(*row[1:]).text(spelled_before))
            for position, row in enumerate(rows)
        ]
        ids = [row[1] for row in rows]
        statement = Statement(
            number=self._number,
            day=str(day),
            place=len(self._day_digests),
            count=len(rows),
            first_entry=min(ids),
            last_entry=max(ids),
            root=root(leaves).hex(),
            day_root=root(self._day_digests).hex(),
            previous=self._previous.hex(),
            day_before=self._day_before.hex(),
            salt_digest=salt_digest(salt).hex(),
            sealed_at=moment(self._at),
            key=self._key.fingerprint,
        )
        self._previous = statement.digest()
        self._day_digests.append(self._previous)
        self.made += 1
        packed = b"".join(
            LEAF.pack(4, 8, entry, 8, self._number, 4, position, 32, digest)
            for position, (entry, digest) in enumerate(zip(ids, leaves, strict=True))
        )
        return self._stored(statement, day, salt), packed

    def _stored(self, statement: Statement, day: date, salt: bytes) -> Seal:
        return Seal(
            number=statement.number,
            day=day,
            place=statement.place,
            count=statement.count,
            first_entry=statement.first_entry,
            last_entry=statement.last_entry,
            root=bytes.fromhex(statement.root),
            day_root=bytes.fromhex(statement.day_root),
            previous=bytes.fromhex(statement.previous),
            day_before=bytes.fromhex(statement.day_before),
            sealed_at=self._at,
            public_key=self._key.public,
            salt=salt,
            digest=self._previous,
            signature=self._key.sign(statement.text()),
            cluster=self._cluster,
            sealed_below=self._horizon,
        )


def _digests_of(day: date) -> list[bytes]:
    found = Seal.objects.filter(day=day).order_by("place").values_list("digest", flat=True)
    return [bytes(digest) for digest in found]


@lru_cache(maxsize=4096)
def spelled_before(text: str) -> str:
    """Rules are the same few lists again and again."""
    return spelled(text)
