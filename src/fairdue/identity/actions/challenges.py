"""Proof both ways while a call lasts: that the caller is ours, and who is being called."""

from __future__ import annotations

import hmac
import secrets
from datetime import datetime

from django.db import transaction

from fairdue.identity.actions.recording import enter
from fairdue.identity.models import CallChallenge
from fairdue.identity.queries.challenges import (
    CARDHOLDER,
    CallForCaller,
    call_for_caller,
    number_of,
)
from fairdue.identity.queries.policy import CODES_RULE, code_policy
from fairdue.identity.rules.typed import code_typed
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.people.actors import Actor
from fairdue.people.rules import require
from fairdue.portfolio.models import Customer

SEED_BYTES = 16
OVER = Text("This call's numbers are no longer valid.", "本次通话的核验数字已失效。")


def begin(*, customer_id: int, staff: Actor, at: datetime) -> CallForCaller:
    """Make the two numbers of a call to a customer, or give those that this caller has already.

    Raises Refused for a role that may not contact customers. A call by somebody else takes the
    place of an earlier one: the cardholder sees the newest.
    """
    require(staff, "contact")
    with transaction.atomic():
        Customer.objects.select_for_update().get(pk=customer_id)
        standing = CallChallenge.objects.filter(
            customer_id=customer_id, expires_at__gt=at, denied_at=None
        )
        found = standing.order_by("-begun_at", "-pk").first()
        if found is None or found.staff != staff.username:
            found = CallChallenge.objects.create(
                customer_id=customer_id,
                staff=staff.username,
                seed=secrets.token_bytes(SEED_BYTES),
                begun_at=at,
                expires_at=at + code_policy(at).call_lasts,
                journal_entry=enter(
                    "call_challenge_begun",
                    actor=staff.username,
                    at=at,
                    rule=CODES_RULE,
                    subject=f"customer:{customer_id}",
                    customer_id=customer_id,
                ),
            )
    begun = call_for_caller(found.pk, at)
    assert begun is not None
    return begun


def confirm_caller(*, challenge_id: int, actor: Actor, at: datetime) -> None:
    """The cardholder heard the caller's number read out: it is us. Only they can say so."""
    with transaction.atomic():
        challenge = _locked(challenge_id, at)
        require(actor, "answer_call", challenge.customer_id)
        if challenge.caller_confirmed_at is None:
            challenge.caller_confirmed_at = at
            _save(challenge, "caller_confirmed", actor, at)


def deny_caller(*, challenge_id: int, actor: Actor, at: datetime) -> None:
    """The cardholder heard another number, or none: it isn't us. The numbers end at once."""
    with transaction.atomic():
        challenge = _locked(challenge_id, at)
        require(actor, "answer_call", challenge.customer_id)
        challenge.denied_at = at
        _save(challenge, "caller_denied", actor, at)


def report_caller(*, customer_id: int, actor: Actor, at: datetime) -> None:
    """The cardholder is being called by somebody in our name, while nobody of ours is calling.

    On record for compliance, who see it among the checks. Raises Refused for anybody else.
    """
    require(actor, "answer_call", customer_id)
    with transaction.atomic():
        enter(
            "false_caller_reported",
            actor=actor.username,
            at=at,
            rule=CODES_RULE,
            subject=f"customer:{customer_id}",
            customer_id=customer_id,
        )


def prove_cardholder(*, challenge_id: int, typed: str, staff: Actor, at: datetime) -> bool:
    """Is this the number that only the signed-in cardholder sees? Three tries, by who began it.

    True is on record as proof of whom one speaks with. Raises Refused once the numbers are no
    longer valid, were denied or tried too often, and for anybody but the caller. Must not be
    called inside a transaction: a wrong number is recorded too.
    """
    require(staff, "contact")
    with transaction.atomic(durable=True):
        challenge = _locked(challenge_id, at)
        if challenge.staff != staff.username:
            raise Refused(Text("Only who is calling can do this.", "仅本次通话的催收员可以操作。"))
        if challenge.tries >= code_policy(at).call_tries:
            raise Refused(OVER)
        right = code_typed(number_of(challenge, CARDHOLDER))
        if hmac.compare_digest(code_typed(typed).encode(), right.encode()):
            challenge.cardholder_proved_at = challenge.cardholder_proved_at or at
            _save(challenge, "cardholder_proved", staff, at)
            return True
        challenge.tries += 1
        _save(challenge, "cardholder_number_wrong", staff, at)
        return False


def _locked(challenge_id: int, at: datetime) -> CallChallenge:
    """The call, if its numbers still count."""
    found = CallChallenge.objects.select_for_update().filter(
        pk=challenge_id, expires_at__gt=at, denied_at=None
    )
    challenge = found.first()
    if challenge is None:
        raise Refused(OVER)
    return challenge


def _save(challenge: CallChallenge, action: str, actor: Actor, at: datetime) -> None:
    challenge.journal_entry = enter(
        action,
        actor=actor.username,
        at=at,
        rule=CODES_RULE,
        subject=f"call_challenge:{challenge.pk}",
        customer_id=challenge.customer_id,
        details={"tries": challenge.tries},
    )
    challenge.save()
