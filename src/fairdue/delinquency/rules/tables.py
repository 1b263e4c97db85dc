"""The dated tables that buckets, grades and cases are read from, as one value for one day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from itertools import pairwise

WORST_BUCKET = 7


class Grade(IntEnum):
    """The regulator's five classes, in rising severity."""

    NORMAL = 1
    SPECIAL_MENTION = 2
    SUBSTANDARD = 3
    DOUBTFUL = 4
    LOSS = 5


class TablesError(ValueError):
    """The tables contradict each other or the law; the message says which values."""


@dataclass(frozen=True, slots=True)
class GradeTable:
    """From how many days past due each grade applies, in rising order."""

    rule: str
    from_days: tuple[tuple[int, Grade], ...]

    def grade(self, days: int) -> Grade:
        """The grade of an asset that many days past due."""
        return max((grade for edge, grade in self.from_days if days >= edge), default=Grade.NORMAL)


@dataclass(frozen=True)
class Tables:
    """Everything in force on one day that decides where an account stands.

    `bucket_from_days[i]` is the first day of bucket M(i+1). `grade_tables` may be empty: before
    any table was in force an account has no grade. `tolerance_minor` is by currency; a currency
    that is not named has none.
    """

    bucket_from_days: tuple[int, ...]
    grade_tables: tuple[GradeTable, ...] = ()
    fraud_at_least: Grade | None = None
    grace_days: int = 0
    tolerance_minor: Mapping[str, int] = field(default_factory=dict)
    worse_of_days_and_cycles: bool = False
    re_default_months: int = 12
    keep_days: int = 92
    versions: Mapping[str, str] = field(default_factory=dict)
    """Pack name to pack version, for the manifest and the journal."""

    def __post_init__(self) -> None:
        edges = self.bucket_from_days
        if len(edges) != WORST_BUCKET or any(low >= high for low, high in pairwise(edges)):
            raise TablesError(f"buckets need {WORST_BUCKET} rising first days, not {edges}")
        for bucket in range(1, WORST_BUCKET + 1):
            self._refuse_split(bucket)

    def days_of(self, bucket: int) -> tuple[int, int | None]:
        """First and last day past due of a bucket; the worst has no last."""
        if bucket == 0:
            return 0, self.bucket_from_days[0] - 1
        last = self.bucket_from_days[bucket] - 1 if bucket < WORST_BUCKET else None
        return self.bucket_from_days[bucket - 1], last

    def worst_grade(self, days: int) -> Grade | None:
        """The worst grade of all tables in force; None when there is none."""
        return max((table.grade(days) for table in self.grade_tables), default=None)

    def _refuse_split(self, bucket: int) -> None:
        """A bucket must lie in one grade, or cycles alone could not tell the grade."""
        first, last = self.days_of(bucket)
        starts = {edge for table in self.grade_tables for edge, _ in table.from_days}
        inside = [edge for edge in starts if edge > first and (last is None or edge <= last)]
        grades = {self.worst_grade(days) for days in (first, *inside)}
        if len(grades) > 1:
            raise TablesError(
                f"bucket M{bucket} ({first} to {last or 'any number of'} days) spans several "
                "grades, so an account known by cycles only could not be graded; move its edges "
                "onto those of the grade tables"
            )
