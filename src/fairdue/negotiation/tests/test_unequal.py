"""Agreements held against the best offer there was, by channel."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from fairdue.negotiation.actions import record_assessment
from fairdue.negotiation.actions.agreeing import accept, propose
from fairdue.negotiation.queries.offers import best_offer
from fairdue.negotiation.queries.unequal import offers_by_channel, worse_agreements
from fairdue.negotiation.tests.records import AT, a_debtor, a_member
from fairdue.people.actors import Actor, Cardholder

pytestmark = pytest.mark.django_db
SPAN = (AT - timedelta(days=1), AT + timedelta(days=1))


def agreed(channel: str, rate: str = "0", *, by_staff: bool = True) -> int:
    """The best offer as it is, or with interest on top."""
    whose = a_debtor(total_minor=5_000_00).case.customer_id
    me = Cardholder(whose)
    record_assessment(
        customer_id=whose,
        currency="CNY",
        depth="quick",
        figures={"low": 300_00, "high": 900_00},
        actor=me,
        at=AT,
    )
    best = best_offer(whose, "CNY", AT)
    assert best is not None
    actor: Actor = a_member() if by_staff else me
    terms = replace(best.terms, yearly_rate=Decimal(rate))
    found = propose(customer_id=whose, terms=terms, actor=actor, at=AT, channel=channel)
    accept(agreement_id=found.id, how=channel, actor=actor, at=AT, cost_shown=True)
    return found.id


def test_an_agreement_keeps_the_best_offer_there_was_and_one_with_interest_is_worse() -> None:
    agreed("portal", by_staff=False)
    agreed("call")
    dear = agreed("call", "0.12")
    [portal, call] = offers_by_channel(*SPAN)
    assert (portal.channel, portal.accepted, portal.compared, portal.worse) == ("portal", 1, 1, 0)
    assert (call.channel, call.accepted, call.compared, call.worse) == ("call", 2, 2, 1)
    [worse], total = worse_agreements(*SPAN)
    assert total == 1
    assert worse.id == dear
    assert worse.best_total.minor == 5_000_00
    assert worse.worse_by.minor == worse.total.minor - 5_000_00 > 0


def test_it_is_found_by_channel_and_by_the_day_it_was_accepted() -> None:
    agreed("call", "0.12")
    assert worse_agreements(*SPAN, channel="portal") == ([], 0)
    assert worse_agreements(*SPAN, channel="call")[1] == 1
    later = (SPAN[1], SPAN[1] + timedelta(days=1))
    assert offers_by_channel(*later) == []
    assert worse_agreements(*later) == ([], 0)


def test_what_is_only_proposed_is_in_no_count() -> None:
    whose = a_debtor(total_minor=5_000_00).case.customer_id
    record_assessment(
        customer_id=whose,
        currency="CNY",
        depth="quick",
        figures={"low": 300_00, "high": 900_00},
        actor=Cardholder(whose),
        at=AT,
    )
    best = best_offer(whose, "CNY", AT)
    assert best is not None
    found = propose(customer_id=whose, terms=best.terms, actor=a_member(), at=AT, channel="call")
    assert found.best_offer_key == best.key
    assert offers_by_channel(*SPAN) == []
