"""All figures of a scope, and one of them by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from fairdue.reporting import catalogue
from fairdue.reporting.figure import Family, Figure
from fairdue.reporting.queries.desk import (
    contact_figures,
    permit_figures,
    promise_figures,
    queue_figures,
)
from fairdue.reporting.queries.measured import (
    board_figures,
    ends_figures,
    experiment_figures,
    field_figures,
    people_figures,
    plan_figures,
    protection_figures,
)
from fairdue.reporting.queries.portfolio import bucket_figures, roll_figures
from fairdue.reporting.scope import Scope

COUNTED_BY: dict[Family, Callable[[Scope], tuple[Figure, ...]]] = {
    Family.BUCKETS: bucket_figures,
    Family.ROLL: roll_figures,
    Family.CONTACTS: contact_figures,
    Family.PROMISES: promise_figures,
    Family.PERMITS: permit_figures,
    Family.ENDS: ends_figures,
    Family.PLANS: plan_figures,
    Family.PROTECTION: protection_figures,
    Family.FIELD: field_figures,
    Family.BOARD: board_figures,
    Family.PEOPLE: people_figures,
    Family.EXPERIMENTS: experiment_figures,
    Family.QUEUE: queue_figures,
}


class NoSuchFigureError(LookupError):
    """The key is not in the catalogue, or the figure has no such part in this scope."""


def figure(key: str, scope: Scope, cut: Mapping[str, str]) -> Figure:
    """One figure by key and slice, counted now. Raises NoSuchFigureError."""
    definition = catalogue.CATALOGUE.get(key)
    if definition is None:
        known = ", ".join(catalogue.CATALOGUE)
        raise NoSuchFigureError(f"no figure is called {key!r}; known are {known}")
    wanted = dict(cut)
    for found in COUNTED_BY[definition.family](scope):
        if found.definition.key == key and dict(found.slice) == wanted:
            return found
    raise NoSuchFigureError(f"{key} has no part {wanted} on these days")
