"""What the test gateway remembers: payments and notices still to be heard. SQLite, one file."""

from __future__ import annotations

import json
import secrets
import sqlite3
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

TABLES = """
CREATE TABLE IF NOT EXISTS payment (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    reference TEXT NOT NULL UNIQUE,
    amount_minor INTEGER NOT NULL CHECK (amount_minor > 0),
    currency TEXT NOT NULL,
    language TEXT NOT NULL,
    return_url TEXT NOT NULL,
    notify_url TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'created',
    reason TEXT NOT NULL DEFAULT ''
);
CREATE TABLE IF NOT EXISTS notice (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL,
    url TEXT NOT NULL,
    body TEXT NOT NULL,
    tries INTEGER NOT NULL DEFAULT 0,
    due REAL NOT NULL,
    open INTEGER NOT NULL DEFAULT 1,
    answer TEXT NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS notice_due ON notice (due) WHERE open;
"""
PAUSES_SECONDS = (1, 2, 4, 8, 15, 30, 60, 300, 900, 3600, 3600 * 6, 3600 * 24)
"""Between one try to be heard and the next; after the last it gives up."""

ASKED = ("reference", "amount_minor", "currency", "language", "return_url", "notify_url")


@dataclass(frozen=True, slots=True)
class Payment:
    """A payment somebody is asked to make. States: created, declined, succeeded, refunded."""

    number: int
    id: str
    reference: str
    amount_minor: int
    currency: str
    language: str
    return_url: str
    notify_url: str
    state: str
    reason: str


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to tell whoever asked for the payment, until they answer 2xx."""

    number: int
    id: str
    url: str
    body: str
    tries: int


class Store:
    """The file. Every call opens it anew, so that threads never share a connection."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with self._open() as database:
            database.executescript(TABLES)

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self.path, timeout=10)) as database:
            database.row_factory = sqlite3.Row
            with database:
                yield database

    def ask(self, asked: Mapping[str, str | int]) -> Payment | None:
        """The payment for this reference, made at the first asking; None if it was another."""
        names = ", ".join(ASKED)
        places = ", ".join(f":{name}" for name in ASKED)
        values = {name: asked[name] for name in ASKED} | {"id": f"pay_{secrets.token_hex(10)}"}
        with self._open() as database:
            database.execute(
                f"INSERT INTO payment (id, {names}) VALUES (:id, {places})"
                " ON CONFLICT (reference) DO NOTHING",
                values,
            )
            row = database.execute(
                "SELECT * FROM payment WHERE reference = :reference", values
            ).fetchone()
        payment = Payment(**row)
        same = ("amount_minor", "currency", "notify_url")
        return payment if all(getattr(payment, name) == asked[name] for name in same) else None

    def payment(self, payment_id: str) -> Payment | None:
        """The payment of this identifier."""
        with self._open() as database:
            row = database.execute("SELECT * FROM payment WHERE id = ?", [payment_id]).fetchone()
        return Payment(**row) if row else None

    def move(self, payment: Payment, state: str, among: tuple[str, ...], reason: str = "") -> bool:
        """Take a payment to another state, if it is in one of these; True if it was."""
        marks = ", ".join("?" * len(among))
        with self._open() as database:
            moved = database.execute(
                f"UPDATE payment SET state = ?, reason = ? WHERE id = ? AND state IN ({marks})",
                [state, reason, payment.id, *among],
            )
            return moved.rowcount == 1

    def tell(
        self, payment: Payment, kind: str, *, reason: str = "", after: float = 0, times: int = 1
    ) -> None:
        """Have a notice sent in so many seconds, and the very same so many times over."""
        notice_id = f"msg_{secrets.token_hex(10)}"
        body = json.dumps(
            {
                "type": kind,
                "payment": payment.id,
                "reference": payment.reference,
                "amount_minor": payment.amount_minor,
                "currency": payment.currency,
                "reason": reason,
            }
        )
        now = time.time()
        with self._open() as database:
            database.executemany(
                "INSERT INTO notice (id, url, body, due) VALUES (?, ?, ?, ?)",
                [
                    (notice_id, payment.notify_url, body, now + after + copy)
                    for copy in range(times)
                ],
            )

    def due(self) -> list[Notice]:
        """Notices whose time has come, the longest waiting first."""
        with self._open() as database:
            rows = database.execute(
                "SELECT number, id, url, body, tries FROM notice"
                " WHERE open AND due <= ? ORDER BY due LIMIT 20",
                [time.time()],
            ).fetchall()
        return [Notice(**row) for row in rows]

    def heard(self, notice: Notice, answer: str, *, well: bool) -> None:
        """Note the answer to a try; without a good one, when to try again, or that we give up."""
        over = well or notice.tries >= len(PAUSES_SECONDS)
        pause = 0 if over else PAUSES_SECONDS[notice.tries]
        with self._open() as database:
            database.execute(
                "UPDATE notice SET tries = tries + 1, answer = ?, open = ?, due = ?"
                " WHERE number = ?",
                [answer, not over, time.time() + pause, notice.number],
            )
