"""What policy and law say about training on a day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

from fairdue.kernel.calendars import local_day
from fairdue.rulebook.packs import pack
from fairdue.rulebook.terms import terms

POLICY, RULE = "policy/default", "LENDER-TRAINING"
LAW, LAW_RULE = "law/cn", "CN-STAFF-02"


@dataclass(frozen=True, slots=True)
class TrainingPolicy:
    """The lender's choices, the certificate's months no longer than the law's."""

    courses_by_role: Mapping[str, tuple[str, ...]]
    months: int
    pass_percent: int
    sittings_per_day_max: int
    remind_days: int
    exercise_days: Mapping[str, int]
    course_by_finding: Mapping[str, str]

    def courses_of(self, role: str) -> tuple[str, ...]:
        """Courses without whose certificates this role may not work cases."""
        return self.courses_by_role.get(role, ())

    def course_for(self, kind: str) -> str:
        """The course that a confirmed finding of a kind assigns."""
        return self.course_by_finding.get(kind, self.course_by_finding["other"])


def zone() -> ZoneInfo:
    """The zone whose days count."""
    return ZoneInfo(timezone.get_default_timezone_name())


def today(at: datetime) -> date:
    """The local day of `at`."""
    return local_day(at, zone())


def training_policy(on: date) -> TrainingPolicy:
    """As in force on a day."""
    own = terms(pack(POLICY), RULE, on)
    by_law = pack(LAW).values_on(LAW_RULE, on).get("training_months")
    months = [int(own["certificate_months"]), *([int(by_law.value)] if by_law else [])]
    return TrainingPolicy(
        {role: tuple(courses) for role, courses in own["courses_by_role"].items()},
        min(months),
        int(own["pass_percent"]),
        int(own["sittings_per_day_max"]),
        int(own["remind_days"]),
        own["exercise_days"],
        own["course_by_finding"],
    )
