"""Explanations of balances against the ledger, over a million invented histories.

    python -m bench.balances [--histories 1000000] [--first 0]

Each history is invented from its number (`portfolio.generator.histories`): figures, payments, what
is taken back, waived or adjusted, in any order of becoming known. At each day that is closed the
lines must add up to the balance and the balance to the ledger's postings, to the cent and by
component. All cores. Printed are how many were held against each other, how many of the edges
they met, and what one takes; the first that disagrees is named by its number. It fails on any.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from fairdue.portfolio.generator.histories import History, invent_history
from fairdue.portfolio.rules.balance.checking import disagreement
from fairdue.portfolio.rules.balance.facts import Booked, Figures

PART = 5_000
CONTEXT = multiprocessing.get_context("spawn")


def edges(history: History) -> Iterator[str]:
    """Which of the edges a history meets."""
    booked = [each for each in history.arrivals if isinstance(each, Booked)]
    figures = [each for each in history.arrivals if isinstance(each, Figures)]
    paid = {each.ref: each for each in booked if each.kind == "payment"}
    closed: date | None = None
    for each in history.arrivals:
        if isinstance(each, Booked) and closed and each.on <= closed:
            yield "learned late"
        if isinstance(each, date):
            closed = each
    for each in booked:
        if each.amount_minor == 0:
            yield "nothing paid, waived or taken back"
        if each.kind == "payment" and each.amount_minor > max(f.total_minor for f in figures) > 0:
            yield "paid more than all"
        if (
            each.kind == "reversal"
            and each.reverses
            and each.amount_minor < paid[each.reverses].amount_minor
        ):
            yield "taken back in part"
        if each.kind == "restored":
            yield "waiver taken back"
        if (each.on.month, each.on.day) == (2, 29):
            yield "29 February"
    for agreed in history.terms.agreed:
        yield "interest stopped" if agreed.daily == 0 else "interest lowered"
    edge = history.terms.principal_first_from_days
    due = {f.oldest_unmet_due_on for f in figures if f.oldest_unmet_due_on}
    for days in (90, 91) if edge else ():
        if any(on + timedelta(days=days) == each.on for on in due for each in paid.values()):
            yield f"paid {days} days past due"


def held(numbers: range) -> tuple[int, Counter[str], str]:
    """How many agree, the edges met, and the first disagreement."""
    met: Counter[str] = Counter()
    for number in numbers:
        history = invent_history(Random(number))
        met.update(set(edges(history)))
        if problem := disagreement(history.terms, history.arrivals):
            return number - numbers.start, met, f"history {number}: {problem}"
    return len(numbers), met, ""


def main() -> int:
    """Hold them against each other; gives 1 where any disagrees."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--histories", type=int, default=1_000_000)
    parser.add_argument("--first", type=int, default=0)
    asked = parser.parse_args()
    last = asked.first + asked.histories
    parts = [range(at, min(at + PART, last)) for at in range(asked.first, last, PART)]
    began = time.perf_counter()
    agreed, met, problems = 0, Counter[str](), []
    with CONTEXT.Pool(os.cpu_count()) as workers:
        for count, some, problem in workers.imap_unordered(held, parts):
            agreed += count
            met += some
            problems += [problem] * bool(problem)
    took = time.perf_counter() - began
    print(f"{agreed:,} of {asked.histories:,} histories agree to the cent, {took:,.0f} s")
    print(f"{took / max(asked.histories, 1) * 1e6:,.0f} µs each over {os.cpu_count()} cores")
    for name, count in sorted(met.items()):
        print(f"  {count:>9,}  {name}")
    for problem in sorted(problems)[:5]:
        print(problem)
    return 1 if problems or agreed != asked.histories else 0


if __name__ == "__main__":
    sys.exit(main())
