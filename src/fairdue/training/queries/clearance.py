"""May somebody work cases? The one answer that screens, actions and jobs ask for."""

from __future__ import annotations

from datetime import datetime

from django.db.models import F, QuerySet

from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.people.models import Staff
from fairdue.training.models import Clearance
from fairdue.training.queries.policy import today, training_policy


class NotCertified(Refused):
    """Somebody without the certificates of their role was about to reach a case."""

    def __init__(self, name: str = "") -> None:
        super().__init__(
            Text(
                f"{name} isn't certified to work cases; courses are to be passed first.",
                f"{name}尚未取得处理案件的资格，须先通过培训考核。",
            )
            if name
            else Text(
                "You aren't certified to work cases. Pass your courses under Training first.",
                "您尚未取得处理案件的资格，请先在“培训”中通过课程考核。",
            )
        )


def needs_certificate(role: str, at: datetime) -> bool:
    """Does this role reach cases by certificate only?"""
    return bool(training_policy(today(at)).courses_of(role))


def may_work(staff_id: int, at: datetime) -> bool:
    """May this member of staff work cases at this moment? As `training_clear` in the database."""
    return _clear(at).filter(staff_id=staff_id).exists()


def cleared(at: datetime) -> QuerySet[Clearance, int]:
    """Numbers of everyone who may work cases at this moment, to filter by."""
    return _clear(at).values_list("staff_id", flat=True)


def _clear(at: datetime) -> QuerySet[Clearance]:
    return Clearance.objects.filter(
        staff__is_active=True, role=F("staff__role"), since__lte=at, until__gt=at
    )


def require_certificate(staff: Staff, at: datetime, *, name: str = "") -> None:
    """Raise NotCertified unless `staff` may work cases; `name` says whom it is told of, if another.

    Roles that work no cases need none: `people.rules` keeps them from what needs one.
    """
    if needs_certificate(staff.role, at) and not may_work(staff.pk, at):
        raise NotCertified(name)


def require_certificate_of(username: str, at: datetime) -> None:
    """The same for whom a journal would call by this name; machines and customers need none."""
    staff = Staff.objects.filter(username=username).only("pk", "role").first()
    if staff is not None:
        require_certificate(staff, at)
