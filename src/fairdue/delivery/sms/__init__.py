"""Texts: how they are written and counted, and the gateways that carry them."""

from __future__ import annotations

from django.conf import settings

from fairdue.delivery.sms import encoding
from fairdue.delivery.sms.encoding import Segments
from fairdue.delivery.sms.gateway import gateway_of

__all__ = ["Segments", "segments"]


def segments(text: str) -> Segments:
    """What a text takes up as it would leave here, with the signature of FAIRDUE_SMS_URL.

    Raises DeliveryError where that setting is faulty.
    """
    signature = gateway_of(settings.SMS_URL).signature if settings.SMS_URL else ""
    return encoding.segments(text, signature)
