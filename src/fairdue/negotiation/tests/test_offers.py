"""What is suggested to a customer from their records, and that it can be agreed as it is."""

from __future__ import annotations

from datetime import date

import pytest

from fairdue.compliance.actions import raise_mark
from fairdue.kernel.money import Money
from fairdue.kernel.refusal import Refused
from fairdue.negotiation.actions import record_assessment, record_cause, record_promise
from fairdue.negotiation.models import Promise
from fairdue.negotiation.queries.examining import examine
from fairdue.negotiation.queries.offers import (
    best_offer,
    history_of,
    in_hardship,
    offers_for,
)
from fairdue.negotiation.queries.owing import owed_parts
from fairdue.negotiation.tests.records import AT, TODAY, Debtor, a_debtor, a_member
from fairdue.people.actors import Cardholder, Machine
from fairdue.people.models import Role

pytestmark = pytest.mark.django_db


def able(debtor: Debtor, low_minor: int = 200_00, high_minor: int = 400_00) -> int:
    whose = debtor.case.customer_id
    record_assessment(
        customer_id=whose,
        currency="CNY",
        depth="quick",
        figures={"low": low_minor, "high": high_minor},
        actor=Cardholder(whose),
        at=AT,
    )
    return whose


def test_suggestions_pay_all_that_is_owed_within_what_can_be_set_aside() -> None:
    whose = able(a_debtor(total_minor=5_000_00))
    offers = offers_for(whose, "CNY", AT, Cardholder(whose))
    assert [(offer.key, offer.terms.instalments, offer.monthly_minor) for offer in offers] == [
        ("light", 36, 139_00),
        ("steady", 25, 200_00),
        ("quick", 13, 385_00),
    ]
    for offer in offers:
        assert offer.total_minor == sum(due.amount_minor for due in offer.dues) == 5_000_00
        assert "5年" in offer.record_effect.zh
        assert offer.why


def test_each_can_be_agreed_as_it_is_by_the_cardholder_alone() -> None:
    for low, high in [(200_00, 400_00), (1_500_00, 2_000_00), (5_000_00, 6_000_00), (0, 90_00)]:
        whose = able(a_debtor(total_minor=5_000_00), low, high)
        me = Cardholder(whose)
        for offer in offers_for(whose, "CNY", AT, me):
            found = examine(whose, offer.terms, me, AT)
            assert found.beyond == ()
            assert found.dues == offer.dues
            assert found.cost.total_minor == offer.total_minor
            assert not offer.needs_approval


def test_whoever_asks_sees_the_same_terms() -> None:
    whose = able(a_debtor(total_minor=5_000_00))
    mine = [offer.terms for offer in offers_for(whose, "CNY", AT, Cardholder(whose))]
    theirs = [offer.terms for offer in offers_for(whose, "CNY", AT, a_member())]
    assert mine == theirs == [o.terms for o in offers_for(whose, "CNY", AT, Machine("app"))]
    best = best_offer(whose, "CNY", AT)
    assert best is not None
    assert best.terms == mine[0]


def test_nothing_is_suggested_without_an_assessment_or_in_another_currency() -> None:
    whose = a_debtor().case.customer_id
    assert offers_for(whose, "CNY", AT, Cardholder(whose)) == ()
    able_one = able(a_debtor())
    assert offers_for(able_one, "USD", AT, Cardholder(able_one)) == ()
    assert best_offer(whose, "CNY", AT) is None


def test_refuses_the_wrong_person() -> None:
    whose = able(a_debtor())
    for actor in (Cardholder(whose + 1), a_member(Role.STRATEGIST)):
        with pytest.raises(Refused):
            offers_for(whose, "CNY", AT, actor)


def test_broken_promises_lower_the_chance_and_leave_the_terms_as_they_are() -> None:
    debtor = a_debtor(total_minor=5_000_00)
    whose = able(debtor)
    before = offers_for(whose, "CNY", AT, Cardholder(whose))
    record_promise(
        case_id=debtor.case.pk,
        amount=Money(100_00, "CNY"),
        due_on=date(2026, 3, 12),
        staff=a_member(),
        at=AT,
    )
    Promise.objects.update(state="broken")
    assert history_of(whose).broken == 1
    after = offers_for(whose, "CNY", AT, Cardholder(whose))
    assert {offer.terms for offer in before} == {offer.terms for offer in after}
    chances = [{offer.terms: offer.kept_per_mille for offer in each} for each in (before, after)]
    assert all(chances[1][terms] < chances[0][terms] for terms in chances[0])


def test_being_thought_unwilling_changes_nothing_and_illness_brings_hardship_terms() -> None:
    whose = able(a_debtor(total_minor=2_000_00))
    me, staff = Cardholder(whose), a_member()
    before = offers_for(whose, "CNY", AT, me)
    record_cause(
        customer_id=whose, cause="unwilling", said_by="staff", evidence="none", actor=staff, at=AT
    )
    assert offers_for(whose, "CNY", AT, me) == before
    record_cause(
        customer_id=whose,
        cause="illness",
        said_by="cardholder",
        evidence="self_report",
        actor=me,
        at=AT,
    )
    assert in_hardship(whose, AT)
    assert "hardship" in {offer.terms.kind for offer in offers_for(whose, "CNY", AT, me)}


def test_a_mark_of_hardship_counts_too() -> None:
    whose = a_debtor().case.customer_id
    assert not in_hardship(whose, AT)
    raise_mark(customer_id=whose, kind="hardship", note="", staff=a_member(), at=AT)
    assert in_hardship(whose, AT)


def test_what_the_issuer_does_not_break_down_is_principal() -> None:
    debtor = a_debtor(total_minor=5_000_00)
    assert owed_parts(debtor.case.customer_id, "CNY", TODAY) == (5_000_00, 0, 0)
    assert owed_parts(debtor.case.customer_id, "USD", TODAY) == (0, 0, 0)
