"""A campaign's message from its permit to its mail server, against the bare work it comes down to.

    python -m bench.campaign [--people 400]

One connection, a throw-away PostgreSQL, and a mail server in a process of its own, as in
`bench.outbox`. Timed in turn:

ask     permits, words rendered and checked, codes and links, messages kept: a campaign's slices
rows    its floor: the very rows that this wrote, inserted again into tables of the same columns and
        indexes without guards and keys, in as many transactions
hand    the sender's work: claimed, noted as in hand, handed over, stored
carry   its floor: the same words handed to the same server by the same carrier, nothing stored

Printed are milliseconds a message, and the whole as a ratio of its floor. Nothing is judged: the
floor asks nothing and renders nothing.
"""

from __future__ import annotations

import argparse
import time
from datetime import timedelta

from bench._installation import throw_away
from bench.outbox import (
    AT,
    CLOCK,
    a_mail_server,
    carry,
    give_addresses,
    hand,
    insert_again,
    newest,
)
from bench.workbench import fill

SLICE = 20
"""People asked about at once, as the policy has it."""
WARM = SLICE


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=400)
    number = parser.parse_args().people // SLICE * SLICE
    with a_mail_server() as port:
        throw_away(
            FAIRDUE_CLOCK=CLOCK,
            FAIRDUE_SMTP_URL=f"smtp://127.0.0.1:{port}",
            FAIRDUE_MAIL_FROM="Example Bank <help@bank.example>",
        )
        fill(number + WARM, 1)
        give_addresses(number + WARM)
        campaign_id = begin(list(range(1, number + WARM + 1)))
        ask(campaign_id, WARM)
        before = newest()
        asked = ask(campaign_id, number)
        rows = insert_again(before, number, transactions=number // SLICE)
        hand(WARM)
        handed, ready = hand(number)
        carried = carry(ready)
    for name, seconds in (("ask", asked), ("rows", rows), ("hand", handed), ("carry", carried)):
        print(f"{name:>6} {number / seconds:>8,.0f} a second   {1000 * seconds / number:.2f} ms")
    print(
        f"ask {rows / asked:.2f} of its floor, hand {carried / handed:.2f} of its floor, "
        f"all of it {(rows + carried) / (asked + handed):.2f}"
    )


def begin(cases: list[int]) -> int:
    """A campaign to these cases that runs; gives its number."""
    from fairdue.messaging.tests.crowd import running_for_all

    found = running_for_all(cases, channel="email", starts_at=AT, ends_at=AT + timedelta(hours=8))
    return found.pk


def ask(campaign_id: int, number: int) -> float:
    """Seconds for so many people."""
    from fairdue.messaging.actions.campaigns import work_through
    from fairdue.messaging.models import Message

    before = Message.objects.count()
    begun = time.perf_counter()
    for _ in range(number // SLICE):
        work_through(campaign_id, at=AT, most=SLICE)
    seconds = time.perf_counter() - begun
    if Message.objects.count() != before + number:
        raise RuntimeError(f"{Message.objects.count() - before} of {number} were written to")
    return seconds


if __name__ == "__main__":
    main()
