"""Checks the installation's own journal against its seals."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import zip_longest
from typing import Any

from django.db import connection, transaction

from fairdue.journal.actions import record
from fairdue.journal.models import Entry, Seal
from fairdue.journal.reading import COLUMNS, statement_of
from fairdue.journal.rules.faults import Fault, Problem, Report, entry_name, seal_name
from fairdue.journal.rules.seals import (
    NOTHING,
    Statement,
    Written,
    is_signed,
    leaf,
    leaf_salt,
)
from fairdue.journal.rules.tree import root
from fairdue.journal.sealing import Waiting, sealed_below, spelled_before, waiting
from fairdue.kernel.text import Text
from fairdue.vault.signing import own_fingerprints

CHECKED = "proof_checked"
PROBLEMS_MAX = 100

LEAVES = f"""
SELECT leaf.position, leaf.digest, leaf.entry_id, {COLUMNS}
FROM journal_leaf AS leaf LEFT JOIN journal_entry AS entry ON entry.id = leaf.entry_id
WHERE leaf.seal_id = %s ORDER BY leaf.position
"""


PASSED_OVER = """
SELECT entry.id FROM journal_entry AS entry
WHERE entry.transaction_id < %(low)s
    AND (%(since)s::date IS NULL OR entry.at >= %(since)s::date)
    AND NOT EXISTS (SELECT FROM journal_leaf AS leaf WHERE leaf.entry_id = entry.id)
ORDER BY entry.id LIMIT 100
"""


@dataclass(slots=True)
class Audit(Report):
    """What a check of the journal found, and what no seal covers yet."""

    waiting: Waiting = field(default_factory=lambda: Waiting(0, None))


def audit(since: date | None = None, trusted: Collection[str] = ()) -> Audit:
    """Check every seal from the day `since` (else all), its entries and its place in the chain.

    `trusted` are fingerprints of the keys that may have signed; without any, those of the key
    file. Reads one seal's entries at a time, and stops after 100 problems.
    """
    found = Audit(waiting=waiting())
    seals = Seal.objects.order_by("number")
    before: Seal | None = None
    if since is not None:
        seals = seals.filter(day__gte=since)
        before = Seal.objects.filter(day__lt=since).order_by("-number").first()
    chain = _Chain(found, before, trusted or own_fingerprints())
    for seal in seals.iterator(chunk_size=500):
        statement = statement_of(seal)
        chain.take(seal, statement)
        _check_entries(seal, statement, found)
        found.seals += 1
        found.records += seal.count
        if len(found.problems) >= PROBLEMS_MAX:
            break
    _find_unsealed(since, found)
    return found


def audit_and_record(
    *,
    since: date | None,
    actor: str,
    at: datetime,
    trusted: Collection[str] = (),
    besides: Iterable[Problem] = (),
) -> Audit:
    """Check, and write into the journal what came of it (`proof_checked`).

    `besides`: what other rooms found of records that the journal speaks of.
    """
    found = audit(since, trusted)
    found.problems.extend(besides)
    with transaction.atomic():
        record(
            actor=actor,
            action=CHECKED,
            at=at,
            subject="journal",
            details={
                "seals": found.seals,
                "entries": found.records,
                "waiting": found.waiting.entries,
                "first": str(since or ""),
                "sound": found.is_sound,
                "broken": found.problems[0].place().as_dict() if found.problems else "",
            },
        )
    return found


def last_audit() -> Entry | None:
    """The journal's entry of the last check."""
    return Entry.objects.filter(action=CHECKED).order_by("-at", "-id").first()


class _Chain:
    """Whether each seal is signed and names the ones before it."""

    def __init__(self, found: Audit, before: Seal | None, trusted: Collection[str]) -> None:
        self._found = found
        self._before = before
        self._trusted = trusted
        self._digests: list[bytes] = []

    def take(self, seal: Seal, statement: Statement) -> None:
        """The next seal."""
        name, blame = seal_name(seal.number), self._found.problems.append
        key = bytes(seal.public_key)
        self._found.keys.add(statement.key)
        if statement.key not in self._trusted:
            why = Text(
                f"signed by {statement.key}, which is not in the key file",
                f"由{statement.key}签名，该密钥不在密钥文件中",
            )
            blame(Problem(Fault.WRONG_KEY, name, why))
        if statement.digest() != bytes(seal.digest) or not is_signed(
            statement.text(), bytes(seal.signature), key
        ):
            why = Text("it is not what was signed", "与签名时的内容不一致")
            blame(Problem(Fault.SIGNATURE, name, why))
        before = self._before
        if before is None or before.day != seal.day:
            self._digests = []
        number, previous = (before.number, bytes(before.digest)) if before else (0, NOTHING)
        if seal.number != number + 1:
            why = Text(f"the seal before it is {number}", f"它之前的封签是{number}")
            blame(Problem(Fault.SEAL_MISSING, name, why))
        elif previous != bytes(seal.previous) or not self._fits_its_day(seal, previous):
            why = Text(
                "it does not follow the seal before it, or that was altered",
                "与前一封签不衔接，或前一封签被篡改",
            )
            blame(Problem(Fault.SEAL_MISSING, name, why))
        self._digests.append(bytes(seal.digest))
        self._before = seal

    def _fits_its_day(self, seal: Seal, previous: bytes) -> bool:
        before = self._before
        begins = before is None or before.day != seal.day
        day_before = previous if begins else bytes(before.day_before) if before else NOTHING
        return (
            (before is None or before.day <= seal.day)
            and bytes(seal.day_before) == day_before
            and seal.place == len(self._digests)
            and bytes(seal.day_root) == root(self._digests)
        )


def _check_entries(seal: Seal, statement: Statement, found: Audit) -> None:
    """Each entry against its leaf, and the leaves against the seal."""
    before = len(found.problems)
    digests = []
    with connection.cursor() as cursor:
        cursor.execute(LEAVES, [seal.number])
        rows = cursor.fetchall()
    for expected, row in zip_longest(range(seal.count), rows):
        problem = _fault(seal, expected, row)
        if problem is not None:
            found.problems.append(problem)
        digests.append(bytes(row[1]) if row else b"")
        if len(found.problems) >= before + PROBLEMS_MAX or (row and row[0] != expected):
            return
    if len(found.problems) == before and root(digests).hex() != statement.root:
        why = Text(
            f"its entries {seal.first_entry} to {seal.last_entry} are not those that were sealed",
            f"记录{seal.first_entry}至{seal.last_entry}与封存时不一致",
        )
        found.problems.append(Problem(Fault.ALTERED, seal_name(seal.number), why))


def _find_unsealed(since: date | None, found: Audit) -> None:
    """Entries that sealing went past: only who wrote behind the triggers can make one."""
    with connection.cursor() as cursor:
        cursor.execute(PASSED_OVER, {"low": sealed_below(), "since": since})
        for (entry_id,) in cursor.fetchall():
            why = Text(
                "it was there when others were sealed, yet no seal holds it",
                "其他记录封存时它已存在，却没有封签包含它",
            )
            found.problems.append(Problem(Fault.INSERTED, entry_name(entry_id), why))


def _fault(seal: Seal, expected: int | None, row: tuple[Any, ...] | None) -> Problem | None:
    """What is wrong with one place of a seal."""
    number = seal.number
    if row is None or (expected is not None and row[0] > expected):
        why = Text(f"the leaf at place {expected} is not there", f"第{expected}个位置的叶子不存在")
        return Problem(Fault.MISSING, seal_name(number), why)
    position, digest, entry_id, *columns = row
    if expected is None or position < expected:
        why = Text(f"seal {number} has no place for it", f"封签{number}中没有它的位置")
        return Problem(Fault.INSERTED, entry_name(entry_id), why)
    if columns[0] is None:
        why = Text(f"seal {number} holds it, but it is gone", f"封签{number}封存过它，但已不存在")
        return Problem(Fault.MISSING, entry_name(entry_id), why)
    text = Written(*columns).text(spelled_before)
    if leaf(leaf_salt(bytes(seal.salt), position), text) != bytes(digest):
        why = Text(
            f"its contents are not what seal {number} holds", f"内容与封签{number}所封存的不一致"
        )
        return Problem(Fault.ALTERED, entry_name(entry_id), why)
    return None
