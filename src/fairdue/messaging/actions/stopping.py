"""E-mail is stopped by one click, by whoever holds a message, without signing in (RFC 8058).

The link holds the number of the contact point, sealed: it can be neither read nor guessed, says
nothing of a person, and works as long as our keys do. Following it changes nothing, as programs
follow links too; pressing the button does.
"""

from __future__ import annotations

import base64
import binascii
from datetime import datetime

from django.conf import settings
from django.db import transaction

from fairdue.compliance import queries as compliance
from fairdue.compliance.actions import record_request, revoke_consent
from fairdue.compliance.models import ConsentKind, Manner, RequestKind
from fairdue.contact.models import Channel
from fairdue.people.actors import Cardholder
from fairdue.portfolio.models import ContactPoint
from fairdue.vault.sealing import SealBrokenError, vault

REASON = "one click"
TOKEN_LENGTH_MAX = 200
_PURPOSE = "stop e-mail:"


def stop_address(contact_point_id: int) -> str:
    """Where a person stops e-mail that goes to this contact point of theirs."""
    sealed = vault().seal(f"{_PURPOSE}{contact_point_id}")
    token = base64.urlsafe_b64encode(sealed).decode().rstrip("=")
    return f"{settings.PUBLIC_URL}/stop/{token}/"


def stop_headers(contact_point_id: int) -> dict[str, str]:
    """What an e-mail carries so that a mail program can stop it by itself (RFC 2369, 8058)."""
    return {
        "List-Unsubscribe": f"<{stop_address(contact_point_id)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def stop_by_link(token: str, *, at: datetime) -> bool:
    """Stop e-mail to whom a link was sent, from this moment; False for a link that isn't ours.

    Puts the request on record as the cardholder's own and revokes consent to be sent e-mail.
    Stopping twice is stopping once.
    """
    contact_point_id = _contact_point_of(token)
    if contact_point_id is None:
        return False
    with transaction.atomic():
        point = ContactPoint.objects.select_for_update().filter(pk=contact_point_id).first()
        if point is None:
            return True  # nobody is written to there any more
        _stop(point.customer_id, at)
    return True


def _stop(customer_id: int, at: datetime) -> None:
    whose = Cardholder(customer_id)
    for consent in compliance.consents_of(customer_id):
        of_email = consent.kind == ConsentKind.CHANNEL and consent.channel == Channel.EMAIL
        if of_email and consent.stands_at(at):
            revoke_consent(consent_id=consent.id, reason=REASON, staff=whose, at=at)
    asked = compliance.requests_of(customer_id)
    if not any(
        each.kind == RequestKind.STOP_MEDIUM
        and each.channel == Channel.EMAIL
        and each.stands_at(at)
        for each in asked
    ):
        record_request(
            customer_id=customer_id,
            kind=RequestKind.STOP_MEDIUM,
            channel=Channel.EMAIL,
            manner=Manner.ELECTRONIC,
            reason=REASON,
            staff=whose,
            at=at,
        )


def _contact_point_of(token: str) -> int | None:
    if not 0 < len(token) <= TOKEN_LENGTH_MAX or not token.isascii():
        return None
    try:
        sealed = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
        opened = vault().unseal(sealed)
    except (binascii.Error, SealBrokenError, ValueError):
        return None
    number = opened.removeprefix(_PURPOSE)
    return int(number) if opened.startswith(_PURPOSE) and number.isdecimal() else None
