"""Figures over the work recorded at the desk, counted in PostgreSQL."""

from __future__ import annotations

from fairdue.contact import figures as contact
from fairdue.negotiation import figures as negotiation
from fairdue.negotiation.models import PromiseState
from fairdue.reporting import catalogue
from fairdue.reporting.figure import Definition, Figure
from fairdue.reporting.scope import Scope
from fairdue.work import figures as work
from fairdue.work.models import QueueState

Cut = tuple[tuple[str, str], ...]


def contact_figures(scope: Scope) -> tuple[Figure, ...]:
    """Attempts, calls by outcome, connect and right-party rates, penetration, intensity."""
    tally = contact.call_tally(*scope.moments)
    channels = contact.attempts_by_channel(*scope.moments)
    outcomes = contact.calls_by_outcome(*scope.moments)
    cases = work.queued_cases(scope.span.first, scope.span.last)
    worked = contact.worked_cases(cases, *scope.moments, limit=0)[1]
    attempts = contact.attempts_on(cases, *scope.moments)

    def figure(definition: Definition, over: int, under: int | None, cut: Cut = ()) -> Figure:
        return Figure(definition, scope.span, over, under, slice=cut)

    total = sum(channels.values())
    return (
        figure(catalogue.ATTEMPTS, total, total),
        *(
            figure(catalogue.ATTEMPTS, number, total, (("channel", channel),))
            for channel, number in channels.items()
        ),
        *(
            figure(catalogue.OUTCOMES, number, tally.calls, (("outcome", outcome),))
            for outcome, number in outcomes.items()
        ),
        figure(catalogue.CONNECT_RATE, tally.connected, tally.calls),
        figure(catalogue.RPC_PER_ATTEMPT, tally.right_party, tally.calls),
        figure(catalogue.RPC_PER_CONNECT, tally.right_party, tally.connected),
        figure(catalogue.RPC_ACCOUNT_RATE, tally.customers_reached, tally.customers_called),
        figure(catalogue.PENETRATION, worked, cases.count()),
        figure(catalogue.INTENSITY, attempts, worked),
    )


def promise_figures(scope: Scope) -> tuple[Figure, ...]:
    """Promises taken, fallen due, and kept, by count and by money."""
    taken, promised = negotiation.promises_taken(*scope.moments, scope.currency)
    made = negotiation.promises_made(*scope.moments)
    due = negotiation.due_tally(scope.span.first, scope.span.last, scope.currency)
    right_party = contact.call_tally(*scope.moments).right_party

    def figure(definition: Definition, over: int, under: int | None, cut: Cut = ()) -> Figure:
        return Figure(definition, scope.span, over, under, scope.currency, cut)

    states = (
        (PromiseState.KEPT, due.kept),
        (PromiseState.PARTIAL, due.partial),
        (PromiseState.BROKEN, due.broken),
    )
    return (
        figure(catalogue.PROMISES_TAKEN, taken, None),
        figure(catalogue.MONEY_PROMISED, promised, None),
        Figure(catalogue.PROMISE_RATE, scope.span, made, right_party),
        *(
            figure(catalogue.PROMISES_DUE, number, due.settled, (("state", state.value),))
            for state, number in states
        ),
        figure(catalogue.KEPT_RATE_COUNT, due.kept, due.settled),
        figure(catalogue.KEPT_RATE_MONEY, due.paid_minor, due.promised_minor),
    )


def permit_figures(scope: Scope) -> tuple[Figure, ...]:
    """The denial rate, whole and by clause, and the rate of contacts found unlawful since."""
    made, unlawful = contact.contacts_found_unlawful(*scope.moments)
    asked, denied = contact.permit_tally(*scope.moments)
    clauses = contact.denials_by_clause(*scope.moments)
    return (
        Figure(catalogue.DENIAL_RATE, scope.span, denied, asked),
        *(
            Figure(
                catalogue.DENIALS_BY_CLAUSE, scope.span, number, asked, slice=(("clause", clause),)
            )
            for clause, number in clauses.items()
        ),
        Figure(catalogue.VIOLATION_RATE, scope.span, unlawful, made),
    )


def queue_figures(scope: Scope) -> tuple[Figure, ...]:
    """Cases of each team by state, at this moment; the span's last day is shown as the day."""
    figures = []
    for tally in work.team_tallies():
        for state, number in (
            (QueueState.WAITING, tally.waiting),
            (QueueState.TAKEN, tally.taken),
            (QueueState.DONE, tally.done),
        ):
            cut = (("team", str(tally.team_id)), ("state", state.value))
            figures.append(Figure(catalogue.QUEUE, scope.span, number, tally.cases, None, cut))
    return tuple(figures)
