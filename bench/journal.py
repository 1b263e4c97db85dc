"""Sealing and checking the journal against a bare read and hash of the same bytes.

    python -m bench.journal [--entries 1000000]

The floor reads the same columns of the same entries through the same kind of cursor and takes a
sha256 of as many bytes as each entry's canonical text has, parsing and writing nothing. Sealing
and checking are the real ones, in a throw-away data folder with its own PostgreSQL. Entries are
as permits write them. Also measured: what the index for sealing costs an insert, and the memory
that sealing needs.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from datetime import UTC, datetime
from hashlib import sha256

from bench._installation import throw_away

AT = datetime(2026, 11, 1, tzinfo=UTC)
RATIO_MAX = 5.0

INSERT = """
INSERT INTO journal_entry (at, actor, action, subject, customer_id, details, rules)
SELECT now(), 'collector' || n %% 50, 'permit_granted', 'permit:' || n, n %% 200000,
    jsonb_build_object('channel', 'call', 'contact_point', n, 'case', n %% 200000,
        'failing', '[]'::jsonb, 'missing', '[]'::jsonb, 'dialled', true, 'granted', true),
    '[{"rule": "CN-HOURS-01", "pack": "law/cn", "version": "9b524288176e"},
      {"rule": "CN-FREQ-01", "pack": "law/cn", "version": "9b524288176e"}]'
FROM generate_series(1, %s) AS n
"""


def main() -> int:
    """Measure and print. Gives 1 when an aim is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=1_000_000)
    asked = parser.parse_args()
    throw_away()
    from fairdue.journal.auditing import audit
    from fairdue.journal.sealing import seal

    with_index = timed(lambda: insert(asked.entries // 10))
    without_index = timed_without_index(asked.entries // 10)
    print(
        f"insert of {asked.entries // 10:,} entries: {with_index:.2f} s, "
        f"without the index for sealing {without_index:.2f} s ({with_index / without_index:.2f})"
    )
    seal(at=AT)
    insert(asked.entries)
    floors = [timed(lambda: floor(asked.entries))]
    memory = peak_megabytes()
    sealing = timed(lambda: seal(at=AT))
    grown = peak_megabytes() - memory
    floors.append(timed(lambda: floor(asked.entries)))
    found = None

    def run_audit() -> None:
        nonlocal found
        found = audit()

    checking = timed(run_audit)
    assert found is not None and found.is_sound, found
    scale = found.records / asked.entries  # the check sees the entries of the insert bench too
    per_floor = sum(floors) / len(floors)
    print(f"floor (read and sha256)  {per_floor:6.2f} s  ({floors[0]:.2f}, {floors[1]:.2f})")
    print(f"sealing                  {sealing:6.2f} s  ratio {sealing / per_floor:.2f}")
    checking /= scale
    print(f"checking                 {checking:6.2f} s  ratio {checking / per_floor:.2f}")
    print(f"sealing's memory         {grown:6.0f} MB more than before")
    print(f"aim: ratios of at most {RATIO_MAX:.0f}")
    return int(max(sealing, checking) / per_floor > RATIO_MAX)


def insert(count: int) -> None:
    """That many entries in one transaction."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(INSERT, [count])


def timed_without_index(count: int) -> float:
    """The same insert while there is no index for sealing, which is then made again."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX journal_entry_sealing")
        seconds = timed(lambda: insert(count))
        cursor.execute(
            "CREATE INDEX journal_entry_sealing ON journal_entry USING brin (transaction_id)"
        )
    return seconds


def floor(count: int) -> None:
    """Read what sealing reads of the newest entries, and hash as many bytes."""
    from django.db import connection, transaction

    from fairdue.journal.reading import COLUMNS
    from fairdue.journal.rules.seals import Written

    size = 0
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        newest = f"SELECT {COLUMNS} FROM journal_entry AS entry ORDER BY id DESC LIMIT {count}"
        cursor.execute(newest)
        while rows := cursor.fetchmany(4096):
            size = size or len(Written(*rows[0]).text().encode())
            block = bytes(size)
            for _row in rows:
                sha256(block).digest()


def timed(work: object) -> float:
    """Seconds that a call takes."""
    begun = time.perf_counter()
    assert callable(work)
    work()
    return time.perf_counter() - begun


def peak_megabytes() -> float:
    """The most memory this process has had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    sys.exit(main())
