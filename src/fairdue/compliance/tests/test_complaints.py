"""Complaints: deadlines, steps, extension by another person, remedies, reminders."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdue.compliance.actions import (
    Fault,
    Remedy,
    acknowledge_complaint,
    answer_complaint,
    approve_extension,
    ask_extension,
    complete_remedy,
    decide_complaint,
    judge_complexity,
    link_fault,
    place_hold,
    record_complaint,
    review,
    take_complaint,
    withdraw_complaint,
)
from fairdue.compliance.models import Complaint
from fairdue.compliance.queries import (
    circumstances,
    complaint,
    complaint_clock,
    complaints,
    complaints_by_state,
    complaints_due,
    complaints_of_permit,
    dispute_clock,
    facts_version,
    holds_in_force,
    law_of,
    overdue_complaints,
    reviews_by_record,
    reviews_due,
)
from fairdue.compliance.tests.records import AT, DAY, HOUR, a_customer, a_member
from fairdue.journal.models import Entry
from fairdue.journal.queries import entries
from fairdue.kernel.refusal import Refused
from fairdue.people.models import Role, Staff

pytestmark = pytest.mark.django_db(transaction=True)

TODAY = date(2026, 3, 10)


def a_complaint(customer_id: int | None = None, **change: object) -> Complaint:
    asked: dict[str, object] = {
        "customer_id": customer_id or a_customer(),
        "about": "frequency",
        "channel": "call",
        "statement": "you call every hour",
        "staff": a_member(),
        "at": AT,
    }
    return record_complaint(**(asked | change))  # type: ignore[arg-type]


def taken(lead: Staff, **change: object) -> Complaint:
    return a_complaint(owner=lead.username, **change)


def decided(lead: Staff, **change: object) -> Complaint:
    made = taken(lead, **change)
    decide_complaint(
        complaint_id=made.pk,
        decision="upheld",
        reason="the log shows it",
        remedy=Remedy("a letter of apology", lead.username, TODAY + timedelta(days=7)),
        staff=lead,
        at=AT,
    )
    return made


def test_china_gives_15_days_30_for_a_complex_one_and_30_more_with_approval() -> None:
    days = {
        (complexity, extended): (
            complaint_clock("CN", TODAY, complexity, extended=extended).last_day - TODAY
        ).days
        for complexity, extended in (("simple", False), ("complex", False), ("special", True))
    }
    assert days == {("simple", False): 15, ("complex", False): 30, ("special", True): 60}
    assert complaint_clock("CN", TODAY, "simple", extended=False).rule == "CN-CMPL-01"
    assert complaint_clock("UK", TODAY, "simple", extended=False).rule == "LENDER-COMPLAINTS"


def test_a_dispute_has_the_term_of_the_law_where_that_is_shorter_than_policys() -> None:
    assert dispute_clock("CN", "amount", TODAY).rule == "LENDER-DISPUTES"
    assert dispute_clock("CN", "credit_record", TODAY).rule == "LENDER-DISPUTES"
    assert dispute_clock("US", "billing_error", TODAY).last_day == TODAY + timedelta(days=15)


@given(
    st.sampled_from(("CN", "US", "UK")),
    st.dates(date(2021, 1, 1), date(2030, 1, 1)),
    st.sampled_from(("simple", "complex")),
)
def test_no_clock_runs_longer_than_the_law_and_the_harder_never_shorter(
    law: str, day: date, complexity: str
) -> None:
    clock = complaint_clock(law, day, complexity, extended=False)
    assert day < clock.last_day <= day + timedelta(days={"simple": 15, "complex": 30}[complexity])
    assert clock.last_day <= complaint_clock(law, day, "special", extended=True).last_day


def test_without_a_law_on_file_chinas_protects_the_customer() -> None:
    assert law_of(a_customer(), TODAY) == "CN"


def test_a_complaint_pauses_contact_for_the_days_of_policy_and_counts_as_open() -> None:
    made = a_complaint()
    (hold,) = holds_in_force(made.customer_id, AT)
    assert (hold.kind, hold.ends_at) == ("complaint", AT + 5 * DAY)
    assert circumstances(made.customer_id, AT).complaints_open == 1
    assert made.owner == "", "it waits for someone to take it"
    assert (made.acknowledge_by, made.decide_by) == (date(2026, 3, 13), date(2026, 3, 25))
    assert "hour" not in str([each.details for each in entries(made.customer_id)])


def test_its_whole_way_is_journalled_and_changes_the_version() -> None:
    made, lead = a_complaint(), a_member(Role.LEAD)
    customer_id = made.customer_id
    seen = [facts_version(customer_id)]
    for act in (
        lambda: take_complaint(complaint_id=made.pk, owner=lead.username, staff=lead, at=AT),
        lambda: acknowledge_complaint(complaint_id=made.pk, staff=lead, at=AT),
        lambda: decide_complaint(
            complaint_id=made.pk,
            decision="upheld",
            reason="the log shows it",
            remedy=Remedy("a letter of apology", lead.username, TODAY),
            staff=lead,
            at=AT,
        ),
        lambda: answer_complaint(complaint_id=made.pk, staff=lead, at=AT + HOUR),
        lambda: complete_remedy(complaint_id=made.pk, staff=lead, at=AT + 2 * HOUR),
    ):
        act()
        seen.append(facts_version(customer_id))
    assert seen == sorted(set(seen))
    shown = complaint(made.pk)
    assert shown is not None
    assert (shown.state, shown.statement) == ("closed", "you call every hour")
    assert circumstances(customer_id, AT + HOUR).complaints_open == 0
    assert holds_in_force(customer_id, AT + HOUR) == []


def test_only_a_complex_complaint_is_extended_and_by_someone_else() -> None:
    lead, compliance = a_member(Role.LEAD), a_member(Role.COMPLIANCE)
    made = taken(lead)
    with pytest.raises(Refused, match="Only a complex"):
        ask_extension(complaint_id=made.pk, reason="x", staff=lead, at=AT)
    judge_complexity(
        complaint_id=made.pk, complexity="complex", reason="three banks", staff=lead, at=AT
    )
    with pytest.raises(Refused, match="No extension is waiting"):
        approve_extension(complaint_id=made.pk, staff=compliance, at=AT)
    ask_extension(complaint_id=made.pk, reason="vouchers abroad", staff=lead, at=AT)
    with pytest.raises(Refused, match="Someone else must approve"):
        approve_extension(complaint_id=made.pk, staff=lead, at=AT)
    approve_extension(complaint_id=made.pk, staff=compliance, at=AT)
    made.refresh_from_db()
    assert (made.complexity, made.decide_by) == ("special", TODAY + timedelta(days=60))
    with pytest.raises(Refused, match="extended already"):
        judge_complexity(complaint_id=made.pk, complexity="simple", reason="x", staff=lead, at=AT)


def test_no_extension_once_the_deadline_is_over() -> None:
    lead = a_member(Role.LEAD)
    made = taken(lead, complexity="complex")
    with pytest.raises(Refused, match="deadline is over"):
        ask_extension(complaint_id=made.pk, reason="x", staff=lead, at=AT + 31 * DAY)
    ask_extension(complaint_id=made.pk, reason="x", staff=lead, at=AT + 30 * DAY)


def test_an_upheld_complaint_asks_for_a_remedy_and_a_rejected_one_has_none() -> None:
    lead = a_member(Role.LEAD)
    made = taken(lead)

    def decide(decision: str, remedy: Remedy | None) -> None:
        decide_complaint(
            complaint_id=made.pk, decision=decision, reason="x", remedy=remedy, staff=lead, at=AT
        )

    for decision in ("upheld", "partly"):
        with pytest.raises(Refused, match="needs a remedy"):
            decide(decision, None)
    with pytest.raises(Refused, match="needs a remedy"):
        decide("rejected", Remedy("x", lead.username, TODAY))
    with pytest.raises(Refused, match="before today"):
        decide("upheld", Remedy("x", lead.username, TODAY - timedelta(days=1)))
    with pytest.raises(Refused, match="can't take it on"):
        decide("upheld", Remedy("x", a_member().username, TODAY))
    with pytest.raises(Refused, match="Choose a decision"):
        decide("maybe", None)
    decide("rejected", None)
    with pytest.raises(Refused, match="decided already"):
        decide("rejected", None)


def test_nothing_is_answered_before_it_is_decided_nor_decided_before_someone_takes_it() -> None:
    lead = a_member(Role.LEAD)
    made = a_complaint()
    with pytest.raises(Refused, match="Decide it"):
        answer_complaint(complaint_id=made.pk, staff=lead, at=AT)
    with pytest.raises(Refused, match="Someone must take it"):
        decide_complaint(complaint_id=made.pk, decision="rejected", reason="x", staff=lead, at=AT)
    with pytest.raises(Refused, match="No remedy"):
        complete_remedy(complaint_id=made.pk, staff=lead, at=AT)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"about": "weather"}, "what the complaint is about"),
        ({"channel": "pigeon"}, "how the complaint"),
        ({"complexity": "special"}, "simple or complex"),
        ({"received_at": AT + HOUR}, "still to come"),
        ({"owner": "nobody"}, "can't take it on"),
    ],
)
def test_refuses_a_complaint_that_makes_no_sense(change: dict[str, object], says: str) -> None:
    with pytest.raises(Refused, match=says):
        a_complaint(**change)
    assert not Complaint.objects.exists()


def test_collectors_record_complaints_but_do_not_handle_them() -> None:
    made, collector = a_complaint(), a_member()
    for act in (
        lambda: acknowledge_complaint(complaint_id=made.pk, staff=collector, at=AT),
        lambda: withdraw_complaint(complaint_id=made.pk, reason="x", staff=collector, at=AT),
        lambda: take_complaint(
            complaint_id=made.pk, owner=collector.username, staff=collector, at=AT
        ),
    ):
        with pytest.raises(Refused, match="Your role may not"):
            act()
    with pytest.raises(Refused, match="can't take it on"):
        take_complaint(
            complaint_id=made.pk, owner=collector.username, staff=a_member(Role.LEAD), at=AT
        )


def test_a_complaint_names_what_is_at_fault() -> None:
    lead = a_member(Role.LEAD)
    made = taken(lead, fault=Fault(permit_id=12, attempt_id=34))
    assert [each.id for each in complaints_of_permit(12)] == [made.pk]
    fault = Fault(permit_id=12, template="reminder-1", strategy_table="first", strategy_row="r4")
    link_fault(complaint_id=made.pk, fault=fault, staff=lead, at=AT)
    made.refresh_from_db()
    assert (made.attempt_id, made.template, made.strategy_row) == (None, "reminder-1", "r4")
    assert Entry.objects.get(action="complaint_linked").details["permit"] == 12


def test_the_overdue_come_first_and_owners_are_reminded_of_what_is_near() -> None:
    lead, other = a_member(Role.LEAD), a_member(Role.COMPLIANCE)
    late = taken(lead, received_at=AT - 20 * DAY)
    near = taken(lead, received_at=AT - 12 * DAY)
    far = taken(lead)
    taken(other, received_at=AT - 20 * DAY)
    remedy = decided(lead)
    answer_complaint(complaint_id=remedy.pk, staff=lead, at=AT)
    listed, total = complaints(today=TODAY, owner=lead.username)
    assert [each.id for each in listed] == [late.pk, near.pk, remedy.pk, far.pk]
    assert total == 4
    assert [each.id for each in complaints_due(lead.username, TODAY)] == [late.pk, near.pk]
    later = TODAY + timedelta(days=5)
    assert remedy.pk in [each.id for each in complaints_due(lead.username, later)]
    found = complaints(today=TODAY, overdue=True)[0]
    assert {each.owner for each in found} == {lead.username, other.username}
    assert overdue_complaints(TODAY) == 2
    assert listed[0].days_left(TODAY) == -5


def test_every_complaint_is_in_one_state_and_counted_there() -> None:
    lead = a_member(Role.LEAD)
    a_complaint()
    acknowledge_complaint(complaint_id=a_complaint().pk, staff=lead, at=AT)
    decided(lead)
    answer_complaint(complaint_id=decided(lead).pk, staff=lead, at=AT)
    closed = decided(lead)
    answer_complaint(complaint_id=closed.pk, staff=lead, at=AT)
    complete_remedy(complaint_id=closed.pk, staff=lead, at=AT)
    withdraw_complaint(complaint_id=a_complaint().pk, reason="settled", staff=lead, at=AT)
    counted = complaints_by_state()
    assert counted.pop("") == 4
    assert set(counted.values()) == {1}
    for state in counted:
        [shown] = complaints(state, today=TODAY)[0]
        assert shown.state == state


def test_reviews_gather_every_record_in_force_whose_day_has_come() -> None:
    lead = a_member(Role.LEAD)
    made = taken(lead, review_on=TODAY)
    due, total = reviews_due(AT, TODAY)
    assert [(each.record, each.id) for each in due] == [("complaint", made.pk)]
    assert total == 1
    held = place_hold(customer_id=made.customer_id, kind="manual", reason="x", staff=lead, at=AT)
    soon = reviews_due(AT, TODAY, within_days=40)[0]
    assert [(each.record, each.id) for each in soon] == [("complaint", made.pk), ("hold", held.pk)]
    assert reviews_by_record(AT, TODAY) == {"complaint": 1}
    next_on = TODAY + timedelta(days=3)
    with pytest.raises(Refused, match="Say why"):
        review(kind="complaint", record_id=made.pk, next_on=next_on, reason="", staff=lead, at=AT)
    with pytest.raises(Refused, match="Your role may not"):
        review(
            kind="complaint",
            record_id=made.pk,
            next_on=next_on,
            reason="x",
            staff=a_member(),
            at=AT,
        )
    with pytest.raises(Refused, match="no such record"):
        review(kind="cat", record_id=1, next_on=next_on, reason="x", staff=lead, at=AT)
    review(
        kind="complaint",
        record_id=made.pk,
        next_on=next_on,
        reason="vouchers asked for",
        staff=lead,
        at=AT,
    )
    assert reviews_due(AT, TODAY) == ([], 0)
    assert reviews_due(AT, next_on, record="complaint")[1] == 1
    answer = withdraw_complaint(complaint_id=made.pk, reason="x", staff=lead, at=AT)
    assert reviews_due(AT + HOUR, next_on, record="complaint")[1] == 0, answer.withdrawn_at
