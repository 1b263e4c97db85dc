"""Which open cases a change of law touches: by country, and by what the rule is about."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fairdue.compliance.actions import place_hold
from fairdue.delinquency.models import Case
from fairdue.law_cases.touched import ANY, CONDITIONS, WHICH, Touched, touched
from fairdue.people.models import Role
from fairdue.portfolio.models import Customer
from fairdue.work.models import QueueItem, QueueState
from fairdue.work.tests.records import AT, a_case, a_member, a_team, an_item

pytestmark = pytest.mark.django_db(transaction=True)


def of_country(case: Case, jurisdiction: str) -> Case:
    Customer.objects.filter(pk=case.customer_id).update(jurisdiction=jurisdiction)
    return case


def cases(found: Touched) -> list[int]:
    assert found.number == len(found.cases)
    return [case.case_id for case in found.cases]


def test_a_country_s_rule_touches_customers_under_its_law_only() -> None:
    silent, chinese = a_case(), of_country(a_case(), "CN")
    british = of_country(a_case(), "UK")
    assert cases(touched("law/cn", "delinquency", AT)) == [silent.pk, chinese.pk]
    assert cases(touched("law/uk", "delinquency", AT)) == [british.pk]
    assert cases(touched("law/us", "delinquency", AT)) == []
    everyone = [silent.pk, chinese.pk, british.pk]
    assert cases(touched("policy/default", "delinquency", AT)) == everyone


def test_a_closed_case_is_not_touched() -> None:
    case = a_case()
    Case.objects.filter(pk=case.pk).update(closed_on=case.opened_on)
    assert cases(touched("law/cn", "delinquency", AT)) == []


def test_a_contact_rule_touches_cases_that_somebody_may_call() -> None:
    item, done = an_item(a_team()), an_item(a_team())
    QueueItem.objects.filter(pk=done.pk).update(state=QueueState.DONE)
    a_case()
    assert cases(touched("law/cn", "contact", AT)) == [item.case_id]


def test_a_compliance_rule_touches_customers_with_something_on_record() -> None:
    held, ended = a_case(), a_case()
    a_case()
    lead = a_member(role=Role.LEAD)
    for case, days in ((held, 9), (ended, 1)):
        place_hold(
            customer_id=case.customer_id,
            kind="manual",
            reason="asked",
            staff=lead,
            at=AT - timedelta(days=2),
            ends_at=AT - timedelta(days=2) + timedelta(days=days),
        )
    assert cases(touched("law/cn", "compliance", AT)) == [held.pk]
    assert cases(touched("law/cn", "complaints", AT)) == [held.pk]
    assert cases(touched("policy/default", "negotiation", AT)) == []


def test_says_which_cases_are_meant() -> None:
    assert touched("law/cn", "legal", AT).which == ANY
    assert touched("law/cn", "contact", AT).which.en.startswith("open cases in the queue")
    assert CONDITIONS.keys() == WHICH.keys()
