"""Holds an explanation against the ledger."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from fairdue.portfolio.rules.balance.explaining import explain
from fairdue.portfolio.rules.balance.facts import BalanceFacts, BalanceTerms, Booked, Figures, Parts
from fairdue.portfolio.rules.balance.ledger import Ledger


def disagreement(terms: BalanceTerms, arrivals: Iterable[Figures | Booked | date]) -> str | None:
    """What explanation and ledger disagree on, at any of the days to close; None if on nothing.

    `arrivals` come in order: figures and bookings become known, days are closed. The lines must
    add up, in all and by component, to the balance; that must be the sum of the postings.
    """
    ledger = Ledger(terms)
    figures: dict[date, Figures] = {}
    booked: dict[str, Booked] = {}
    closed: date | None = None
    for arrival in arrivals:
        if isinstance(arrival, Figures):
            figures[arrival.on] = arrival
            ledger.tell(arrival)
        elif isinstance(arrival, Booked):
            booked[arrival.ref] = arrival
            ledger.book(arrival)
        elif closed is None or arrival >= closed:
            closed = arrival
            ledger.close(closed)
            facts = BalanceFacts(
                "", "", "CNY", tuple(figures.values()), tuple(booked.values()), terms
            )
            if problem := _on(closed, facts, ledger):
                return problem
    return None


def _on(day: date, facts: BalanceFacts, ledger: Ledger) -> str | None:
    found = explain(facts, day)
    if found is None:
        return None if not any(ledger.balance()) else f"{day}: only the ledger has a balance"
    columns = zip(*(line.split for line in found.lines), strict=True)
    lines = Parts(*(sum(column) for column in columns))
    total = sum(line.amount_minor for line in found.lines)
    if lines != found.components or total != found.total_minor:
        return f"{day}: lines {lines} and {total}, balance {found.components}"
    posted = ledger.balance()
    if posted != found.components:
        return f"{day}: postings {posted}, balance {found.components}"
    if min(posted) < 0 or (posted.credit and posted.owed):
        return f"{day}: {posted} has a negative component, or a credit beside a debt"
    if ledger.past_due() != found.past_due_minor:
        return f"{day}: past due {ledger.past_due()}, explained {found.past_due_minor}"
    return None
