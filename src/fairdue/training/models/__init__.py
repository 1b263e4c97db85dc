"""Courses and their versions; sittings, certificates, exercises and who is clear to work."""

from fairdue.training.models.courses import (
    MAKER,
    Course,
    CourseApproval,
    CourseState,
    CourseVersion,
)
from fairdue.training.models.records import (
    Answer,
    Because,
    Certificate,
    Clearance,
    Exercise,
    Part,
    Sitting,
)

__all__ = [
    "MAKER",
    "Answer",
    "Because",
    "Certificate",
    "Clearance",
    "Course",
    "CourseApproval",
    "CourseState",
    "CourseVersion",
    "Exercise",
    "Part",
    "Sitting",
]
