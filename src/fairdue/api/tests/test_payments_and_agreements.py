"""A payment that another system tells of, or takes back, decides at once about an agreement."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from fairdue.api.tests.conftest import System
from fairdue.api.tests.people import AT
from fairdue.compliance.models import HoldKind
from fairdue.compliance.queries import holds_in_force
from fairdue.negotiation.actions import accept, approve, propose, record_assessment
from fairdue.negotiation.queries import AgreementFacts, agreement_known
from fairdue.negotiation.queries.owing import owed_parts
from fairdue.negotiation.rules.terms import SETTLEMENT, SHORT_PLAN, Terms
from fairdue.people.actors import Cardholder
from fairdue.people.models import Role, Staff
from fairdue.portfolio.models import Customer
from fairdue.portfolio.queries import total_owed

TODAY = date(2026, 3, 10)


def agreed(person: Customer, **changed: Any) -> AgreementFacts:
    me = Cardholder(person.pk)
    record_assessment(
        customer_id=person.pk,
        currency="CNY",
        depth="quick",
        figures={"high": 5_000_000},
        actor=me,
        at=AT,
    )
    owed = owed_parts(person.pk, "CNY", TODAY)
    terms: dict[str, Any] = {
        "kind": SHORT_PLAN,
        "currency": "CNY",
        "principal_minor": owed.principal_minor,
        "interest_minor": owed.interest_minor,
        "fees_minor": owed.fees_minor,
        "waived_minor": 0,
        "instalments": 2,
        "every": "week",
        "first_due_on": TODAY + timedelta(days=1),
    }
    found = propose(
        customer_id=person.pk, terms=Terms(**terms | changed), actor=me, at=AT, channel="portal"
    )
    if found.needs_approval:
        lead = Staff.objects.create(username="lead", role=Role.LEAD)
        approve(agreement_id=found.id, staff=lead, reason="settles it", at=AT)
    return accept(agreement_id=found.id, how="portal", actor=me, at=AT, cost_shown=True)


def paid(system: System, ref: str, minor: int) -> None:
    amount = {"amount": f"{minor // 100}.{minor % 100:02}", "currency": "CNY"}
    given = {"account_ref": "A000001", "payment_ref": ref, "paid_on": TODAY.isoformat()}
    assert system.post("/payments", given | {"amount": amount}).status_code == 201


def held(person: Customer) -> set[str]:
    return {hold.kind for hold in holds_in_force(person.pk, AT + timedelta(hours=1))}


def test_payments_keep_instalments_complete_an_agreement_and_reopen_it_when_taken_back(
    system: System, person: Customer
) -> None:
    found = agreed(person)
    first, second = found.instalments
    paid(system, "gw-1", first.amount.minor)
    kept = agreement_known(found.id)
    assert (kept.state, [each.state for each in kept.instalments]) == ("active", ["paid", "open"])
    paid(system, "gw-2", second.amount.minor)
    assert agreement_known(found.id).state == "completed"
    assert total_owed(person.pk)["CNY"].minor == 0
    assert HoldKind.PLAN not in held(person)
    back = {"payment_ref": "gw-2", "reversed_on": TODAY.isoformat()}
    assert system.post("/payments/reversals", back).status_code == 201
    again = agreement_known(found.id)
    assert (again.state, [each.state for each in again.instalments]) == ("active", ["paid", "open"])
    assert HoldKind.PLAN in held(person)


def test_a_settlement_forgives_by_a_payment_and_asks_again_when_it_is_taken_back(
    system: System, person: Customer
) -> None:
    person_owes = owed_parts(person.pk, "CNY", TODAY).total_minor
    waived = person_owes * 5 // 100
    found = agreed(person, kind=SETTLEMENT, waived_minor=waived)
    paid(system, "gw-1", found.total.minor)
    assert agreement_known(found.id).state == "completed"
    (balance,) = system.get(f"/customers/{person.pk}/balances", on="2026-03-10").json()["items"]
    assert balance["total"]["amount"] == "0.00"
    assert "waiver" in [line["kind"] for line in balance["lines"]]
    back = {"payment_ref": "gw-1", "reversed_on": TODAY.isoformat()}
    assert system.post("/payments/reversals", back).status_code == 201
    assert owed_parts(person.pk, "CNY", TODAY).total_minor == person_owes
