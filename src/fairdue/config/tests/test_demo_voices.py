"""The demonstration's recordings hold sound, by turns on either side, and are always the same."""

from __future__ import annotations

import numpy as np
import soundfile

from fairdue.config.demo.voices import RATE_HZ, a_talk


def test_two_voices_hum_by_turns_and_always_alike() -> None:
    heard, rate = soundfile.read(a_talk(7))
    assert rate == RATE_HZ
    assert 5 < len(heard) / rate < 30
    seconds = np.abs(heard[: len(heard) // rate * rate]).reshape(-1, rate, 2).mean(axis=1)
    assert (seconds[:, 0] > seconds[:, 1]).any() and (seconds[:, 0] < seconds[:, 1]).any()
    assert a_talk(7).getvalue() == a_talk(7).getvalue() != a_talk(8).getvalue()
