"""Whether a visit was made as the law asks: how many came, card shown, let in, recorded. Pure.

One place for the record's page and for the lawyers' cases: CN-VISIT-01, CN-VISIT-02.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from fairdue.contact.rules.premises import may_enter, may_visit_so
from fairdue.contact.rules.terms import Term
from fairdue.contact.rules.visits import may_visit_with
from fairdue.kernel.verdict import Clause


@dataclass(frozen=True, slots=True)
class Conduct:
    """How a visit was made. None where nothing is told."""

    visitors: int | None
    card_shown: bool
    entered: bool
    """Somebody went into private premises."""
    entry_agreed: bool
    taped: bool | None
    """In sound or picture."""
    dressed: bool | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """What a law asks of visits. Falsy values: it doesn't."""

    least: Term[int] | None
    card_shown: bool = False
    entry_needs_consent: bool = False
    recorded: bool = False
    decent_dress: bool = False


def judge_conduct(conduct: Conduct, asked: Asked) -> Iterator[Clause]:
    """Every clause on how a visit was made, whichever way it answers."""
    if conduct.visitors is not None and asked.least is not None and asked.least.value:
        yield may_visit_with(conduct.visitors, asked.least)
    yield from may_enter(
        shown=conduct.card_shown,
        private=conduct.entered,
        consented=conduct.entry_agreed,
        id_shown=asked.card_shown,
        entry_needs_consent=asked.entry_needs_consent,
    )
    yield from may_visit_so(
        taped=conduct.taped,
        dressed=conduct.dressed,
        recorded=asked.recorded,
        decent_dress=asked.decent_dress,
    )
