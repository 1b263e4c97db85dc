"""Persons other than the consumer under Regulation F: 12 CFR 1006.6(a), (d), 1006.10."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from fairdue.contact.rules.clauses import clause
from fairdue.kernel.text import Text
from fairdue.kernel.verdict import Clause


@dataclass(frozen=True, slots=True)
class Locating:
    """A contact to find the consumer."""

    communications_before: int = 0
    asked_or_wrong: bool = False
    """That person asked for it, or the earlier answer was wrong or incomplete."""
    states_debt: bool = False
    names_employer_unasked: bool = False
    hides_self: bool = False
    """Doesn't give the caller's own name."""
    by_postcard: bool = False


def may_contact_other(
    role: str,
    *,
    locates: bool,
    permitted: bool,
    consumer_roles: Collection[str],
    other_roles: Collection[str],
) -> Clause:
    """No contact about a debt with others, save to locate the consumer, or with direct consent, a
    court's leave or after judgment (`permitted`): us.regf.6d.third_party. Spouse, guardian,
    executor and a minor's parent are the consumer. "" where the role isn't told.
    """
    known = not role or role in consumer_roles or role in other_roles
    return clause(
        "us.regf.6d.third_party",
        not known and not locates and not permitted,
        Text(
            "No contact about the debt with third parties.",
            "不得就债务联系第三方。",
        ),
        ("role", role),
    )


def may_locate(locating: Locating, *, communications_max: int) -> tuple[Clause, ...]:
    """Locating says nothing of a debt, and speaks with each person once: us.regf.10.location."""
    rule = "us.regf.10.location"
    return (
        clause(
            rule,
            locating.states_debt
            or locating.names_employer_unasked
            or locating.hides_self
            or locating.by_postcard,
            Text(
                "When locating, give your own name, and don't mention a debt or, unasked, the "
                "employer; no postcards and no telling envelopes.",
                "查找下落时须表明本人姓名，不得提及债务，未经询问不得表明雇主，"
                "且不得使用明信片或显示催收业务的信封。",
            ),
        ),
        clause(
            rule,
            locating.communications_before >= communications_max and not locating.asked_or_wrong,
            Text(
                "This person was spoken with already.",
                "已与此人联系过。",
            ),
            ("communications_max", communications_max),
        ),
    )
