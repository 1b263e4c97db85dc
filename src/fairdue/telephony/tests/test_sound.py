"""Sound files for telephones, and the two sides of a recording."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from fairdue.telephony import LineError
from fairdue.telephony.sound import for_telephone, join, ringing
from fairdue.telephony.tests.phones import loudest, strength


def tone(path: Path, hertz: int, seconds: float, rate: int = 8000) -> Path:
    times = np.arange(int(rate * seconds)) / rate
    soundfile.write(path, 0.5 * np.sin(2 * np.pi * hertz * times), rate, subtype="PCM_16")
    return path


@pytest.mark.parametrize(("name", "rate"), [("a.wav", 44_100), ("a.flac", 16_000), ("a.wav", 8000)])
def test_any_sound_file_becomes_one_for_telephones(tmp_path: Path, name: str, rate: int) -> None:
    source = tmp_path / f"from-{name}"
    times = np.arange(rate) / rate
    both = np.stack([np.sin(2 * np.pi * 600 * times) * 0.5] * 2, axis=1)
    soundfile.write(source, both, rate)
    target = tmp_path / "to.wav"
    assert for_telephone(source, target, 3) == pytest.approx(1.0, abs=0.01)
    samples, written = soundfile.read(target)
    assert written == 8000
    assert len(samples) == pytest.approx(4 * 8000, abs=80)
    assert loudest(samples[:8000]) == pytest.approx(600, abs=3)
    assert not samples[8100:].any()


def test_what_is_no_sound_or_empty_is_refused(tmp_path: Path) -> None:
    (tmp_path / "words.wav").write_text("hello")
    empty = tone(tmp_path / "empty.wav", 400, 0)
    for wrong in (tmp_path / "words.wav", empty, tmp_path / "missing.wav"):
        with pytest.raises(LineError, match="can't be played"):
            for_telephone(wrong, tmp_path / "to.wav", 1)


def test_sides_of_different_length_end_together(tmp_path: Path) -> None:
    us, customer = tone(tmp_path / "us.wav", 900, 1.0), tone(tmp_path / "them.wav", 400, 3.0)
    assert join(us, customer, tmp_path / "both.wav", None) == pytest.approx(3.0)
    samples, _ = soundfile.read(tmp_path / "both.wav")
    assert not samples[: 2 * 8000, 0].any()
    assert loudest(samples[2 * 8000 :, 0]) == pytest.approx(900, abs=3)
    assert loudest(samples[:, 1]) == pytest.approx(400, abs=3)


def test_what_was_heard_before_the_answer_is_left_out(tmp_path: Path) -> None:
    us, customer = tone(tmp_path / "us.wav", 900, 1.0), tone(tmp_path / "them.wav", 400, 3.0)
    assert join(us, customer, tmp_path / "both.wav", 1.5) == pytest.approx(1.5)


def test_a_recording_whose_writer_was_killed_is_read_all_the_same(tmp_path: Path) -> None:
    us, customer = tone(tmp_path / "us.wav", 900, 1.0), tone(tmp_path / "them.wav", 400, 1.0)
    content = bytearray(us.read_bytes())
    content[4:8] = content[40:44] = bytes(4)
    us.write_bytes(bytes(content) + b"\x01")  # half a sample at the end
    assert join(us, customer, tmp_path / "both.wav", None) == pytest.approx(1.0)
    samples, _ = soundfile.read(tmp_path / "both.wav")
    assert strength(samples[:, 0], 900) > 0.3


def test_a_side_that_was_never_heard_is_silent(tmp_path: Path) -> None:
    customer = tone(tmp_path / "them.wav", 400, 1.0)
    join(tmp_path / "missing.wav", customer, tmp_path / "both.wav", None)
    samples, _ = soundfile.read(tmp_path / "both.wav")
    assert not samples[:, 0].any()


def test_the_ringing_tone_is_on_for_one_second_of_five(tmp_path: Path) -> None:
    ringing(tmp_path / "ring.wav", 10)
    samples, _ = soundfile.read(tmp_path / "ring.wav")
    assert len(samples) == 80_000
    assert loudest(samples[:8000]) == pytest.approx(450, abs=3)
    assert not samples[8000:40_000].any()
    assert loudest(samples[40_000:48_000]) == pytest.approx(450, abs=3)
