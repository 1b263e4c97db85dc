"""Counts by day of what was checked and tried, for compliance."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, QuerySet
from django.db.models.functions import TruncDate

from fairdue.identity.models import (
    Answer,
    CallChallenge,
    CodeCheck,
    ContactCode,
    Session,
    SignInTry,
    TryKind,
    TryOutcome,
)
from fairdue.identity.queries.policy import zone
from fairdue.journal.models import Entry

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DayOfChecks:
    """What happened on one local day."""

    on: date
    issued: int
    """Contact codes issued."""
    genuine: int
    not_genuine: int
    """Forged or altered: well-formed, and not ours."""
    expired: int
    replayed: int
    """Used more often than it may be."""
    mistyped: int
    refused: int
    """Not looked at: too many at once."""
    false_callers: int
    """Cardholders said that whoever called in our name wasn't us."""
    signed_in: int
    wrong_codes: int
    locked: int
    """Tries while locked, or beyond a limit."""


def checks_by_day(first: date, last: date) -> list[DayOfChecks]:
    """Each local day from `first` to `last`, days without any too."""
    begins = datetime.combine(first, time(), tzinfo=zone())
    ends = datetime.combine(last + DAY, time(), tzinfo=zone())

    def counted(rows: QuerySet, moment: str, what: str = "") -> Counter[tuple[date, str]]:  # type: ignore[type-arg]
        found = rows.filter(**{f"{moment}__gte": begins, f"{moment}__lt": ends})
        keys = ("day", what) if what else ("day",)
        grouped = found.annotate(day=TruncDate(moment, tzinfo=zone())).values_list(*keys)
        rowed = grouped.annotate(number=Count("pk")).order_by()
        return Counter({(row[0], row[1] if what else ""): row[-1] for row in rowed})

    answers = counted(CodeCheck.objects.all(), "at", "answer")
    tries = counted(SignInTry.objects.filter(kind=TryKind.CODE), "at", "outcome")
    issued = counted(ContactCode.objects.all(), "issued_at")
    signed_in = counted(Session.objects.all(), "started_at")
    denied = counted(CallChallenge.objects.all(), "denied_at")
    reported = counted(Entry.objects.filter(action="false_caller_reported"), "at")
    days = [first + DAY * offset for offset in range((last - first).days + 1)]
    return [
        DayOfChecks(
            on,
            issued[on, ""],
            answers[on, Answer.GENUINE],
            answers[on, Answer.NOT_GENUINE],
            answers[on, Answer.EXPIRED],
            answers[on, Answer.USED_UP],
            answers[on, Answer.MISTYPED],
            answers[on, Answer.LIMITED],
            denied[on, ""] + reported[on, ""],
            signed_in[on, ""],
            tries[on, TryOutcome.WRONG] + tries[on, TryOutcome.STRANGE],
            tries[on, TryOutcome.LOCKED] + tries[on, TryOutcome.LIMITED],
        )
        for on in days
    ]
