"""Why someone fell behind, and what they can pay."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from ninja import Router, Schema
from pydantic import Field, StrictBool, StrictInt

from fairdue.api.calls import ApiRequest, reads, writes
from fairdue.api.fields import (
    Code,
    Currency,
    Given,
    Id,
    Listed,
    Moment,
    Sum,
    Words,
    words,
)
from fairdue.api.views.customers import known
from fairdue.negotiation import queries
from fairdue.negotiation.actions.affordability import record_assessment
from fairdue.negotiation.actions.causes import record_cause
from fairdue.negotiation.actions.hardship import ask
from fairdue.negotiation.rules.affordability import Capacity
from fairdue.negotiation.rules.causes import BY_CODE, EVIDENCE, SAID_BY

router = Router(tags=["Cause and capacity"])

FIGURE = Annotated[StrictInt, Field(ge=0, le=10**15, description="Minor units a month")]


class NewCause(Given):
    """Why, who said so, and on what evidence."""

    cause: Annotated[Code, Field(json_schema_extra={"enum": sorted(BY_CODE)})]
    said_by: Annotated[Code, Field(json_schema_extra={"enum": sorted(SAID_BY)})]
    evidence: Annotated[Code, Field(json_schema_extra={"enum": sorted(EVIDENCE)})]
    note: Words | None = Field(default=None, description="Kept sealed")
    said_at: Moment | None = None


class CauseOut(Schema):
    """A cause on record."""

    id: int
    cause: str
    said_by: str
    evidence: str
    recorded_at: datetime


class NewAssessment(Given):
    """Figures of a month. For `quick`: low, high. For `full`: the questions, and the household."""

    currency: Currency
    depth: Literal["quick", "full"]
    figures: Annotated[dict[Code, FIGURE | StrictBool | None], Field(min_length=1, max_length=60)]


class CapacityOut(Schema):
    """What can be set aside a month."""

    low: Sum
    high: Sum = Field(description="The ceiling: no plan asks more a month")
    made_at: datetime
    valid_until: date
    depth: str


class AssessedOut(CapacityOut):
    """With friendly questions about figures outside the guidelines."""

    short: Sum = Field(description="How much more is spent than earned a month")
    remarks: list[str]


class Asking(Given):
    """That someone can't cope: why, and what else is so."""

    reason: Annotated[Code, Field(json_schema_extra={"enum": sorted(BY_CODE)})]
    circumstances: Annotated[list[Code], Field(max_length=20)] = []
    note: Words | None = Field(default=None, description="Kept sealed")


class HardshipOut(Schema):
    """What was decided at once, and by when a person looks at it."""

    id: int
    outcome: str
    reasons: list[str]
    paused_until: date
    person_by: date


@writes(router, "/customers/{customer_id}/hardship", scope="hardship:write", response=HardshipOut)
def hardship(request: ApiRequest, customer_id: Id, given: Asking) -> HardshipOut:
    """Say that someone can't cope. Collecting pauses at once, and a person looks at it."""
    known(customer_id)
    decided = ask(
        customer_id=customer_id,
        reason=given.reason,
        circumstances=given.circumstances,
        note=given.note or "",
        actor=request.auth.machine,
        at=request.now,
    )
    return HardshipOut(
        id=decided.id,
        outcome=decided.outcome,
        reasons=[words(each) for each in decided.reasons],
        paused_until=decided.paused_until,
        person_by=decided.person_by,
    )


@writes(router, "/customers/{customer_id}/causes", scope="causes:write", response=CauseOut)
def add_cause(request: ApiRequest, customer_id: Id, given: NewCause) -> CauseOut:
    """Put on record why someone fell behind. The newest stands."""
    known(customer_id)
    row = record_cause(
        customer_id=customer_id,
        cause=given.cause,
        said_by=given.said_by,
        evidence=given.evidence,
        note=given.note or "",
        said_at=given.said_at,
        actor=request.auth.machine,
        at=request.now,
    )
    return CauseOut(
        id=row.pk,
        cause=row.cause,
        said_by=row.said_by,
        evidence=row.evidence,
        recorded_at=row.recorded_at,
    )


@writes(
    router, "/customers/{customer_id}/assessments", scope="capacity:write", response=AssessedOut
)
def assess(request: ApiRequest, customer_id: Id, given: NewAssessment) -> AssessedOut:
    """Work out what someone can set aside a month, and keep it. The figures are kept sealed."""
    known(customer_id)
    assessed = record_assessment(
        customer_id=customer_id,
        currency=given.currency,
        depth=given.depth,
        figures=dict(given.figures),
        actor=request.auth.machine,
        at=request.now,
    )
    return AssessedOut(
        **_capacity(assessed.capacity).dict(),
        short=Sum.minor(assessed.short_minor, given.currency),
        remarks=[words(remark.text) for remark in assessed.remarks],
    )


@reads(
    router,
    "/customers/{customer_id}/assessments",
    scope="capacity:read",
    response=Listed[CapacityOut],
)
def capacities(request: ApiRequest, customer_id: Id) -> Listed[CapacityOut]:
    """What counts now: the newest valid assessment of each currency."""
    known(customer_id)
    found = [
        each.capacity for each in queries.assessments_of(customer_id, request.now) if each.counts
    ]
    return Listed(items=[_capacity(capacity) for capacity in found])


def _capacity(capacity: Capacity) -> CapacityOut:
    return CapacityOut(
        low=Sum.minor(capacity.low_minor, capacity.currency),
        high=Sum.minor(capacity.high_minor, capacity.currency),
        made_at=capacity.made_at,
        valid_until=capacity.valid_until,
        depth=capacity.depth,
    )
