"""How people stand with their courses, as pages show it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from fairdue.people.models import Staff
from fairdue.training.models import Certificate, Clearance, Course, Exercise, Sitting
from fairdue.training.queries.clearance import may_work
from fairdue.training.queries.policy import today, training_policy


@dataclass(frozen=True, slots=True)
class CourseLine:
    """One course of a person: the certificate that counts longest, and what is owed."""

    course: Course
    state: str
    """current | soon | overdue | expired | none"""
    certificate: Certificate | None
    owed: Exercise | None
    going_on: int | None
    """The test begun and not finished, by its number."""


@dataclass(frozen=True, slots=True)
class Learner:
    """A person and how they stand."""

    staff: Staff
    lines: list[CourseLine]
    may_work: bool
    until: datetime | None

    @property
    def done(self) -> int:
        """Courses whose certificate counts."""
        return sum(line.state in ("current", "soon") for line in self.lines)


def learner(staff: Staff, at: datetime) -> Learner:
    """How one person stands now."""
    return _learners([staff], at)[0]


def learners(at: datetime, team_id: int | None = None) -> list[Learner]:
    """Everyone in service whose role needs certificates, of one team or all; who may not work
    first, then by who has to do something soonest.
    """
    roles = training_policy(today(at)).courses_by_role
    people = Staff.objects.filter(is_active=True, role__in=list(roles)).select_related("team")
    if team_id is not None:
        people = people.filter(team_id=team_id)
    found = _learners(people.order_by("username"), at)
    return sorted(found, key=lambda one: (one.may_work, one.until.timestamp() if one.until else 0))


def _learners(people: Iterable[Staff], at: datetime) -> list[Learner]:
    people = list(people)
    policy, on = training_policy(today(at)), today(at)
    courses = {course.code: course for course in Course.objects.all()}
    held: dict[tuple[int, int], Certificate] = {}
    for each in Certificate.objects.filter(staff__in=people, withdrawn_at=None).order_by(
        "expires_on", "pk"
    ):
        held[each.staff_id, each.course_id] = each
    owed: dict[tuple[int, int], list[Exercise]] = defaultdict(list)
    for exercise in Exercise.objects.filter(staff__in=people, done_at=None).order_by("due_on"):
        owed[exercise.staff_id, exercise.course_id].append(exercise)
    begun = {
        (sitting.staff_id, sitting.version.course_id): sitting.pk
        for sitting in Sitting.objects.filter(
            staff__in=people, finished_at=None, version__state="live"
        ).select_related("version")
    }
    until = dict(Clearance.objects.filter(staff__in=people).values_list("staff_id", "until"))
    found = []
    for person in people:
        lines = [
            _line(
                courses[code],
                held.get((person.pk, courses[code].pk)),
                owed.get((person.pk, courses[code].pk), []),
                begun.get((person.pk, courses[code].pk)),
                on,
                policy.remind_days,
            )
            for code in policy.courses_of(person.role)
            if code in courses
        ]
        found.append(Learner(person, lines, may_work(person.pk, at), until.get(person.pk)))
    return found


def _line(
    course: Course,
    certificate: Certificate | None,
    owed: list[Exercise],
    going_on: int | None,
    on: date,
    remind_days: int,
) -> CourseLine:
    first = owed[0] if owed else None
    if certificate is None:
        state = "none"
    elif certificate.expires_on < on:
        state = "expired"
    elif first is not None and first.due_on < on:
        state = "overdue"
    elif first is not None or certificate.expires_on - on <= timedelta(days=remind_days):
        state = "soon"
    else:
        state = "current"
    return CourseLine(course, state, certificate, first, going_on)
