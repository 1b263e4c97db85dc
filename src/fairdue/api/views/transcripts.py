"""What was said in a talk or a chat, handed in by whatever wrote it down."""

from __future__ import annotations

from typing import Annotated, Literal

from ninja import Router, Schema
from pydantic import Field, StrictFloat, StrictInt, StringConstraints

from fairdue.api.calls import ApiRequest, writes
from fairdue.api.fields import LINES, Given, Id
from fairdue.api.problems import Problem
from fairdue.kernel.text import Text
from fairdue.quality.actions import take_lines
from fairdue.quality.models import TranscriptSource
from fairdue.quality.rules.reading.lines import SECONDS_MAX
from fairdue.wording import Line

router = Router(tags=["Transcripts"])
LINES_MAX, CHARACTERS_MAX = 400, 400
"""What fits into the largest body; longer talks come as files."""

Seconds = Annotated[StrictFloat | StrictInt, Field(ge=0, le=SECONDS_MAX)]
Said = Annotated[str, StringConstraints(pattern=LINES, min_length=1, max_length=CHARACTERS_MAX)]


class LineGiven(Given):
    """Words of one speaker, and from when to when, from the beginning of the talk."""

    speaker: Literal["collector", "customer", "other"]
    text: Said
    begins_seconds: Seconds = 0.0
    ends_seconds: Seconds | None = Field(default=None, description="As begins_seconds if left out")


class NewTranscript(Given):
    """Of an attempt of ours or of a call that came in; one of the two."""

    attempt_id: Id | None = None
    call_id: Id | None = None
    language: Literal["zh", "en"] | None = Field(
        default=None, description="Seen from the words if left out"
    )
    lines: Annotated[list[LineGiven], Field(min_length=1, max_length=LINES_MAX)]


class TranscriptOut(Schema):
    """Kept sealed; the digest is in the journal."""

    id: int
    attempt_id: int | None
    call_id: int | None
    language: str
    lines: int
    digest: str
    findings: int = Field(description="Places that a person will review; 0 for one kept before")


@writes(router, "/transcripts", scope="transcripts:write", response=TranscriptOut)
def take_in(request: ApiRequest, given: NewTranscript) -> TranscriptOut:
    """Hand in a transcript. The same lines again give the one that is kept."""
    if (given.attempt_id is None) == (given.call_id is None):
        raise Problem(
            422,
            "invalid",
            Text(
                "Name the talk by attempt_id or by call_id, one of them.",
                "请以attempt_id或call_id之一指明通话。",
            ),
        )
    lines = [_line(number, each) for number, each in enumerate(given.lines, start=1)]
    kept, findings = take_lines(
        reference=f"attempt:{given.attempt_id}" if given.attempt_id else f"call:{given.call_id}",
        lines=lines,
        language=given.language or "",
        source=TranscriptSource.API,
        staff=request.auth.machine,
        at=request.now,
    )
    return TranscriptOut(
        id=kept.pk,
        attempt_id=kept.attempt_id,
        call_id=kept.call_id,
        language=kept.language,
        lines=kept.lines_count,
        digest=kept.digest,
        findings=findings,
    )


def _line(number: int, given: LineGiven) -> Line:
    begins = float(given.begins_seconds)
    ends = begins if given.ends_seconds is None else float(given.ends_seconds)
    if ends < begins:
        raise Problem(
            422,
            "invalid",
            Text(
                f"Line {number} ends before it begins.",
                f"第{number}行的结束时间早于开始时间。",
            ),
        )
    return Line(given.speaker, given.text.strip() or given.text, round(begins, 3), round(ends, 3))
