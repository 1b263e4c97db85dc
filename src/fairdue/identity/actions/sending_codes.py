"""Finds the person of a request and sends the code, or sends nothing. Run by a worker."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.db import transaction

from fairdue.delivery import DeliveryError, Message, can_send, send
from fairdue.identity.actions.recording import SYSTEM, enter
from fairdue.identity.digests import digest
from fairdue.identity.models import RequestState, SignInRequest
from fairdue.identity.queries.finding import REACHED_BY, Person, person_of
from fairdue.identity.queries.policy import (
    SIGN_IN_RULE,
    clock_words,
    lender,
    sign_in_policy,
)
from fairdue.identity.queries.trying import wrong_of_pair
from fairdue.identity.rules.limits import locked_until
from fairdue.identity.rules.words import code_message, locked_message
from fairdue.kernel.text import Text
from fairdue.portfolio.models import ContactPoint
from fairdue.vault.sealing import vault

CODE = "code"
"""What the digests of codes are for."""


def send_code(*, request_id: int, at: datetime) -> None:
    """Make the code of a request and send it to its person, where there is exactly one.

    A request for nobody gets a code that nobody learns. Nothing is sent once a code could not be
    used any more. Raises DeliveryError where another try may do better; each try makes a code of
    its own. What couldn't be sent is on record.
    """
    policy = sign_in_policy(at)
    code = "".join(secrets.choice("0123456789") for _ in range(policy.code_digits))
    with transaction.atomic():
        request = SignInRequest.objects.select_for_update().get(pk=request_id)
        if request.state in (RequestState.SENT, RequestState.WITHHELD):
            return
        if at >= request.expires_at:
            _undelivered(request, at, "expired")
            return
        person = person_of(request, policy.second_facts)
        if person is not None and not can_send(person.reached_by):
            person = None
        _keep(request, person, code, at)
    if person is not None:
        words = code_message(code, clock_words(request.expires_at), lender(at))
        _send(request, person, words, at)


def tell_person(*, request_id: int, at: datetime) -> None:
    """Tell the person of a request that wrong codes were typed, and until when nothing goes.

    Does nothing where there is no such person, no way to reach them, or no lock any more.
    """
    request = SignInRequest.objects.get(pk=request_id)
    point = ContactPoint.objects.filter(
        pk=request.contact_point_id or 0, invalid_since=None, not_theirs_since_at=None
    ).first()
    policy = sign_in_policy(at)
    until = locked_until(wrong_of_pair(bytes(request.pair_digest), at), policy.back_off)
    if point is None or until is None or at >= until:
        return
    if not can_send(REACHED_BY[point.kind]):
        return
    subject, text = locked_message(clock_words(until), lender(at))
    language = request.language
    with transaction.atomic():
        enter(
            "sign_in_warned",
            actor=SYSTEM,
            at=at,
            rule=SIGN_IN_RULE,
            subject=f"sign_in:{request.pk}",
            customer_id=request.customer_id,
            details={"until": until.isoformat()},
        )
    send(
        Message(
            REACHED_BY[point.kind],
            vault().unseal(point.value_sealed),
            subject.in_language(language),
            text.in_language(language),
        )
    )


def _keep(request: SignInRequest, person: Person | None, code: str, at: datetime) -> None:
    """Note the code and whose it is. The code itself is in the message alone."""
    state = RequestState.UNDELIVERED if person else RequestState.WITHHELD  # until it is sent
    request.code_digest = digest(CODE, str(request.pk), code)
    request.customer_id = person.customer_id if person else None
    request.contact_point_id = person.contact_point_id if person else None
    _move(request, state, "sign_in_code_made" if person else "sign_in_code_withheld", at)
    request.save(
        update_fields=["code_digest", "customer", "contact_point", "state", "journal_entry"]
    )


def _send(request: SignInRequest, person: Person, words: tuple[Text, Text], at: datetime) -> None:
    subject, text = (each.in_language(request.language) for each in words)
    try:
        receipt = send(Message(person.reached_by, person.address, subject, text))
    except DeliveryError as error:
        with transaction.atomic():
            _undelivered(request, at, error.text.en)
        if error.again:
            raise
        return
    with transaction.atomic():
        _move(request, RequestState.SENT, "sign_in_code_sent", at, {"carried_by": receipt.how})
        request.save(update_fields=["state", "journal_entry"])


def _undelivered(request: SignInRequest, at: datetime, why: str) -> None:
    _move(request, RequestState.UNDELIVERED, "sign_in_code_undelivered", at, {"why": why})
    request.save(update_fields=["state", "journal_entry"])


def _move(
    request: SignInRequest,
    state: RequestState,
    action: str,
    at: datetime,
    details: dict[str, str] | None = None,
) -> None:
    request.state = state
    request.journal_entry = enter(
        action,
        actor=SYSTEM,
        at=at,
        rule=SIGN_IN_RULE,
        subject=f"sign_in:{request.pk}",
        customer_id=request.customer_id,
        details=details,
    )
