"""Abuse is borne once: the case goes, the queue is lighter, the target shrinks."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fairdue.care import actions as care
from fairdue.care.actions import Choice
from fairdue.care.models import HardCaseGiven, Incident, IncidentState
from fairdue.care.queries.carried import hard_cases, points_carried, team_load
from fairdue.care.queries.incidents import holding, incidents_for, unanswered
from fairdue.care.queries.own import entries_of, my_load
from fairdue.contact.actions import dial
from fairdue.contact.models import Outcome
from fairdue.desk.tests import factory
from fairdue.desk.wrap_up import Gesture, undo, undo_token, wrap_up
from fairdue.journal.models import Entry
from fairdue.kernel.refusal import Refused
from fairdue.people.models import Role, Staff
from fairdue.work import actions as work
from fairdue.work import queries as queue
from fairdue.work.models import QueueItem

pytestmark = pytest.mark.django_db
AT = factory.AT
MINUTE, HOUR, A_DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def abused(staff: Staff, case_id: int, at=AT):  # type: ignore[no-untyped-def]
    """One abusive call, by the desk's own gesture."""
    item = work.take_case(case_id=case_id, staff=staff, at=at)
    point = factory.ContactPoint.objects.get(customer_id=item.case.customer_id)
    attempt = dial(case_id=case_id, contact_point_id=point.pk, staff=staff, at=at)
    return wrap_up(Gesture(case_id, Outcome.ABUSE, attempt.pk), staff=staff, at=at + MINUTE)


@pytest.fixture
def office():  # type: ignore[no-untyped-def]
    staff, cases = factory.an_office(6)
    return staff, factory.a_member("second"), cases


def test_a_run_of_abusive_calls_makes_the_next_queue_lighter_and_spares_the_target(office) -> None:  # type: ignore[no-untyped-def]
    staff, colleague, cases = office
    hard = cases[5].case
    work.give_by_name(case_id=hard.pk, to=staff, points=5)
    before = {line.case_id for line in queue.my_queue(staff, AT, limit=20)}
    target = queue.load_today(colleague, AT).full_day
    for number in range(3):
        abused(staff, cases[number].case.pk, AT + 5 * number * MINUTE)
    at = AT + 12 * MINUTE
    after = {line.case_id for line in queue.my_queue(staff, at, limit=20)}
    assert before - after == {hard.pk, *(cases[number].case.pk for number in range(3))}
    load = queue.load_today(staff, at)
    assert load.finished == 3
    assert load.full_day < target
    assert queue.load_today(colleague, at).full_day == target
    item = work.take_next(staff=staff, at=at)
    assert item is not None
    assert item.hardness == 0
    assert QueueItem.objects.get(case=cases[0].case).assigned_to == colleague


def test_the_case_rests_and_goes_to_a_colleague_who_carries_its_points(office) -> None:  # type: ignore[no-untyped-def]
    staff, colleague, cases = office
    abused(staff, cases[0].case.pk)
    incident = Incident.objects.get()
    item = QueueItem.objects.get(case=cases[0].case)
    assert (item.assigned_to, incident.moved_to) == (colleague, colleague)
    assert item.available_at == incident.rests_until > AT + 23 * HOUR
    assert HardCaseGiven.objects.get().staff == colleague
    assert points_carried([staff.pk, colleague.pk], AT + HOUR) == {staff.pk: 2, colleague.pk: 2}
    assert work.take_next(staff=colleague, at=AT + HOUR) is not None


def test_naming_a_threat_lengthens_the_time_to_recover(office) -> None:  # type: ignore[no-untyped-def]
    staff, _colleague, cases = office
    abused(staff, cases[0].case.pk)
    incident = Incident.objects.get()
    care.name_kind(incident_id=incident.pk, kind="threat", staff=staff, at=AT + 2 * MINUTE)
    incident.refresh_from_db()
    assert incident.severity == 4
    respite = queue.respite_of(staff, AT + 40 * MINUTE)
    assert respite is not None
    with pytest.raises(Refused):
        care.name_kind(incident_id=incident.pk, kind="weather", staff=staff, at=AT)


def test_what_somebody_chooses_is_theirs_and_only_a_wish_to_talk_is_kept(office) -> None:  # type: ignore[no-untyped-def]
    staff, _colleague, cases = office
    abused(staff, cases[0].case.pk)
    incident = unanswered(staff, AT + 2 * MINUTE)
    assert incident is not None
    care.choose(incident_id=incident.pk, choice=Choice.FINE, staff=staff, at=AT + 3 * MINUTE)
    assert unanswered(staff, AT + 4 * MINUTE) is None
    assert queue.respite_of(staff, AT + 4 * MINUTE) is None
    assert not Entry.objects.filter(details__icontains="fine").exists()
    care.choose(incident_id=incident.pk, choice=Choice.TALK, staff=staff, at=AT + 5 * MINUTE)
    incident.refresh_from_db()
    assert incident.talk_asked_at is not None


def test_a_mistake_is_taken_back_within_seconds(office) -> None:  # type: ignore[no-untyped-def]
    staff, _colleague, cases = office
    done = abused(staff, cases[0].case.pk)
    token = undo_token(done.trace, staff=staff, at=AT + MINUTE)
    item = undo(token, staff=staff, at=AT + MINUTE + timedelta(seconds=5))
    assert item.case_id == cases[0].case.pk
    assert Incident.objects.get().state == IncidentState.WITHDRAWN
    assert queue.respite_of(staff, AT + 2 * MINUTE) is None
    assert QueueItem.objects.get(case=cases[0].case).hardness == 0
    assert hard_cases(AT + HOUR) == {}


def test_a_lead_sees_their_own_team_and_nobody_elses(office) -> None:  # type: ignore[no-untyped-def]
    staff, _colleague, cases = office
    abused(staff, cases[0].case.pk)
    lead = factory.a_member("lead", Role.LEAD)
    stranger = factory.a_member("other", Role.LEAD, factory.a_team("south"))
    assert incidents_for(lead).count() == 1
    assert incidents_for(stranger).count() == 0
    assert incidents_for(staff).count() == 0
    incident = Incident.objects.get()
    with pytest.raises(Refused):
        care.look_at(incident_id=incident.pk, staff=stranger, at=AT + HOUR)
    with pytest.raises(Refused):
        care.look_at(incident_id=incident.pk, staff=staff, at=AT + HOUR)
    care.look_at(incident_id=incident.pk, staff=lead, at=AT + HOUR)
    with pytest.raises(Refused, match="abused"):
        care.give_to(incident_id=incident.pk, to=staff, reason="x", staff=lead, at=AT + HOUR)
    care.close(incident_id=incident.pk, closing="talked", staff=lead, at=AT + 2 * HOUR)


def test_an_incident_holds_its_recording_until_the_days_are_over(office) -> None:  # type: ignore[no-untyped-def]
    staff, _colleague, cases = office
    abused(staff, cases[0].case.pk)
    lead = factory.a_member("lead", Role.LEAD)
    incident = Incident.objects.get()
    named = [f"incident:{incident.pk}"]
    assert holding(incident.attempt_id, AT + 4000 * A_DAY) == named
    care.close(incident_id=incident.pk, closing="nothing", staff=lead, at=AT + A_DAY)
    assert holding(incident.attempt_id, AT + 1000 * A_DAY) == named
    assert holding(incident.attempt_id, AT + 1100 * A_DAY) == []
    assert holding(None, AT) == []


def test_the_night_gives_hard_cases_by_name(office) -> None:  # type: ignore[no-untyped-def]
    staff, colleague, cases = office
    abused(staff, cases[0].case.pk)
    QueueItem.objects.filter(case=cases[0].case).update(assigned_to=None, hardness=0)
    assert care.share_hard_cases(at=AT + A_DAY) == 1
    assert QueueItem.objects.get(case=cases[0].case).assigned_to == colleague


def test_a_team_of_two_is_too_few_to_show(office) -> None:  # type: ignore[no-untyped-def]
    staff, _colleague, cases = office
    abused(staff, cases[0].case.pk)
    found = team_load(staff.team_id, AT + HOUR)
    assert (found.people, found.gini, found.incidents) == (2, None, None)
    for name in ("third", "fourth", "fifth"):
        factory.a_member(name)
    found = team_load(staff.team_id, AT + HOUR)
    assert found.incidents == 1
    assert found.gini_text == "0.60"


def test_ones_own_load_and_entries_are_for_nobody_else(office) -> None:  # type: ignore[no-untyped-def]
    staff, colleague, cases = office
    abused(staff, cases[0].case.pk)
    load = my_load(staff, AT + HOUR)
    assert (load.incidents, load.recovered_minutes) == (1, 15)
    admin = factory.a_member("root", Role.ADMINISTRATOR)
    before = Entry.objects.count()
    care.write_entry(kind="question", text="a hard day", staff=staff, at=AT)
    word = care.write_entry(kind="peer", text="thank you", staff=staff, at=AT, to=colleague.pk)
    assert Entry.objects.count() == before
    assert b"hard day" not in bytes(word.text_sealed)
    assert [one.text for one in entries_of(staff)] == ["thank you", "a hard day"]
    assert [one.text for one in entries_of(colleague)] == ["thank you"]
    assert entries_of(admin) == []
    with pytest.raises(Refused):
        care.delete_entry(entry_id=word.pk, staff=colleague)
    with pytest.raises(Refused):
        care.write_entry(kind="peer", text="x", staff=staff, at=AT, to=admin.pk)
    care.delete_entry(entry_id=word.pk, staff=staff)
    assert entries_of(colleague) == []


def test_only_ones_own_abusive_call_is_an_incident(office) -> None:  # type: ignore[no-untyped-def]
    staff, colleague, cases = office
    abused(staff, cases[0].case.pk)
    incident = Incident.objects.get()
    for who, attempt_id in ((colleague, incident.attempt_id), (staff, 10**6)):
        with pytest.raises(Refused):
            care.report_abuse(attempt_id=attempt_id, staff=who, at=AT + HOUR)
