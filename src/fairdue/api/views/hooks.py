"""Payments told by signed webhook: whoever knows the source's secret is the source."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Router
from ninja.decorators import decorate_view
from pydantic import Field

from fairdue.api.calls import PROBLEMS, ApiRequest, View, kept_or_fresh
from fairdue.api.fields import Given
from fairdue.api.problems import Problem, answer
from fairdue.api.views.payments import (
    NewPayment,
    PaymentOut,
    Reversal,
    paid,
    payment,
    taken_back,
)
from fairdue.api.views.webhooks import Name
from fairdue.integration.actions.answering import Answered
from fairdue.integration.actions.hearing import Heard, heard
from fairdue.integration.actions.suspecting import suspect
from fairdue.integration.rules import signatures
from fairdue.integration.rules.suspicions import OTHER_MESSAGE, REPEATED
from fairdue.kernel.refusal import Refused

router = Router(tags=["Payment messages"])

HEADERS = [
    {
        "name": name,
        "in": "header",
        "required": True,
        "description": means,
        "schema": {"type": "string", "maxLength": 2000},
    }
    for name, means in (
        (signatures.ID_HEADER, "The message's own identifier; the same when it is sent again"),
        (signatures.TIMESTAMP_HEADER, "Seconds since 1970 when it was signed"),
        (signatures.SIGNATURE_HEADER, "v1, and the base64 of HMAC-SHA256 over id.timestamp.body"),
    )
]


class PaymentReceived(Given):
    """Money came in."""

    type: Literal["payment.received"]
    data: NewPayment


class PaymentReversed(Given):
    """Money was taken back."""

    type: Literal["payment.reversed"]
    data: Reversal


Message = Annotated[PaymentReceived | PaymentReversed, Field(discriminator="type")]


def signed(run: View) -> View:
    """Believe the message, or refuse it; the same message again gets the same answer."""

    def call(request: ApiRequest, source: str, **rest: object) -> HttpResponse:
        try:
            believed = _believed(request, source)
            request.heard = believed  # type: ignore[attr-defined]
            return _answered(request, believed, lambda: run(request, source=source, **rest))
        except Problem as problem:
            return answer(problem)

    return call


def _answered(
    request: ApiRequest, believed: Heard, run: Callable[[], HttpResponse]
) -> HttpResponse:
    fresh: list[HttpResponse] = []

    def work() -> Answered:
        fresh.append(run())
        return Answered(fresh[0].status_code, fresh[0].content.decode())

    try:
        given = kept_or_fresh(request, believed.asked_by, believed.message_id, work, fresh)
    except Problem:
        suspect(source=believed.source, cause=OTHER_MESSAGE, at=request.now)
        raise
    if not fresh:
        suspect(source=believed.source, cause=REPEATED, at=request.now)
    return given


@router.post(
    "/hooks/payments/{source}",
    response={200: PaymentOut, **PROBLEMS},
    openapi_extra={"parameters": HEADERS},
    auth=None,
)
@decorate_view(signed)
def payment_message(request: HttpRequest, source: Name, given: Message) -> PaymentOut:
    """A payment or a reversal, signed by the source. The same one again has no further effect."""
    call: ApiRequest = request  # type: ignore[assignment]
    machine = call.heard.machine  # type: ignore[attr-defined]
    if isinstance(given, PaymentReceived):
        return payment(paid(given.data, "webhook", machine, call))
    return payment(taken_back(given.data, "webhook", machine, call))


def _believed(request: ApiRequest, source: str) -> Heard:
    headers = {name.lower(): value for name, value in request.headers.items()}
    try:
        return heard(source=source, headers=headers, body=request.body, at=request.now)
    except Refused as refused:
        raise Problem(401, "signature", refused.text) from None
