"""The port to whatever turns sound into words. Fairdue brings none: name a class of your own in
FAIRDUE_TRANSCRIBER (`docs/operating/transcripts.md`).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol, cast

from django.conf import settings
from django.utils.module_loading import import_string

from fairdue.wording import Line


class Transcriber(Protocol):
    """A class without arguments to its constructor; one object serves one process."""

    def transcribe(self, audio_path: Path, language: str) -> Sequence[Line]:
        """What was said in a FLAC file, 8 to 48 kHz. With two channels the collector is left and
        the customer right. `language`: `zh…`, `en…`, or "" where it isn't known. Lines have who
        speaks (collector, customer, other) and seconds from the beginning. The file is gone once
        this returns.
        """


class TranscriberError(Exception):
    """FAIRDUE_TRANSCRIBER names nothing that can be used."""


def transcriber() -> Transcriber | None:
    """The one that is set, or None. Raises TranscriberError for one that isn't usable."""
    if not settings.TRANSCRIBER:
        return None
    try:
        made = import_string(settings.TRANSCRIBER)()
    except Exception as error:
        raise TranscriberError(f"{settings.TRANSCRIBER}: {error}") from error
    if not callable(getattr(made, "transcribe", None)):
        raise TranscriberError(f"{settings.TRANSCRIBER}: it has no method transcribe")
    return cast("Transcriber", made)
