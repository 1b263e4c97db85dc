"""Takes in agreements made elsewhere, under the same rules as those made here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.negotiation import queries
from fairdue.negotiation.actions.agreeing import accept, propose
from fairdue.negotiation.rules.rows import Problem, Row, read_row
from fairdue.people.actors import Actor
from fairdue.portfolio.queries import customer_by_ref

IMPORT = "import"


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of a file."""

    active: tuple[int, ...]
    """Agreements that run now."""
    waiting: tuple[int, ...]
    """Proposals beyond authority or capacity: a second person has to approve them."""
    known: tuple[int, ...]
    """Agreements that ran already with the same total, kind and number of instalments."""
    problems: tuple[Problem, ...]


def import_agreements(
    rows: Iterable[tuple[int, Mapping[str, str]]], *, actor: Actor, at: datetime
) -> Imported:
    """Propose and accept what each line holds; `rows` are line numbers with fields by column.

    A line with a problem changes nothing and stops no other. What asks for more a month than the
    customer can pay, or is beyond the actor's authority, waits for a second person as everywhere.
    The same file again changes nothing.
    """
    active: list[int] = []
    waiting: list[int] = []
    known: list[int] = []
    problems: list[Problem] = []
    for line, fields in rows:
        row = read_row(line, fields)
        if isinstance(row, list):
            problems += row
            continue
        try:
            number, found = _take(row, actor, at)
        except Refused as refused:
            problems.append(Problem(line, "", refused.text))
            continue
        {"active": active, "waiting": waiting, "known": known}[found].append(number)
    return Imported(tuple(active), tuple(waiting), tuple(known), tuple(problems))


def _take(row: Row, actor: Actor, at: datetime) -> tuple[int, str]:
    customer_id = customer_by_ref(row.customer_ref)
    if customer_id is None:
        raise Refused(
            Text(f"There is no customer {row.customer_ref}.", f"没有客户{row.customer_ref}。")
        )
    running = queries.running_agreement(customer_id, row.terms.currency)
    if running is not None:
        one, other = running.terms, row.terms
        if (one.kind, one.base_minor, one.instalments) == (
            other.kind,
            other.base_minor,
            other.instalments,
        ):
            return running.id, "known"
    found = propose(customer_id=customer_id, terms=row.terms, actor=actor, at=at, channel=IMPORT)
    if found.needs_approval and not found.approved_by:
        return found.id, "waiting"
    return accept(agreement_id=found.id, how=IMPORT, actor=actor, at=at).id, "active"
