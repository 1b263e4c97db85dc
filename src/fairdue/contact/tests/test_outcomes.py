"""What came of a call is recorded once, brings its hold with it, and can be undone in time."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from fairdue.compliance.queries import holds_in_force
from fairdue.contact.actions import ContactDenied, dial, record_outcome, undo_outcome
from fairdue.contact.models import Attempt, Outcome
from fairdue.contact.queries import attempts_of, may_i, open_attempt, timeline
from fairdue.contact.tests.records import MORNING, NIGHT, a_case, a_member
from fairdue.delinquency.models import Case
from fairdue.journal.queries import entries
from fairdue.kernel.refusal import Refused
from fairdue.people.models import Role, Staff
from fairdue.portfolio.queries import contact_points

pytestmark = pytest.mark.django_db(transaction=True)


def later(seconds: float) -> datetime:
    return MORNING + timedelta(seconds=seconds)


def a_call(case: Case, phone_id: int, staff: Staff) -> Attempt:
    return dial(case_id=case.pk, contact_point_id=phone_id, staff=staff, at=MORNING)


def test_an_outcome_ends_the_call_and_is_journalled() -> None:
    case, [phone] = a_case()
    staff = a_member()
    attempt = a_call(case, phone.pk, staff)
    assert (found := open_attempt(staff)) is not None
    assert found.id == attempt.pk
    record_outcome(attempt_id=attempt.pk, outcome="no_answer", staff=staff, at=later(20))
    assert open_attempt(staff) is None
    [kept] = attempts_of(case.customer_id)
    assert (kept.outcome, kept.ended_at) == ("no_answer", later(20))
    assert [entry.action for entry in entries(case.customer_id)] == [
        "outcome_recorded",
        "permit_granted",
    ]


def test_no_second_call_while_one_is_open() -> None:
    case, [phone] = a_case()
    staff = a_member()
    a_call(case, phone.pk, staff)
    with pytest.raises(Refused, match="outcome of your open call"):
        a_call(case, phone.pk, staff)


def test_refuses_an_outcome_twice_unknown_or_by_someone_else() -> None:
    case, [phone] = a_case()
    staff = a_member()
    attempt = a_call(case, phone.pk, staff)
    with pytest.raises(Refused, match="no outcome 'shrug'"):
        record_outcome(attempt_id=attempt.pk, outcome="shrug", staff=staff, at=MORNING)
    with pytest.raises(Refused, match="not a call of yours"):
        record_outcome(attempt_id=attempt.pk, outcome="busy", staff=a_member(), at=MORNING)
    record_outcome(attempt_id=attempt.pk, outcome="busy", staff=staff, at=MORNING)
    with pytest.raises(Refused, match="undo it first"):
        record_outcome(attempt_id=attempt.pk, outcome="refuses", staff=staff, at=MORNING)


@pytest.mark.parametrize(
    ("outcome", "hold", "days"),
    [
        (Outcome.ASKS_TO_STOP, "cease", None),
        (Outcome.DECEASED, "deceased", None),
        (Outcome.DISPUTE, "dispute", None),
        (Outcome.VULNERABILITY, "vulnerability", 5),
    ],
)
def test_some_outcomes_stop_contact_in_the_same_breath(
    outcome: Outcome, hold: str, days: int | None
) -> None:
    case, [phone] = a_case()
    staff = a_member()
    attempt = a_call(case, phone.pk, staff)
    record_outcome(attempt_id=attempt.pk, outcome=outcome, staff=staff, at=MORNING)
    [placed] = holds_in_force(case.customer_id, MORNING)
    expected_end = MORNING + timedelta(days=days) if days else None
    assert (placed.kind, placed.ends_at) == (hold, expected_end)
    with pytest.raises(ContactDenied, match="On hold"):
        a_call(case, phone.pk, staff)


def test_undo_opens_the_call_again_and_lifts_what_it_brought() -> None:
    case, [phone] = a_case()
    staff = a_member()
    attempt = a_call(case, phone.pk, staff)
    record_outcome(attempt_id=attempt.pk, outcome="asks_to_stop", staff=staff, at=MORNING)
    undo_outcome(attempt_id=attempt.pk, staff=staff, at=later(10))
    assert holds_in_force(case.customer_id, later(11)) == []
    assert (found := open_attempt(staff)) is not None
    assert found.id == attempt.pk
    record_outcome(attempt_id=attempt.pk, outcome="refuses", staff=staff, at=later(12))


def test_an_invalid_number_is_left_alone_until_undone() -> None:
    case, [phone] = a_case()
    staff = a_member()
    attempt = a_call(case, phone.pk, staff)
    record_outcome(attempt_id=attempt.pk, outcome="number_invalid", staff=staff, at=MORNING)
    assert contact_points(case.customer_id)[0].invalid_since is not None
    with pytest.raises(ContactDenied, match="LENDER-POINT"):
        a_call(case, phone.pk, staff)
    undo_outcome(attempt_id=attempt.pk, staff=staff, at=later(5))
    assert contact_points(case.customer_id)[0].invalid_since is None


def test_undo_comes_too_late_after_ten_seconds() -> None:
    case, [phone] = a_case()
    staff = a_member()
    attempt = a_call(case, phone.pk, staff)
    record_outcome(attempt_id=attempt.pk, outcome="busy", staff=staff, at=MORNING)
    with pytest.raises(Refused, match="10 seconds only"):
        undo_outcome(attempt_id=attempt.pk, staff=staff, at=later(10.1))


def test_only_collectors_and_leads_dial() -> None:
    case, [phone] = a_case()
    for role in (Role.COMPLIANCE, Role.ADMINISTRATOR):
        with pytest.raises(Refused, match="collectors, team leads"):
            a_call(case, phone.pk, a_member(role))


def test_dials_no_number_of_someone_else() -> None:
    case, _ = a_case()
    _, [others] = a_case()
    with pytest.raises(Refused, match="not a phone number of this customer"):
        a_call(case, others.pk, a_member())


def test_the_panel_answers_for_every_channel_with_its_counters() -> None:
    case, [phone] = a_case()
    staff = a_member()
    attempt = a_call(case, phone.pk, staff)
    record_outcome(attempt_id=attempt.pk, outcome="no_answer", staff=staff, at=MORNING)
    verdicts = may_i(customer_id=case.customer_id, at=later(60))
    call = verdicts["call"]
    assert call.allowed
    assert call.allowed_until is not None
    assert call.allowed_until.isoformat() == "2026-03-10T22:00:00+08:00"
    values = {clause.rule: dict(clause.values) for clause in call.clauses}
    assert values["CN-FREQ-01"] == {"today": "0", "max": "3"}
    assert values["CN-FREQ-02"] == {"today": "1", "max": "6"}
    assert all(clause.citation is not None for clause in call.clauses)
    assert verdicts["sms"].allowed
    assert verdicts["email"].missing == ("email",)
    assert [clause.rule for clause in verdicts["visit"].failing] == ["CN-VISIT-01"]
    at_night = may_i(customer_id=case.customer_id, at=NIGHT)
    assert not at_night["call"].allowed
    assert at_night["call"].allowed_from is not None
    assert at_night["call"].allowed_from.isoformat() == "2026-03-11T08:00:00+08:00"


def test_the_panel_prefers_a_number_that_may_be_called_unless_one_is_named() -> None:
    case, [first, _] = a_case(phones=2)
    first.invalid_since = MORNING.date()
    first.save()
    verdicts = may_i(customer_id=case.customer_id, at=MORNING)
    assert verdicts["call"].allowed
    named = may_i(customer_id=case.customer_id, at=MORNING, contact_point_id=first.pk)
    assert [clause.rule for clause in named["call"].failing] == ["LENDER-POINT"]


def test_the_timeline_shows_calls_and_denials_newest_first() -> None:
    case, [phone] = a_case()
    staff = a_member()
    attempt = a_call(case, phone.pk, staff)
    record_outcome(attempt_id=attempt.pk, outcome="paid", staff=staff, at=MORNING)
    with pytest.raises(ContactDenied):
        dial(case_id=case.pk, contact_point_id=phone.pk, staff=staff, at=NIGHT)
    denied, call = timeline(case.customer_id)
    assert (denied.kind, denied.tone) == ("denied", "warn")
    assert "CN-HOURS-01" in denied.detail.en
    assert (call.kind, call.tone, call.title.en) == ("call", "good", "Call: Says paid")
    assert call.detail.en == phone.value_masked


def test_a_wrong_person_makes_the_number_somebody_elses_until_undone() -> None:
    case, [phone] = a_case()
    staff = a_member()
    attempt = a_call(case, phone.pk, staff)
    record_outcome(attempt_id=attempt.pk, outcome="wrong_person", staff=staff, at=MORNING)
    [point] = contact_points(case.customer_id)
    assert point.not_theirs_since_at is not None
    with pytest.raises(ContactDenied, match="not working"):
        a_call(case, phone.pk, staff)
    undo_outcome(attempt_id=attempt.pk, staff=staff, at=later(5))
    [point] = contact_points(case.customer_id)
    assert (point.not_theirs_since_at, point.invalid_since) == (None, None)
