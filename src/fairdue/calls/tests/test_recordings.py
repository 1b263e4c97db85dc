"""What is recorded is sealed, provable, heard for a reason, and gone at the end of its term."""

from __future__ import annotations

import io
import os
from datetime import timedelta
from pathlib import Path

import pytest
import soundfile

from fairdue.calls import actions as calls
from fairdue.calls.actions.keeping import sweep
from fairdue.calls.actions.operating import Operator
from fairdue.calls.models import Call, Recording
from fairdue.calls.queries.recordings import keep_until, place_of, recordings_of
from fairdue.calls.tests.telephone import Office, ScriptedLine, a_wav, wait_until_nobody_is_there
from fairdue.compliance.actions import open_dispute
from fairdue.contact.actions import dial, record_outcome
from fairdue.contact.tests.records import a_member, a_team
from fairdue.journal.models import Entry
from fairdue.kernel.refusal import Refused
from fairdue.people.models import Role
from fairdue.vault.files import SealedFile

YEAR = timedelta(days=366)


def recorded(office: Office, outcome: str = "refuses") -> Recording:
    """A call that was answered, recorded, ended and wrapped up."""
    call = office.dials()
    office.turn()
    office.line.lifts("collector")
    office.line.lifts()
    office.turn()
    office.clock.wait(2)
    office.line.records()
    office.line.ends()
    office.turn()
    record_outcome(
        attempt_id=call.attempt_id or 0, outcome=outcome, staff=office.staff, at=office.clock.at
    )
    return Recording.objects.get(call=call)


def sound_of(recording: Recording) -> tuple[int, int, float]:
    with SealedFile(place_of(recording.file_name)) as file:
        plain = b"".join(file.read(0, file.length))
    info = soundfile.info(io.BytesIO(plain))
    assert info.format == "FLAC"
    return info.channels, info.samplerate, info.duration


def test_a_recording_is_sealed_hashed_and_leaves_nothing_plain(office: Office) -> None:
    recording = recorded(office)
    assert sound_of(recording) == (2, 8_000, 2.0)
    assert recording.milliseconds == 2_000
    assert not [path for path in (place_of("").parent).rglob("*.wav") if path.name == "call.wav"]
    [entry] = Entry.objects.filter(action="recording_kept")
    assert entry.details["plain_sha256"] == recording.plain_sha256
    assert entry.details["sealed_sha256"] == recording.sealed_sha256
    assert calls.faults() == []


def test_an_altered_or_missing_file_is_named(office: Office) -> None:
    recording = recorded(office)
    place = place_of(recording.file_name)
    kept = place.read_bytes()
    place.write_bytes(kept[:-1] + bytes([kept[-1] ^ 1]))
    assert calls.faults() == [(recording.pk, "altered")]
    place.unlink()
    assert calls.faults() == [(recording.pk, "missing")]


def test_the_same_sound_is_kept_once(office: Office, tmp_path: Path) -> None:
    recording = recorded(office)
    again = calls.keep_recording(
        call_id=recording.call_id, path=a_wav(tmp_path / "again.wav"), at=office.clock.at
    )
    assert again == recording
    assert len([path for path in (tmp_path / "recordings").rglob("*") if path.is_file()]) == 1


def test_a_recording_that_a_killed_operator_left_is_kept_by_the_next(office: Office) -> None:
    call = office.dials()
    office.turn()
    office.line.lifts()
    office.turn()
    path = office.line.records()
    office.line.told.clear()
    office.operator._let_go()  # killed before it heard of the recording
    wait_until_nobody_is_there()
    after = Operator(ScriptedLine(), office.clock)
    after.begin()
    assert Recording.objects.get(call=call).milliseconds == 2_000
    assert not path.exists()
    after._let_go()


def test_listening_needs_a_reason_and_is_a_reveal(office: Office) -> None:
    recording = recorded(office)
    with pytest.raises(Refused, match="Say why"):
        calls.listen(recording_id=recording.pk, reason=" ", staff=office.staff, at=office.clock.at)
    key = calls.listen(
        recording_id=recording.pk, reason="coaching", staff=office.staff, at=office.clock.at
    )
    entry = Entry.objects.get(action="personal_data_revealed")
    assert entry.details == {"what": f"recording:{recording.pk}", "reason": "coaching"}
    assert calls.opened(key=key, staff=office.staff, at=office.clock.at) == recording
    with pytest.raises(Refused, match="is over"):
        calls.opened(key=key, staff=office.lead, at=office.clock.at)
    with pytest.raises(Refused, match="is over"):
        calls.opened(key=key, staff=office.staff, at=office.clock.at + timedelta(minutes=61))


def test_collectors_hear_their_own_calls_leads_their_teams_compliance_all(office: Office) -> None:
    recording = recorded(office)
    hears = {
        "the collector": office.staff,
        "a colleague": office.a_collector(),
        "the lead": office.lead,
        "another lead": a_member(Role.LEAD, a_team()),
        "compliance": a_member(Role.COMPLIANCE),
        "a strategist": a_member(Role.STRATEGIST),
    }
    customer_id = recording.customer_id or 0
    may = {name: recordings_of(customer_id, each)[0].may_listen for name, each in hears.items()}
    assert [name for name, allowed in may.items() if allowed] == [
        "the collector", "the lead", "compliance",
    ]  # fmt: skip
    with pytest.raises(Refused):
        calls.listen(
            recording_id=recording.pk,
            reason="curious",
            staff=hears["a colleague"],
            at=office.clock.at,
        )


def test_a_recording_goes_at_the_end_of_its_term_and_its_row_stays(office: Office) -> None:
    recording = recorded(office)
    assert calls.delete_due(at=office.clock.at + 2 * YEAR) == 0, "the lender keeps it three years"
    assert calls.delete_due(at=office.clock.at + 4 * YEAR) == 1
    recording.refresh_from_db()
    assert recording.deleted_at is not None
    assert not place_of(recording.file_name).exists()
    entry = Entry.objects.get(action="recording_deleted")
    assert entry.details["because"] == ["CN-REC-02", "LEGAL-HOLD", "LENDER-RECORDINGS"]
    assert entry.details["sealed_sha256"] == recording.sealed_sha256
    with pytest.raises(Refused, match="deleted"):
        calls.listen(
            recording_id=recording.pk, reason="late", staff=office.staff, at=office.clock.at
        )


def test_a_legal_hold_keeps_it_until_released(office: Office) -> None:
    recording = recorded(office)
    officer, late = a_member(Role.COMPLIANCE), office.clock.at + 9 * YEAR
    hold = calls.hold_recording(
        recording_id=recording.pk, reason="suit of the customer", staff=officer, at=office.clock.at
    )
    assert calls.delete_due(at=late) == 0
    with pytest.raises(Refused):
        calls.release_recording(hold_id=hold.pk, staff=office.lead, at=late)
    calls.release_recording(hold_id=hold.pk, staff=officer, at=late)
    assert calls.delete_due(at=late) == 1


def test_an_open_dispute_keeps_it(office: Office) -> None:
    recording = recorded(office)
    open_dispute(
        customer_id=recording.customer_id or 0,
        ground="other",
        statement="not mine",
        staff=office.staff,
        at=office.clock.at,
    )
    assert calls.delete_due(at=office.clock.at + 9 * YEAR) == 0


def test_a_plan_made_on_the_call_keeps_it_until_the_case_is_closed(office: Office) -> None:
    recorded(office, "promise")
    recording = Recording.objects.select_related("call__attempt", "call__case").get()
    assert keep_until(recording, office.clock.at) is None
    assert calls.delete_due(at=office.clock.at + 9 * YEAR) == 0


def by_hand(office: Office, outcome: str = "refuses") -> int:
    attempt = dial(
        case_id=office.case.pk,
        contact_point_id=office.phone.pk,
        staff=office.staff,
        at=office.clock.at,
    )
    if outcome:
        record_outcome(
            attempt_id=attempt.pk, outcome=outcome, staff=office.staff, at=office.clock.at
        )
    return attempt.pk


def upload(office: Office, attempt_id: int, content: bytes) -> Recording:
    return calls.upload_recording(
        attempt_id=attempt_id,
        file=io.BytesIO(content),
        size=len(content),
        staff=office.staff,
        at=office.clock.at,
    )


@pytest.mark.parametrize("kind", ["WAV", "FLAC", "OGG", "MP3"])
def test_a_recording_of_a_call_by_hand_can_be_uploaded(
    office: Office, tmp_path: Path, kind: str
) -> None:
    samples, rate = soundfile.read(a_wav(tmp_path / "made.wav", rate=16_000))
    file = io.BytesIO()
    soundfile.write(file, samples, rate, format=kind)
    recording = upload(office, by_hand(office), file.getvalue())
    channels, rate, seconds = sound_of(recording)
    assert (channels, rate) == (2, 16_000)
    assert seconds == pytest.approx(2.0, abs=0.2)
    call = Call.objects.get()
    assert (call.line, call.state, recording.source) == ("by_hand", "ended", "uploaded")
    with pytest.raises(Refused, match="already"):
        upload(office, recording.call.attempt_id or 0, file.getvalue())


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "no recording"),
        (b"%PDF-1.7 hello", "no recording"),
        (b"RIFF\x24\x00\x00\x00WAVEfmt ", "can't be read"),
        (b"fLaC" + bytes(100), "can't be read"),
        (b"RIFF" + bytes(50_000_001), "larger than 50 MB"),
    ],
)
def test_what_is_no_recording_is_refused_and_leaves_nothing(
    office: Office, tmp_path: Path, content: bytes, why: str
) -> None:
    attempt_id = by_hand(office)
    with pytest.raises(Refused, match=why):
        upload(office, attempt_id, content)
    assert not Call.objects.exists()
    assert not [path for path in (tmp_path / "recordings").rglob("*") if path.is_file()]


@pytest.mark.parametrize("outcome", ["", "no_answer"])
def test_only_an_answered_finished_call_takes_an_upload(
    office: Office, tmp_path: Path, outcome: str
) -> None:
    attempt_id = by_hand(office, outcome)
    with pytest.raises(Refused, match="answered"):
        upload(office, attempt_id, a_wav(tmp_path / "made.wav").read_bytes())


def test_nobody_uploads_to_a_colleagues_call(office: Office, tmp_path: Path) -> None:
    attempt_id = by_hand(office)
    office.staff = office.a_collector()
    with pytest.raises(Refused, match="not a call of yours"):
        upload(office, attempt_id, a_wav(tmp_path / "made.wav").read_bytes())


def test_a_file_that_no_row_names_is_swept_once_it_is_old(office: Office) -> None:
    recording = recorded(office)
    orphan = place_of("2026/03/orphan.fdf")
    orphan.write_bytes(b"x")
    assert sweep() == 0
    os.utime(orphan, (0, 0))
    os.utime(place_of(recording.file_name), (0, 0))
    assert sweep() == 1
    assert place_of(recording.file_name).exists()
