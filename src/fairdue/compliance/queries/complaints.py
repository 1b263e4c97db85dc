"""Complaints: how far each has come, its clock, and what is due for whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import models
from django.db.models import Case, DateField, F, Q, QuerySet, When
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from fairdue.compliance.models import (
    Complaint,
    ComplaintAbout,
    ComplaintChannel,
    Complexity,
    Decision,
)
from fairdue.vault.sealing import vault

SOON_DAYS = 3
"""An owner is reminded of what is due within so many days."""


class ComplaintState(models.TextChoices):
    """How far a complaint has come; derived, never stored."""

    RECEIVED = "received", pgettext_lazy("complaint", "Received")
    ACKNOWLEDGED = "acknowledged", pgettext_lazy("complaint", "Receipt confirmed")
    DECIDED = "decided", pgettext_lazy("complaint", "Decided, not answered")
    REMEDY = "remedy", pgettext_lazy("complaint", "Remedy outstanding")
    CLOSED = "closed", pgettext_lazy("complaint", "Closed")
    WITHDRAWN = "withdrawn", pgettext_lazy("complaint", "Withdrawn")


OPEN = (
    ComplaintState.RECEIVED,
    ComplaintState.ACKNOWLEDGED,
    ComplaintState.DECIDED,
    ComplaintState.REMEDY,
)


STANDING, UNANSWERED = Q(withdrawn_at=None), Q(withdrawn_at=None, answered_at=None)
REMEDY_OUTSTANDING = Q(STANDING, answered_at__isnull=False, remedied_at=None) & ~Q(remedy="")
UNFINISHED = UNANSWERED | REMEDY_OUTSTANDING
IN_STATE: dict[str, Q] = {
    ComplaintState.RECEIVED: Q(UNANSWERED, decision="", acknowledged_at=None),
    ComplaintState.ACKNOWLEDGED: Q(UNANSWERED, decision="", acknowledged_at__isnull=False),
    ComplaintState.DECIDED: UNANSWERED & ~Q(decision=""),
    ComplaintState.REMEDY: REMEDY_OUTSTANDING,
    ComplaintState.CLOSED: Q(STANDING, answered_at__isnull=False) & ~REMEDY_OUTSTANDING,
    ComplaintState.WITHDRAWN: Q(withdrawn_at__isnull=False),
}


@dataclass(frozen=True, slots=True)
class ComplaintFacts:
    """A complaint as pages show it; the statement is opened only for its own page."""

    id: int
    customer_id: int
    customer_ref: str
    name_masked: str
    state: ComplaintState
    about_code: str
    about: str | Promise
    channel_code: str
    channel: str | Promise
    complexity: str
    complexity_label: str | Promise
    statement: str
    owner: str
    review_on: date | None
    received_at: datetime
    recorded_at: datetime
    acknowledge_by: date
    decide_by: date
    decide_rule: str
    acknowledged_at: datetime | None
    extension_asked_by: str
    extension_reason: str
    extension_approved_by: str
    decision: str
    decision_label: str | Promise
    decision_reason: str
    decided_at: datetime | None
    answered_at: datetime | None
    permit_id: int | None
    attempt_id: int | None
    template: str
    strategy_table: str
    strategy_row: str
    remedy: str
    remedy_owner: str
    remedy_due_on: date | None
    remedied_at: datetime | None
    withdrawn_at: datetime | None
    withdrawal_reason: str

    @property
    def is_open(self) -> bool:
        """True while something is left to do."""
        return self.state in OPEN

    @property
    def is_decided(self) -> bool:
        """True once there is a decision."""
        return bool(self.decision)

    @property
    def extension_waits(self) -> bool:
        """True while an extension was asked for and nobody approved it."""
        return bool(self.extension_asked_by) and not self.extension_approved_by

    @property
    def due_on(self) -> date | None:
        """The last day for what is to be done next; None once nothing is left to do."""
        if self.state == ComplaintState.REMEDY:
            return self.remedy_due_on
        return self.decide_by if self.is_open else None

    def days_left(self, today: date) -> int | None:
        """Days to `due_on`; negative when it is overdue."""
        return None if self.due_on is None else (self.due_on - today).days


def complaint(complaint_id: int) -> ComplaintFacts | None:
    """One complaint with its statement; None where there is none."""
    row = _rows().filter(pk=complaint_id).first()
    return _facts(row, opened=True) if row else None


def complaints_of(customer_id: int) -> list[ComplaintFacts]:
    """Every complaint of the customer, the newest first, with its statement."""
    rows = _rows().filter(customer_id=customer_id).order_by("-received_at", "-id")
    return [_facts(row, opened=True) for row in rows]


def complaints(
    state: str = "",
    *,
    today: date,
    owner: str | None = None,
    about: str = "",
    overdue: bool = False,
    offset: int = 0,
    limit: int = 50,
) -> tuple[list[ComplaintFacts], int]:
    """Complaints in a state ("" for all that are open), the first due first; and how many.

    `owner` "" finds those that nobody has taken; `overdue` those past their last day.
    """
    found = _in_state(_rows(), state)
    if owner is not None:
        found = found.filter(owner=owner)
    if about:
        found = found.filter(about=about)
    if overdue:
        found = found.filter(_due(before=today))
    over = state in (ComplaintState.CLOSED, ComplaintState.WITHDRAWN)
    order = ["-received_at", "-id"] if over else [F("due").asc(nulls_last=True), "id"]
    rows = found.annotate(due=_due_on()).order_by(*order)
    return [_facts(row) for row in rows[offset : offset + limit]], found.count()


def complaints_by_state() -> dict[str, int]:
    """How many complaints are in each state, and under "" how many are open."""
    return {
        state: _in_state(Complaint.objects.all(), state).count()
        for state in ("", *ComplaintState.values)
    }


def open_complaints_by_customer() -> dict[int, int]:
    """{customer: how many complaints of theirs are open}, of those who have any."""
    rows = _in_state(Complaint.objects.all(), "").values_list("customer_id")
    return dict(rows.annotate(number=models.Count("id")).order_by())


def complaints_due(owner: str, today: date) -> list[ComplaintFacts]:
    """What an owner must see to: complaints and remedies overdue or due within SOON_DAYS."""
    soon = today + timedelta(days=SOON_DAYS + 1)
    mine = Q(UNANSWERED, owner=owner, decide_by__lt=soon)
    remedies = Q(REMEDY_OUTSTANDING, remedy_owner=owner, remedy_due_on__lt=soon)
    found = _rows().filter(mine | remedies)
    return [_facts(row) for row in found.annotate(due=_due_on()).order_by("due", "id")]


def complaints_of_permit(permit_id: int) -> list[ComplaintFacts]:
    """Complaints that name a permit as at fault, the newest first."""
    return [_facts(row) for row in _rows().filter(permit_id=permit_id).order_by("-id")]


def overdue_complaints(today: date) -> int:
    """How many complaints and remedies are past their last day."""
    return Complaint.objects.filter(_due(before=today)).count()


def _rows() -> QuerySet[Complaint]:
    return Complaint.objects.select_related("customer")


def _due(before: date) -> Q:
    """Open rows whose next last day is before a day."""
    return Q(UNANSWERED, decide_by__lt=before) | Q(REMEDY_OUTSTANDING, remedy_due_on__lt=before)


def _due_on() -> Case:
    """The last day for what is to be done next, for ordering."""
    return Case(
        When(answered_at=None, then=F("decide_by")),
        default=Coalesce(F("remedy_due_on"), F("decide_by")),
        output_field=DateField(),
    )


def _in_state(rows: QuerySet[Complaint], state: str) -> QuerySet[Complaint]:
    """Rows in a state; those that are open for "" and for a state that doesn't exist."""
    return rows.filter(IN_STATE.get(state, UNFINISHED))


def _state(row: Complaint) -> ComplaintState:
    if row.withdrawn_at is not None:
        return ComplaintState.WITHDRAWN
    if row.answered_at is not None:
        outstanding = row.remedy and row.remedied_at is None
        return ComplaintState.REMEDY if outstanding else ComplaintState.CLOSED
    if row.decision:
        return ComplaintState.DECIDED
    return ComplaintState.ACKNOWLEDGED if row.acknowledged_at else ComplaintState.RECEIVED


def _facts(row: Complaint, *, opened: bool = False) -> ComplaintFacts:
    return ComplaintFacts(
        id=row.pk,
        customer_id=row.customer_id,
        customer_ref=row.customer.customer_ref,
        name_masked=row.customer.name_masked,
        state=_state(row),
        about_code=row.about,
        about=ComplaintAbout(row.about).label,
        channel_code=row.channel,
        channel=ComplaintChannel(row.channel).label,
        complexity=row.complexity,
        complexity_label=Complexity(row.complexity).label,
        statement=vault().unseal(bytes(row.statement_sealed))
        if opened and row.statement_sealed
        else "",
        owner=row.owner,
        review_on=row.review_on,
        received_at=row.received_at,
        recorded_at=row.recorded_at,
        acknowledge_by=row.acknowledge_by,
        decide_by=row.decide_by,
        decide_rule=row.decide_rule,
        acknowledged_at=row.acknowledged_at,
        extension_asked_by=row.extension_asked_by,
        extension_reason=row.extension_reason,
        extension_approved_by=row.extension_approved_by,
        decision=row.decision,
        decision_label=Decision(row.decision).label if row.decision else "",
        decision_reason=row.decision_reason,
        decided_at=row.decided_at,
        answered_at=row.answered_at,
        permit_id=row.permit_id,
        attempt_id=row.attempt_id,
        template=row.template,
        strategy_table=row.strategy_table,
        strategy_row=row.strategy_row,
        remedy=row.remedy,
        remedy_owner=row.remedy_owner,
        remedy_due_on=row.remedy_due_on,
        remedied_at=row.remedied_at,
        withdrawn_at=row.withdrawn_at,
        withdrawal_reason=row.withdrawal_reason,
    )
