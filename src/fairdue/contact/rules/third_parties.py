"""Who else may be contacted in China, when, and what may be said: CN-3P-01 to CN-3P-05."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from fairdue.contact.rules.clauses import clause
from fairdue.kernel.calendars import day_bounds
from fairdue.kernel.text import Text
from fairdue.kernel.verdict import Clause


@dataclass(frozen=True, slots=True)
class Loss:
    """What is known of the debtor's being out of reach."""

    grounds: frozenset[str] = frozenset()
    """Grounds that hold by themselves, by name: number_invalid, debtor_dead_or_incapacitated."""
    failed_dials: int = 0
    last_failed_on: date | None = None
    days_unreachable: int = 0
    restored: bool = False
    """The debtor can be reached again."""


@dataclass(frozen=True, slots=True)
class Person:
    """Whom one wants to contact."""

    role: str
    """debtor, guarantor, or the relation of anyone else."""
    debt_related: bool = False
    """Evidence shows that the debt is this person's too, such as joint family expenses."""
    refused: bool = False
    offered_to_pay: bool = False


@dataclass(frozen=True, slots=True)
class Message:
    """What is to be said. `purpose` "" where nothing is known about it."""

    purpose: str = ""
    demands: bool = False
    discloses: bool = False
    content: str = ""


def owes(person: Person, obligors: Collection[str]) -> bool:
    """Is this the debtor, a guarantor, or someone shown to owe as well?"""
    return person.role in obligors or person.debt_related


def may_collect_from(person: Person, message: Message, *, obligors: Collection[str]) -> Clause:
    """No collecting from anyone unrelated to the debt, except one who offers to pay.

    Source: CBRC Decree 2011 No. 2 art. 68 (CN-3P-01).
    """
    return clause(
        "CN-3P-01",
        message.demands and not owes(person, obligors) and not person.offered_to_pay,
        Text(
            "Collect only from the debtor, guarantors, or persons shown to owe the debt.",
            "仅可向债务人、担保人或有依据认定的相关债务人催收。",
        ),
        ("role", person.role),
    )


def may_contact_instead(
    loss: Loss,
    at: datetime,
    zone: ZoneInfo,
    *,
    failed_dials: int,
    wait_days: int,
    unreachable_days: int,
    other_grounds: Collection[str],
) -> Clause:
    """A contact person only once the debtor is lost: CN-3P-02. Days are calendar days of `zone`.

    After a row of failed dials the next day opens it; a row whose last day is unknown doesn't.
    """
    today = at.astimezone(zone).date()
    opens = loss.last_failed_on and loss.last_failed_on + timedelta(days=wait_days)
    row = loss.failed_dials >= failed_dials and opens is not None
    lost = (
        bool(loss.grounds & set(other_grounds))
        or (row and opens is not None and today >= opens)
        or loss.days_unreachable >= unreachable_days
    )
    waits = opens if row and not lost and not loss.restored else None
    return clause(
        "CN-3P-02",
        not lost or loss.restored,
        Text(
            "Contact persons may be contacted only while the debtor is out of reach.",
            "仅在债务人失联期间方可联系联系人。",
        ),
        ("failed_dials", loss.failed_dials),
        ("failed_dials_min", failed_dials),
        ("days_unreachable", loss.days_unreachable),
        ("days_unreachable_min", unreachable_days),
        ("restored", loss.restored),
        allowed_from=day_bounds(waits, zone)[0] if waits else None,
    )


def may_say_to_contact(
    person: Person,
    message: Message,
    *,
    purposes: Collection[str],
    debt_wording: Collection[str] = (),
) -> tuple[Clause, ...]:
    """To a contact person: ask how to reach the debtor or to pass a message; no debt facts; a
    demand only where that person offered to pay. CN-3P-03, PIPL art. 10. `debt_wording` are
    expressions that give a debt away in the text.
    """
    discloses = message.discloses or any(re.search(w, message.content) for w in debt_wording)
    off_limits = bool(message.purpose) and message.purpose not in purposes
    return (
        clause(
            "CN-3P-03",
            discloses,
            Text(
                "Tell a contact person nothing about the debt or the debtor's finances.",
                "不得向联系人透露债务或财务信息。",
            ),
        ),
        clause(
            "CN-3P-03",
            (off_limits or message.demands) and not (message.demands and person.offered_to_pay),
            Text(
                "Ask a contact person only for contact details or to pass on a message.",
                "对联系人仅可询问联系方式或请其转告。",
            ),
            ("purpose", message.purpose),
        ),
    )


def may_contact_again(person: Person, *, refusal_is_final: bool) -> Clause:
    """Never again after a refusal: CN-3P-04."""
    return clause(
        "CN-3P-04",
        person.refused and refusal_is_final,
        Text(
            "This person refused; no further contact.",
            "该联系人已明确拒绝，不得再联系。",
        ),
    )


def may_use_source(source: str, *, sources: Collection[str]) -> Clause:
    """Contact details only from a lawful source: CN-3P-05. "" where it isn't told."""
    return clause(
        "CN-3P-05",
        bool(source) and source not in sources,
        Text(
            "The contact details don't come from a lawful source.",
            "联系信息来源不合法。",
        ),
        ("source", source),
    )
