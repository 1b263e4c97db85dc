"""A message from its permit to its mail server, against the bare work that it comes down to.

    python -m bench.outbox [--messages 400]

One process with one connection, as the sender has for each carrier; a throw-away PostgreSQL, and a
mail server in a process of its own. Timed in turn:

queue   permit, words rendered and checked, code and link made, message kept: `send_message`
rows    its floor: the very rows that this wrote, inserted again into tables of the same columns and
        indexes without guards and keys, in as many transactions
hand    claimed many at once, each noted as in hand and handed to the mail server, what came of
        them stored: what the sender does
carry   its floor: the same words handed to the same server by the same carrier, nothing stored

Printed are messages a second and what each is of its floor. Nothing is judged: the floor of `queue`
renders nothing and asks nothing.
"""

from __future__ import annotations

import argparse
import multiprocessing
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from bench._installation import throw_away
from bench.workbench import fill

CLOCK = "2026-03-10T10:30:00+08:00"
AT = datetime.fromisoformat(CLOCK)
DUE_ON = date(2026, 3, 13)
WARM = 10
AT_ONCE = 50
"""As many as the sender claims at the usual rate."""
"""Messages made and sent before the clock starts."""
TABLES = (
    "journal_entry",
    "identity_contactcode",
    "identity_signinlink",
    "contact_permit",
    "contact_attempt",
    "messaging_message",
)
"""What queueing one message writes, each table's rows."""
CONTEXT = multiprocessing.get_context("spawn")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=400)
    number = parser.parse_args().messages
    with a_mail_server() as port:
        throw_away(
            FAIRDUE_CLOCK=CLOCK,
            FAIRDUE_SMTP_URL=f"smtp://127.0.0.1:{port}",
            FAIRDUE_MAIL_FROM="Example Bank <help@bank.example>",
        )
        fill(number + WARM, 1)
        give_addresses(number + WARM)
        queue(range(1, WARM + 1))
        before = newest()
        queued = queue(range(WARM + 1, WARM + number + 1))
        rows = insert_again(before, number)
        hand(WARM)
        handed, ready = hand(number)
        carried = carry(ready)
    for name, seconds in (("queue", queued), ("rows", rows), ("hand", handed), ("carry", carried)):
        print(f"{name:>6} {number / seconds:>8,.0f} a second   {1000 * seconds / number:.2f} ms")
    print(f"queue {rows / queued:.2f} of its floor, hand {carried / handed:.2f} of its floor")


@contextmanager
def a_mail_server() -> Iterator[int]:
    """Its port; it takes whatever it is handed."""
    port, done = CONTEXT.Queue(), CONTEXT.Event()
    process = CONTEXT.Process(target=serve_mail, args=(port, done), daemon=True)
    process.start()
    try:
        yield port.get(timeout=60)
    finally:
        done.set()
        process.join(10)


def serve_mail(port: Any, done: Any) -> None:
    from aiosmtpd.handlers import Sink

    from fairdue.delivery.tests.conftest import Loose

    controller: Any = Loose(Sink(), hostname="127.0.0.1", port=0)
    controller.start()
    port.put(controller.port)
    done.wait()
    controller.stop()


def give_addresses(number: int) -> None:
    """Every customer of the portfolio gets an e-mail address; the points keep their numbers."""
    from fairdue.portfolio.models import ContactKind, ContactPoint
    from fairdue.vault.sealing import vault

    ContactPoint.objects.bulk_create(
        ContactPoint(
            id=2 * number + customer,
            customer_id=customer,
            kind=ContactKind.EMAIL,
            value_masked="n***@customer.example",
            value_sealed=vault().seal(f"nobody{customer}@customer.example"),
            value_index=vault().blind_index("email", f"nobody{customer}@customer.example"),
        )
        for customer in range(1, number + 1)
    )


def queue(customers: range) -> float:
    """Seconds for a message to each."""
    from fairdue.kernel.money import Money
    from fairdue.messaging.actions import Letter, send_message
    from fairdue.portfolio.models import ContactPoint

    points = dict(
        ContactPoint.objects.filter(kind="email").values_list("customer_id", "pk").order_by("pk")
    )
    values = {"due_on": DUE_ON, "amount": Money(95_000, "CNY")}
    begun = time.perf_counter()
    for customer in customers:
        letter = Letter(customer, points[customer], "payment_reminder", values)
        send_message(letter, actor="bench", at=AT)
    return time.perf_counter() - begun


def newest() -> dict[str, int]:
    """The highest number in each table."""
    from django.db import connection

    found = {}
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"SELECT coalesce(max(id), 0) FROM {table}")
            (found[table],) = cursor.fetchone()
    return found


def insert_again(after: dict[str, int], messages: int, transactions: int = 0) -> float:
    """Seconds for the same rows, a share for each message in a transaction of its own; or in so
    many transactions.
    """
    parts = transactions or messages
    from django.db import connection, transaction

    statements: dict[str, str] = {}
    rows: dict[str, list[Any]] = {}
    with connection.cursor() as cursor:
        for table, last in after.items():
            cursor.execute(f"CREATE TABLE bare_{table} (LIKE {table} INCLUDING INDEXES)")
            cursor.execute(f"SELECT * FROM {table} WHERE id > {last} ORDER BY id")
            columns = [column[0] for column in cursor.description]
            quoted = ", ".join(f'"{each}"' for each in columns)
            marks = ", ".join(["%s"] * len(columns))
            statements[table] = f"INSERT INTO bare_{table} ({quoted}) VALUES ({marks})"
            rows[table] = [tuple(map(_storable, row)) for row in cursor.fetchall()]
        begun = time.perf_counter()
        for place in range(parts):
            with transaction.atomic():
                for table, found in rows.items():
                    for row in found[
                        len(found) * place // parts : len(found) * (place + 1) // parts
                    ]:
                        cursor.execute(statements[table], row)
    seconds = time.perf_counter() - begun
    told = ", ".join(f"{table} {len(found) / messages:.1f}" for table, found in rows.items())
    print(f"rows a message: {told}")
    return seconds


def _storable(value: Any) -> Any:
    from psycopg.types.json import Jsonb

    return Jsonb(value) if isinstance(value, dict) else value


def hand(number: int) -> tuple[float, list[Any]]:
    """Seconds to hand over so many as the sender does, and what was handed."""
    from fairdue import delivery
    from fairdue.messaging import actions
    from fairdue.messaging.models import Message

    way = delivery.way_for("email")
    assert way is not None, "a mail server is set"
    carrier = way.opened()
    handed: list[Any] = []
    ready: list[Any] = []
    begun = time.perf_counter()
    while True:
        most = min(AT_ONCE, number - len(ready))
        claimed = actions.take_turns(
            handed, carrier=carrier.name, channels=["email"], most=most, at=AT, ahead=True
        )
        if not claimed:
            break
        handed = []
        for each in claimed:
            if not actions.begin(each, last=handed[-1] if handed else None, at=AT):
                raise RuntimeError("nobody else is here to take it")
            handed.append(actions.hand_over(carrier, each)[0])
            ready.append(each.ready)
    seconds = time.perf_counter() - begun
    carrier.close()
    if len(ready) != number or Message.objects.exclude(state__in=["sent", "waiting"]).exists():
        raise RuntimeError(f"{len(ready)} of {number} were handed over")
    return seconds, ready


def carry(ready: list[Any]) -> float:
    """Seconds to hand the same words to the same server, with nothing stored."""
    from fairdue import delivery

    way = delivery.way_for("email")
    assert way is not None, "a mail server is set"
    carrier = way.opened()
    begun = time.perf_counter()
    for each in ready:
        carrier.send(each)
    seconds = time.perf_counter() - begun
    carrier.close()
    return seconds


if __name__ == "__main__":
    main()
