"""Late facts, through the real actions: what they turn past contacts into."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pytest
from django.db import DatabaseError, transaction

from fairdue.compliance.actions import (
    grant_consent,
    open_dispute,
    place_hold,
    raise_mark,
    record_request,
    revoke_consent,
    withdraw_request,
)
from fairdue.contact.actions import dial, record_outcome, request_permit
from fairdue.contact.actions.dialling import Contact
from fairdue.contact.actions.rejudging import Rejudged, rejudge, rejudge_due
from fairdue.contact.models import Attempt, Finding, Permit, Remedy
from fairdue.contact.tests.records import DAY, MORNING, NIGHT, a_case, a_member
from fairdue.delinquency.models import Case
from fairdue.journal.actions import record
from fairdue.people.models import Role, Staff
from fairdue.portfolio.actions import disown_contact_point, mark_contact_point
from fairdue.portfolio.models import Account, Balance, ContactPoint, Customer, Payment

pytestmark = pytest.mark.django_db(transaction=True)

MINUTE, HOUR, A_DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
TOMORROW = MORNING + A_DAY


@dataclass
class Office:
    """One customer under collection, whoever calls them, and compliance."""

    case: Case
    phone: ContactPoint
    second: ContactPoint
    staff: Staff
    compliance: Staff

    @property
    def customer_id(self) -> int:
        return self.case.customer_id

    def call(
        self, at: datetime, outcome: str = "refuses", phone: ContactPoint | None = None
    ) -> Attempt:
        attempt = dial(
            case_id=self.case.pk,
            contact_point_id=(phone or self.phone).pk,
            staff=self.staff,
            at=at,
        )
        return record_outcome(
            attempt_id=attempt.pk, outcome=outcome, staff=self.staff, at=at + MINUTE
        )

    def denied(self, at: datetime, phone: ContactPoint | None = None) -> int:
        answer = request_permit(
            Contact(self.case.pk, (phone or self.phone).pk), actor=self.staff.username, at=at
        )
        assert not answer.verdict.allowed
        return answer.permit_id

    def judge(self, at: datetime = TOMORROW) -> Rejudged:
        return rejudge(self.customer_id, at=at)

    @property
    def found(self) -> list[tuple[str, list[str], list[str]]]:
        """Standing findings in order of contact: kind, rules, kinds of cause."""
        rows = Finding.objects.filter(customer_id=self.customer_id, withdrawn_at=None)
        return [
            (row.kind, row.rules, [cause["kind"] for cause in row.causes])
            for row in rows.order_by("permit_id", "kind")
        ]


@pytest.fixture
def office() -> Office:
    case, [phone, second] = a_case(phones=2)
    return Office(case, phone, second, a_member(), a_member(Role.COMPLIANCE))


def an_account(customer_id: int, past_due: int, as_of: date, at: datetime) -> Account:
    customer = Customer.objects.get(pk=customer_id)
    account = Account.objects.create(
        customer=customer, account_ref=f"A{customer_id}", currency="CNY", last_seen_on=as_of
    )
    with transaction.atomic():
        Balance.objects.create(
            account=account,
            as_of=as_of,
            total_minor=past_due * 2,
            past_due_minor=past_due,
            journal_entry=record(actor="night", action="portfolio_loaded", at=at),
        )
    return account


def pay(account: Account, amount: int, paid_on: date, at: datetime) -> None:
    with transaction.atomic():
        Payment.objects.create(
            account=account,
            payment_ref=f"P{Payment.objects.count()}",
            paid_on=paid_on,
            amount_minor=amount,
            currency="CNY",
            journal_entry=record(actor="night", action="portfolio_loaded", at=at),
        )


def test_nothing_is_found_where_nothing_was_learned(office: Office) -> None:
    office.call(MORNING)
    office.call(MORNING + HOUR, "no_answer")
    office.denied(NIGHT)
    assert office.judge() == Rejudged()
    assert office.found == []


def test_a_request_received_before_a_call_and_recorded_after_makes_it_unlawful(
    office: Office,
) -> None:
    attempt = office.call(MORNING)
    asked = record_request(
        customer_id=office.customer_id,
        kind="cease",
        reason="letter of the ninth",
        staff=office.compliance,
        at=MORNING + HOUR,
        received_at=MORNING - HOUR,
    )
    assert office.judge() == Rejudged(found=1)
    assert office.found == [("newly_unlawful", ["LENDER-REQUEST"], ["request"])]
    finding = Finding.objects.get()
    assert finding.attempt_id == attempt.pk
    assert finding.causes[0]["subject"] == f"request:{asked.pk}"
    assert finding.causes[0]["entry"] == asked.journal_entry_id
    assert not finding.clauses[0]["allowed"]
    assert set(Remedy.objects.values_list("kind", flat=True)) == {
        "inform",
        "stop_channel",
        "report",
    }


def test_a_finding_that_a_later_fact_undoes_is_withdrawn_and_may_come_back(
    office: Office,
) -> None:
    office.call(MORNING)
    asked = record_request(
        customer_id=office.customer_id,
        kind="cease",
        reason="letter",
        staff=office.compliance,
        at=MORNING + HOUR,
        received_at=MORNING - HOUR,
    )
    office.judge()
    withdraw_request(
        request_id=asked.pk,
        reason="meant for somebody else",
        staff=office.compliance,
        at=MORNING + 2 * HOUR,
        withdrawn_at=MORNING - HOUR,
    )
    assert office.judge() == Rejudged(withdrawn=1)
    assert office.found == []
    assert Finding.objects.get().withdrawn_at == TOMORROW
    record_request(
        customer_id=office.customer_id,
        kind="cease",
        reason="letter",
        staff=office.compliance,
        at=MORNING + 3 * HOUR,
        received_at=MORNING - MINUTE,
    )
    assert office.judge() == Rejudged(found=1)
    assert Finding.objects.count() == 1
    assert office.judge() == Rejudged()


def test_a_death_learned_late_makes_contacts_since_then_unlawful(office: Office) -> None:
    office.call(MORNING - A_DAY)
    office.call(MORNING, "no_answer")
    place_hold(
        customer_id=office.customer_id,
        kind="deceased",
        reason="certificate seen",
        staff=office.compliance,
        at=MORNING + HOUR,
        since=MORNING - 5 * HOUR,
    )
    office.judge()
    assert office.found == [("newly_unlawful", ["LENDER-HOLD"], ["hold"])]


def test_a_dispute_received_yesterday_and_recorded_today_reaches_back(office: Office) -> None:
    office.call(MORNING)
    open_dispute(
        customer_id=office.customer_id,
        ground="not_mine",
        statement="",
        staff=office.staff,
        at=TOMORROW,
        received_at=MORNING - HOUR,
    )
    office.judge(TOMORROW)
    assert office.found == [("newly_unlawful", ["LENDER-HOLD"], ["hold"])]


def test_a_vulnerability_known_since_yesterday_lowers_the_budget_of_then(office: Office) -> None:
    for hours in range(3):
        office.call(MORNING + hours * HOUR)
    raise_mark(
        customer_id=office.customer_id,
        kind="vulnerability",
        note="",
        staff=office.compliance,
        at=TOMORROW,
        since=MORNING + HOUR + MINUTE * 30,
    )
    office.judge(TOMORROW)
    assert office.found == [
        ("newly_unlawful", ["LENDER-HOLD", "LENDER-PRESSURE"], ["hold", "mark"])
    ]


def test_consent_recorded_late_makes_a_denial_needless(office: Office) -> None:
    office.denied(NIGHT)
    consent = grant_consent(
        customer_id=office.customer_id,
        kind="night_contact",
        evidence="recording 5",
        begins=NIGHT.time().replace(hour=22, minute=0),
        ends=NIGHT.time().replace(hour=23, minute=0),
        staff=office.staff,
        at=TOMORROW,
        granted_at=MORNING,
    )
    office.judge(TOMORROW)
    assert office.found == [("lawful_after_all", ["CN-HOURS-01"], ["consent"])]
    revoke_consent(
        consent_id=consent.pk,
        reason="recording 4",
        staff=office.staff,
        at=TOMORROW + HOUR,
        revoked_at=NIGHT - HOUR,
    )
    assert office.judge(TOMORROW + HOUR) == Rejudged(withdrawn=1)


def test_consent_revoked_before_a_night_call_makes_it_unlawful(office: Office) -> None:
    consent = grant_consent(
        customer_id=office.customer_id,
        kind="night_contact",
        evidence="recording 5",
        begins=NIGHT.time().replace(hour=22, minute=0),
        ends=NIGHT.time().replace(hour=23, minute=0),
        staff=office.staff,
        at=MORNING,
    )
    office.call(NIGHT)
    revoke_consent(
        consent_id=consent.pk,
        reason="letter",
        staff=office.staff,
        at=TOMORROW,
        revoked_at=NIGHT - HOUR,
    )
    office.judge(TOMORROW)
    assert office.found == [("newly_unlawful", ["CN-HOURS-01"], ["consent"])]


def test_calls_to_somebody_elses_number_count_no_more_and_are_a_finding_of_their_own(
    office: Office,
) -> None:
    for hours in range(3):
        office.call(MORNING + hours * HOUR, "machine", office.second)
    office.denied(MORNING + 3 * HOUR)
    disown_contact_point(
        contact_point_id=office.second.pk, staff=office.staff, at=MORNING + 4 * HOUR
    )
    office.judge()
    theirs = [
        ("no_longer_counted", ["LENDER-THEIRS"], ["point"]),
        ("third_party", ["CN-3P-01"], ["point"]),
    ]
    assert office.found == [*theirs * 3, ("lawful_after_all", ["CN-FREQ-01"], ["point"])]
    mark_contact_point(
        contact_point_id=office.second.pk,
        invalid_since=None,
        staff=office.staff,
        at=MORNING + 5 * HOUR,
    )
    assert office.judge() == Rejudged(withdrawn=7)


def test_an_unanswered_call_to_somebody_else_reached_nobody(office: Office) -> None:
    office.call(MORNING, "no_answer")
    office.call(MORNING + HOUR, "wrong_person")
    office.judge()
    assert office.found == [
        ("no_longer_counted", ["LENDER-THEIRS"], ["point"]),
        ("no_longer_counted", ["LENDER-THEIRS"], ["point"]),
        ("third_party", ["CN-3P-01"], ["point"]),
    ]


def test_a_number_that_passed_to_somebody_else_was_the_customers_until_then(
    office: Office,
) -> None:
    office.call(MORNING - A_DAY)
    office.call(MORNING)
    disown_contact_point(
        contact_point_id=office.phone.pk, staff=office.staff, at=TOMORROW, since=MORNING - HOUR
    )
    office.judge(TOMORROW)
    assert [kind for kind, *_ in office.found] == ["no_longer_counted", "third_party"]


def test_a_number_dead_since_days_was_used_in_vain(office: Office) -> None:
    office.call(MORNING - 2 * A_DAY, "no_answer")
    office.call(MORNING, "number_invalid")
    office.judge()
    assert office.found == []
    mark_contact_point(
        contact_point_id=office.phone.pk,
        invalid_since=DAY - A_DAY,
        staff=office.staff,
        at=TOMORROW,
    )
    office.judge(TOMORROW)
    assert office.found == [("newly_unlawful", ["LENDER-POINT"], ["point"])]


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


def test_an_outcome_recorded_late_makes_a_denial_needless(office: Office) -> None:
    office.call(MORNING)
    office.call(MORNING + HOUR)
    attempt = dial(
        case_id=office.case.pk,
        contact_point_id=office.phone.pk,
        staff=office.staff,
        at=MORNING + 2 * HOUR,
    )
    office.denied(MORNING + 3 * HOUR)
    office.judge()
    assert office.found == []
    record_outcome(
        attempt_id=attempt.pk, outcome="no_answer", staff=office.staff, at=MORNING + 4 * HOUR
    )
    office.judge()
    assert office.found == [("lawful_after_all", ["CN-FREQ-01"], ["outcome"])]


def test_judging_again_is_journalled_and_guarded(office: Office) -> None:
    office.call(MORNING)
    place_hold(
        customer_id=office.customer_id,
        kind="manual",
        reason="x",
        staff=office.compliance,
        at=TOMORROW,
        since=MORNING - HOUR,
    )
    office.judge(TOMORROW)
    finding = Finding.objects.select_related("journal_entry").get()
    assert finding.journal_entry.action == "finding_recorded"
    assert finding.journal_entry.details["rules"] == ["LENDER-HOLD"]
    with pytest.raises(DatabaseError, match="without a journal entry"), transaction.atomic():
        Finding.objects.update(rules=[])
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Remedy.objects.all().delete()


def test_catching_up_takes_whoever_has_newer_facts_and_nobody_twice(office: Office) -> None:
    office.call(MORNING)
    other, [others] = a_case()
    dial(case_id=other.pk, contact_point_id=others.pk, staff=a_member(), at=MORNING)
    assert list(rejudge_due(at=TOMORROW)) == [(office.customer_id, Rejudged())]
    assert list(rejudge_due(at=TOMORROW)) == []
    place_hold(
        customer_id=other.customer_id,
        kind="manual",
        reason="x",
        staff=office.compliance,
        at=TOMORROW,
        since=MORNING - HOUR,
    )
    account = an_account(office.customer_id, 50_000, DAY, MORNING - HOUR)
    pay(account, 50_000, DAY, TOMORROW)
    assert dict(rejudge_due(at=TOMORROW)) == {
        office.customer_id: Rejudged(found=1),
        other.customer_id: Rejudged(found=1),
    }
    assert dict(rejudge_due(at=TOMORROW)) == {}


def test_ended_in_the_middle_catching_up_goes_on_where_it_was(office: Office) -> None:
    office.call(MORNING)
    case, [phone] = a_case()
    staff = a_member()
    attempt = dial(case_id=case.pk, contact_point_id=phone.pk, staff=staff, at=MORNING)
    record_outcome(attempt_id=attempt.pk, outcome="busy", staff=staff, at=MORNING)
    first, _ = next(rejudge_due(at=TOMORROW))
    assert [customer for customer, _ in rejudge_due(at=TOMORROW)] == [
        customer for customer in ids(office.case, case) if customer != first
    ]


def ids(*cases: Case) -> Iterable[int]:
    return [case.customer_id for case in cases]


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
