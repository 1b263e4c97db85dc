"""Sound as telephones carry it: 8,000 samples a second of 16 bits, one channel (ITU-T G.711)."""

from __future__ import annotations

from math import gcd
from pathlib import Path

import numpy as np
import numpy.typing as npt
import soundfile

from fairdue.kernel.text import Text
from fairdue.telephony.line import LineError

SAMPLES_A_SECOND = 8_000
RING_HERTZ, RING_SECONDS, PAUSE_SECONDS = 450, 1, 4
"""The ringing tone of China's exchanges, GB/T 3380: 450 Hz, one second on, four off."""
_LOUDNESS = 0.2
_HEADER_BYTES = 44

Samples = npt.NDArray[np.int16]


def for_telephone(source: Path, target: Path, silence_seconds: int) -> float:
    """Write a sound file as telephones play it, with silence after it; give its own seconds.

    Raises LineError when it can't be read or holds nothing.
    """
    from scipy.signal import resample_poly

    try:
        heard, rate = soundfile.read(source, dtype="float32", always_2d=True)
    except (OSError, soundfile.LibsndfileError):
        raise _unplayable() from None
    if not len(heard):
        raise _unplayable()
    mixed = heard.mean(axis=1)
    shared = gcd(rate, SAMPLES_A_SECOND)
    mixed = resample_poly(mixed, SAMPLES_A_SECOND // shared, rate // shared)
    sound = (np.clip(mixed, -1, 1) * 32767).astype(np.int16)
    _write(target, np.concatenate([sound, _silence(silence_seconds)]))
    return len(sound) / SAMPLES_A_SECOND


def ringing(target: Path, seconds: int) -> None:
    """Write so many seconds of the tone that says: it rings at the other end."""
    times = np.arange(RING_SECONDS * SAMPLES_A_SECOND) / SAMPLES_A_SECOND
    tone = (np.sin(2 * np.pi * RING_HERTZ * times) * _LOUDNESS * 32767).astype(np.int16)
    once = np.concatenate([tone, _silence(PAUSE_SECONDS)])
    _write(target, np.resize(once, seconds * SAMPLES_A_SECOND))


def join(us: Path, customer: Path, target: Path, talk_seconds: float | None) -> float:
    """Make one recording of two sides that ended together; give its seconds.

    Sides begin when they are first heard, so they are laid against their common end. With
    `talk_seconds` what was heard before the customer answered is left out. Files whose writer
    was killed have no length in their heading and are read all the same.
    """
    sides = [_read(us), _read(customer)]
    length = max(len(side) for side in sides)
    if talk_seconds is not None:
        length = min(length, round(talk_seconds * SAMPLES_A_SECOND))
    joined = np.zeros((length, 2), np.int16)
    for channel, side in enumerate(sides):
        kept = side[max(0, len(side) - length) :]
        joined[length - len(kept) :, channel] = kept
    soundfile.write(target, joined, SAMPLES_A_SECOND, subtype="PCM_16")
    return length / SAMPLES_A_SECOND


def turned(source: Path, target: Path) -> float:
    """Copy a two-channel recording with its channels the other way round; its seconds.

    0 where it isn't there or not finished.
    """
    try:
        heard, rate = soundfile.read(source, dtype="int16", always_2d=True)
    except (OSError, soundfile.LibsndfileError):
        return 0.0
    if heard.shape[1] != 2 or not len(heard):
        return 0.0
    soundfile.write(target, heard[:, ::-1], rate, subtype="PCM_16")
    return float(len(heard) / rate)


def _read(path: Path) -> Samples:
    if not path.exists():
        return np.zeros(0, np.int16)
    content = path.read_bytes()[_HEADER_BYTES:]
    return np.frombuffer(content[: len(content) // 2 * 2], "<i2").astype(np.int16)


def _write(path: Path, samples: Samples) -> None:
    soundfile.write(path, samples, SAMPLES_A_SECOND, format="WAV", subtype="PCM_16")


def _silence(seconds: int) -> Samples:
    return np.zeros(seconds * SAMPLES_A_SECOND, np.int16)


def _unplayable() -> LineError:
    return LineError(
        Text(
            "This sound file can't be played: use WAV, FLAC or OGG with something in it.",
            "该音频文件无法播放：请使用非空的 WAV、FLAC 或 OGG 文件。",
        )
    )
