"""Opens who the cardholder is for a paper of court; the journal has the paper."""

from __future__ import annotations

from collections.abc import Collection

from fairdue.legal.rules.papers.fields import Value
from fairdue.legal.rules.papers.persons import told_by
from fairdue.portfolio.actions import open_for_paper

PERSONAL = frozenset({"name", "sex", "born_on", "id_number", "address", "phone"})


def person_values(customer_id: int, fields: Collection[str], language: str) -> dict[str, Value]:
    """The values of those of these fields that name the person, as far as they are known."""
    wanted = PERSONAL & set(fields)
    if not wanted:
        return {}
    person = open_for_paper(customer_id)
    told = told_by(person.id_number)
    known: dict[str, Value | None] = {
        "name": person.name,
        "id_number": person.id_number,
        "address": person.address,
        "phone": person.phone,
        "born_on": told.born_on if told else None,
        "sex": told.sex.in_language(language) if told else None,
    }
    return {
        name: value for name, value in known.items() if name in wanted and value not in (None, "")
    }
