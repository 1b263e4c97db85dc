"""Consents and requests as records, and everything on record in one question."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import time

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError
from django.test.utils import CaptureQueriesContext

from fairdue.compliance.actions import (
    clear_mark,
    grant_consent,
    place_hold,
    raise_mark,
    record_request,
    release_hold,
    revoke_consent,
    withdraw_request,
)
from fairdue.compliance.models import Consent, ContactRequest, FactsVersion, Hold, Mark
from fairdue.compliance.queries import circumstances, facts_version
from fairdue.compliance.queries.circumstances import ARGUMENTS, QUESTION
from fairdue.compliance.tests.records import AT, DAY, HOUR, SECOND, a_customer, a_member, a_phone
from fairdue.journal.actions import record
from fairdue.journal.models import Entry
from fairdue.journal.queries import entries
from fairdue.kernel.refusal import Refused
from fairdue.people.models import Role

pytestmark = pytest.mark.django_db(transaction=True)


def a_consent(customer_id: int, **change: object) -> Consent:
    asked: dict[str, object] = {
        "customer_id": customer_id,
        "kind": "night_contact",
        "evidence": "recording of the call",
        "begins": time(22),
        "ends": time(23),
        "staff": a_member(),
        "at": AT,
    }
    return grant_consent(**(asked | change))  # type: ignore[arg-type]


def a_request(customer_id: int, kind: str = "cease", **change: object) -> ContactRequest:
    asked: dict[str, object] = {
        "customer_id": customer_id,
        "kind": kind,
        "reason": "recording of the call",
        "staff": a_member(),
        "at": AT,
    }
    return record_request(**(asked | change))  # type: ignore[arg-type]


def test_a_consent_recorded_late_counts_from_when_it_was_given() -> None:
    customer_id = a_customer()
    given = a_consent(customer_id, granted_at=AT - DAY)
    (known,) = circumstances(customer_id, AT - HOUR).consents
    assert (known.id, known.granted_at, known.begins) == (given.pk, AT - DAY, time(22))
    assert circumstances(customer_id, AT - HOUR, known_at=AT - HOUR).consents == ()
    assert entries(customer_id)[0].action == "consent_granted"


def test_a_revocation_learned_late_counts_from_when_it_was_made() -> None:
    customer_id = a_customer()
    given = a_consent(customer_id)
    revoke_consent(
        consent_id=given.pk,
        reason="letter arrived",
        staff=a_member(),
        at=AT + 2 * DAY,
        revoked_at=AT + DAY,
    )
    later = AT + DAY + HOUR
    assert circumstances(customer_id, later).consents == ()
    (then_known,) = circumstances(customer_id, later, known_at=later).consents
    assert then_known.revoked_at is None
    (still_open,) = circumstances(customer_id, AT + HOUR).consents
    assert still_open.revoked_at == AT + DAY


def test_a_request_learned_late_bars_from_its_receipt_and_is_withdrawn_in_the_same_way() -> None:
    customer_id = a_customer()
    point = a_phone(customer_id)
    asked = a_request(
        customer_id,
        "inconvenient_time",
        weekdays=[5, 6],
        begins=time(9),
        ends=time(12),
        channel="call",
        contact_point_id=point,
        received_at=AT - DAY,
        manner="written",
    )
    (known,) = circumstances(customer_id, AT).requests
    assert (known.weekdays, known.contact_point_id) == (frozenset({5, 6}), point)
    assert (known.begins, known.ends, known.manner) == (time(9), time(12), "written")
    assert circumstances(customer_id, AT - HOUR, known_at=AT - SECOND).requests == ()
    withdraw_request(request_id=asked.pk, reason="says so", staff=a_member(Role.LEAD), at=AT + DAY)
    assert circumstances(customer_id, AT + DAY).requests == ()
    assert [each.action for each in entries(customer_id)] == [
        "request_withdrawn",
        "request_recorded",
    ]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"kind": "everything"}, "no consent of kind"),
        ({"channel": "pigeon"}, "no channel"),
        ({"given_to": "a friend"}, "who received"),
        ({"evidence": " "}, "Say why"),
        ({"begins": None, "ends": None}, "between which hours"),
        ({"ends": None}, "both hours"),
        ({"ends": time(22)}, "both hours"),
        ({"kind": "channel", "begins": None, "ends": None}, "which channel"),
        ({"kind": "more_dials"}, "how many dials"),
        ({"dials_max": 9}, "how many dials"),
        ({"granted_at": AT + SECOND}, "still to come"),
        ({"ends_at": AT}, "after the beginning"),
        ({"contact_point_id": 987654}, "not on the customer's file"),
    ],
)
def test_refuses_a_consent_that_makes_no_sense(change: dict[str, object], says: str) -> None:
    with pytest.raises(Refused, match=says):
        a_consent(a_customer(), **change)
    assert not Consent.objects.exists()
    assert not Entry.objects.filter(action="consent_granted").exists()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"kind": "nothing"}, "no request of kind"),
        ({"channel": "pigeon"}, "no channel"),
        ({"manner": "telepathy"}, "how the request"),
        ({"reason": " "}, "Say why"),
        ({"kind": "stop_medium"}, "which channel"),
        ({"kind": "stop_point"}, "which number"),
        ({"kind": "inconvenient_time"}, "days or hours"),
        ({"weekdays": [1]}, "days or hours"),
        ({"kind": "inconvenient_time", "weekdays": [7]}, "make no sense"),
        ({"kind": "inconvenient_time", "begins": time(9), "ends": time(9)}, "make no sense"),
        ({"kind": "inconvenient_place"}, "Name the place"),
        ({"place": "home"}, "Name the place"),
        ({"received_at": AT + SECOND}, "still to come"),
        ({"ends_at": AT - SECOND}, "after the beginning"),
    ],
)
def test_refuses_a_request_that_makes_no_sense(change: dict[str, object], says: str) -> None:
    with pytest.raises(Refused, match=says):
        a_request(a_customer(), **change)
    assert not ContactRequest.objects.exists()


def test_another_customers_number_is_refused() -> None:
    with pytest.raises(Refused, match="not on the customer's file"):
        a_request(a_customer(), "stop_point", contact_point_id=a_phone(a_customer()))


def test_collectors_record_and_revoke_but_only_leads_and_compliance_withdraw_requests() -> None:
    customer_id = a_customer()
    administrator = a_member(Role.ADMINISTRATOR)
    with pytest.raises(Refused, match="Your role may not"):
        a_consent(customer_id, staff=administrator)
    with pytest.raises(Refused, match="Your role may not"):
        a_request(customer_id, staff=administrator)
    given, asked = a_consent(customer_id), a_request(customer_id)
    with pytest.raises(Refused, match="Your role may not"):
        revoke_consent(consent_id=given.pk, reason="x", staff=administrator, at=AT + HOUR)
    with pytest.raises(Refused, match="team leads, compliance officers"):
        withdraw_request(request_id=asked.pk, reason="x", staff=a_member(), at=AT + HOUR)
    revoke_consent(consent_id=given.pk, reason="x", staff=a_member(), at=AT + HOUR)


def test_nothing_is_taken_back_twice_before_it_began_or_after_it_ended() -> None:
    customer_id, lead = a_customer(), a_member(Role.LEAD)
    given = a_consent(customer_id, ends_at=AT + DAY)
    for moment, says in ((AT - SECOND, "before it began"), (AT + 3 * DAY, "still to come")):
        with pytest.raises(Refused, match=says):
            revoke_consent(
                consent_id=given.pk, reason="x", staff=lead, at=AT + 2 * DAY, revoked_at=moment
            )
    with pytest.raises(Refused, match="had ended"):
        revoke_consent(consent_id=given.pk, reason="x", staff=lead, at=AT + 2 * DAY)
    revoke_consent(consent_id=given.pk, reason="x", staff=lead, at=AT + HOUR)
    with pytest.raises(Refused, match="revoked already"):
        revoke_consent(consent_id=given.pk, reason="x", staff=lead, at=AT + 2 * HOUR)
    asked = a_request(customer_id)
    withdraw_request(request_id=asked.pk, reason="x", staff=lead, at=AT + HOUR)
    with pytest.raises(Refused, match="withdrawn already"):
        withdraw_request(request_id=asked.pk, reason="x", staff=lead, at=AT + 2 * HOUR)


def test_the_name_of_a_representative_is_sealed() -> None:
    asked = a_request(a_customer(), "representative", representative="Attorney Example")
    assert b"Attorney" not in bytes(asked.representative_sealed or b"")
    assert "Attorney" not in str([each.details for each in entries(asked.customer_id)])


def test_all_is_read_in_one_round_trip_and_holds_and_marks_are_told_as_they_were_known() -> None:
    customer_id = a_customer()
    lead = a_member(Role.LEAD)
    held = place_hold(customer_id=customer_id, kind="manual", reason="x", staff=lead, at=AT)
    raised = raise_mark(customer_id=customer_id, kind="abuse", note="a secret", staff=lead, at=AT)
    a_consent(customer_id)
    a_request(customer_id)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        known = circumstances(customer_id, AT)
    assert len(asked) == 1
    assert [each.id for each in known.holds] == [held.pk]
    assert [each.id for each in known.marks] == [raised.pk]
    assert len(known.consents) == len(known.requests) == 1
    assert "secret" not in str(known)
    release_hold(hold_id=held.pk, reason="x", staff=lead, at=AT + HOUR)
    clear_mark(mark_id=raised.pk, staff=lead, at=AT + HOUR)
    assert circumstances(customer_id, AT + HOUR).holds == ()
    assert circumstances(customer_id, AT + HOUR).marks == ()
    before = circumstances(customer_id, AT + HOUR, known_at=AT)
    assert (len(before.holds), len(before.marks)) == (1, 1)
    assert before.holds[0].released_at is None


def test_another_customers_records_are_never_told() -> None:
    a_consent(a_customer())
    known = circumstances(a_customer(), AT)
    assert (known.consents, known.requests, known.holds, known.version) == ((), (), (), 0)


def test_every_change_of_a_record_changes_the_version() -> None:
    customer_id, lead = a_customer(), a_member(Role.LEAD)
    made: list[int] = []

    def keep(row: object) -> None:
        made.append(row.pk)  # type: ignore[attr-defined]

    changes: list[Callable[[], object]] = [
        lambda: keep(a_consent(customer_id)),
        lambda: revoke_consent(consent_id=made[0], reason="x", staff=lead, at=AT + HOUR),
        lambda: keep(a_request(customer_id)),
        lambda: withdraw_request(request_id=made[1], reason="x", staff=lead, at=AT + HOUR),
        lambda: keep(
            place_hold(customer_id=customer_id, kind="manual", reason="x", staff=lead, at=AT)
        ),
        lambda: release_hold(hold_id=made[2], reason="x", staff=lead, at=AT + HOUR),
        lambda: keep(raise_mark(customer_id=customer_id, kind="abuse", note="", staff=lead, at=AT)),
        lambda: clear_mark(mark_id=made[3], staff=lead, at=AT + HOUR),
    ]
    versions = [facts_version(customer_id)]
    assert versions == [0]
    for change in changes:
        change()
        versions.append(facts_version(customer_id))
        assert circumstances(customer_id, AT).version == versions[-1]
    assert versions == sorted(set(versions))
    assert versions[-1] == Entry.objects.latest("id").pk
    records = (Consent, ContactRequest, Hold, Mark)
    newest = [model.objects.latest("journal_entry_id").journal_entry_id for model in records]
    assert FactsVersion.objects.get(pk=customer_id).journal_entry_id == max(newest)


def test_a_change_that_would_hide_behind_a_later_one_is_refused() -> None:
    customer_id = a_customer()
    lead = a_member(Role.LEAD)
    written, go_on = threading.Event(), threading.Event()
    refused: list[Exception] = []

    def slowly() -> None:
        try:
            with transaction.atomic():
                entry = record(actor="x", action="x", at=AT, customer_id=customer_id)
                written.set()
                assert go_on.wait(10)
                Consent.objects.create(
                    customer_id=customer_id,
                    kind="channel",
                    channel="sms",
                    given_to="this_collector",
                    evidence="x",
                    owner="x",
                    granted_at=AT,
                    recorded_at=AT,
                    journal_entry=entry,
                )
        except DatabaseError as error:
            refused.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=slowly)
    thread.start()
    assert written.wait(10)
    place_hold(customer_id=customer_id, kind="manual", reason="x", staff=lead, at=AT)
    go_on.set()
    thread.join(10)
    assert "older than the customer's latest change" in str(refused[0])
    assert not Consent.objects.exists()


def test_the_database_has_the_question_as_it_is_written_here() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT prosrc FROM pg_proc WHERE proname = 'compliance_circumstances'",
        )
        [(installed,)] = cursor.fetchall()
    assert QUESTION % ARGUMENTS in installed, "add a migration that installs it anew"
