"""Matters as those may see them who ask: counsel outside see their own and no others."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.utils import timezone

from fairdue.contact.wording import in_both
from fairdue.kernel.text import Text
from fairdue.kernel.timeline import Moment
from fairdue.legal.models import (
    Approval,
    Deadline,
    DeadlineState,
    Lawyer,
    Matter,
    MatterAccount,
    MatterApproval,
    MatterStep,
    Stage,
    StepKind,
)
from fairdue.legal.rules import steps
from fairdue.people.rules import COUNSEL, HasRole, may

NOON = time(12)


def visible(viewer: HasRole) -> QuerySet[Matter]:
    """The matters that somebody may see: everyone's, for counsel their own while engaged."""
    if not may(viewer, "see_matters"):
        return Matter.objects.none()
    rows = Matter.objects.all()
    if viewer.role != COUNSEL:
        return rows
    username = str(getattr(viewer, "username", ""))
    engaged = Lawyer.objects.filter(username=username, ended_on=None).exists()
    return rows.filter(counsel=username) if engaged and username else rows.none()


def matter_for(viewer: HasRole, matter_id: int) -> Matter | None:
    """One matter, or None for none and for one that the viewer may not see."""
    return visible(viewer).filter(pk=matter_id).select_related("customer", "case", "firm").first()


def open_matter_of(customer_id: int, currency: str = "") -> Matter | None:
    """The customer's open matter of a currency, or of any."""
    rows = Matter.objects.filter(customer_id=customer_id).exclude(stage=Stage.CLOSED)
    return (rows.filter(currency=currency) if currency else rows).order_by("-pk").first()


def matters_of(customer_id: int) -> list[Matter]:
    """All matters of a customer, the newest first."""
    return list(Matter.objects.filter(customer_id=customer_id).order_by("-pk"))


STEP_STAGES = frozenset(
    {Stage.LAWYERS_LETTER, Stage.MEDIATION, Stage.PAYMENT_ORDER, Stage.SUIT, Stage.JUDGMENT}
    | {Stage.ENFORCEMENT}
)


def approved_step(customer_id: int) -> str:
    """The legal step that was approved and begun for a customer; "" where there is none.

    Only words about this step may be said to them (wording's facts).
    """
    rows = Matter.objects.filter(
        customer_id=customer_id, approval=Approval.APPROVED, stage__in=sorted(STEP_STAGES)
    )
    return rows.order_by("-pk").values_list("stage", flat=True).first() or ""


@dataclass(frozen=True, slots=True)
class Filter:
    """What the list is narrowed to."""

    stage: str = ""
    """A stage, `open` or `waiting` (for approval)."""
    officer: str = ""
    counsel: str = ""
    due_within_days: int | None = None


def matters(
    viewer: HasRole, narrowed: Filter, today: date, *, offset: int = 0, limit: int = 50
) -> tuple[list[Matter], int]:
    """Matters the viewer may see, those due first coming first; and how many there are."""
    nearest = Deadline.objects.filter(
        matter=OuterRef("pk"), state=DeadlineState.OPEN, last_day__isnull=False
    ).order_by("last_day")
    rows = visible(viewer).annotate(next_on=Subquery(nearest.values("last_day")[:1]))
    if narrowed.stage == "waiting":
        rows = rows.filter(approval=Approval.WAITING).exclude(stage=Stage.CLOSED)
    elif narrowed.stage == "open":
        rows = rows.exclude(stage=Stage.CLOSED)
    elif narrowed.stage:
        rows = rows.filter(stage=narrowed.stage)
    if narrowed.officer:
        rows = rows.filter(officer=narrowed.officer)
    if narrowed.counsel:
        rows = rows.filter(counsel=narrowed.counsel)
    if narrowed.due_within_days is not None:
        rows = rows.filter(next_on__lte=today + timedelta(days=narrowed.due_within_days))
    total = rows.count()
    ordered = rows.select_related("customer", "case", "firm").order_by(
        F("next_on").asc(nulls_last=True), "-pk"
    )
    return list(ordered[offset : offset + limit]), total


def counts_by_stage(viewer: HasRole) -> dict[str, int]:
    """How many matters there are in each stage, besides `open` and `waiting`."""
    found: dict[str, int] = {"open": 0, "waiting": 0}
    for stage, approval in visible(viewer).values_list("stage", "approval"):
        found[stage] = found.get(stage, 0) + 1
        if stage != Stage.CLOSED:
            found["open"] += 1
            found["waiting"] += approval == Approval.WAITING
    return found


def steps_of(matter_id: int) -> list[MatterStep]:
    """What happened, the oldest first."""
    return list(MatterStep.objects.filter(matter_id=matter_id).order_by("on", "pk"))


def steps_done(matter_id: int) -> list[str]:
    """The kinds of steps that stand: what a later one corrects is left out."""
    rows = MatterStep.objects.filter(matter_id=matter_id)
    corrected = rows.filter(corrects__isnull=False).values("corrects")
    return list(rows.exclude(pk__in=corrected).order_by("on", "pk").values_list("kind", flat=True))


def deadlines_of(matter_id: int) -> list[Deadline]:
    """All deadlines, open ones first, each by its last day; those without one come first."""
    rows = Deadline.objects.filter(matter_id=matter_id).select_related("step")
    return sorted(
        rows,
        key=lambda each: (
            each.state != DeadlineState.OPEN,
            each.last_day or date.min,
            each.pk,
        ),
    )


def deadlines_without_a_day(viewer: HasRole) -> list[Deadline]:
    """Open deadlines for which an officer must enter the last day: its year isn't known here."""
    rows = Deadline.objects.filter(
        state=DeadlineState.OPEN, last_day=None, matter__in=visible(viewer)
    )
    return list(rows.select_related("matter").order_by("unmoved_on"))


def approvals_of(matter: Matter) -> list[MatterApproval]:
    """What was said of the road that stands now, the oldest first."""
    return list(
        MatterApproval.objects.filter(matter=matter, road_version=matter.road_version).order_by(
            "at", "pk"
        )
    )


def accounts_of(matter: Matter) -> list[MatterAccount]:
    """The accounts of the claim as it stands now."""
    rows = MatterAccount.objects.filter(matter=matter, road_version=matter.road_version)
    return list(rows.select_related("account").order_by("account__account_ref"))


def account_ids(matter: Matter) -> Collection[int]:
    """Their ids."""
    return {each.account_id for each in accounts_of(matter)}


TOLD = frozenset({StepKind.OPENED, StepKind.CLOSED, *steps.LEADS_TO})
"""Steps that everyone who deals with the customer should know of."""


def moments_of(customer_id: int, limit: int = 50) -> list[Moment]:
    """What went to law, as lines of the customer's timeline, the newest first."""
    rows = MatterStep.objects.filter(customer_id=customer_id, kind__in=sorted(TOLD))
    rows = rows.exclude(pk__in=rows.filter(corrects__isnull=False).values("corrects"))
    return [
        Moment(
            at=datetime.combine(row.on, NOON, tzinfo=timezone.get_default_timezone()),
            kind="matter",
            title=in_both(StepKind(row.kind).label),
            detail=Text(f"matter L{row.matter_id:06d}", f"法务案件 L{row.matter_id:06d}"),
            actor=row.recorded_by,
            tone="warn",
        )
        for row in rows.order_by("-on", "-pk")[:limit]
    ]
