"""Recordings of calls for the demonstration: two voices that hum by turns and say nothing.

Invented from each attempt's number alone, so that the same demonstration sounds the same.
"""

from __future__ import annotations

import io
from datetime import datetime, timedelta

import numpy as np
import numpy.typing as npt
import soundfile

from fairdue.calls.actions import upload_recording
from fairdue.config.demo import people
from fairdue.contact.models import RIGHT_PARTY, Attempt, Channel

RATE_HZ = 8_000
EACH = 3
"""Recordings of each collector's last talks."""

TURNS = 5
TURN_SYLLABLES = (5, 13)
PITCHES_HZ = (130.0, 205.0)
"""Of the collector and the customer, on the left and on the right."""

OVERTONES = (1.0, 0.6, 0.45, 0.2, 0.1)
UPLOADED_AFTER = timedelta(minutes=2)

Samples = npt.NDArray[np.float64]


def keep(until: datetime) -> int:
    """Add recordings to the last talks of every collector; gives how many."""
    kept = 0
    for staff in people.collectors():
        talks = Attempt.objects.filter(
            made_by=staff.username, channel=Channel.CALL, outcome__in=RIGHT_PARTY
        ).order_by("-pk")
        for talk in talks[:EACH]:
            file = a_talk(talk.pk)
            at = min((talk.ended_at or talk.made_at) + UPLOADED_AFTER, until)
            size = file.getbuffer().nbytes
            upload_recording(attempt_id=talk.pk, file=file, size=size, staff=staff, at=at)
            kept += 1
    return kept


def a_talk(number: int) -> io.BytesIO:
    """A WAV file of two channels, a quarter of a minute or so, the same for the same number."""
    chance = np.random.default_rng(number)
    sides: tuple[list[Samples], list[Samples]] = ([], [])
    for turn in range(TURNS):
        said = _said(chance, PITCHES_HZ[turn % 2])
        sides[turn % 2].append(said)
        sides[1 - turn % 2].append(np.zeros(len(said)))
    both = np.stack([np.concatenate(side) for side in sides], axis=1)
    both += chance.normal(0, 0.002, both.shape)  # the line's own noise
    file = io.BytesIO()
    soundfile.write(file, both, RATE_HZ, subtype="PCM_16", format="WAV")
    file.seek(0)
    return file


def _said(chance: np.random.Generator, pitch_hz: float) -> Samples:
    """One turn: syllables whose pitch falls towards its end, and a pause."""
    syllables = int(chance.integers(*TURN_SYLLABLES))
    parts = [
        _syllable(chance, pitch_hz * (1.1 - 0.25 * place / syllables)) for place in range(syllables)
    ]
    return np.concatenate([*parts, np.zeros(round(chance.uniform(0.2, 0.6) * RATE_HZ))])


def _syllable(chance: np.random.Generator, pitch_hz: float) -> Samples:
    at = np.arange(round(chance.uniform(0.14, 0.3) * RATE_HZ)) / RATE_HZ
    glide = pitch_hz * chance.uniform(0.95, 1.08) * (1 + chance.uniform(-0.15, 0.15) * at / at[-1])
    colours = np.array(OVERTONES) * chance.uniform(0.3, 1.0, len(OVERTONES))
    phase = 2 * np.pi * np.cumsum(glide) / RATE_HZ
    tone = sum(colour * np.sin(phase * (place + 1)) for place, colour in enumerate(colours))
    return np.asarray(0.25 * tone / colours.sum() * np.hanning(len(at)))
