"""Proofs of single entries, and bundles of them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.db import connection

from fairdue.journal.models import Leaf, Seal
from fairdue.journal.reading import COLUMNS, moment, statement_of
from fairdue.journal.rules.bundle import Writer
from fairdue.journal.rules.canonical import parse
from fairdue.journal.rules.seals import Statement, Written, is_signed, leaf, leaf_salt
from fairdue.journal.rules.tree import path, root_by_path
from fairdue.vault.signing import signing_key

_HEX = re.compile(r"[0-9a-f]{1,64}")
LEAF_OF = f"""
SELECT leaf.seal_id, leaf.position, leaf.digest, {COLUMNS}
FROM journal_leaf AS leaf JOIN journal_entry AS entry ON entry.id = leaf.entry_id
"""
OF_ENTRIES = LEAF_OF + "WHERE leaf.entry_id = ANY(%s) ORDER BY leaf.seal_id, leaf.position"
OF_CUSTOMER = LEAF_OF + "WHERE entry.customer_id = %s ORDER BY leaf.seal_id, leaf.position"


@dataclass(frozen=True, slots=True)
class Proof:
    """An entry, its leaf as it was sealed, and the way from it to its seal's root."""

    written: Written
    salt: bytes
    statement: Statement
    position: int
    sealed_leaf: bytes
    path: list[bytes]
    is_signed: bool

    @property
    def leaf(self) -> bytes:
        """The leaf of the entry as it stands now."""
        return leaf(self.salt, self.written.text())

    @property
    def is_as_sealed(self) -> bool:
        """The entry is what was sealed."""
        return self.leaf == self.sealed_leaf

    @property
    def leads_to_root(self) -> bool:
        """The leaf is the seal's."""
        root = root_by_path(self.leaf, self.position, self.statement.count, self.path)
        return root is not None and root.hex() == self.statement.root

    @property
    def holds(self) -> bool:
        """Everything is as it was sealed."""
        return self.is_as_sealed and self.leads_to_root and self.is_signed


def proof_of(entry_id: int) -> Proof | None:
    """The proof of an entry; None when there is no such entry or it is not sealed yet."""
    return next(_proofs(OF_ENTRIES, [entry_id]), None)


def proofs_of(entry_ids: Collection[int]) -> dict[int, Proof]:
    """Proofs by entry; entries that are not sealed yet are left out."""
    found = _proofs(OF_ENTRIES, list(entry_ids))
    return {proof.written.entry: proof for proof in found}


def last_of_day(statement: Statement) -> tuple[int, bool]:
    """The last seal of a seal's day, and whether this one leads to it."""
    last = Seal.objects.filter(day=statement.day).order_by("-place")[:1].get()
    digests = _digests_before(last.number, last.day)
    if last.number == statement.number:
        return last.number, statement.digest() == bytes(last.digest)
    way = path(digests, statement.place) if statement.place < len(digests) else []
    root = root_by_path(statement.digest(), statement.place, last.place, way)
    return last.number, root == bytes(last.day_root)


def entries_of_digest(prefix: str, limit: int = 20) -> list[int]:
    """Entries whose sealed digest begins with these hex digits. Looks at every leaf."""
    if not _HEX.fullmatch(prefix):
        return []
    first, last = (bytes.fromhex(prefix + fill * (64 - len(prefix))) for fill in "0f")
    found = Leaf.objects.filter(digest__gte=first, digest__lte=last).order_by("entry_id")
    return list(found.values_list("entry_id", flat=True)[:limit])


def _proofs(query: str, wanted: int | list[int]) -> Iterator[Proof]:
    """Proofs in the order of the query; leaves of a seal are read once for all its entries."""
    with connection.cursor() as cursor:
        cursor.execute(query, [wanted])
        rows = cursor.fetchall()
    seal: _Opened | None = None
    for seal_number, position, digest, *columns in rows:
        if seal is None or seal.number != seal_number:
            seal = _Opened(seal_number)
        yield Proof(
            Written(*columns),
            leaf_salt(seal.salt, position),
            seal.statement,
            position,
            bytes(digest),
            seal.path(position),
            seal.is_signed,
        )


class _Opened:
    """A seal and its leaves."""

    def __init__(self, number: int) -> None:
        self.number = number
        self._seal = Seal.objects.get(pk=number)
        self.salt = bytes(self._seal.salt)
        self.statement = statement_of(self._seal)

    @cached_property
    def is_signed(self) -> bool:
        return is_signed(
            self.statement.text(), bytes(self._seal.signature), bytes(self._seal.public_key)
        )

    @cached_property
    def _leaves(self) -> list[bytes]:
        found = Leaf.objects.filter(seal_id=self.number).order_by("position")
        return [bytes(digest) for digest in found.values_list("digest", flat=True)]

    def path(self, position: int) -> list[bytes]:
        return path(self._leaves, position) if position < len(self._leaves) else []


Row = tuple[str, Mapping[str, Any]]


def proofs_about(customer_id: int) -> list[Proof]:
    """Of every sealed entry about a customer, in the order of sealing."""
    return list(_proofs(OF_CUSTOMER, customer_id))


def bundle(
    customer_id: int,
    about: Mapping[str, Any],
    proofs: Sequence[Proof],
    rows: Sequence[Row],
    *,
    made_by: str,
    at: datetime,
    last_seal: int | None = None,
) -> Iterator[str]:
    """The lines of a bundle: entries about a customer with their proofs, then the rows.

    `last_seal`: the chain is followed up to this seal, by default to the newest; with it the same
    bundle has the same bytes later.

    `about` names the customer in the header; `rows` are (kind, fields) of journal.rules.bundle.
    Seal first: what is not sealed can't be proven.
    """
    seals = _seals_for({proof.statement.number for proof in proofs}, last_seal)
    key = signing_key()
    keys = {statement.key: public.hex() for statement, public, _, _ in seals}
    writer = Writer()
    yield writer.header(
        keys=dict(sorted((keys | {key.fingerprint: key.public.hex()}).items())),
        head=seals[-1][0].number if seals else 0,
        about={"customer": customer_id, **about},
        made_at=moment(at),
        made_by=made_by,
    )
    for statement, _public, signature, way in seals:
        yield writer.seal(statement.document(), signature, way)
    for proof in proofs:
        yield writer.record(
            parse(proof.written.text()),
            proof.salt,
            proof.statement.number,
            proof.position,
            proof.path,
        )
    for kind, fields in rows:
        yield writer.row(kind, fields)
    yield writer.end(key.fingerprint, key.sign)


Chained = tuple[Statement, bytes, bytes, list[bytes] | None]
"""A seal's statement, public key, signature, and the way to the last seal of its day."""


def _seals_for(numbers: Collection[int], last_seal: int | None) -> list[Chained]:
    """The seals named, and the last seal of every day from the first of them until the last."""
    if not numbers:
        return []
    first = Seal.objects.get(pk=min(numbers)).day
    since = Seal.objects.filter(day__gte=first)
    if last_seal is not None:
        since = since.filter(number__lte=last_seal)
    last_of_day = dict(since.order_by("day", "-place").distinct("day").values_list("day", "number"))
    wanted = Seal.objects.filter(pk__in={*numbers, *last_of_day.values()}).order_by("number")
    digests: dict[date, list[bytes]] = {}
    found: list[Chained] = []
    for seal in wanted:
        way = None
        if last_of_day[seal.day] != seal.number:
            if seal.day not in digests:
                digests = {seal.day: _digests_before(last_of_day[seal.day], seal.day)}
            way = path(digests[seal.day], seal.place)
        found.append((statement_of(seal), bytes(seal.public_key), bytes(seal.signature), way))
    return found


def _digests_before(number: int, day: date) -> list[bytes]:
    earlier = Seal.objects.filter(day=day, number__lt=number).order_by("place")
    return [bytes(digest) for digest in earlier.values_list("digest", flat=True)]
