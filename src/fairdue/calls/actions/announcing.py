"""What a customer hears first: the lender's own notice, or two short tones where there is none."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import soundfile
from django.conf import settings

RATE_HZ = 8_000
TONE_HZ = 1_400
"""The pitch of the recording tone of ITU-T E.182 and of the FCC's rules for recorded calls."""

TONE_SECONDS, PAUSE_SECONDS = 0.2, 0.15
LOUDNESS = 0.25


def announcement() -> Path:
    """The sound file to play: FAIRDUE_ANNOUNCEMENT, else two tones, made on first use."""
    if settings.ANNOUNCEMENT:
        return Path(settings.ANNOUNCEMENT)
    folder: Path = settings.VAR / "telephony"
    path = folder / "tones.wav"
    if not path.exists():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = folder / f".tones.{os.getpid()}.wav"
        soundfile.write(draft, tones(), RATE_HZ, subtype="PCM_16")
        draft.replace(path)
    return path


def tones() -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Two short tones as samples between -1 and 1, swelling and fading so that they don't click."""
    at = np.arange(round(TONE_SECONDS * RATE_HZ)) / RATE_HZ
    swell = np.minimum(1.0, np.minimum(at, TONE_SECONDS - at) / 0.02)
    tone = LOUDNESS * np.sin(2 * np.pi * TONE_HZ * at) * swell
    pause = np.zeros(round(PAUSE_SECONDS * RATE_HZ))
    return np.concatenate([tone, pause, tone, pause])
