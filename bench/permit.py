"""The permit against the bare insert of what it writes, at 1, 8 and 32 connections.

    python -m bench.permit [--requests 4000] [--rounds 5]

One client: four processes with a thread per connection, each connection warm before the clock
starts; a throw-away PostgreSQL. Four things are timed in turn, each for customers of its own:

door    the server's function for requests judged beforehand: one round trip, lock, counts, checks,
        journal entry and permit
ask     the same with the judging by the pure rules, as the product asks
both    the floor: the bare insert of the same journal entry and permit into the same tables, in
        one round trip, nothing asked and nothing counted
lone    for scale: the insert of a permit alone, into a table of the same columns and indexes
        without entry, key or guard

Printed are medians over the rounds. It fails when the function is below 0.75 of the floor.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import statistics
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bench._installation import join, throw_away
from bench.workbench import fill

CLOCK = "2026-03-10T10:30:00+08:00"
AT = datetime.fromisoformat(CLOCK)
CONNECTIONS = (1, 8, 32)
WARM = 20
"""Requests that each connection makes before the clock starts."""
RATIO_MIN = 0.75
WORKERS = 4
CONTEXT = multiprocessing.get_context("spawn")

COLUMNS = (
    "customer_id, contact_point_id, channel, template, content_digest, asked_by, agency,"
    " asked_at, granted, expires_at, failing, verdict, terms, pack_version"
)
VALUES = (
    "%(customer)s::bigint, %(customer)s::bigint, 'call', '', '', %(actor)s, '', %(at)s, true,"
    " %(at)s, '[]', %(verdict)s::jsonb, %(terms)s, '0123456789ab'"
)
LONE = f"INSERT INTO bare_permit (journal_entry_id, {COLUMNS}) VALUES (1, {VALUES}) RETURNING id"
BOTH = """
SELECT bare_permit(
    %(customer)s::bigint, %(actor)s, %(at)s, %(expires)s, %(terms)s, %(details)s::jsonb,
    %(rules)s::jsonb, %(verdict)s::jsonb)
"""
BARE = f"""
CREATE TABLE bare_permit (
    LIKE contact_permit INCLUDING DEFAULTS INCLUDING INDEXES INCLUDING IDENTITY);

CREATE FUNCTION bare_permit(
    customer bigint, actor text, at timestamptz, expires timestamptz, terms text, details jsonb,
    rules jsonb, verdict jsonb
) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    entry bigint;
    permit bigint;
BEGIN
    INSERT INTO journal_entry (at, actor, action, subject, customer_id, details, rules)
    VALUES (at, actor, 'permit_granted', 'permit', customer, details, rules)
    RETURNING id INTO entry;
    INSERT INTO contact_permit (journal_entry_id, {COLUMNS})
    VALUES (entry, customer, customer, 'call', '', '', actor, '', at, true, expires, '[]', verdict,
            terms, '0123456789ab')
    RETURNING id INTO permit;
    RETURN permit;
END $$;
"""
HISTORY_ROWS = 100_000
HISTORY = f"""
INSERT INTO journal_entry (at, actor, action, subject, customer_id, details, rules)
SELECT %(at)s, 'bench', 'history', 'permit', 1 + number %% %(people)s, '{{}}', '[]'
FROM generate_series(1, %(number)s) AS number;
INSERT INTO contact_permit (journal_entry_id, {COLUMNS})
SELECT id, customer_id, customer_id, 'call', '', '', 'bench', '', %(at)s, true,
       %(at)s + interval '60 seconds', '[]', '{{}}', '', '0123456789ab'
FROM journal_entry WHERE action = 'history';
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=3000, help="a round")
    parser.add_argument("--rounds", type=int, default=5)
    asked = parser.parse_args()
    folder = throw_away(FAIRDUE_CLOCK=CLOCK)
    number = asked.requests
    people = 1 + 4 * len(CONNECTIONS) * asked.rounds * number
    fill(people, 1)
    make_bare()
    first = 2
    ask_for([1])(1)
    make_history(people)
    failed = False
    for connections in CONNECTIONS:
        rates: dict[str, list[float]] = {name: [] for name in ("lone", "both", "door", "ask")}
        for _ in range(asked.rounds):
            for name, found in rates.items():
                found.append(rate(folder, name, first, number, connections))
                first += number
        door, whole, lone = (
            statistics.median(
                mine / floor for mine, floor in zip(rates[name], rates[base], strict=True)
            )
            for name, base in (("door", "both"), ("ask", "both"), ("door", "lone"))
        )
        failed |= connections > 1 and door < RATIO_MIN
        told = ", ".join(f"{name} {statistics.median(found):,.0f}" for name, found in rates.items())
        print(
            f"{connections:>3} connections: the function {door:.2f} of the floor, with judging "
            f"{whole:.2f}; the function {lone:.2f} of a lone insert   ({told} a second)",
            flush=True,
        )
    if failed:
        sys.exit(f"below {RATIO_MIN} of the bare insert's rate")


def ask_for(customers: list[int]) -> Callable[[int], None]:
    """Asks for a call to a customer, with what a caller has at hand: point, law and feed."""
    from fairdue.contact.actions.asking import Wish, ask
    from fairdue.contact.queries import person
    from fairdue.portfolio.queries import contact_points

    [point] = contact_points(customers[0])
    someone = person(customers[0], AT)

    def one(customer: int) -> None:
        own = replace(point, id=customer, customer_id=customer)
        wish = Wish(customer, customer, own, f"b{customer}", AT)
        answer = ask(wish, use=False, someone=replace(someone, customer_id=customer))
        if not answer.verdict.allowed:
            raise RuntimeError("a lawful call was denied")

    return one


def send_to_the_door(customers: list[int]) -> Callable[[int], None]:
    """Sends requests that were judged before the clock starts: the server's function alone."""
    from fairdue.contact.actions import asking
    from fairdue.contact.queries import person, terms_at
    from fairdue.contact.queries.facts import NOTHING_ON_RECORD, facts
    from fairdue.contact.rules.verdict import CALL, judge
    from fairdue.portfolio.queries import contact_points

    [point] = contact_points(customers[0])
    someone = person(customers[0], AT)
    dated = terms_at(AT, someone.law)
    requests = {}
    for customer in customers:
        own = replace(point, id=customer, customer_id=customer)
        wish = asking.Wish(customer, customer, own, f"b{customer}", AT)
        told = facts(someone, NOTHING_ON_RECORD, own, AT)
        verdict = judge(told, CALL, dated.terms)
        requests[customer] = asking._request(
            wish, told, verdict, someone, NOTHING_ON_RECORD, dated, use=False
        )

    def one(customer: int) -> None:
        if not asking._call(requests[customer]).granted:
            raise RuntimeError("a lawful call was denied")

    return one


def insert_into(statement: str) -> Callable[[list[int]], Callable[[int], None]]:
    """Inserts what a permit would write about a customer, prepared as the permit's own is."""

    def prepared(_customers: list[int]) -> Callable[[int], None]:
        from django.db import connection
        from psycopg import Cursor

        from fairdue.contact.models import Permit

        permit = Permit.objects.select_related("journal_entry").order_by("id")[0]
        values = {
            "verdict": json.dumps(permit.verdict),
            "details": json.dumps(permit.journal_entry.details),
            "rules": json.dumps(permit.journal_entry.rules),
            "terms": permit.terms_id,
            "at": AT,
            "expires": AT + timedelta(seconds=60),
        }

        def one(customer: int) -> None:
            connection.ensure_connection()
            told = values | {"customer": customer, "actor": f"b{customer}"}
            with connection.wrap_database_errors, Cursor(connection.connection) as cursor:
                cursor.execute(statement, told, prepare=True).fetchone()

        return one

    return prepared


def make_history(people: int) -> None:
    """A hundred thousand older permits, so that no plan is made for an empty table."""
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        told = {"at": AT - timedelta(days=300), "number": HISTORY_ROWS, "people": people}
        cursor.execute(HISTORY, told)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def make_bare() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(BARE)


def rate(folder: Path, name: str, first: int, number: int, connections: int) -> float:
    """Customers a second over so many connections, each warm when the clock starts.

    As behind a server's workers: a few processes, with a thread for each connection.
    """
    workers = min(WORKERS, connections)
    start = CONTEXT.Barrier(workers)
    took = CONTEXT.Queue()
    customers = [list(range(first + share, first + number, workers)) for share in range(workers)]
    processes = [
        CONTEXT.Process(target=work, args=(folder, name, mine, connections // workers, start, took))
        for mine in customers
    ]
    for process in processes:
        process.start()
    seconds = max(took.get(timeout=600) for _ in processes)
    for process in processes:
        process.join()
    return (number - WARM * connections) / seconds


def work(
    folder: Path, name: str, customers: list[int], threads: int, start: Any, took: Any
) -> None:
    """One process of the client."""
    join(folder, FAIRDUE_CLOCK=CLOCK)
    from django.db import connections as opened

    kinds = {
        "ask": ask_for,
        "door": send_to_the_door,
        "lone": insert_into(LONE),
        "both": insert_into(BOTH),
    }
    one = kinds[name](customers)
    warm = threading.Barrier(threads + 1)

    def play(mine: list[int]) -> None:
        try:
            for customer in mine[:WARM]:
                one(customer)
            warm.wait()
            warm.wait()
            for customer in mine[WARM:]:
                one(customer)
        finally:
            opened.close_all()

    players = [
        threading.Thread(target=play, args=(customers[thread::threads],))
        for thread in range(threads)
    ]
    for player in players:
        player.start()
    warm.wait()
    start.wait()
    begun = time.perf_counter()
    warm.wait()
    for player in players:
        player.join()
    took.put(time.perf_counter() - begun)


if __name__ == "__main__":
    main()
