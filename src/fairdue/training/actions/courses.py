"""Courses as the lender writes them: versions begun, edited, submitted, approved, refused."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from fairdue.journal.actions import record
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.people.models import Staff
from fairdue.people.rules import require
from fairdue.people.versions import (
    digest_of,
    gone_on,
    is_last_approval,
    refuse_changed,
    refuse_second,
    with_writer,
)
from fairdue.training.models import Course, CourseApproval, CourseState, CourseVersion
from fairdue.training.queries.rules_changed import unknown_rules
from fairdue.training.rules.content import read

NOTE_LENGTH_MAX = 400
OPEN = (CourseState.DRAFT, CourseState.SUBMITTED)


def start_version(course: str, *, staff: Staff, at: datetime) -> CourseVersion:
    """A draft that begins with what is live. Raises Refused while another is on its way."""
    require(staff, "write_course")
    with transaction.atomic():
        found = Course.objects.select_for_update().filter(code=course).first()
        if found is None:
            raise Refused(Text("There is no such course.", "没有该课程。"))
        versions = CourseVersion.objects.filter(course=found)
        refuse_second(versions.filter(state__in=OPEN).exists())
        base = versions.filter(state=CourseState.LIVE).first() or versions.latest("number")
        number = (versions.aggregate(most=Max("number"))["most"] or 0) + 1
        entry = record(
            actor=staff.username,
            action="course_version_begun",
            at=at,
            subject=f"course:{course}",
            details={"version": number},
        )
        return CourseVersion.objects.create(
            journal_entry=entry,
            course=found,
            number=number,
            state=CourseState.DRAFT,
            content=base.content,
            digest=base.digest,
            editors=[staff.username],
            started_by=staff.username,
            started_at=at,
            changed_by=staff.username,
            changed_at=at,
        )


def edit_version(
    version_id: int, *, content: Any, seen: str, note: str, staff: Staff, at: datetime
) -> CourseVersion:
    """Replace a draft's contents. `seen`: the digest of those it was changed from.

    Raises Refused, naming the place, for contents that are no course or teach rules that no pack
    has; when somebody changed it meanwhile; and when it is no draft.
    """
    require(staff, "write_course")
    refuse_unfit(content)
    with transaction.atomic():
        version = _locked(version_id, CourseState.DRAFT)
        refuse_changed(version.digest, seen=seen)
        version.content, version.digest = content, digest_of(content)
        version.note = note.strip()[:NOTE_LENGTH_MAX]
        version.editors = with_writer(version.editors, staff)
        _change(version, "course_version_edited", staff, at, digest=version.digest)
    return version


def submit_version(version_id: int, *, staff: Staff, at: datetime) -> CourseVersion:
    """Freeze a draft and ask two others for approval."""
    require(staff, "write_course")
    with transaction.atomic():
        version = _locked(version_id, CourseState.DRAFT)
        refuse_unfit(version.content)
        version.state = CourseState.SUBMITTED
        _change(version, "course_version_submitted", staff, at, digest=version.digest)
    return version


def approve_version(version_id: int, *, staff: Staff, at: datetime) -> CourseVersion:
    """Approve what others wrote; by the second approval, a compliance officer's among them, it is
    live. Raises Refused for one's own writing, for approving twice, and where the other approval
    has to be a compliance officer's.
    """
    require(staff, "approve_course")
    with transaction.atomic():
        version = _locked(version_id, CourseState.SUBMITTED)
        given = {each.approver: each.role for each in version.approvals.all()}
        is_last = is_last_approval(staff, writers=version.editors, given=given)
        entry = record(
            actor=staff.username,
            action="course_version_approved",
            at=at,
            subject=f"course:{version.course.code}",
            details={"version": version.number, "digest": version.digest},
        )
        CourseApproval.objects.create(
            journal_entry=entry,
            version=version,
            approver=staff.username,
            role=staff.role,
            approved_at=at,
        )
        if is_last:
            _go_live(version, staff, at)
    return version


def refuse_version(version_id: int, *, staff: Staff, at: datetime) -> None:
    """Let a version go no further: its writers give it up, or an approver refuses it."""
    require(staff, "approve_course")
    with transaction.atomic():
        version = _locked(version_id, *OPEN)
        version.state, version.ended_at = CourseState.REFUSED, at
        _change(version, "course_version_refused", staff, at)


def refuse_unfit(content: Any) -> None:
    """Raise Refused, naming the place, for what is no course or teaches rules no pack has."""
    unknown = unknown_rules(read(content).rules)
    if unknown:
        names = ", ".join(unknown)
        raise Refused(Text(f"rules: no pack has {names}.", f"rules：规则包中没有{names}。"))


def _go_live(version: CourseVersion, staff: Staff, at: datetime) -> None:
    live = CourseVersion.objects.filter(course=version.course, state=CourseState.LIVE).first()
    if live is not None:
        live.state, live.ended_at = CourseState.REPLACED, at
        _change(live, "course_version_replaced", staff, at)
    version.state, version.live_from = CourseState.LIVE, at
    _change(version, "course_version_live", staff, at, digest=version.digest)
    title = version.content["title"]
    course = version.course
    course.title_en, course.title_zh = title["en"][:80], title["zh"][:80]
    course.journal_entry = version.journal_entry
    course.save()


def _locked(version_id: int, *states: str) -> CourseVersion:
    found = (
        CourseVersion.objects.select_for_update(of=("self",))
        .select_related("course")
        .filter(pk=version_id)
        .first()
    )
    if found is None or found.state not in states:
        raise gone_on()
    return found


def _change(
    version: CourseVersion, action: str, staff: Staff, at: datetime, **details: str
) -> None:
    version.journal_entry = record(
        actor=staff.username,
        action=action,
        at=at,
        subject=f"course:{version.course.code}",
        details={"version": version.number, **details},
    )
    if version.state == CourseState.DRAFT:
        version.changed_by, version.changed_at = staff.username, at
    version.save()
