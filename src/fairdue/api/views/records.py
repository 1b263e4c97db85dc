"""Disputes, complaints, consents, and requests about contact."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated

from ninja import Query, Router, Schema
from pydantic import Field, StrictInt

from fairdue.api.calls import ApiRequest, reads, writes
from fairdue.api.fields import (
    Clock,
    ExactAmount,
    Given,
    Hour,
    Id,
    Line,
    Listed,
    Moment,
    Page,
    Reason,
    Reference,
    Row,
    Sum,
    Words,
    hour_or_none,
    listed,
    sum_or_none,
)
from fairdue.api.problems import Problem, not_found
from fairdue.api.views.customers import known
from fairdue.compliance import queries
from fairdue.compliance.actions.complaints import record_complaint, withdraw_complaint
from fairdue.compliance.actions.consents import grant_consent, revoke_consent
from fairdue.compliance.actions.disputes import open_dispute, withdraw_dispute
from fairdue.compliance.actions.requests import record_request, withdraw_request
from fairdue.compliance.models import (
    ComplaintAbout,
    ComplaintChannel,
    ConsentKind,
    DisputeGround,
    GivenTo,
    Manner,
    Place,
    RequestKind,
)
from fairdue.compliance.queries.complaints import ComplaintFacts
from fairdue.compliance.queries.disputes import DisputeFacts
from fairdue.compliance.queries.records import ConsentFacts, RequestFacts
from fairdue.compliance.rules.circumstances import CHANNELS
from fairdue.kernel.text import Text
from fairdue.portfolio import queries as portfolio

router = Router(tags=["Disputes, complaints, consents, requests"])
Channel = Annotated[str, Field(json_schema_extra={"enum": sorted(CHANNELS)}, max_length=20)]


class NewDispute(Given):
    """What is disputed: an account's debt or all of it; an amount or all of it."""

    ground: DisputeGround
    statement: Words = Field(description="In the customer's words; kept sealed")
    manner: Manner = Manner.ELECTRONIC
    account_ref: Reference | None = None
    amount: ExactAmount | None = None
    received_at: Moment | None = None


class DisputeOut(Schema):
    """A dispute. Contact is stopped while it is open."""

    id: int
    ground: str
    state: str
    account_ref: str
    amount: Sum | None
    received_at: datetime
    answer_by: date
    decision: str
    answered_at: datetime | None


class NewComplaint(Given):
    """What is complained of."""

    about: ComplaintAbout
    channel: ComplaintChannel = ComplaintChannel.ONLINE
    statement: Words = Field(description="In the customer's words; kept sealed")
    received_at: Moment | None = None


class ComplaintOut(Schema):
    """A complaint, and by when it is decided."""

    id: int
    about: str
    channel: str
    state: str
    received_at: datetime
    acknowledge_by: date
    decide_by: date
    decision: str
    answered_at: datetime | None


class NewConsent(Given):
    """What the customer agreed to; `evidence` says where that can be heard or read."""

    kind: ConsentKind
    evidence: Reason
    channel: Channel | None = None
    begins: Clock | None = None
    ends: Clock | None = None
    dials_max: Annotated[StrictInt, Field(ge=1, le=1000)] | None = None
    given_to: GivenTo = GivenTo.CREDITOR
    granted_at: Moment | None = None
    ends_at: Moment | None = None


class Revocation(Given):
    """Why, or how it reached you."""

    reason: Reason
    revoked_at: Moment | None = None


class Withdrawal(Given):
    """The customer took it back; `evidence` says where that can be heard or read."""

    evidence: Reason


class ConsentOut(Schema):
    """A consent; it counts while it stands."""

    id: int
    kind: str
    channel: str
    begins: Hour | None
    ends: Hour | None
    dials_max: int | None
    granted_at: datetime
    ends_at: datetime | None
    revoked_at: datetime | None
    stands: bool


class NewRequest(Given):
    """What the customer asked us to refrain from; `reason` says where that can be read."""

    kind: RequestKind
    reason: Reason
    manner: Manner = Manner.ELECTRONIC
    channel: Channel | None = None
    weekdays: Annotated[
        list[Annotated[StrictInt, Field(ge=0, le=6, description="0 is Monday")]],
        Field(max_length=7),
    ] = []
    begins: Clock | None = None
    ends: Clock | None = None
    place: Place | None = None
    representative: Line | None = Field(default=None, description="Kept sealed")
    received_at: Moment | None = None
    ends_at: Moment | None = None


class RequestOut(Schema):
    """A request about contact; it counts while it stands."""

    id: int
    kind: str
    channel: str
    weekdays: list[int]
    begins: Hour | None
    ends: Hour | None
    received_at: datetime
    ends_at: datetime | None
    withdrawn_at: datetime | None
    stands: bool


DISPUTES, COMPLAINTS = "/customers/{customer_id}/disputes", "/customers/{customer_id}/complaints"
CONSENTS, REQUESTS = "/customers/{customer_id}/consents", "/customers/{customer_id}/requests"


@reads(router, DISPUTES, scope="disputes:read", response=Listed[DisputeOut])
def disputes(request: ApiRequest, customer_id: Id, page: Query[Page]) -> Listed[DisputeOut]:
    """A customer's disputes, newest first."""
    known(customer_id)
    return listed(queries.disputes_of(customer_id), page, _dispute)


@writes(router, DISPUTES, scope="disputes:write", response=DisputeOut)
def dispute(request: ApiRequest, customer_id: Id, given: NewDispute) -> DisputeOut:
    """Open a dispute. Contact stops until it is answered."""
    known(customer_id)
    row = open_dispute(
        customer_id=customer_id,
        ground=given.ground,
        statement=given.statement,
        manner=given.manner,
        account_id=_own_account(customer_id, given.account_ref),
        amount=given.amount.money if given.amount else None,
        received_at=given.received_at,
        staff=request.auth.machine,
        at=request.now,
    )
    return next(_dispute(each) for each in queries.disputes_of(customer_id) if each.id == row.pk)


@writes(
    router,
    DISPUTES + "/{dispute_id}/withdraw",
    scope="disputes:write",
    response=DisputeOut,
    status=200,
)
def withdraw_a_dispute(
    request: ApiRequest, customer_id: Id, dispute_id: Id, given: Withdrawal
) -> DisputeOut:
    """The customer takes a dispute back; contact may go on."""
    known(customer_id)
    _its(queries.disputes_of(customer_id), dispute_id)
    withdraw_dispute(
        dispute_id=dispute_id, reason=given.evidence, staff=request.auth.machine, at=request.now
    )
    return _dispute(_its(queries.disputes_of(customer_id), dispute_id))


@reads(router, COMPLAINTS, scope="complaints:read", response=Listed[ComplaintOut])
def complaints(request: ApiRequest, customer_id: Id, page: Query[Page]) -> Listed[ComplaintOut]:
    """A customer's complaints, newest first."""
    known(customer_id)
    return listed(queries.complaints_of(customer_id), page, _complaint)


@writes(router, COMPLAINTS, scope="complaints:write", response=ComplaintOut)
def complain(request: ApiRequest, customer_id: Id, given: NewComplaint) -> ComplaintOut:
    """Put a complaint on record; its clock runs from its receipt."""
    known(customer_id)
    row = record_complaint(
        customer_id=customer_id,
        about=given.about,
        channel=given.channel,
        statement=given.statement,
        received_at=given.received_at,
        staff=request.auth.machine,
        at=request.now,
    )
    found = queries.complaint(row.pk)
    assert found is not None, "it was recorded a moment ago"
    return _complaint(found)


@writes(
    router,
    COMPLAINTS + "/{complaint_id}/withdraw",
    scope="complaints:write",
    response=ComplaintOut,
    status=200,
)
def withdraw_a_complaint(
    request: ApiRequest, customer_id: Id, complaint_id: Id, given: Withdrawal
) -> ComplaintOut:
    """The customer takes a complaint back. One that an authority passed on is taken back there."""
    known(customer_id)
    _its(queries.complaints_of(customer_id), complaint_id)
    withdraw_complaint(
        complaint_id=complaint_id, reason=given.evidence, staff=request.auth.machine, at=request.now
    )
    return _complaint(_its(queries.complaints_of(customer_id), complaint_id))


@reads(router, CONSENTS, scope="consents:read", response=Listed[ConsentOut])
def consents(request: ApiRequest, customer_id: Id, page: Query[Page]) -> Listed[ConsentOut]:
    """A customer's consents, past ones too, newest first."""
    known(customer_id)
    return listed(queries.consents_of(customer_id), page, lambda each: _consent(each, request.now))


@writes(router, CONSENTS, scope="consents:write", response=ConsentOut)
def consent(request: ApiRequest, customer_id: Id, given: NewConsent) -> ConsentOut:
    """Put a consent on record."""
    known(customer_id)
    row = grant_consent(
        customer_id=customer_id,
        kind=given.kind,
        evidence=given.evidence,
        channel=given.channel or "",
        begins=given.begins,
        ends=given.ends,
        dials_max=given.dials_max,
        given_to=given.given_to,
        granted_at=given.granted_at,
        ends_at=given.ends_at,
        staff=request.auth.machine,
        at=request.now,
    )
    return _consent_of(customer_id, row.pk, request.now)


@writes(
    router,
    CONSENTS + "/{consent_id}/revoke",
    scope="consents:write",
    response=ConsentOut,
    status=200,
)
def revoke(request: ApiRequest, customer_id: Id, consent_id: Id, given: Revocation) -> ConsentOut:
    """Take a consent back, as the customer may at any time."""
    known(customer_id)
    _consent_of(customer_id, consent_id, request.now)
    revoke_consent(
        consent_id=consent_id,
        reason=given.reason,
        revoked_at=given.revoked_at,
        staff=request.auth.machine,
        at=request.now,
    )
    return _consent_of(customer_id, consent_id, request.now)


@reads(router, REQUESTS, scope="consents:read", response=Listed[RequestOut])
def requests(request: ApiRequest, customer_id: Id, page: Query[Page]) -> Listed[RequestOut]:
    """What a customer asked us to refrain from, past requests too, newest first."""
    known(customer_id)
    return listed(queries.requests_of(customer_id), page, lambda each: _request(each, request.now))


@writes(router, REQUESTS, scope="requests:write", response=RequestOut)
def ask(request: ApiRequest, customer_id: Id, given: NewRequest) -> RequestOut:
    """Put a request about contact on record. It counts from its receipt."""
    known(customer_id)
    row = record_request(
        customer_id=customer_id,
        kind=given.kind,
        reason=given.reason,
        manner=given.manner,
        channel=given.channel or "",
        weekdays=given.weekdays,
        begins=given.begins,
        ends=given.ends,
        place=given.place or "",
        representative=given.representative or "",
        received_at=given.received_at,
        ends_at=given.ends_at,
        staff=request.auth.machine,
        at=request.now,
    )
    found = queries.requests_of(customer_id)
    return next(_request(each, request.now) for each in found if each.id == row.pk)


@writes(
    router,
    REQUESTS + "/{request_id}/withdraw",
    scope="requests:write",
    response=RequestOut,
    status=200,
)
def withdraw_a_request(
    request: ApiRequest, customer_id: Id, request_id: Id, given: Withdrawal
) -> RequestOut:
    """The customer takes a request back; it stops to count."""
    known(customer_id)
    _its(queries.requests_of(customer_id), request_id)
    withdraw_request(
        request_id=request_id, reason=given.evidence, staff=request.auth.machine, at=request.now
    )
    return _request(_its(queries.requests_of(customer_id), request_id), request.now)


def _its(rows: Sequence[Row], number: int) -> Row:
    """The customer's own record of that number. Raises Problem 404 where there is none."""
    for each in rows:
        if each.id == number:
            return each
    raise not_found()


def _own_account(customer_id: int, account_ref: str | None) -> int | None:
    if account_ref is None:
        return None
    for account in portfolio.accounts_of(customer_id):
        if account.account_ref == account_ref:
            return account.id
    raise Problem(
        422,
        "refused",
        Text("This account is not the customer's.", "该账户不属于此客户。"),
    )


def _consent_of(customer_id: int, consent_id: int, at: datetime) -> ConsentOut:
    return _consent(_its(queries.consents_of(customer_id), consent_id), at)


def _dispute(facts: DisputeFacts) -> DisputeOut:
    return DisputeOut(
        id=facts.id,
        ground=facts.ground_code,
        state=facts.state.value,
        account_ref=facts.account_ref,
        amount=sum_or_none(facts.amount),
        received_at=facts.received_at,
        answer_by=facts.answer_by,
        decision=facts.decision,
        answered_at=facts.answered_at,
    )


def _complaint(facts: ComplaintFacts) -> ComplaintOut:
    return ComplaintOut(
        id=facts.id,
        about=facts.about_code,
        channel=facts.channel_code,
        state=facts.state.value,
        received_at=facts.received_at,
        acknowledge_by=facts.acknowledge_by,
        decide_by=facts.decide_by,
        decision=facts.decision,
        answered_at=facts.answered_at,
    )


def _consent(facts: ConsentFacts, at: datetime) -> ConsentOut:
    return ConsentOut(
        id=facts.id,
        kind=facts.kind,
        channel=facts.channel,
        begins=hour_or_none(facts.begins),
        ends=hour_or_none(facts.ends),
        dials_max=facts.dials_max,
        granted_at=facts.granted_at,
        ends_at=facts.ends_at,
        revoked_at=facts.revoked_at,
        stands=facts.stands_at(at),
    )


def _request(facts: RequestFacts, at: datetime) -> RequestOut:
    return RequestOut(
        id=facts.id,
        kind=facts.kind,
        channel=facts.channel,
        weekdays=list(facts.weekdays),
        begins=hour_or_none(facts.begins),
        ends=hour_or_none(facts.ends),
        received_at=facts.received_at,
        ends_at=facts.ends_at,
        withdrawn_at=facts.withdrawn_at,
        stands=facts.stands_at(at),
    )
