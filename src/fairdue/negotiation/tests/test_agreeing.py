"""Agreements are proposed, approved and accepted within authority and within what can be paid."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction

from fairdue.compliance.models import HoldKind
from fairdue.compliance.queries import holds_in_force
from fairdue.journal.actions import record
from fairdue.journal.queries import entries
from fairdue.kernel.money import Money
from fairdue.kernel.refusal import Refused
from fairdue.negotiation import queries
from fairdue.negotiation.actions import (
    accept,
    approve,
    decline,
    end,
    propose,
    record_promise,
    revise,
    withdraw,
)
from fairdue.negotiation.models import Agreement
from fairdue.negotiation.queries import AgreementFacts
from fairdue.negotiation.queries.offers import offers_for
from fairdue.negotiation.queries.owing import owed_parts
from fairdue.negotiation.rules.terms import Terms
from fairdue.negotiation.tests.records import (
    AT,
    TODAY,
    Debtor,
    a_debtor,
    a_member,
    can_pay,
    plan_for,
)
from fairdue.people.actors import Actor, Cardholder, Machine
from fairdue.people.models import Role

pytestmark = pytest.mark.django_db(transaction=True)


def able(a_month_minor: int = 100_000, total_minor: int = 500_000) -> Debtor:
    debtor = a_debtor(total_minor)
    can_pay(debtor, a_month_minor)
    return debtor


def proposed(debtor: Debtor, actor: Actor, terms: Terms | None = None) -> AgreementFacts:
    return propose(
        customer_id=debtor.case.customer_id,
        terms=terms or plan_for(),
        actor=actor,
        at=AT,
        channel="desk",
    )


def agreed(debtor: Debtor, terms: Terms | None = None) -> AgreementFacts:
    actor = a_member()
    found = proposed(debtor, actor, terms)
    return accept(agreement_id=found.id, how="call", actor=actor, at=AT)


def test_a_plan_within_authority_and_capacity_needs_nobody_else() -> None:
    debtor, actor = able(), a_member()
    found = proposed(debtor, actor)
    assert (found.state, found.needs_approval, found.ceiling) == (
        "approved",
        False,
        Money(100_000, "CNY"),
    )
    assert [each.amount.minor for each in found.instalments] == [50_000] * 10
    running = accept(agreement_id=found.id, how="call", actor=actor, at=AT)
    assert running.state == "active"
    assert [hold.kind for hold in holds_in_force(debtor.case.customer_id, AT)] == [HoldKind.PLAN]
    actions = [entry.action for entry in entries(debtor.case.customer_id)]
    assert {"agreement_proposed", "agreement_accepted", "hold_placed"} <= set(actions)


def test_a_cardholder_agrees_alone_as_a_collector_could_and_to_their_own_only() -> None:
    debtor = able()
    myself = Cardholder(debtor.case.customer_id)
    found = proposed(debtor, myself)
    assert not found.needs_approval
    assert accept(agreement_id=found.id, how="portal", actor=myself, at=AT).is_running
    with pytest.raises(Refused, match="not your records"):
        proposed(able(), myself)


def test_another_system_may_propose_within_its_own_rows() -> None:
    assert proposed(able(), Machine("core")).state == "approved"


def test_a_role_without_the_deed_may_not_propose() -> None:
    with pytest.raises(Refused, match="Your role may not"):
        proposed(able(), a_member(Role.STRATEGIST))


def test_nothing_above_what_can_be_paid_without_a_second_person() -> None:
    debtor, collector = able(49_999), a_member()
    found = proposed(debtor, collector)
    assert (found.state, [each.en for each in found.beyond]) == (
        "proposed",
        ["more a month than they can pay"],
    )
    with pytest.raises(Refused, match="waits for approval"):
        accept(agreement_id=found.id, how="call", actor=collector, at=AT)
    lead = a_member(Role.LEAD)
    with pytest.raises(Refused, match="Say why"):
        approve(agreement_id=found.id, staff=lead, reason=" ", at=AT)
    after = approve(agreement_id=found.id, staff=lead, reason="A bonus in May", at=AT)
    assert (after.override_by, after.override_reason) == (lead.username, "A bonus in May")
    assert accept(agreement_id=found.id, how="call", actor=collector, at=AT).is_running


def test_no_plan_without_a_valid_assessment() -> None:
    debtor, collector = a_debtor(), a_member()
    found = proposed(debtor, collector)
    assert (found.state, found.ceiling) == ("proposed", None)


def test_an_assessment_that_came_down_meanwhile_counts_when_it_is_accepted() -> None:
    debtor, collector = able(), a_member()
    found = proposed(debtor, collector)
    can_pay(debtor, 10_000)
    with pytest.raises(Refused, match=r"500.00 CNY a month is more than the 100.00 CNY"):
        accept(agreement_id=found.id, how="call", actor=collector, at=AT)
    approve(agreement_id=found.id, staff=a_member(Role.LEAD), reason="Family helps", at=AT)
    assert accept(agreement_id=found.id, how="call", actor=collector, at=AT).is_running


def test_nobody_approves_what_they_proposed() -> None:
    debtor, lead = able(1_000), a_member(Role.LEAD)
    found = proposed(debtor, lead)
    with pytest.raises(Refused, match="proposed this yourself"):
        approve(agreement_id=found.id, staff=lead, reason="why", at=AT)


def test_a_waiver_beyond_a_lead_is_for_compliance() -> None:
    debtor, collector = able(500_000), a_member()
    terms = plan_for(kind="settlement", waived_minor=250_000, instalments=1)
    found = proposed(debtor, collector, terms)
    with pytest.raises(Refused, match="Ask compliance"):
        approve(agreement_id=found.id, staff=a_member(Role.LEAD), reason="why", at=AT)
    officer = a_member(Role.COMPLIANCE)
    assert approve(agreement_id=found.id, staff=officer, reason="why", at=AT).state == "approved"


def test_what_is_declined_cannot_be_accepted() -> None:
    debtor, collector = able(1_000), a_member()
    found = proposed(debtor, collector)
    decline(agreement_id=found.id, staff=a_member(Role.LEAD), reason="Too much", at=AT)
    with pytest.raises(Refused, match="no longer open"):
        accept(agreement_id=found.id, how="call", actor=collector, at=AT)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"principal_minor": 600_000}, r"more than the 5,000.00 CNY owed"),
        ({"instalments": 61}, "the longest term is 60"),
        ({"first_due_on": date(2026, 3, 9)}, "falls due from 2026-03-10"),
        ({"first_due_on": date(2026, 9, 1)}, "falls due from 2026-03-10"),
        ({"yearly_rate": Decimal("0.2")}, r"at most 18.25%"),
        ({"yearly_rate": Decimal("0.1"), "starts_on": date(2026, 3, 1)}, "can't run before"),
        ({"kind": "short_plan", "every": "week"}, "at most 6 instalments"),
        ({"kind": "settlement"}, "less than is owed"),
        ({"kind": "settlement", "principal_minor": 400_000, "waived_minor": 1}, "it covers all"),
        ({"kind": "re_age"}, "allows no re-age"),
        ({"currency": "USD"}, r"more than the 0.00 USD owed"),
        ({"currency": "XXX"}, "unknown"),
    ],
)
def test_refuses_what_policy_and_law_do_not_allow(changed: dict[str, object], words: str) -> None:
    with pytest.raises(Refused, match=words):
        proposed(able(), a_member(), plan_for(**changed))


def test_an_instalment_plan_is_for_debts_beyond_what_can_be_paid_at_once() -> None:
    with pytest.raises(Refused, match=r"exceed the ability to pay.*CN-PLAN-01"):
        proposed(able(500_000), a_member())


def test_the_same_twice_is_one() -> None:
    debtor, collector = able(), a_member()
    one, other = proposed(debtor, collector), proposed(debtor, collector)
    assert one.id == other.id
    first = accept(agreement_id=one.id, how="call", actor=collector, at=AT)
    again = accept(agreement_id=one.id, how="call", actor=collector, at=AT)
    assert first == again
    assert len(holds_in_force(debtor.case.customer_id, AT)) == 1


def test_the_second_of_two_editors_learns_what_changed() -> None:
    debtor, one, other = able(), a_member(), a_member()
    first = proposed(debtor, one)
    with pytest.raises(Refused, match="differs in the number of instalments"):
        proposed(debtor, other, plan_for(instalments=20))
    replaced = propose(
        customer_id=debtor.case.customer_id,
        terms=plan_for(instalments=20),
        actor=other,
        at=AT,
        channel="desk",
        expected_version=first.version,
    )
    assert queries.agreement_known(first.id).state == "withdrawn"
    with pytest.raises(Refused, match=f"{other.username} changed this at .* withdrawn"):
        withdraw(agreement_id=first.id, actor=one, at=AT, expected_version=first.version)
    assert withdraw(agreement_id=replaced.id, actor=one, at=AT).state == "withdrawn"


def test_a_proposal_runs_out() -> None:
    debtor, collector = able(), a_member()
    found = proposed(debtor, collector)
    with pytest.raises(Refused, match="was open until 2026-03-24"):
        accept(agreement_id=found.id, how="call", actor=collector, at=AT + timedelta(days=15))


def test_an_open_promise_gives_way_and_none_is_taken_beside_an_agreement() -> None:
    debtor, collector = able(), a_member()

    def promise() -> None:
        record_promise(
            case_id=debtor.case.pk,
            amount=Money(10_000, "CNY"),
            due_on=TODAY,
            staff=collector,
            at=AT,
        )

    promise()
    agreed(debtor)
    assert [each.state for each in queries.promises_of(debtor.case.customer_id)] == ["superseded"]
    with pytest.raises(Refused, match=r"next instalment 500.00 CNY by 2026-04-01"):
        promise()


def test_a_revision_replaces_what_runs_once_it_is_accepted() -> None:
    debtor, collector = able(), a_member()
    running = agreed(debtor)
    with pytest.raises(Refused, match="runs already"):
        proposed(debtor, collector, plan_for(instalments=20))
    revision = revise(
        agreement_id=running.id,
        terms=plan_for(instalments=20),
        actor=collector,
        at=AT,
        channel="call",
        expected_version=running.version,
    )
    assert queries.agreement_known(running.id).state == "active"
    accept(agreement_id=revision.id, how="call", actor=collector, at=AT)
    assert queries.agreement_known(running.id).state == "revised"
    (hold,) = holds_in_force(debtor.case.customer_id, AT)
    assert hold.reason == f"agreement {revision.id} is performed"


def test_ending_needs_a_reason_and_lets_collecting_go_on() -> None:
    debtor = able()
    running = agreed(debtor)
    with pytest.raises(Refused, match="It is for"):
        end(agreement_id=running.id, reason="why", actor=a_member(), at=AT)
    myself = Cardholder(debtor.case.customer_id)
    later = AT + timedelta(minutes=1)
    assert end(agreement_id=running.id, reason="I pay at once", actor=myself, at=later).state == (
        "ended"
    )
    assert holds_in_force(debtor.case.customer_id, later) == []


def test_says_what_it_says_item_by_item() -> None:
    running = agreed(able())
    assert [item.key for item in queries.text_of(running)] == [
        "balance_structure_currency",
        "schedule",
        "fees_during_plan",
        "promise_no_new_card",
        "rights_and_breach",
    ]


def by_hand(statement: str, *values: object) -> None:
    """As somebody at the database would, entry and all."""
    with transaction.atomic(), connection.cursor() as cursor:
        entry = record(actor="somebody", action="changed_by_hand", at=AT)
        cursor.execute(statement, [*values, entry.pk])


@pytest.mark.parametrize(
    "change",
    [
        "state = 'approved'",
        "state = 'approved', override_by = proposed_by, override_reason = 'I say so'",
        "state = 'approved', override_by = 'another'",
        "state = 'approved', ceiling_minor = monthly_minor",
        "monthly_minor = 1",
        "total_minor = 1",
        "approved_by = proposed_by",
        "state = 'active', accepted_at = now(), override_by = 'x', override_reason = 'y'",
    ],
)
def test_the_database_refuses_to_go_round_the_ceiling_and_the_second_person(change: str) -> None:
    found = proposed(able(1_000), a_member())
    with pytest.raises(
        DatabaseError, match=r"negotiation_agreement_|never change|the ceiling|only by"
    ):
        by_hand(
            f"UPDATE negotiation_agreement SET {change}, journal_entry_id = %s "
            f"WHERE id = {found.id}"
        )
    assert Agreement.objects.get(pk=found.id).state == "proposed"


def test_the_database_refuses_an_agreement_that_begins_as_active() -> None:
    found = proposed(able(), a_member())
    names = [
        field.column
        for field in Agreement._meta.concrete_fields
        if field.column not in ("id", "state", "journal_entry_id", "accepted_at")
    ]
    columns = ", ".join(names)
    with pytest.raises(DatabaseError, match="begins as a proposal"):
        by_hand(
            f"INSERT INTO negotiation_agreement ({columns}, state, accepted_at, journal_entry_id) "
            f"SELECT {columns}, 'active', now(), %s FROM negotiation_agreement "
            f"WHERE id = {found.id}"
        )


@pytest.mark.parametrize("change", ["amount_minor = 1", "due_on = due_on + 1"])
def test_the_database_keeps_instalments_as_they_were_agreed(change: str) -> None:
    found = proposed(able(), a_member())
    with pytest.raises(DatabaseError, match="never changes"):
        by_hand(
            f"UPDATE negotiation_agreementinstalment SET {change}, journal_entry_id = %s "
            f"WHERE agreement_id = {found.id}"
        )


def test_the_database_refuses_instalments_that_are_not_the_terms() -> None:
    found = proposed(able(), a_member())
    columns = "agreement_id, customer_id, due_on, amount_minor, principal_minor, interest_minor, \
        fees_minor, plan_interest_minor, paid_minor, state"
    by_hand(
        f"INSERT INTO negotiation_agreementinstalment ({columns}, number, journal_entry_id) "
        f"SELECT {columns}, 99, %s FROM negotiation_agreementinstalment "
        f"WHERE agreement_id = {found.id} AND number = 1"
    )
    with pytest.raises(DatabaseError, match="not those of its terms"):
        accept(agreement_id=found.id, how="call", actor=a_member(), at=AT)


def test_a_debt_cannot_be_split_to_stay_within_ones_authority() -> None:
    debtor, collector = able(100_000, 8_000_000), a_member()
    part = plan_for(1_000_000)
    found = proposed(debtor, collector, part)
    assert found.needs_approval
    assert [each.en for each in found.beyond] == ["the amount"]
    withdraw(agreement_id=found.id, actor=collector, at=AT)
    assert not proposed(able(100_000, 1_000_000), collector, part).needs_approval


def test_what_is_forgiven_is_a_share_of_what_the_agreement_is_about() -> None:
    debtor, lead = able(100_000, 4_000_000), a_member(Role.LEAD)
    part = plan_for(1_000_000, waived_minor=60_000)
    assert "the share forgiven" in [each.en for each in proposed(debtor, lead, part).beyond]


def test_interest_since_the_file_is_part_of_what_can_be_agreed_on() -> None:
    debtor, tomorrow = able(), AT + timedelta(days=1)
    parts = owed_parts(debtor.case.customer_id, "CNY", TODAY + timedelta(days=1))
    assert parts == (500_000, 250, 0)
    offer = offers_for(debtor.case.customer_id, "CNY", tomorrow, a_member())[0]
    assert (offer.terms.principal_minor, offer.terms.interest_minor) == (500_000, 250)
    found = propose(
        customer_id=debtor.case.customer_id,
        terms=offer.terms,
        actor=Cardholder(debtor.case.customer_id),
        at=tomorrow,
        channel="portal",
    )
    assert found.terms.owed_minor == 500_250
