"""The telephone on the desk: dialling by line, the live strip, callers, the dialler, recordings."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from fairdue.calls import actions as calls
from fairdue.calls.models import Call, Recording
from fairdue.calls.tests.telephone import Office, a_wav
from fairdue.contact.models import Attempt
from fairdue.contact.tests.records import a_member, a_team
from fairdue.desk.tests.conftest import Clock
from fairdue.journal.models import Entry
from fairdue.people.models import Role, Staff
from fairdue.vault.sealing import vault
from fairdue.work.models import QueueItem

SignIn = Callable[[Staff], Client]


@pytest.fixture
def office(db: None, settings: Settings, tmp_path: Path, clock: Clock) -> Iterator[Office]:
    """An operator on a scripted line; one clock for the desk and for it."""
    settings.VAR, settings.PHONE_URL = tmp_path, "scripted:"
    office = Office()
    office.clock.at = clock.at
    office.operator.begin()
    queued(office)
    yield office
    office.operator.run(lambda: True)


def queued(office: Office) -> None:
    QueueItem.objects.create(
        case=office.case,
        team=office.team,
        treatment="call",
        priority=1,
        state="waiting",
        available_at=office.clock.at,
        as_of=office.case.as_of,
    )


@pytest.fixture
def desk(office: Office, signed_in: SignIn) -> Client:
    """The collector's browser with the case in hand."""
    client = signed_in(office.staff)
    client.post("/workbench/next/")
    return client


def dials(desk: Client, office: Office) -> str:
    sent = {"case": office.case.pk, "contact_point": office.phone.pk}
    return desk.post("/workbench/dial/", sent, headers={"hx-request": "true"}).content.decode()


def strip(desk: Client, office: Office) -> str:
    attempt = Attempt.objects.filter(outcome="").first()
    shown = attempt.pk if attempt else ""
    return desk.get(f"/workbench/line/?attempt={shown}").content.decode()


def test_dialling_places_the_call_and_shows_the_name_but_no_number(
    desk: Client, office: Office
) -> None:
    page = dials(desk, office)
    assert "Is being placed" in page
    assert vault().unseal(office.phone.value_sealed) not in page
    assert Call.objects.get().attempt == Attempt.objects.get()
    office.turn()
    assert len(office.line.placed) == 1


def test_without_a_telephone_of_ones_own_one_dials_by_hand(desk: Client, office: Office) -> None:
    office.staff.telephone = ""
    office.staff.save()
    page = dials(desk, office)
    assert vault().unseal(office.phone.value_sealed) in page
    assert not Call.objects.exists()


def test_the_strip_follows_the_call_and_suggests_the_outcome(desk: Client, office: Office) -> None:
    dials(desk, office)
    office.turn()
    assert "Your telephone rings" in strip(desk, office)
    office.line.rings()
    office.turn()
    assert "Ringing" in strip(desk, office)
    office.line.is_busy()
    office.turn()
    page = strip(desk, office)
    assert "The line was busy" in page
    assert 'data-suggests="busy"' in page
    assert "<kbd>2</kbd>" in page


def test_a_strip_that_has_not_changed_is_not_sent_again(desk: Client, office: Office) -> None:
    first = desk.get("/workbench/line/").content.decode()
    digest = first.split("digest=")[1].split('"')[0]
    assert desk.get(f"/workbench/line/?digest={digest}").status_code == 204


def test_a_call_that_was_not_placed_leaves_the_desk_by_itself(desk: Client, office: Office) -> None:
    dials(desk, office)
    shown = Attempt.objects.get().pk
    office.turn()
    office.line.is_missed()
    office.turn()
    answer = desk.get(f"/workbench/line/?attempt={shown}").content.decode()
    assert 'hx-post="/workbench/opened/"' in answer
    page = desk.post("/workbench/opened/", headers={"hx-request": "true"}).content.decode()
    assert "this counts as no contact" in page
    assert "waits for its outcome" not in page
    assert 'value="busy" data-key="2" disabled' in page
    assert 'data-key="d"' in page


def test_h_hangs_up(desk: Client, office: Office) -> None:
    dials(desk, office)
    office.turn()
    page = desk.post("/workbench/hang-up/", headers={"hx-request": "true"}).content.decode()
    assert "hanging up" in page
    office.turn()
    assert office.line.hung_up == [office.line.placed[0].call]


def test_an_outcome_hangs_up_by_itself_and_goes_on(desk: Client, office: Office) -> None:
    dials(desk, office)
    office.turn()
    office.line.lifts()
    office.turn()
    attempt = Attempt.objects.get()
    desk.post(
        "/workbench/outcome/",
        {"case": office.case.pk, "attempt": attempt.pk, "outcome": "refuses"},
    )
    attempt.refresh_from_db()
    assert attempt.outcome == "refuses"
    assert Call.objects.get().hang_up_asked_at is not None


def test_a_caller_stands_on_the_desk_and_is_opened(desk: Client, office: Office) -> None:
    office.line.comes_in(vault().unseal(office.phone.value_sealed))
    office.line.comes_in("13900001111", "in-2")
    office.turn()
    page = strip(desk, office)
    assert "张*" in page
    assert "Unknown number" in page
    assert "139****1111" in page
    call = Call.objects.get(handle="in-1")
    desk.post(f"/workbench/caller/{call.pk}/")
    call.refresh_from_db()
    assert call.staff == office.staff
    assert QueueItem.objects.get(taken_by=office.staff).case == office.case


def test_a_call_of_the_dialler_appears_on_the_desk_by_itself(
    office: Office, signed_in: SignIn, clock: Clock
) -> None:
    desk = signed_in(office.staff)
    calls.start(staff=office.lead, at=clock.at)
    desk.post("/workbench/ready/")
    clock.wait(seconds=8)
    office.clock.at = clock.at
    office.turn()
    answer = desk.get("/workbench/line/?attempt=", headers={"hx-request": "true"})
    assert 'hx-post="/workbench/opened/"' in answer.content.decode()
    page = desk.post("/workbench/opened/", headers={"hx-request": "true"}).content.decode()
    assert "The dialler calls for you." in page


def test_a_lead_starts_and_stops_the_dialler(office: Office, signed_in: SignIn) -> None:
    lead = signed_in(office.lead)
    assert "Start the dialler" in lead.get("/dialler/").content.decode()
    lead.post("/dialler/start/")
    assert "Stop the dialler" in lead.get("/dialler/").content.decode()
    lead.post("/dialler/stop/")
    assert "stopped by a lead" in lead.get("/dialler/").content.decode()


def test_a_collector_does_not_run_the_dialler(desk: Client) -> None:
    assert desk.get("/dialler/").status_code == 403
    assert desk.post("/dialler/start/").status_code == 403


def test_one_sets_ones_own_telephone(desk: Client, office: Office) -> None:
    assert desk.post("/my-telephone/", {"telephone": "sip:2002@pbx.example"}).status_code == 302
    office.staff.refresh_from_db()
    assert office.staff.telephone == "sip:2002@pbx.example"
    refused = desk.post("/my-telephone/", {"telephone": "call me; maybe"})
    assert refused.status_code == 422
    assert "extension" in refused.content.decode()


@pytest.fixture
def kept(desk: Client, office: Office) -> Recording:
    """The recording of a call of the collector's."""
    dials(desk, office)
    office.turn()
    office.line.lifts()
    office.line.records()
    office.line.ends()
    office.turn()
    attempt = Attempt.objects.get()
    sent = {"case": office.case.pk, "attempt": attempt.pk, "outcome": "refuses"}
    desk.post("/workbench/outcome/", sent)
    return Recording.objects.get()


def player(desk: Client, recording: Recording) -> str:
    """The address of the sound, once a reason was given."""
    page = desk.post(f"/recordings/{recording.pk}/", {"reason": "check"}).content.decode()
    return page.split('preload="metadata" src="')[1].split('"')[0]


def test_a_recording_plays_for_a_reason_in_any_part(desk: Client, kept: Recording) -> None:
    assert "<audio" not in desk.get(f"/recordings/{kept.pk}/").content.decode()
    assert desk.post(f"/recordings/{kept.pk}/", {"reason": ""}).status_code == 422
    url = player(desk, kept)
    whole = desk.get(url)
    sound = b"".join(whole.streaming_content)  # type: ignore[arg-type]
    assert sound.startswith(b"fLaC")
    assert whole.headers["Content-Type"] == "audio/flac"
    assert "no-store" in whole.headers["Cache-Control"]
    part = desk.get(url, headers={"range": "bytes=4-99"})
    assert part.status_code == 206
    assert b"".join(part.streaming_content) == sound[4:100]  # type: ignore[arg-type]
    assert part.headers["Content-Range"] == f"bytes 4-99/{len(sound)}"
    tail = desk.get(url, headers={"range": "bytes=-10"})
    assert b"".join(tail.streaming_content) == sound[-10:]  # type: ignore[arg-type]
    assert desk.get(url, headers={"range": f"bytes={len(sound)}-"}).status_code == 416
    reveals = Entry.objects.filter(
        action="personal_data_revealed", details__what=f"recording:{kept.pk}"
    )
    assert reveals.count() == 1


def test_a_colleague_neither_opens_nor_plays_it(
    desk: Client, kept: Recording, office: Office, signed_in: SignIn
) -> None:
    url = player(desk, kept)
    for person in (office.a_collector(), a_member(Role.LEAD, a_team())):
        other = signed_in(person)
        assert other.get(f"/recordings/{kept.pk}/").status_code == 403
        assert other.get(url).status_code == 403
    assert signed_in(a_member(Role.STRATEGIST)).get(f"/recordings/{kept.pk}/").status_code == 403


def test_a_player_is_over_after_an_hour(desk: Client, kept: Recording, clock: Clock) -> None:
    url = player(desk, kept)
    clock.at += timedelta(minutes=61)
    assert desk.get(url).status_code == 403


def test_compliance_places_and_releases_a_legal_hold(
    kept: Recording, desk: Client, signed_in: SignIn
) -> None:
    officer = signed_in(a_member(Role.COMPLIANCE))
    officer.post(f"/recordings/{kept.pk}/hold/", {"reason": "suit expected"})
    page = officer.get(f"/recordings/{kept.pk}/").content.decode()
    assert "suit expected" in page
    hold = kept.holds.get()
    assert desk.post(f"/recordings/{kept.pk}/hold/{hold.pk}/release/").status_code == 403
    officer.post(f"/recordings/{kept.pk}/hold/{hold.pk}/release/")
    assert kept.holds.filter(released_at=None).count() == 0


def test_the_recording_stands_on_the_timeline(kept: Recording, desk: Client) -> None:
    page = desk.get(f"/customers/{kept.customer_id}/").content.decode()
    assert f'href="/recordings/{kept.pk}/"' in page


def test_a_recording_made_without_us_is_uploaded(
    desk: Client, office: Office, tmp_path: Path
) -> None:
    office.staff.telephone = ""
    office.staff.save()
    dials(desk, office)
    attempt = Attempt.objects.get()
    sent = {"case": office.case.pk, "attempt": attempt.pk, "outcome": "refuses"}
    desk.post("/workbench/outcome/", sent)
    address = f"/customers/{office.case.customer_id}/recordings/"
    assert "Add a recording" in desk.get(address).content.decode()
    with a_wav(tmp_path / "made.wav").open("rb") as file:
        answer = desk.post(f"{address}upload/", {"attempt": attempt.pk, "file": file})
    assert answer.status_code == 302
    assert "2 seconds" in desk.get(f"/recordings/{Recording.objects.get().pk}/").content.decode()
    nothing = desk.post(f"{address}upload/", {"attempt": attempt.pk})
    assert nothing.status_code == 422
