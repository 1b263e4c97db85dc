"""Assigns exercises: after a finding, when a rule changed, or because somebody sees a need."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta

from django.db import transaction

from fairdue.journal.actions import record
from fairdue.kernel.reason import reason_given
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.people.models import Staff
from fairdue.people.rules import require
from fairdue.training.actions.clearing import settle
from fairdue.training.models import (
    Because,
    Certificate,
    Course,
    CourseState,
    CourseVersion,
    Exercise,
)
from fairdue.training.queries.policy import today, training_policy
from fairdue.training.queries.rules_changed import values_that_began
from fairdue.training.rules.changes import changed_since

WATCH = "training"
"""Who assigns what a change of law asks for."""


def assign(*, staff_id: int, course: str, reason: str, staff: Staff, at: datetime) -> Exercise:
    """Have a person pass a course again; for leads (of their own team) and compliance officers.

    Raises Refused without a reason, for a course their role doesn't need, and for one owed already.
    """
    require(staff, "assign_training")
    why = reason_given(reason)
    learner = Staff.objects.filter(pk=staff_id, is_active=True).first()
    if learner is None or (staff.role == "lead" and learner.team_id != staff.team_id):
        raise Refused(Text("This person isn't in your team.", "此人不在您的小组。"))
    if course not in training_policy(today(at)).courses_of(learner.role):
        raise Refused(Text("Their role doesn't need this course.", "其角色无须学习该课程。"))
    if not Course.objects.filter(code=course).exists():
        raise Refused(Text("There is no such course.", "没有该课程。"))
    with transaction.atomic():
        made = _assign(learner, course, Because.ASSIGNED, "", staff.username, at, why)
    if made is None:
        raise Refused(Text("This is owed already.", "该练习已指派，尚未完成。"))
    return made


def assign_for_finding(
    *, staff: Staff, kind: str, reference: str, actor: str, at: datetime, at_once: bool = False
) -> Exercise | None:
    """After a confirmed finding of a kind about somebody's talk, inside the caller's transaction.

    `at_once`: it counts as overdue from the start, so the certificate is gone until it is done.
    None where their role doesn't need the course, it isn't installed, or was assigned already.
    """
    policy = training_policy(today(at))
    course = policy.course_for(kind)
    if course not in policy.courses_of(staff.role):
        return None
    return _assign(staff, course, Because.FINDING, reference, actor, at, at_once=at_once)


def lift_exercises(
    *, staff: Staff, references: str, keeping: Collection[str], actor: str, at: datetime
) -> int:
    """Ask no longer for what a decision that was overturned had asked for: open exercises whose
    reference begins so, but for those to keep. Inside the caller's transaction; gives how many.
    """
    owed = Exercise.objects.select_for_update().filter(
        staff=staff, done_at=None, reference__startswith=references
    )
    lifted = 0
    for each in owed.exclude(reference__in=keeping):
        each.journal_entry = record(
            actor=actor,
            action="exercise_lifted",
            at=at,
            subject=f"staff:{staff.pk}",
            details={"reference": each.reference},
        )
        each.done_at = at
        each.save(update_fields=["journal_entry", "done_at"])
        lifted += 1
    if lifted:
        settle(staff, actor=actor, at=at)
    return lifted


def assign_for_rules(rules: Collection[str], *, reference: str, actor: str, at: datetime) -> int:
    """After a rule is read another way: everyone certified in a course that teaches it.

    Inside the caller's transaction; gives how many exercises were assigned.
    """
    made = 0
    for version in CourseVersion.objects.filter(state=CourseState.LIVE).select_related("course"):
        if not set(rules) & set(version.content["rules"]):
            continue
        for learner in _certified_in(version.course, today(at)):
            made += (
                _assign(learner, version.course.code, Because.LAW, reference, actor, at) is not None
            )
    return made


def assign_for_changed_law(*, at: datetime) -> int:
    """Whoever passed a course before a value that it teaches came into force owes it again.

    Safe to be run every night: each change is assigned once. Gives how many were assigned.
    """
    on, made = today(at), 0
    for version in CourseVersion.objects.filter(state=CourseState.LIVE).select_related("course"):
        began = values_that_began(version.content["rules"])
        for learner in _certified_in(version.course, on):
            held = _newest(learner, version.course)
            changed = changed_since(version.content["rules"], began, held.issued_on, on)
            for rule in changed:
                with transaction.atomic():
                    code = version.course.code
                    made += (
                        _assign(learner, code, Because.LAW, f"rule:{rule}", WATCH, at) is not None
                    )
    return made


def _certified_in(course: Course, on: date) -> list[Staff]:
    held = Certificate.objects.filter(course=course, withdrawn_at=None, expires_on__gte=on)
    return list(Staff.objects.filter(pk__in=held.values("staff"), is_active=True).order_by("pk"))


def _newest(staff: Staff, course: Course) -> Certificate:
    held = Certificate.objects.filter(staff=staff, course=course, withdrawn_at=None)
    return held.latest("issued_on", "pk")


def _assign(
    learner: Staff,
    code: str,
    because: str,
    reference: str,
    actor: str,
    at: datetime,
    why: str = "",
    *,
    at_once: bool = False,
) -> Exercise | None:
    course = Course.objects.filter(code=code).first()
    if course is None:
        return None
    Staff.objects.select_for_update().get(pk=learner.pk)
    owed = Exercise.objects.filter(staff=learner, course=course, because=because)
    if owed.filter(reference=reference, done_at=None).exists():
        return None
    days = -1 if at_once else int(training_policy(today(at)).exercise_days[because])
    due = today(at) + timedelta(days=days)
    entry = record(
        actor=actor,
        action="exercise_assigned",
        at=at,
        subject=f"staff:{learner.pk}",
        details={
            "course": code,
            "because": because,
            "reference": reference,
            "due_on": due.isoformat(),
        },
    )
    made = Exercise.objects.create(
        journal_entry=entry,
        staff=learner,
        course=course,
        because=because,
        reference=reference,
        assigned_by=actor,
        assigned_at=at,
        note=why,
        due_on=due,
    )
    settle(learner, actor=actor, at=at)
    return made


def withdraw_certificate(
    *, certificate_id: int, reason: str, staff: Staff, at: datetime
) -> Certificate:
    """Take a certificate away, for compliance officers; its holder must pass the course again."""
    require(staff, "withdraw_certificate")
    why = reason_given(reason)
    with transaction.atomic():
        found = (
            Certificate.objects.select_for_update(of=("self",))
            .select_related("staff", "course")
            .filter(pk=certificate_id, withdrawn_at=None)
            .first()
        )
        if found is None:
            raise Refused(Text("There is no such certificate.", "没有该证书。"))
        found.withdrawn_at, found.withdrawn_by, found.withdrawn_because = at, staff.username, why
        found.journal_entry = record(
            actor=staff.username,
            action="certificate_withdrawn",
            at=at,
            subject=f"staff:{found.staff_id}",
            details={"course": found.course.code, "certificate": found.pk},
        )
        found.save()
        settle(found.staff, actor=staff.username, at=at)
    return found
