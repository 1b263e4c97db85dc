"""A contact that is planned for later the same day, as a visit is: judged for its whole window.

What counts contacts is judged as the permit is asked for, because it counts from then on. What
goes by the clock or by what stands on record must hold at every moment of the window.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from fairdue.contact.rules.verdict import Facts, Terms, judge_now
from fairdue.kernel.verdict import Clause, Verdict

STEP = timedelta(minutes=15)
"""Hours of the law, of requests and of consents all turn on a quarter of an hour or more rarely."""

LAST = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Window:
    """From when until just before when a planned contact may be made."""

    begins: datetime
    ends: datetime


def judge_planned(facts: Facts, channel: str, terms: Terms, window: Window) -> Verdict:
    """Every clause of a contact that is asked for now and made inside a window."""
    now = judge_now(facts, channel, terms)
    thens = [judge_now(replace(facts, at=at), channel, terms) for at in _moments(window)]
    counting = counting_rules(terms)
    clauses = [
        *(clause for clause in now.clauses if clause.rule in counting),
        *_at_every_moment(thens, counting),
    ]
    missing = dict.fromkeys(name for each in (now, *thens) for name in each.missing)
    return Verdict(tuple(clauses), tuple(missing), looked_ahead=True)


def counting_rules(terms: Terms) -> frozenset[str]:
    """The rules that count contacts, and so change with every one."""
    limits = {limit.term.rule for limit in terms.limits.values() if limit}
    return frozenset(limits | {"LENDER-PRESSURE"})


def _at_every_moment(thens: list[Verdict], counting: frozenset[str]) -> list[Clause]:
    """One clause per rule: the first that denies anywhere in the window, else as it begins.

    Requests are told apart by what was asked, so that each that bars is named.
    """
    denied: dict[tuple[str, str], Clause] = {}
    for then in thens:
        for clause in then.failing:
            if clause.rule not in counting:
                asked = dict(clause.values).get("request", "")
                denied.setdefault((clause.rule, asked), clause)
    barred = {rule for rule, _ in denied}
    fine = [
        clause
        for clause in thens[0].clauses
        if clause.allowed and clause.rule not in counting and clause.rule not in barred
    ]
    return [*fine, *denied.values()]


def _moments(window: Window) -> Iterator[datetime]:
    at = window.begins
    while at < window.ends:
        yield at
        at += STEP
    yield max(window.begins, window.ends - LAST)
