"""The two numbers of a call in progress, each side seeing what it may.

The caller's number is shown to both: the collector reads it out, the cardholder compares. The
cardholder's number is shown to them alone: they read it out, the collector types it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from fairdue.identity.digests import digest
from fairdue.identity.models import CallChallenge

DIGITS = 6
CALLER, CARDHOLDER = "call caller", "call cardholder"


@dataclass(frozen=True, slots=True)
class CallForCaller:
    """What the collector sees."""

    id: int
    customer_id: int
    staff: str
    caller_number: str
    """To read out: 471 902."""
    expires_at: datetime
    tries: int
    caller_confirmed: bool
    cardholder_proved: bool
    denied: bool
    """The cardholder says it isn't us: hang up."""


@dataclass(frozen=True, slots=True)
class CallForCardholder:
    """What the signed-in cardholder sees."""

    id: int
    caller_number: str
    """What the caller must be able to read out."""
    own_number: str = field(repr=False)
    """What to read out if the caller asks for proof."""
    expires_at: datetime
    caller_confirmed: bool
    denied: bool


def number_of(challenge: CallChallenge, whose: str) -> str:
    """One of the numbers of a call, in two groups; it takes our key to work it out."""
    drawn = int.from_bytes(digest(whose, bytes(challenge.seed))) % 10**DIGITS
    written = f"{drawn:0{DIGITS}d}"
    return f"{written[:3]} {written[3:]}"


def call_for_caller(challenge_id: int, at: datetime) -> CallForCaller | None:
    """A call in progress as the collector sees it; None once it is over."""
    found = CallChallenge.objects.filter(pk=challenge_id, expires_at__gt=at).first()
    if found is None:
        return None
    return CallForCaller(
        found.pk,
        found.customer_id,
        found.staff,
        number_of(found, CALLER),
        found.expires_at,
        found.tries,
        found.caller_confirmed_at is not None,
        found.cardholder_proved_at is not None,
        found.denied_at is not None,
    )


def call_for_cardholder(customer_id: int, at: datetime) -> CallForCardholder | None:
    """The newest call in progress to a customer; None where nobody of ours is calling them.

    None is an answer too: whoever is on the phone isn't us.
    """
    newest = CallChallenge.objects.filter(customer_id=customer_id, expires_at__gt=at)
    found = newest.order_by("-begun_at", "-pk").first()
    if found is None:
        return None
    return CallForCardholder(
        found.pk,
        number_of(found, CALLER),
        number_of(found, CARDHOLDER),
        found.expires_at,
        found.caller_confirmed_at is not None,
        found.denied_at is not None,
    )
