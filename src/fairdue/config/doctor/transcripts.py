"""What writes recordings down."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.utils.translation import gettext as _

from fairdue.config.doctor.finding import Finding, Level
from fairdue.quality.transcribing import TranscriberError, transcriber


def transcripts() -> Iterator[Finding]:
    """What writes recordings down, if anything does."""
    try:
        found = transcriber()
    except TranscriberError as error:
        yield Finding(
            Level.PROBLEM,
            _("transcriber"),
            str(error),
            _("name a class of yours in FAIRDUE_TRANSCRIBER (docs/operating/transcripts.md)"),
        )
        return
    if found is None:
        yield Finding(
            Level.OK, _("transcriber"), _("none: talks are reviewed where transcripts are imported")
        )
    else:
        yield Finding(Level.OK, _("transcriber"), settings.TRANSCRIBER)
