"""Takes a cardholder to the provider, and does what the provider then tells."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language

from fairdue.negotiation.actions.settling_agreements import settle_customer
from fairdue.portal.gateways import Gateway, GatewayError
from fairdue.portfolio.actions import hear, keep_checkout
from fairdue.portfolio.queries.intents import IntentFacts

log = logging.getLogger(__name__)


def ask_for_checkout(
    request: HttpRequest, gateway: Gateway, intent: IntentFacts, at: datetime
) -> bool:
    """Ask the provider where this payment can be made, and keep it; False if it doesn't answer.

    Asking again is harmless: the provider knows the payment by our reference.
    """
    try:
        checkout = gateway.begin(
            reference=intent.reference,
            amount=intent.amount,
            language=get_language() or "en",
            return_url=request.build_absolute_uri(
                reverse("my-payment", args=[intent.reference]) + "?back=1"
            ),
            notify_url=request.build_absolute_uri(reverse("my-pay-notices")),
            at=at,
        )
    except GatewayError as error:
        log.warning("payment %s: %s", intent.reference, error)
        return False
    keep_checkout(
        reference=intent.reference,
        gateway_ref=checkout.gateway_ref,
        checkout_url=checkout.url,
        at=at,
    )
    return True


def take_notice(gateway: Gateway, headers: Mapping[str, str], body: bytes, at: datetime) -> bool:
    """Do what a provider tells, and settle what was promised with the money.

    False where the provider should tell it again later. Raises Refused for a false or old
    signature, and for a payment we know nothing of; nothing is recorded then.
    """
    notice = gateway.read(headers, body, at)
    if notice is None:
        return True
    with transaction.atomic():
        heard = hear(
            gateway=gateway.name,
            notice_id=notice.notice_id,
            reference=notice.reference,
            gateway_ref=notice.gateway_ref,
            event=notice.event,
            amount=notice.amount,
            reason=notice.reason,
            at=at,
        )
        if heard is not None and heard.money_moved:
            settle_customer(heard.customer_id, at)
    return heard is not None
