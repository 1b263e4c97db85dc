"""Disputes: how far each has come, and by when it must be answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import models
from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from fairdue.compliance.models import Decision, Dispute, DisputeGround, Manner
from fairdue.kernel.money import Money
from fairdue.vault.sealing import vault


class DisputeState(models.TextChoices):
    """How far a dispute has come; derived, never stored."""

    PAUSED = "paused", _("Received, contact paused")
    INVESTIGATED = "investigated", _("Investigated")
    DECIDED = "decided", _("Decided, not answered")
    ANSWERED = "answered", _("Answered")
    WITHDRAWN = "withdrawn", _("Withdrawn")


OPEN = (DisputeState.PAUSED, DisputeState.INVESTIGATED, DisputeState.DECIDED)


UNANSWERED = Q(answered_at=None, withdrawn_at=None)
IN_STATE: dict[str, Q] = {
    DisputeState.PAUSED: Q(UNANSWERED, decision="", investigated_at=None),
    DisputeState.INVESTIGATED: Q(UNANSWERED, decision="", investigated_at__isnull=False),
    DisputeState.DECIDED: UNANSWERED & ~Q(decision=""),
    DisputeState.ANSWERED: Q(answered_at__isnull=False),
    DisputeState.WITHDRAWN: Q(withdrawn_at__isnull=False),
}


@dataclass(frozen=True, slots=True)
class DisputeFacts:
    """A dispute as pages show it; the statement is opened only for its own page."""

    id: int
    customer_id: int
    customer_ref: str
    name_masked: str
    state: DisputeState
    ground_code: str
    ground: str | Promise
    account_ref: str
    """"" for the whole debt."""
    amount: Money | None
    manner: str | Promise
    statement: str
    owner: str
    review_on: date | None
    received_at: datetime
    recorded_at: datetime
    answer_by: date
    answer_rule: str
    annotated_at: datetime | None
    verification_started_at: datetime | None
    investigated_at: datetime | None
    decision: str
    decision_label: str | Promise
    decision_reason: str
    decided_at: datetime | None
    answered_at: datetime | None
    withdrawn_at: datetime | None
    withdrawal_reason: str

    @property
    def is_open(self) -> bool:
        """True until it is answered or withdrawn; contact is stopped as long."""
        return self.state in OPEN

    def days_left(self, today: date) -> int:
        """Days to the last day to answer; negative when that is over."""
        return (self.answer_by - today).days


def disputes_of(customer_id: int) -> list[DisputeFacts]:
    """Every dispute of the customer, the newest first, with its statement."""
    rows = _rows().filter(customer_id=customer_id).order_by("-received_at", "-id")
    return [_facts(row, opened=True) for row in rows]


def dispute(dispute_id: int) -> DisputeFacts | None:
    """One dispute with its statement; None where there is none."""
    row = _rows().filter(pk=dispute_id).first()
    return _facts(row, opened=True) if row else None


def disputes(
    state: str = "", *, offset: int = 0, limit: int = 50
) -> tuple[list[DisputeFacts], int]:
    """Disputes in a state ("" for all that are open), those due first; and how many there are."""
    found = _in_state(_rows(), state)
    order = ["-answered_at", "-id"] if state in ("answered", "withdrawn") else ["answer_by", "id"]
    return [_facts(row) for row in found.order_by(*order)[offset : offset + limit]], found.count()


def disputes_by_state() -> dict[str, int]:
    """How many disputes are in each state, and under "" how many are open."""
    return {
        state: _in_state(Dispute.objects.all(), state).count()
        for state in ("", *DisputeState.values)
    }


def _rows() -> QuerySet[Dispute]:
    return Dispute.objects.select_related("customer", "account")


def _in_state(rows: QuerySet[Dispute], state: str) -> QuerySet[Dispute]:
    """Rows in a state; those that are open for "" and for a state that doesn't exist."""
    return rows.filter(IN_STATE.get(state, UNANSWERED))


def _state(row: Dispute) -> DisputeState:
    if row.withdrawn_at is not None:
        return DisputeState.WITHDRAWN
    if row.answered_at is not None:
        return DisputeState.ANSWERED
    if row.decision:
        return DisputeState.DECIDED
    return DisputeState.INVESTIGATED if row.investigated_at else DisputeState.PAUSED


def _facts(row: Dispute, *, opened: bool = False) -> DisputeFacts:
    return DisputeFacts(
        id=row.pk,
        customer_id=row.customer_id,
        customer_ref=row.customer.customer_ref,
        name_masked=row.customer.name_masked,
        state=_state(row),
        ground_code=row.ground,
        ground=DisputeGround(row.ground).label,
        account_ref=row.account.account_ref if row.account else "",
        amount=Money(row.amount_minor, row.currency) if row.amount_minor is not None else None,
        manner=Manner(row.manner).label,
        statement=vault().unseal(bytes(row.statement_sealed))
        if opened and row.statement_sealed
        else "",
        owner=row.owner,
        review_on=row.review_on,
        received_at=row.received_at,
        recorded_at=row.recorded_at,
        answer_by=row.answer_by,
        answer_rule=row.answer_rule,
        annotated_at=row.annotated_at,
        verification_started_at=row.verification_started_at,
        investigated_at=row.investigated_at,
        decision=row.decision,
        decision_label=Decision(row.decision).label if row.decision else "",
        decision_reason=row.decision_reason,
        decided_at=row.decided_at,
        answered_at=row.answered_at,
        withdrawn_at=row.withdrawn_at,
        withdrawal_reason=row.withdrawal_reason,
    )


@dataclass(frozen=True, slots=True)
class Contested:
    """A dispute about what is told of an account; "" the customer's every account."""

    customer_ref: str
    account_ref: str
    ground: str
    is_open: bool
    decision: str
    answered_at: datetime | None


def contested_records(since: datetime, customer_id: int | None = None) -> list[Contested]:
    """Disputes about credit records and billing errors: open ones, and those answered since.

    Of one customer, or of everyone.
    """
    rows = Dispute.objects.filter(
        Q(answered_at=None) | Q(answered_at__gte=since),
        withdrawn_at=None,
        ground__in=(DisputeGround.CREDIT_RECORD, DisputeGround.BILLING_ERROR),
    ).select_related("customer", "account")
    if customer_id is not None:
        rows = rows.filter(customer_id=customer_id)
    return [
        Contested(
            row.customer.customer_ref,
            row.account.account_ref if row.account else "",
            row.ground,
            row.answered_at is None,
            row.decision,
            row.answered_at,
        )
        for row in rows.order_by("pk")
    ]
