"""Notes of coaching: written by a lead or reviewer for one person, sealed."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from fairdue.journal.actions import record
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.people.models import Staff
from fairdue.people.rules import COMPLIANCE, LEAD, require
from fairdue.quality.models import CoachingNote, DrawnTalk
from fairdue.vault.sealing import vault

WORDS_LENGTH_MAX = 2000


def write_note(
    *, staff_id: int, words: str, talk_id: int | None, staff: Staff, at: datetime
) -> CoachingNote:
    """Write a note for somebody: a lead for the own team, compliance for whom they reviewed.

    Raises Refused without words, for others' people, and where the talk isn't theirs.
    """
    require(staff, "coach")
    told = words.strip()
    if not 1 <= len(told) <= WORDS_LENGTH_MAX:
        raise Refused(
            Text(
                f"Write something, of at most {WORDS_LENGTH_MAX} characters.",
                f"请填写内容，不超过{WORDS_LENGTH_MAX}字。",
            )
        )
    person = Staff.objects.filter(pk=staff_id, is_active=True).first()
    if person is None or person == staff or not may_coach(staff, person):
        raise Refused(Text("This person isn't in your team.", "此人不在您的小组。"))
    talk = DrawnTalk.objects.filter(pk=talk_id, staff=person).first() if talk_id else None
    if talk_id and talk is None:
        raise Refused(Text("This isn't a talk of theirs.", "该通话不属于此人。"))
    with transaction.atomic():
        entry = record(
            actor=staff.username,
            action="coaching_note_written",
            at=at,
            subject=f"staff:{person.pk}",
            details={"talk": talk.pk if talk else None},
        )
        return CoachingNote.objects.create(
            journal_entry=entry,
            staff=person,
            talk=talk,
            words_sealed=vault().seal(told),
            written_by=staff.username,
            written_at=at,
        )


def may_coach(staff: Staff, person: Staff) -> bool:
    """May they write to this person, and read how their talks were scored?"""
    if staff.role == COMPLIANCE:
        return True
    return staff.role == LEAD and staff.team_id is not None and staff.team_id == person.team_id


def open_note(note: CoachingNote, *, staff: Staff) -> str:
    """The words of a note. Raises Refused for all but the person it is for and who coaches them."""
    if note.staff_id != staff.pk and not may_coach(staff, note.staff):
        raise Refused(Text("This note isn't for you.", "该辅导记录不是写给您的。"))
    return vault().unseal(note.words_sealed)
