"""The calls of a visitor's telephone: what it gets and hands in, and who may not."""

from __future__ import annotations

import base64
import json
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from fairdue.contact.tests.records import a_member
from fairdue.journal.models import Entry
from fairdue.people.models import Role, Staff
from fairdue.visits.actions.devices import revoke_device
from fairdue.visits.models import Alarm, Deed, Device, Evidence, VisitRecord
from fairdue.visits.tests.phones import HERE, JPEG, Phone, a_record, an_outing, written
from fairdue.visits.tests.records import a_lead, at

pytestmark = pytest.mark.django_db
EVENING = at(18)


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is 18:00 of the visits' day."""
    monkeypatch.setattr("fairdue.config.middleware.now", lambda: EVENING)


def signed_in(staff: Staff) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(staff)
    return client


def ask(client: Client, call: str, sent_at: datetime = EVENING, **told: Any) -> Any:
    body = {"sent_at": sent_at.isoformat(), **told}
    return client.post(reverse(call), json.dumps(body), content_type="application/json")


def test_a_phone_is_registered_and_gets_its_key_again() -> None:
    staff = a_member(Role.VISITOR)
    phone, client = Phone(staff), signed_in(staff)
    public_key = base64.b64encode(phone.public_key).decode()

    first = ask(client, "field-register", device=str(phone.uuid), public_key=public_key, name="A")
    again = ask(client, "field-open", device=str(phone.uuid))

    assert len(base64.b64decode(first.json()["key"])) == 32
    assert again.json() == first.json()
    assert first.json()["key"] not in str(list(Entry.objects.values_list("details", flat=True)))


@pytest.mark.parametrize("key", ["", "AAAA", "?"])
def test_a_phone_without_a_key_of_its_own_is_refused(key: str) -> None:
    client = signed_in(a_member(Role.VISITOR))

    response = ask(client, "field-register", device=str(uuid4()), public_key=key, name="A")

    assert response.status_code == 422
    assert "P-256" in response.json()["why"]


def test_the_day_has_what_is_needed_of_a_visit_and_is_given_once() -> None:
    visit, phone = an_outing()
    client = signed_in(phone.staff)

    day = ask(client, "field-day", device=str(phone.uuid)).json()
    again = ask(
        client, "field-day", device=str(phone.uuid), day=day["day"], have={str(visit.pk): 1}
    ).json()

    [found] = day["visits"]
    assert found["sheet"]["address"].startswith("上海市浦东新区")
    assert len(found["card"]["code"]) == 19
    assert set(found["sheet"]) == {
        "name", "address", "basis", "owes", "days_past_due", "currencies", "cards", "speaks",
        "care", "recording",
    }  # fmt: skip
    assert (again["visits"][0]["sheet"], again["visits"][0]["card"]) == (None, None)
    assert Entry.objects.filter(action="visit_sheet_given").count() == 1


def test_a_visitor_sees_nothing_of_another_teams_day() -> None:
    an_outing()
    stranger = Phone(a_member(Role.VISITOR)).registered(at(8))

    day = ask(signed_in(stranger.staff), "field-day", device=str(stranger.uuid)).json()

    assert (day["rounds"], day["visits"]) == ([], [])


def test_everything_is_handed_in_at_once_and_one_refusal_holds_up_nothing() -> None:
    visit, phone = an_outing()
    client = signed_in(phone.staff)
    content = written(a_record(visit, at(10, 0)))
    deed = {
        "uuid": str(uuid4()),
        "kind": "arrived",
        "visit": visit.pk,
        "phone_at": at(10).isoformat(),
        "place": {**HERE, "at": at(10).isoformat()},
    }
    alarm = {
        "uuid": str(uuid4()),
        "kind": "silent",
        "visit": visit.pk,
        "phone_at": at(10, 5).isoformat(),
        "place": None,
    }
    record = {
        "uuid": json.loads(content)["uuid"],
        "content": content.decode(),
        "signature": base64.b64encode(phone.signed(content)).decode(),
    }
    wrong = {**deed, "uuid": str(uuid4()), "visit": visit.pk + 1}
    items = [
        {"type": "deed", "number": 1, "body": wrong},
        {"type": "alarm", "number": 2, "body": alarm},
        {"type": "deed", "number": 3, "body": deed},
        {"type": "record", "number": 4, "body": record},
    ]

    answer = ask(client, "field-hand-in", device=str(phone.uuid), items=items).json()

    assert [each["result"] for each in answer["results"]] == ["refused", "taken", "taken", "taken"]
    assert "not on a round of yours" in answer["results"][0]["why"]
    counts = [model.objects.count() for model in (Deed, Alarm, VisitRecord)]
    assert counts == [1, 1, 1]


def test_after_abuse_the_day_asks_and_the_answer_may_come_before_its_record() -> None:
    visit, phone = an_outing()
    assert visit.round is not None
    other = Phone(visit.round.second).registered(at(8))
    client, companions = signed_in(phone.staff), signed_in(other.staff)
    content = written(a_record(visit, at(17, 30), outcome="abuse"))
    record = {
        "uuid": json.loads(content)["uuid"],
        "content": content.decode(),
        "signature": base64.b64encode(phone.signed(content)).decode(),
    }
    answer = {
        "uuid": str(uuid4()),
        "visit": visit.pk,
        "go_on": "end",
        "phone_at": at(17, 31).isoformat(),
    }
    items = [
        {"type": "after", "number": 2, "body": answer},
        {"type": "record", "number": 1, "body": record},
    ]

    first = ask(client, "field-hand-in", device=str(phone.uuid), items=items).json()
    day = ask(companions, "field-day", device=str(other.uuid)).json()
    again = ask(client, "field-hand-in", device=str(phone.uuid), items=items[:1]).json()

    waits, taken = first["results"]
    assert (waits["result"], taken["result"]) == ("waits", "taken")
    assert "has not come yet, or was refused" in waits["why"]
    assert day["asks"] == [{"visit": visit.pk, "minutes": 15}]
    assert [each["over"] for each in day["rounds"]] == [True]
    assert again["results"][0]["result"] == "taken"
    assert ask(client, "field-day", device=str(phone.uuid)).json()["asks"] == []


def test_an_answer_that_can_not_be_read_or_is_of_anothers_visit_holds_up_nothing() -> None:
    visit, _ = an_outing()
    stranger = Phone(a_member(Role.VISITOR)).registered(at(8))
    bodies = [{"uuid": "1", "visit": visit.pk, "go_on": "talk"}, {"uuid": "2"}]
    items = [{"type": "after", "number": 1, "body": body} for body in bodies]

    answer = ask(
        signed_in(stranger.staff), "field-hand-in", device=str(stranger.uuid), items=items
    ).json()

    assert [each["result"] for each in answer["results"]] == ["refused", "refused"]
    assert "not on a round of yours" in answer["results"][0]["why"]


def test_a_clock_that_is_a_day_ahead_is_said() -> None:
    _, phone = an_outing()

    day = ask(
        signed_in(phone.staff),
        "field-day",
        device=str(phone.uuid),
        sent_at=EVENING + timedelta(days=1),
    ).json()

    assert "1 d ahead" in day["clock"]
    assert day["offset_ms"] == -86_400_000


def send(client: Client, phone: Phone, body: bytes, **told: Any) -> Any:
    header = {
        "device": str(phone.uuid),
        "sent_at": EVENING.isoformat(),
        "uuid": str(uuid4()),
        "record": None,
        "phone_at": at(10).isoformat(),
        "sha256": sha256(body).hexdigest(),
        **told,
    }
    return client.post(
        reverse("field-evidence"),
        body,
        content_type="application/octet-stream",
        headers={"X-Fairdue-Evidence": json.dumps(header)},
    )


def test_a_photo_is_taken_and_one_of_sixty_megabytes_is_refused_before_it_is_read() -> None:
    visit, phone = an_outing()
    client = signed_in(phone.staff)

    taken = send(client, phone, JPEG, visit=visit.pk, kind="photo")
    large = send(client, phone, bytes(60_000_000), visit=visit.pk, kind="photo")

    assert taken.json() == {"result": "taken"}
    assert large.status_code == 422
    assert "60 MB" in large.json()["why"]
    assert Evidence.objects.count() == 1


def test_a_revoked_phone_is_told_to_wipe() -> None:
    _, phone = an_outing()
    lead = a_lead(phone.staff.team)  # type: ignore[arg-type]
    revoke_device(device_id=Device.objects.get().pk, reason="lost", staff=lead, at=at(12))
    client = signed_in(phone.staff)

    answers = [
        ask(client, name, device=str(phone.uuid), items=[])
        for name in ("field-day", "field-open", "field-hand-in")
    ]

    assert {(each.status_code, each.json()["code"]) for each in answers} == {(410, "revoked")}


CALLS = ["field-register", "field-open", "field-wiped", "field-day", "field-hand-in"]


@pytest.mark.parametrize("name", CALLS)
def test_a_call_is_for_visitors_who_are_signed_in(name: str) -> None:
    assert ask(Client(), name).status_code == 401
    for role in set(Role) - {Role.VISITOR}:
        assert ask(signed_in(a_member(role)), name).status_code == 403


@pytest.mark.parametrize("name", CALLS)
def test_what_cannot_be_read_is_refused_and_not_an_error(name: str) -> None:
    client = signed_in(a_member(Role.VISITOR))

    response = client.post(reverse(name), b"[1", content_type="application/json")

    assert response.status_code == 400
    assert response.json()["why"]


def test_the_page_opens_to_visitors_only_and_says_nothing_of_anybody() -> None:
    visit, phone = an_outing()

    page = signed_in(phone.staff).get(reverse("field")).content.decode()

    assert visit.customer.name_masked not in page
    assert signed_in(a_member(Role.COLLECTOR)).get(reverse("field")).status_code == 403
    assert Client().get(reverse("field")).status_code == 302


def test_the_worker_and_the_manifest_name_every_file_of_the_page() -> None:
    worker = Client().get(reverse("field-worker"))
    manifest = Client().get(reverse("field-manifest")).json()

    text = worker.content.decode()
    for name in ("app.js", "store.js", "record.js", "field.css", "fairdue.css"):
        assert name in text
    assert manifest["start_url"] == reverse("field")
