"""Installs the courses that come with Fairdue, journalled, live from then on.

They were reviewed by its makers and by nobody here; the pages say so. A lender's own version takes
their place for good: a newer one of ours is then no longer put in use.
"""

from __future__ import annotations

from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.db import connection, transaction

from fairdue.journal.actions import record
from fairdue.people.versions import digest_of
from fairdue.training.models import MAKER, Course, CourseState, CourseVersion
from fairdue.training.rules.content import read

FOLDER = Path(__file__).parents[1] / "shipped"
LOCK = "SELECT pg_advisory_xact_lock(hashtext('training'), hashtext('courses'))"


@cache
def shipped() -> dict[str, dict[str, Any]]:
    """Contents by course code, read from their files and found whole."""
    found = {}
    for file in sorted(FOLDER.glob("*.yaml")):
        content = yaml.safe_load(file.read_text(encoding="utf-8"))
        content.pop("version", None)
        read(content)
        found[file.stem] = content
    return found


def install_shipped(*, at: datetime) -> int:
    """Install what isn't yet, or is newer; gives how many. Safe to be run again and at once."""
    return sum(_install(code, content, at) for code, content in shipped().items())


def _install(code: str, content: dict[str, Any], at: datetime) -> bool:
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(LOCK)
        course = Course.objects.filter(code=code).first()
        versions = CourseVersion.objects.filter(course=course)
        live = versions.filter(state=CourseState.LIVE).first()
        digest = digest_of(content)
        own = course is not None and versions.filter(shipped=False).exists()
        if own or (live is not None and live.digest == digest):
            return False
        entry = record(
            actor=MAKER,
            action="course_installed",
            at=at,
            subject=f"course:{code}",
            details={"digest": digest},
        )
        if course is None:
            title = content["title"]
            course = Course.objects.create(
                code=code, title_en=title["en"], title_zh=title["zh"], journal_entry=entry
            )
        if live is not None:
            live.state, live.ended_at, live.journal_entry = CourseState.REPLACED, at, entry
            live.save(update_fields=["state", "ended_at", "journal_entry"])
        CourseVersion.objects.create(
            journal_entry=entry,
            course=course,
            number=versions.count() + 1,
            state=CourseState.LIVE,
            content=content,
            digest=digest,
            shipped=True,
            editors=[MAKER],
            started_by=MAKER,
            started_at=at,
            changed_by=MAKER,
            changed_at=at,
            live_from=at,
        )
    return True
