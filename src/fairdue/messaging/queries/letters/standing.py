"""May a letter still go? Asked before it is written, and again when a batch takes it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from fairdue.contact import queries as contact
from fairdue.contact.models import Channel
from fairdue.contact.rules.verdict import judge
from fairdue.contact.rules.written import Content
from fairdue.kernel.verdict import Verdict
from fairdue.portfolio import queries as portfolio


def letter_verdict(
    customer_id: int,
    contact_point_id: int | None,
    content: Content,
    *,
    at: datetime,
    written_at: datetime | None = None,
) -> Verdict:
    """The rules' answer at `at`; `written_at` is of a letter that is not to count against itself.

    Nothing is written: the permit is what binds.
    """
    someone = contact.person(customer_id, at)
    dated = contact.terms_at(at, someone.law)
    known = contact.known_of(customer_id, at, dated)
    if written_at is not None:
        others = tuple(
            touch
            for touch in known.touches
            if not (
                touch.channel == Channel.LETTER
                and touch.at == written_at
                and touch.contact_point_id == contact_point_id
            )
        )
        known = replace(known, touches=others)
    points = portfolio.contact_points(customer_id)
    point = next((each for each in points if each.id == contact_point_id), None)
    asked = contact.facts(someone, known, point, at, content=content)
    return judge(asked, Channel.LETTER, dated.terms)
