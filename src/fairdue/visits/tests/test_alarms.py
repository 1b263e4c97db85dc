"""Alarms are raised by teams and by their silence, passed on, taken and closed."""

from __future__ import annotations

from uuid import uuid4

import pytest

from fairdue.compliance.models import Mark
from fairdue.contact.queries import may_i
from fairdue.contact.tests.records import a_member
from fairdue.journal.models import Entry
from fairdue.kernel.refusal import Refused
from fairdue.people.models import Role
from fairdue.visits.actions.alarms import (
    bar_from_phone,
    close_alarm,
    raise_alarm,
    take_alarm,
    watch,
)
from fairdue.visits.models import Alarm
from fairdue.visits.queries.alarms import open_alarms, passed_on_to
from fairdue.visits.tests.phones import HERE, a_record, an_outing, written
from fairdue.visits.tests.records import a_lead, at

pytestmark = pytest.mark.django_db


def test_a_team_that_is_silent_at_a_door_raises_the_alarm_once() -> None:
    visit, phone = an_outing()
    phone.does("arrived", visit, at(10), handed_in=at(10))

    counts = [watch(at=at(10, minute)) for minute in (19, 21, 25, 59)]

    assert counts == [0, 1, 1, 1]
    assert Alarm.objects.get().kind == "overdue"


def test_a_word_in_time_keeps_it_quiet_and_leaving_ends_the_watch() -> None:
    visit, phone = an_outing()
    phone.does("arrived", visit, at(10), handed_in=at(10))
    phone.does("word", visit, at(10, 18), handed_in=at(10, 18))
    assert watch(at=at(10, 30)) == 0
    phone.does("left", visit, at(10, 35), handed_in=at(10, 35))

    assert watch(at=at(17)) == 0


def test_a_phone_that_told_nothing_at_all_is_missed_after_its_visit() -> None:
    visit, _ = an_outing()
    assert visit.leaves_at == at(9, 50)

    assert watch(at=at(10, 50)) == 0
    assert watch(at=at(10, 51)) == 1


def test_an_alarm_that_nobody_takes_goes_to_the_next() -> None:
    visit, phone = an_outing()
    raise_alarm(
        uuid=uuid4(),
        kind="silent",
        visit_id=visit.pk,
        phone_at=at(10, 5),
        place={**HERE, "at": at(10, 5).isoformat()},
        words="",
        evidence=[],
        bringing=phone.brings(at(10, 5)),
    )
    watch(at=at(10, 6))
    first = Alarm.objects.get(kind="silent").told
    watch(at=at(10, 11))

    assert (first, Alarm.objects.get(kind="silent").told) == (1, 2)
    roles = [
        each.details["roles"]
        for each in Entry.objects.filter(action="visit_alarm_told").order_by("pk")
    ]
    assert roles == [["lead"], ["lead", "compliance"]]


def test_a_lead_sees_where_the_team_is_takes_the_alarm_and_bars_the_address() -> None:
    visit, phone = an_outing()
    raise_alarm(
        uuid=uuid4(),
        kind="threat",
        visit_id=visit.pk,
        phone_at=at(10, 5),
        place={**HERE, "at": at(10, 5).isoformat()},
        words="a knife",
        evidence=[],
        bringing=phone.brings(at(10, 6)),
    )
    lead = a_lead(phone.staff.team)  # type: ignore[arg-type]
    [seen] = open_alarms(lead)
    assert (seen.words, seen.place[:8]) == ("a knife", "31.23040")
    assert "a knife" not in repr(seen)

    take_alarm(alarm_id=seen.id, staff=lead, at=at(10, 7))
    close_alarm(
        alarm_id=seen.id, came="police", done="called them", bar_visits=True, staff=lead, at=at(11)
    )

    assert open_alarms(lead) == []
    assert Mark.objects.get().kind == "no_visits"
    verdict = may_i(customer_id=visit.customer_id, at=at(12))
    assert "LENDER-NO-VISITS" in [each.rule for each in verdict["visit"].failing]
    assert "LENDER-NO-VISITS" not in [each.rule for each in verdict["call"].clauses]


def test_an_alarm_is_kept_whatever_is_wrong_with_it_and_taken_once() -> None:
    _, phone = an_outing()
    uuid = uuid4()

    results = [
        raise_alarm(
            uuid=uuid,
            kind="silent",
            visit_id=999_999,
            phone_at=at(10, 5),
            place={"latitude": "?"},
            words="x" * 5000,
            evidence=[],
            bringing=phone.brings(at(10, 6)),
        )
        for _ in range(2)
    ]

    assert results == ["taken", "already"]
    assert Alarm.objects.get().place_sealed is None


def test_another_teams_lead_and_a_collector_do_not_see_it() -> None:
    visit, phone = an_outing()
    phone.does("arrived", visit, at(10), handed_in=at(10))
    watch(at=at(11))

    assert open_alarms(a_member(Role.LEAD)) == []
    assert open_alarms(a_member(Role.COLLECTOR, phone.staff.team)) == []
    officer = a_member(Role.COMPLIANCE)
    assert len(open_alarms(officer)) == 1
    assert passed_on_to(officer, at(11)) == []
    watch(at=at(11, 6))
    assert len(passed_on_to(officer, at(11, 6))) == 1
    with pytest.raises(Refused):
        take_alarm(
            alarm_id=Alarm.objects.get().pk,
            staff=a_member(Role.COLLECTOR, phone.staff.team),
            at=at(11, 1),
        )


def test_a_closed_alarm_says_what_came_of_it() -> None:
    visit, phone = an_outing()
    phone.does("arrived", visit, at(10), handed_in=at(10))
    watch(at=at(11))
    lead = a_lead(phone.staff.team)  # type: ignore[arg-type]
    number = Alarm.objects.get().pk

    with pytest.raises(Refused, match="Say why"):
        close_alarm(alarm_id=number, came="well", done=" ", bar_visits=False, staff=lead, at=at(12))
    with pytest.raises(Refused, match="what came of the alarm"):
        close_alarm(alarm_id=number, came="", done="ok", bar_visits=False, staff=lead, at=at(12))


def test_visitors_bar_an_address_from_the_door_once() -> None:
    visit, phone = an_outing()

    results = [
        bar_from_phone(visit_id=visit.pk, note="a dog", bringing=phone.brings(at(11)))
        for _ in range(2)
    ]

    assert results == ["taken", "already"]


def test_a_record_ends_the_watch() -> None:
    visit, phone = an_outing()
    phone.does("arrived", visit, at(10), handed_in=at(10))
    phone.hands_in(written(a_record(visit, at(10, 0))), at(10, 5))

    assert watch(at=at(15)) == 0
