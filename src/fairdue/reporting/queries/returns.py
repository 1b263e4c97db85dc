"""A return by clause, as supervisors ask for it: contacts, denials, violations, complaints and
disputes of a span, counted by their codes, with how many were dealt with in time.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from fairdue.compliance.figures import complaints_in_time, disputes_in_time
from fairdue.contact.figures import attempts_by_channel, denials_by_clause, violations_by_clause
from fairdue.reporting.scope import Scope


class Part(StrEnum):
    """What a line of the return counts."""

    CONTACTS = "contacts"
    """Attempts, by channel."""
    DENIALS = "denials"
    """Permits denied, by the rule that denied them; one denial may count under several."""
    VIOLATIONS = "violations"
    """Contacts found unlawful since, by the rule that they broke; they may count under several."""
    COMPLAINTS = "complaints"
    """Complaints received, by what they are about."""
    DISPUTES = "disputes"
    """Disputes received, by their ground."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line. The last three are None where nothing has a deadline; they add up to `number`."""

    part: str
    code: str
    number: int
    in_time: int | None = None
    late: int | None = None
    """Dealt with after the last day, or not yet although that day is over."""
    pending: int | None = None
    """Not dealt with yet, and there is still time; or withdrawn."""


def return_lines(scope: Scope, at: datetime) -> tuple[Line, ...]:
    """The return of a span as known at a moment; nobody's data."""
    start, end = scope.moments
    counted = (
        (Part.CONTACTS, attempts_by_channel(start, end)),
        (Part.DENIALS, denials_by_clause(start, end)),
        (Part.VIOLATIONS, violations_by_clause(start, end)),
    )
    lines = [Line(part, code, number) for part, codes in counted for code, number in codes.items()]
    for part, tallies in (
        (Part.COMPLAINTS, complaints_in_time(start, end, at, scope.zone)),
        (Part.DISPUTES, disputes_in_time(start, end, at, scope.zone)),
    ):
        lines += [
            Line(part, code, each.number, each.in_time, each.late, each.pending)
            for code, each in tallies.items()
        ]
    return tuple(lines)


def line_document(line: Line) -> dict[str, Any]:
    """A line for a report's document."""
    return asdict(line) | {"part": str(line.part)}


def line_of(document: dict[str, Any]) -> Line:
    """A line read back."""
    return Line(**document)
