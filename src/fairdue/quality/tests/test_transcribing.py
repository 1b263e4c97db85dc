"""Recordings are written down by whatever the lender names, and by nothing where nothing is."""

from __future__ import annotations

from collections.abc import Sequence
from io import StringIO
from pathlib import Path

import pytest
import soundfile
from django.core.management import CommandError, call_command
from django.utils.translation import override
from pytest_django import Settings

from fairdue.calls.tests.conftest import office
from fairdue.calls.tests.telephone import Office
from fairdue.calls.tests.test_recordings import recorded
from fairdue.contact.tests.records import a_member, a_team
from fairdue.people.models import Role
from fairdue.quality.models import Transcript
from fairdue.quality.tests.test_taking_in import a_talk
from fairdue.quality.transcribing import TranscriberError, transcriber
from fairdue.wording import Line

__all__ = ["office"]
HERE = "fairdue.quality.tests.test_transcribing"


class Loudness:
    """A transcriber that says how long the sound is: enough to see that it was given the sound."""

    def transcribe(self, audio_path: Path, language: str) -> Sequence[Line]:
        sound = soundfile.info(audio_path)
        said = f"{sound.channels} channels, {sound.duration} seconds, {language}"
        return [Line("collector", said, 0, sound.duration)]


class Broken:
    """One that fails."""

    def transcribe(self, audio_path: Path, language: str) -> Sequence[Line]:
        raise OSError("no model")


def test_nothing_is_set_by_default() -> None:
    assert transcriber() is None


@pytest.mark.parametrize("named", ["nowhere.At", f"{HERE}.HERE", "fairdue.wording.Line"])
def test_what_is_no_transcriber_is_a_problem_that_names_it(named: str, settings: Settings) -> None:
    settings.TRANSCRIBER = named
    with pytest.raises(TranscriberError, match=named):
        transcriber()


def test_a_recording_is_written_down_once_from_its_plain_sound(
    office: Office, settings: Settings
) -> None:
    recording = recorded(office)
    settings.TRANSCRIBER = f"{HERE}.Loudness"
    out = StringIO()
    with override("en"):
        for _ in range(2):
            call_command("transcripts", "write", stdout=out)
    row = Transcript.objects.get()
    assert (row.call_id, row.source) == (recording.call_id, "transcriber")
    assert row.attempt_id == recording.call.attempt_id
    assert out.getvalue().split("\n")[:2] == [
        "1 recordings written down, 0 failed",
        "0 recordings written down, 0 failed",
    ]
    workroom = settings.VAR / "telephony" / "work"
    assert not list(workroom.glob("*.flac"))


def test_one_that_fails_is_told_and_nothing_is_kept(office: Office, settings: Settings) -> None:
    recorded(office)
    settings.TRANSCRIBER = f"{HERE}.Broken"
    out, wrong = StringIO(), StringIO()
    with override("en"):
        call_command("transcripts", "write", stdout=out, stderr=wrong)
    assert "0 recordings written down, 1 failed" in out.getvalue()
    assert "OSError" in wrong.getvalue()
    assert not Transcript.objects.exists()


def test_writing_without_a_transcriber_says_what_to_set(db: None) -> None:
    with pytest.raises(CommandError, match="FAIRDUE_TRANSCRIBER"):
        call_command("transcripts", "write")


def test_the_command_takes_files_in_and_names_every_fault(db: None, tmp_path: Path) -> None:
    talk = a_talk(a_member(Role.COLLECTOR, a_team()))
    good = tmp_path / f"attempt-{talk.pk}.srt"
    good.write_text("1\n00:00:01,000 --> 00:00:02,000\n坐席：您好\n", encoding="utf-8")
    bad = tmp_path / "bad.csv"
    bad.write_text("speaker,text\nnobody,hello\n", encoding="utf-8")
    out, wrong = StringIO(), StringIO()
    with override("en"), pytest.raises(CommandError, match="1 of 3 files"):
        call_command(
            "transcripts", "import", str(good), str(good), str(bad), stdout=out, stderr=wrong
        )
    assert [line.rpartition(": ")[2] for line in out.getvalue().splitlines()] == [
        "1 talks, 1 of them new, 0 places to review",
        "1 talks, 0 of them new, 0 places to review",
    ]
    assert "line 2" in wrong.getvalue()
    assert "who speaks" in wrong.getvalue()
