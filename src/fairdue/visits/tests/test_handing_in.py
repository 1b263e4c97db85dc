"""What telephones hand in is taken once, whole, in any order, whatever happened meanwhile."""

from __future__ import annotations

import itertools
import json
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from fairdue.care.models import Incident
from fairdue.compliance.actions import place_hold
from fairdue.compliance.models import ContactRequest
from fairdue.contact.actions import rejudge
from fairdue.contact.models import Attempt, Finding
from fairdue.contact.tests.records import a_member
from fairdue.journal.models import Entry
from fairdue.kernel.refusal import Refused
from fairdue.people.models import Role
from fairdue.vault.sealing import vault
from fairdue.visits.actions.alarms import raise_alarm
from fairdue.visits.actions.devices import note_wiped, open_device, revoke_device
from fairdue.visits.actions.records import take_record
from fairdue.visits.actions.signing_off import send_back, sign_off
from fairdue.visits.models import (
    Deed,
    Device,
    Evidence,
    HandIn,
    RecordState,
    Visit,
    VisitRecord,
    VisitState,
)
from fairdue.visits.queries.checking import altered
from fairdue.visits.queries.devices import DeviceRevoked
from fairdue.visits.queries.records import waiting
from fairdue.visits.tests.phones import (
    JPEG,
    PNG,
    WEBM,
    Phone,
    a_record,
    an_outing,
    written,
)
from fairdue.visits.tests.records import a_lead, an_entry, at
from fairdue.work.queries import respite_of

pytestmark = pytest.mark.django_db


def test_a_visit_ends_with_its_record_and_counts_as_a_contact_when_the_team_arrived() -> None:
    visit, phone = an_outing()
    phone.does("arrived", visit, at(10, 0), handed_in=at(18))

    took = phone.hands_in(written(a_record(visit, at(10, 20))), at(18))

    visit.refresh_from_db()
    attempt = Attempt.objects.get(customer=visit.customer)
    assert took == ("taken", ())
    assert visit.state == VisitState.REFUSED
    assert (attempt.outcome, attempt.made_at, attempt.channel) == ("refuses", at(10, 0), "visit")
    entry = Entry.objects.get(action="visit_record_kept")
    assert entry.details["content_sha256"] == VisitRecord.objects.get().content_sha256
    assert "不愿意交谈" not in json.dumps(entry.details, ensure_ascii=False)


def test_the_same_things_handed_in_again_are_taken_once() -> None:
    visit, phone = an_outing()
    deed, picture = uuid4(), uuid4()
    content = written(a_record(visit, at(10, 20)))

    for _ in range(3):
        phone.number = 0
        phone.does("arrived", visit, at(10), handed_in=at(18), uuid=deed)
        phone.sends("photo", JPEG, visit, at(18), uuid=picture)
        phone.hands_in(content, at(18))

    counts = [model.objects.count() for model in (Deed, Evidence, VisitRecord, Attempt)]
    assert counts == [1, 1, 1, 1]


@pytest.mark.parametrize("order", list(itertools.permutations(range(4))))
def test_any_order_ends_in_the_same_state(order: tuple[int, ...]) -> None:
    visit, phone = an_outing()
    record = a_record(visit, at(10, 20))
    [first, second] = [UUID(each["uuid"]) for each in record["evidence"]]
    steps = [
        lambda: phone.sends("signature", PNG, visit, at(18), uuid=first),
        lambda: phone.sends("signature", PNG, visit, at(18), uuid=second),
        lambda: phone.hands_in(written(record), at(18)),
        lambda: phone.does("left", visit, at(10, 20), handed_in=at(18)),
    ]

    for number in order:
        steps[number]()

    visit.refresh_from_db()
    assert visit.state == VisitState.REFUSED
    assert {each.uuid for each in Evidence.objects.all()} == {first, second}
    lead = a_lead(visit.round.visit_team.team)  # type: ignore[union-attr]
    row = sign_off(record_id=VisitRecord.objects.get().pk, note="", staff=lead, at=at(19))
    assert row.state == RecordState.SIGNED_OFF


def test_a_record_that_lacks_files_it_names_is_not_signed_off() -> None:
    visit, phone = an_outing()
    phone.hands_in(written(a_record(visit, at(10, 20))), at(18))
    lead = a_lead(visit.round.visit_team.team)  # type: ignore[union-attr]

    with pytest.raises(Refused, match="2 of its files are not here yet"):
        sign_off(record_id=VisitRecord.objects.get().pk, note="", staff=lead, at=at(19))


def test_a_clock_that_is_a_day_wrong_is_found_and_both_times_are_kept() -> None:
    visit, phone = an_outing()
    phone.ahead = timedelta(days=1)
    phone.does("arrived", visit, at(10, 0), handed_in=at(18))
    content = written(a_record(visit, at(10, 20) + timedelta(days=1)))

    phone.hands_in(content, at(18))

    deed, record = Deed.objects.get(), VisitRecord.objects.get()
    assert (deed.at, deed.phone_at - deed.at) == (at(10, 0), timedelta(days=1))
    assert (record.at, record.phone_at - record.at) == (at(10, 20), timedelta(days=1))
    assert HandIn.objects.get().clock_wrong
    assert Attempt.objects.get().made_at == at(10, 0)


def test_a_visit_that_fell_out_meanwhile_keeps_the_record_and_says_so() -> None:
    visit, phone = an_outing()
    with transaction.atomic():
        visit.state, visit.fell_out_because = VisitState.FELL_OUT, "hold"
        visit.journal_entry = an_entry(visit.customer_id)
        visit.save()

    took = phone.hands_in(written(a_record(visit, at(10, 0))), at(18))

    visit.refresh_from_db()
    assert took.conflicts == ("fell_out",)
    assert visit.state == VisitState.REFUSED
    assert Attempt.objects.count() == 1


def test_a_hold_that_came_meanwhile_is_found_by_judging_again() -> None:
    visit, phone = an_outing()
    lead = a_lead(visit.round.visit_team.team)  # type: ignore[union-attr]
    place_hold(
        customer_id=visit.customer_id,
        kind="dispute",
        reason="told by letter",
        since=at(9),
        staff=lead,
        at=at(12),
    )
    phone.hands_in(written(a_record(visit, at(10, 0))), at(18))

    rejudge(visit.customer_id, at=at(19))

    assert "LENDER-HOLD" in Finding.objects.get(kind="newly_unlawful").rules


def test_the_companions_record_of_the_same_visit_is_a_conflict_and_kept() -> None:
    visit, phone = an_outing()
    other = Phone(visit.round.second).registered(at(8))  # type: ignore[union-attr]
    phone.hands_in(written(a_record(visit, at(10, 0))), at(18))

    took = other.hands_in(written(a_record(visit, at(10, 21), outcome="hardship")), at(18, 5))

    assert took.conflicts == ("another",)
    assert VisitRecord.objects.count() == 2
    assert Attempt.objects.get().outcome == "refuses"
    assert len(waiting(visit.round.visit_team.team)) == 2  # type: ignore[union-attr]


def test_a_visit_made_when_no_permit_served_is_kept_and_named() -> None:
    visit, phone = an_outing()
    phone.does("arrived", visit, at(9, 50), handed_in=at(18))

    took = phone.hands_in(written(a_record(visit, at(10, 20))), at(18))

    assert took.conflicts == ("no_permit",)
    assert not Attempt.objects.exists()


def test_a_record_says_what_it_was_not_made_by() -> None:
    visit, phone = an_outing()
    record = a_record(
        visit, at(10, 0), place="inside", card_shown=False, taped="not", not_taped_because="device"
    )

    phone.hands_in(written(record), at(18))

    assert VisitRecord.objects.get().failing == ["CN-VISIT-01", "CN-VISIT-02"]


def test_who_asks_not_to_be_visited_is_not_visited_again() -> None:
    visit, phone = an_outing()

    phone.hands_in(written(a_record(visit, at(10, 0), outcome="asks_to_stop")), at(18))

    asked = ContactRequest.objects.get()
    assert (asked.kind, asked.channel, asked.received_at) == ("stop_medium", "visit", at(10, 0))


def test_what_can_not_be_put_on_record_is_told_and_the_record_is_kept() -> None:
    visit, phone = an_outing()
    promised = {"amount_minor": 10**12, "currency": "CNY", "on": "2026-03-20"}

    phone.hands_in(
        written(a_record(visit, at(10, 0), outcome="promise", promised=promised)), at(18)
    )

    [untaken] = VisitRecord.objects.get().untaken
    assert untaken["what"] == "promise"
    assert untaken["en"] and untaken["zh"]


def test_a_record_altered_on_its_way_is_refused() -> None:
    visit, phone = an_outing()
    content = written(a_record(visit, at(10, 20)))
    signature = phone.signed(content)

    with pytest.raises(Refused, match="not as the phone signed it"):
        take_record(
            content=content.replace("不愿意".encode(), "很愿意".encode()),
            signature=signature,
            bringing=phone.brings(at(18)),
        )


def test_another_content_under_the_same_identifier_is_refused() -> None:
    visit, phone = an_outing()
    record = a_record(visit, at(10, 20))
    phone.hands_in(written(record), at(18))

    with pytest.raises(Refused, match="Another record"):
        phone.hands_in(written({**record, "said": "otherwise"}), at(18))


def test_a_returned_record_is_corrected_by_a_later_one_and_both_are_kept() -> None:
    visit, phone = an_outing()
    first = a_record(visit, at(10, 0))
    phone.hands_in(written(first), at(18))
    lead = a_lead(visit.round.visit_team.team)  # type: ignore[union-attr]
    send_back(record_id=VisitRecord.objects.get().pk, reason="who spoke?", staff=lead, at=at(19))

    took = phone.hands_in(written(a_record(visit, at(19, 30), replaces=first["uuid"])), at(20))

    assert took == ("taken", ())
    states = list(VisitRecord.objects.order_by("pk").values_list("state", flat=True))
    assert states == ["replaced", "waiting"]
    assert Attempt.objects.count() == 1


def test_a_file_that_is_too_large_foreign_or_cut_off_is_refused_with_a_word() -> None:
    visit, phone = an_outing()

    with pytest.raises(Refused, match="has 60 MB; at most 5 MB"):
        phone.sends("photo", JPEG, visit, at(18), uuid=uuid4(), size=60_000_000)
    with pytest.raises(Refused, match="no photo"):
        phone.sends("photo", WEBM, visit, at(18), uuid=uuid4())
    with pytest.raises(Refused, match="did not arrive whole"):
        phone.sends("photo", JPEG, visit, at(18), uuid=uuid4(), size=100)
    assert not Evidence.objects.exists()


def test_nobody_hands_in_for_a_visit_that_is_not_theirs() -> None:
    visit, _ = an_outing()
    stranger = Phone(a_member(Role.VISITOR)).registered(at(8))

    with pytest.raises(Refused, match="not on a round of yours"):
        stranger.does("arrived", visit, at(10), handed_in=at(18))
    with pytest.raises(Refused, match="not on a round of yours"):
        stranger.hands_in(written(a_record(visit, at(10))), at(18))


def test_a_revoked_phone_hands_in_nothing_and_gets_no_key() -> None:
    visit, phone = an_outing()
    lead = a_lead(phone.staff.team)  # type: ignore[arg-type]
    device = Device.objects.get()
    revoke_device(device_id=device.pk, reason="lost in a taxi", staff=lead, at=at(11))

    with pytest.raises(DeviceRevoked):
        phone.hands_in(written(a_record(visit, at(10, 20))), at(18))
    with pytest.raises(DeviceRevoked):
        open_device(uuid=phone.uuid, staff=phone.staff)
    note_wiped(uuid=phone.uuid, staff=phone.staff, at=at(18))
    device.refresh_from_db()
    assert device.wiped_at == at(18)


def test_a_phone_gets_the_same_key_again_and_nobody_else_gets_it() -> None:
    _, phone = an_outing()

    assert (
        open_device(uuid=phone.uuid, staff=phone.staff).key
        == open_device(uuid=phone.uuid, staff=phone.staff).key
    )
    with pytest.raises(Refused, match="not registered for you"):
        open_device(uuid=phone.uuid, staff=a_member(Role.VISITOR))


def test_the_database_keeps_a_record_as_it_was_handed_in() -> None:
    visit, phone = an_outing()
    phone.hands_in(written(a_record(visit, at(10, 20))), at(18))
    row = VisitRecord.objects.get()

    with pytest.raises(DatabaseError, match="kept as it was handed in"), transaction.atomic():
        row.outcome, row.journal_entry = "promise", an_entry(visit.customer_id)
        row.save()
    with pytest.raises(DatabaseError, match="nobody signs off their own"), transaction.atomic():
        row = VisitRecord.objects.get()
        row.state, row.decided_by, row.decided_at = "signed_off", phone.staff.username, at(19)
        row.journal_entry = an_entry(visit.customer_id)
        row.save()


def test_a_record_altered_behind_the_databases_back_is_found() -> None:
    visit, phone = an_outing()
    phone.hands_in(written(a_record(visit, at(10, 20))), at(18))
    row = VisitRecord.objects.get()
    assert list(altered()) == []
    forged = vault().seal(written(a_record(visit, at(10, 20), outcome="promise")).decode())
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE visits_visitrecord SET content_sealed = %s", [forged])
        cursor.execute("SET LOCAL session_replication_role = origin")

    [found] = altered()
    assert found.subject == f"visit_record:{row.pk}"
    lead = a_lead(visit.round.visit_team.team)  # type: ignore[union-attr]
    with pytest.raises(Refused, match="altered after it was kept"):
        sign_off(record_id=row.pk, note="", staff=lead, at=at(19))


def test_a_visit_that_is_not_out_gets_no_outcome_from_a_record() -> None:
    visit, phone = an_outing()
    with transaction.atomic():
        visit.state, visit.journal_entry = VisitState.PLANNED, an_entry(visit.customer_id)
        visit.save()

    took = phone.hands_in(written(a_record(visit, at(10, 20))), at(18))

    assert took.conflicts == ("not_out",)
    assert Visit.objects.get().state == VisitState.PLANNED


@pytest.mark.parametrize(("alarmed", "kind"), [(False, "insult"), (True, "threat")])
def test_abuse_at_the_door_is_an_incident_of_both_and_both_recover(
    alarmed: bool, kind: str
) -> None:
    visit, phone = an_outing()
    assert visit.round is not None
    if alarmed:
        raise_alarm(
            uuid=uuid4(),
            kind="threat",
            visit_id=visit.pk,
            phone_at=at(10, 10),
            place=None,
            words="",
            evidence=[],
            bringing=phone.brings(at(10, 11)),
        )
    phone.does("arrived", visit, at(10, 0), handed_in=at(11))
    content = written(a_record(visit, at(10, 20), outcome="abuse"))
    for _ in range(2):
        phone.hands_in(content, at(11))

    record = VisitRecord.objects.get()
    found = Incident.objects.order_by("pk")
    assert [each.staff_id for each in found] == [visit.round.first_id, visit.round.second_id]
    for each in found:
        assert (each.visit_record, each.attempt_id) == (record.pk, record.attempt_id)
        assert (each.kind, each.happened_at, each.case_id) == (kind, record.at, visit.case_id)
        assert respite_of(each.staff, at(11, 5)) is not None
    reported = Entry.objects.filter(action="incident_reported")
    assert {each.subject for each in reported} == {f"visit_record:{record.pk}"}


def test_a_record_of_abuse_that_comes_a_day_later_grants_no_time_that_is_past() -> None:
    visit, phone = an_outing()
    later = at(10) + timedelta(days=1)
    phone.hands_in(written(a_record(visit, at(10, 20), outcome="abuse")), later)
    assert Incident.objects.count() == 2
    assert respite_of(phone.staff, later + timedelta(minutes=1)) is None


def test_a_calm_refusal_is_no_incident() -> None:
    visit, phone = an_outing()
    phone.hands_in(written(a_record(visit, at(10, 20))), at(11))
    assert not Incident.objects.exists()
