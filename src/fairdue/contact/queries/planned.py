"""May somebody be visited in a window? Asked for lists and for calling off; writes nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from fairdue.contact.queries.facts import facts, known_of, person
from fairdue.contact.queries.terms import terms_at
from fairdue.contact.rules.planned import Window, counting_rules, judge_planned
from fairdue.contact.rules.verdict import VISIT
from fairdue.kernel.verdict import Verdict
from fairdue.portfolio import queries as portfolio

TWO = 2


def may_visit(
    *,
    customer_id: int,
    contact_point_id: int,
    window: Window,
    at: datetime,
    visitors: int = TWO,
    permitted: bool = False,
) -> Verdict:
    """Every clause of a visit by so many people, as it is known at `at`.

    With `permitted` a permit was granted already: what counts contacts was judged then, and counts
    that permit by now, so only the rest is asked again. The answer that binds is the permit's.
    """
    someone = person(customer_id, at)
    dated = terms_at(at, someone.law)
    points = portfolio.contact_points(customer_id)
    point = next((each for each in points if each.id == contact_point_id), None)
    asked = facts(someone, known_of(customer_id, at, dated), point, at, visitors=visitors)
    verdict = judge_planned(asked, VISIT, dated.terms, window)
    if not permitted:
        return verdict
    counting = counting_rules(dated.terms)
    return replace(
        verdict,
        clauses=tuple(clause for clause in verdict.clauses if clause.rule not in counting),
    )
