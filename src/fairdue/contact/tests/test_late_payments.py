"""Late payments, late law, and contacts under other laws, judged again."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from fairdue.contact.actions.rejudging import Rejudged
from fairdue.contact.models import Finding, Permit, Remedy
from fairdue.contact.tests.office import (
    A_DAY,
    HOUR,
    TOMORROW,
    Office,
    an_account,
    an_office,
    pay,
)
from fairdue.contact.tests.records import DAY, MORNING
from fairdue.portfolio.actions import disown_contact_point
from fairdue.portfolio.models import Customer

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def office() -> Office:
    return an_office()


def test_a_payment_that_came_in_late_leaves_nothing_to_collect(office: Office) -> None:
    account = an_account(office.customer_id, 50_000, DAY, MORNING - HOUR)
    office.call(MORNING, "no_answer")
    office.call(MORNING + HOUR)
    pay(account, 50_000, DAY, TOMORROW)
    office.judge(TOMORROW)
    assert office.found == [
        ("newly_unlawful", ["LENDER-OWED"], ["payment"]),
        ("newly_unlawful", ["LENDER-OWED", "LENDER-STATED"], ["payment"]),
    ]
    pay(account, -50_000, DAY, TOMORROW + HOUR)
    assert office.judge(TOMORROW + HOUR) == Rejudged(withdrawn=2)


def test_part_of_it_paid_late_makes_the_amount_stated_wrong(office: Office) -> None:
    account = an_account(office.customer_id, 50_000, DAY, MORNING - HOUR)
    office.call(MORNING, "no_answer")
    office.call(MORNING + HOUR)
    pay(account, 10_000, DAY, TOMORROW)
    office.judge(TOMORROW)
    assert office.found == [("newly_unlawful", ["LENDER-STATED"], ["payment"])]
    assert Remedy.objects.get().kind == "correct_balance"


def test_a_payment_of_the_same_day_or_later_says_nothing_of_the_call(office: Office) -> None:
    account = an_account(office.customer_id, 50_000, DAY, MORNING - HOUR)
    office.call(MORNING)
    pay(account, 50_000, DAY + A_DAY, TOMORROW)
    office.judge(TOMORROW)
    assert office.found == []


def test_a_changed_law_value_is_asked_of_the_day_it_was_for(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dataclasses import replace

    from fairdue.contact.queries import hindsight
    from fairdue.contact.rules.terms import Night

    office.call(MORNING)
    real = hindsight.terms_at

    def restated(at: datetime, law: str, agency: bool = False) -> object:
        dated = real(at, law, agency=agency)
        rule, term = dated.terms.hours
        assert term is not None
        begins = MORNING.time().replace(hour=20)
        noon = Night(begins, begins.replace(hour=11))
        return replace(dated, terms=replace(dated.terms, hours=(rule, replace(term, value=noon))))

    monkeypatch.setattr(hindsight, "terms_at", restated)
    office.judge()
    assert office.found == [("newly_unlawful", ["CN-HOURS-01"], ["law"])]
    assert Permit.objects.get().granted


@pytest.mark.parametrize("region", ["", "US-MA", "US-NY-NYC"])
def test_american_calls_are_judged_by_the_clocks_of_then(office: Office, region: str) -> None:
    in_new_york = MORNING + timedelta(hours=11)
    Customer.objects.update(
        jurisdiction="US", region=region, time_zones="America/New_York", last_seen_on=DAY
    )
    office.call(in_new_york, "machine")
    office.denied(in_new_york + 12 * HOUR)
    Customer.objects.update(time_zones="America/Los_Angeles")
    assert office.judge() == Rejudged()
    disown_contact_point(contact_point_id=office.phone.pk, staff=office.staff, at=TOMORROW)
    office.judge()
    assert office.found == [
        ("no_longer_counted", ["LENDER-THEIRS"], ["point"]),
        ("third_party", ["us.regf.6d.third_party"], ["point"]),
    ]
    cited = Finding.objects.get(kind="third_party").clauses[0]["citation"]
    assert "1006.6" in cited["source"]["en"]


def test_british_contact_with_somebody_else_is_about_privacy(office: Office) -> None:
    Customer.objects.update(
        jurisdiction="UK", region="", time_zones="Europe/London", last_seen_on=DAY
    )
    office.call(MORNING + timedelta(hours=8), "machine")
    disown_contact_point(contact_point_id=office.phone.pk, staff=office.staff, at=TOMORROW)
    office.judge()
    assert [rules for _, rules, _ in office.found] == [
        ["LENDER-THEIRS"],
        ["uk.conc.7.9.7.privacy"],
    ]
