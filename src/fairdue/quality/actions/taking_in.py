"""Takes in transcripts: seals their lines, and keeps what a person should look at."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from fairdue.journal.actions import record
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.people.actors import Actor
from fairdue.people.rules import require
from fairdue.portfolio.models import Customer
from fairdue.quality.models import SpokenFinding, Transcript, TranscriptSource
from fairdue.quality.queries.checking import suspicions
from fairdue.quality.queries.talks import TalkOf, talk_of
from fairdue.quality.rules.reading import Fault, digest_of, format_of, plain_lines, read
from fairdue.vault.sealing import vault
from fairdue.wording import Line
from fairdue.wording.rules.detecting import is_chinese

DEED = "import_transcripts"


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a file."""

    transcripts: tuple[int, ...] = ()
    """Numbers of the transcripts of its talks, also of those that were there already."""
    new: int = 0
    findings: int = 0
    """Of the new ones."""
    faults: tuple[Fault, ...] = ()
    """Why nothing of it was taken in."""


def take_file(
    *,
    name: str,
    content: bytes,
    staff: Actor,
    at: datetime,
    reference: str = "",
    language: str = "",
) -> Taken:
    """Take in the talks of a file, all of them or none; gives the faults where there are any.

    `reference` (attempt:12, call:3) and `language` count where the file doesn't say. The same
    talk again changes nothing. Raises Refused for a role that may not and an unknown format.
    """
    require(staff, DEED)
    file_format = format_of(name)
    if not file_format:
        raise Refused(
            Text(
                "Transcripts are files that end in .vtt, .srt, .json or .csv.",
                "转写文件应为.vtt、.srt、.json或.csv格式。",
            )
        )
    found = read(content, file_format, reference)
    if found.faults:
        return Taken(faults=found.faults)
    numbers, new, findings = list[int](), 0, 0
    try:
        with transaction.atomic():
            for talk in found.talks:
                row, count = _take(
                    talk_of(talk.reference),
                    talk.lines,
                    talk.language or language,
                    TranscriptSource(file_format),
                    staff,
                    at,
                )
                numbers.append(row.pk)
                new += count is not None
                findings += count or 0
    except Refused as refused:
        whose = Text(talk.reference or "the file", talk.reference or "整个文件")
        return Taken(faults=(Fault(whose, refused.text),))
    return Taken(tuple(numbers), new, findings)


def take_lines(
    *,
    reference: str,
    lines: Sequence[Line],
    language: str,
    source: TranscriptSource,
    staff: Actor,
    at: datetime,
) -> tuple[Transcript, int]:
    """Take in the lines of one talk; gives its transcript and how many findings are new.

    The same lines again give the transcript there is. Raises Refused for a role that may not, a
    talk that nobody knows, and one that has another transcript already.
    """
    require(staff, DEED)
    with transaction.atomic():
        row, count = _take(talk_of(reference), lines, language, source, staff, at)
    return row, count or 0


def _take(
    talk: TalkOf,
    lines: Sequence[Line],
    language: str,
    source: TranscriptSource,
    staff: Actor,
    at: datetime,
) -> tuple[Transcript, int | None]:
    """The transcript, and how many findings; None where it was there already."""
    told = tuple(sorted(lines, key=lambda line: line.begins))
    language = language or _language_of(told)
    digest = digest_of(told, language)
    same = _lock_and_look(talk)
    if same is not None:
        if same.digest == digest:
            return same, None
        raise Refused(
            Text(
                f"{_named(talk)} has another transcript already, and what was found in it stands. "
                "It is not replaced.",
                f"{_named(talk)}已有另一份转写，相关质检结果仍然有效，不予替换。",
            )
        )
    if talk.talked_at > at:
        raise Refused(Text("This talk is yet to come.", "该通话尚未发生。"))
    entry = record(
        actor=staff.username,
        action="transcript_taken_in",
        at=at,
        subject=_named(talk),
        customer_id=talk.customer_id,
        details={"digest": digest, "lines": len(told), "source": source, "language": language},
    )
    row = Transcript.objects.create(
        journal_entry=entry,
        customer_id=talk.customer_id,
        attempt_id=talk.attempt_id,
        call_id=talk.call_id,
        staff=talk.staff,
        language=language,
        source=source,
        lines_sealed=vault().seal(json.dumps(plain_lines(told), ensure_ascii=False)),
        lines_count=len(told),
        digest=digest,
        talked_at=talk.talked_at,
        taken_in_at=at,
        taken_in_by=staff.username,
    )
    found = suspicions(talk, told, language, at)
    SpokenFinding.objects.bulk_create(
        SpokenFinding(
            journal_entry=entry,
            transcript=row,
            customer_id=talk.customer_id,
            speaker=each.speaker,
            line=each.line,
            start=each.start,
            end=each.end,
            begins_ms=each.begins_ms,
            ends_ms=each.ends_ms,
            kind=each.kind,
            want=each.want,
            severity=each.severity,
            rule=each.rule,
            found_at=at,
        )
        for each in found
    )
    return row, len(found)


def _lock_and_look(talk: TalkOf) -> Transcript | None:
    """One at a time for a customer, so that the same talk twice at once is kept once."""
    Customer.objects.select_for_update(no_key=True).get(pk=talk.customer_id)
    if talk.attempt_id is not None:
        found = Transcript.objects.filter(attempt_id=talk.attempt_id).first()
        if found is not None:
            return found
    return Transcript.objects.filter(call_id=talk.call_id).first() if talk.call_id else None


def _named(talk: TalkOf) -> str:
    return f"attempt:{talk.attempt_id}" if talk.attempt_id else f"call:{talk.call_id}"


def _language_of(lines: Sequence[Line]) -> str:
    return "zh" if is_chinese("\n".join(line.text for line in lines)) else "en"
