"""Deciding ten million accounts by 25 and by 2,500 rules, against a bare copy of the same columns.

    python -m bench.decide [--accounts 10000000] [--seed 1] [--rounds 3]

The floor reads the accounts' Parquet and writes it again; deciding writes each account's row and
treatment besides. Three invented tables: 25 rules and 2,500 of the bands that strategists use,
and 2,500 with thresholds of their own, where cells explode. Each runs in a process of its own, so
that the peak memory is its own, and three rounds in turn; printed are medians. The time includes
compiling the table.

Then the same tables by zen-engine, one by one and in a batch, and by pandas (numpy.select), on
fewer accounts; all must decide as we do. The factor is theirs per account over ours, ours with
compiling, reading and writing, theirs from values in memory and a table that stands compiled
(zen-engine's `ZenDecisionContent`). Each rival stops after some seconds, at what it has decided
until then. Fails beyond twice the floor or 600 MiB.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from random import Random
from typing import Any

from fairdue.kernel.money import Money
from fairdue.kernel.text import Text
from fairdue.strategy.rules.dmn.feel import written
from fairdue.strategy.rules.dmn.rules import rules_of
from fairdue.strategy.rules.inputs import INPUTS, Kind
from fairdue.strategy.rules.tables import Compare, Condition, DecisionTable, Row, Step

TIMES_MAX, PEAK_MIB_MAX = 2.0, 600
EXPLODING = "2500 rules, own thresholds"

RIVALS = {"25 rules": (20_000, 500_000), "2500 rules": (300, 20_000)}
"""Accounts for zen-engine and for pandas; they are slow enough to be timed on fewer."""

RIVAL_S_MAX, BATCH = 20, 100
"""After so many seconds zen-engine is given no more accounts, by so many in a batch."""


def main() -> int:
    """Measure, print, and give 1 when a target is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--accounts", type=int, default=10_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="fairdue-bench-") as made:
        folder = Path(made)
        alone(invent, folder, asked.accounts, asked.seed)
        times, peaks = measured(folder, asked.seed, asked.rounds)
        print(f"{asked.accounts:,} accounts; bare copy {times['copy']:.2f} s")
        failed = False
        for name in tables(asked.seed):
            factor, peak = times[name] / times["copy"], peaks[name]
            print(f"{name:28} {times[name]:6.2f} s  {factor:5.2f} x the copy  {peak:4.0f} MiB")
            failed |= factor > TIMES_MAX or peak > PEAK_MIB_MAX
        for name, (zen_accounts, pandas_accounts) in RIVALS.items():
            ours = times[name] / asked.accounts
            for rival, seconds in alone(
                rivals, folder, asked.seed, name, zen_accounts, pandas_accounts
            ).items():
                print(f"{name}: {rival} takes {seconds / ours:,.0f} times as long an account")
    return int(failed)


def alone(work: Callable[..., Any], *given: Any) -> Any:
    """What a function gives in a fresh process."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        return process.submit(work, *given).result()


def measured(folder: Path, seed: int, rounds: int) -> tuple[dict[str, float], dict[str, float]]:
    """Median seconds and greatest peak in MiB, by name."""
    names = ["copy", *tables(seed)]
    seconds: dict[str, list[float]] = {name: [] for name in names}
    peaks = dict.fromkeys(names, 0.0)
    for _ in range(rounds):
        for name in names:
            took, peak = alone(run, folder, seed, name)
            seconds[name].append(took)
            peaks[name] = max(peaks[name], peak)
    return {name: statistics.median(took) for name, took in seconds.items()}, peaks


def run(folder: Path, seed: int, name: str) -> tuple[float, float]:
    """Copy, or decide by one table: seconds, and the process's peak memory in MiB."""
    import narwhals as nw
    import polars as pl

    from fairdue.strategy.columns.decisions import decide

    table = tables(seed).get(name)
    started = time.perf_counter()
    accounts = pl.scan_parquet(folder / "accounts.parquet")
    if table is not None:
        accounts = decide(nw.from_native(accounts), table).to_native()
    accounts.sink_parquet(folder / "out.parquet")
    took = time.perf_counter() - started
    return took, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def tables(seed: int) -> dict[str, DecisionTable]:
    """By name."""
    return {
        "25 rules": invented_table(25, seed, own=False),
        "2500 rules": invented_table(2500, seed, own=False),
        EXPLODING: invented_table(2500, seed, own=True),
    }


def invented_table(rules: int, seed: int, *, own: bool) -> DecisionTable:
    """Rules on bucket, amount, age, history; thresholds from usual bands or each its own."""
    random = Random(seed)
    why = Text("Invented.", "虚构。")

    def band(values: list[int]) -> int:
        return random.randint(1, values[-1]) if own else random.choice(values)

    rows = []
    for number in range(rules):
        compare = Compare.EQUALS if random.random() < 0.7 else Compare.AT_LEAST
        asked = [Condition("bucket", compare, random.randint(1, 7))]
        large = band([200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000]) * 100
        amounts = (("CNY", large), ("TWD", 4 * large), ("USD", large // 7))
        asked.append(Condition("past_due", _side(random), amounts))
        for name, values in (
            ("months_on_book", [6, 12, 24, 48, 96]),
            ("days_past_due", [5, 15, 30, 60, 90, 120, 180]),
            ("will_pay", [100, 250, 500, 750, 900]),
        ):
            if random.random() < 0.5:
                asked.append(Condition(name, _side(random), band(values)))
        for name, most in (("broken_promises", 3), ("times_before", 4)):
            if random.random() < 0.4:
                asked.append(Condition(name, Compare.EQUALS, random.randint(0, most)))
        rows.append(Row(f"rule-{number}", tuple(asked), random.choice(list(Step)), why))
    return DecisionTable("bench", "1-0", why, (*rows, Row("rest", (), Step.LEAVE, why)))


def _side(random: Random) -> Compare:
    return random.choice([Compare.AT_LEAST, Compare.BELOW])


def invent(folder: Path, accounts: int, seed: int) -> None:
    """Accounts with all that a table may ask, as a Parquet file."""
    import polars as pl

    from fairdue.strategy.columns.decisions import ASKED

    def chance(name: str, below: int) -> pl.Expr:
        salt = sum(name.encode()) + 1000 * seed
        return (pl.col("number").hash(salt) % below).cast(pl.Int64)

    most = {
        "bucket": 7,
        "past_due_minor": 8_000_000,
        "total_minor": 20_000_000,
        "days_past_due": 210,
        "cycles_past_due": 7,
        "months_on_book": 150,
        "times_before": 5,
        "broken_promises": 4,
        "will_cure": 1000,
        "will_pay": 1000,
        "will_break_promise": 1000,
    }
    unknown = {given.column for given in INPUTS.values() if given.may_be_unknown}
    made = []
    for name, kind in ASKED.items():
        if name == "currency":
            drawn = chance(name, 10)
            code = pl.when(drawn == 0).then(pl.lit("USD")).otherwise(pl.lit("CNY"))
            value = pl.when(drawn == 1).then(pl.lit("TWD")).otherwise(code)
        elif kind == pl.Boolean():
            value = chance(name, 10) == 0
        else:
            value = (chance(name, most[name]) + int(name == "bucket")).cast(kind)
        if name in unknown:
            value = pl.when(chance(f"{name} unknown", 33) > 0).then(value)
        made.append(value.alias(name))
    refs = [pl.format(f"{letter}{{}}", "number").alias(name) for letter, name in REFS]
    frame = pl.select(pl.int_range(accounts).alias("number")).lazy()
    frame.select(*refs, *made).sink_parquet(folder / "accounts.parquet")


REFS = (("A", "account_ref"), ("C", "customer_ref"))


def rivals(
    folder: Path, seed: int, name: str, zen_accounts: int, pandas_accounts: int
) -> dict[str, float]:
    """Seconds an account, by rival; raises AssertionError when one decides otherwise."""
    import polars as pl

    table = tables(seed)[name]
    accounts = pl.read_parquet(folder / "accounts.parquet", n_rows=pandas_accounts)
    expected = [table.decide(facts).id for facts in accounts.head(zen_accounts).to_dicts()]
    return {
        **by_zen(table, accounts.head(zen_accounts).to_dicts(), expected),
        "pandas": by_pandas(table, accounts, expected),
    }


def by_zen(
    table: DecisionTable, accounts: list[dict[str, Any]], expected: list[str]
) -> dict[str, float]:
    """One by one and as a batch, from contexts that stand ready."""
    import zen

    asked = {condition.asks for row in table.rows for condition in row.conditions}
    contexts = []
    for facts in accounts:
        context: dict[str, Any] = {"currency": facts["currency"]}
        for name in asked:
            value = facts[INPUTS[name].column]
            if INPUTS[name].kind is Kind.AMOUNT:
                value = float(Money(value, facts["currency"]).amount)
            context[name] = value
        contexts.append(context)
    content = zen.ZenDecisionContent(json.dumps(zen_content(table, sorted(asked))))
    engine = zen.ZenEngine({"loader": lambda _key: content})
    decision = engine.create_decision(content)
    decision.evaluate(contexts[0])

    def one_by_one(some: list[dict[str, Any]]) -> list[str]:
        return [decision.evaluate(context)["result"]["row"] for context in some]

    def in_a_batch(some: list[dict[str, Any]]) -> list[str]:
        asked_for = [{"key": "table", "context": context} for context in some]
        return [one["data"]["result"]["row"] for one in engine.evaluate_batch(asked_for)]

    return {
        "zen-engine one by one": seconds_each(one_by_one, contexts, expected),
        "zen-engine in a batch": seconds_each(in_a_batch, contexts, expected),
    }


def seconds_each(
    decide: Callable[[list[dict[str, Any]]], list[str]],
    contexts: list[dict[str, Any]],
    expected: list[str],
) -> float:
    """Of an account. All that were decided until the time is up must be decided as expected."""
    decided: list[str] = []
    started = time.perf_counter()
    while len(decided) < len(contexts) and time.perf_counter() - started < RIVAL_S_MAX:
        decided += decide(contexts[len(decided) : len(decided) + BATCH])
    took = time.perf_counter() - started
    assert decided == expected[: len(decided)], "zen-engine decides otherwise"
    return took / len(decided)


def zen_content(table: DecisionTable, asked: list[str]) -> dict[str, Any]:
    """The table as zen-engine's graph of one node."""
    names = ["currency", *asked]
    rules = []
    for number, rule in enumerate(rule for row in table.rows for rule in rules_of(row)):
        cells = {"_id": str(number), "row": f'"{rule.row}"'}
        for name in asked:
            tests = written(rule.asked.get(name, ()), INPUTS[name], rule.currency)
            cells[name] = "" if tests == "-" else tests
        rules.append({**cells, "currency": f'"{rule.currency}"' if rule.currency else ""})
    node = {
        "hitPolicy": "first",
        "inputs": [{"id": name, "name": name, "field": name} for name in names],
        "outputs": [{"id": "row", "name": "row", "field": "row"}],
        "rules": rules,
    }
    return {
        "nodes": [
            {"id": "in", "type": "inputNode", "name": "in"},
            {"id": "table", "type": "decisionTableNode", "name": "table", "content": node},
            {"id": "out", "type": "outputNode", "name": "out"},
        ],
        "edges": [
            {"id": "1", "sourceId": "in", "targetId": "table"},
            {"id": "2", "sourceId": "table", "targetId": "out"},
        ],
    }


def by_pandas(table: DecisionTable, accounts: Any, expected: list[str]) -> float:
    """Each rule as a mask over all accounts, then numpy.select."""
    import numpy as np
    import pandas as pd

    frame = pd.DataFrame(accounts.to_dict(as_series=False))
    signs = {
        Compare.EQUALS: "eq",
        Compare.AT_LEAST: "ge",
        Compare.BELOW: "lt",
    }
    started = time.perf_counter()
    masks = []
    *rows, last = table.rows
    for row in rows:
        mask = np.ones(len(frame), dtype=bool)
        for condition in row.conditions:
            column, sign = frame[INPUTS[condition.asks].column], signs[condition.compare]
            if INPUTS[condition.asks].kind is Kind.AMOUNT:
                held = np.zeros(len(frame), dtype=bool)
                for currency, minor in condition.thresholds():
                    held |= (frame["currency"] == currency) & getattr(column, sign)(minor)
            else:
                held = getattr(column, sign)(condition.operand)
            mask &= held
        masks.append(mask)
    chosen = np.select(masks, [row.id for row in rows], last.id)
    took = time.perf_counter() - started
    assert list(chosen[: len(expected)]) == expected, "pandas decides otherwise"
    return took / len(frame)


if __name__ == "__main__":
    sys.exit(main())
