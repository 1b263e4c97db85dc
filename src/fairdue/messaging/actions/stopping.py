"""E-mail is stopped by one click, by whoever holds a message, without signing in (RFC 8058).

Following the link changes nothing, as programs follow links too; pressing the button does.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from fairdue.compliance import queries as compliance
from fairdue.compliance.actions import record_request, revoke_consent
from fairdue.compliance.models import ConsentKind, Manner, RequestKind
from fairdue.contact.models import Channel
from fairdue.messaging.actions.handing_over import withdraw_from
from fairdue.messaging.actions.stop_links import contact_point_of
from fairdue.people.actors import Cardholder
from fairdue.portfolio.models import ContactPoint

REASON, WITHDRAWN = "one click", "opted_out"


def stop_by_link(token: str, *, at: datetime) -> bool:
    """Stop e-mail to whom a link was sent, from this moment; False for a link that isn't ours.

    Puts the request on record as the cardholder's own, revokes consent to be sent e-mail, and takes
    back what still waits to go out. Stopping twice is stopping once.
    """
    contact_point_id = contact_point_of(token)
    if contact_point_id is None:
        return False
    with transaction.atomic():
        point = ContactPoint.objects.select_for_update().filter(pk=contact_point_id).first()
        if point is None:
            return True  # nobody is written to there any more
        _stop(point.customer_id, at)
    # Apart from the above, so that two who lock messages and addresses never wait for each other.
    withdraw_from(
        point.customer_id,
        channel=Channel.EMAIL,
        why=WITHDRAWN,
        actor=Cardholder(point.customer_id).username,
        at=at,
    )
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
