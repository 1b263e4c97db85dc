"""Texts: how they are written and counted, and the gateways that carry them."""

from __future__ import annotations

from django.conf import settings

from fairdue.delivery.sms import encoding
from fairdue.delivery.sms.encoding import Segments
from fairdue.delivery.sms.gateway import gateway_of
from fairdue.delivery.sms.opened import try_out

__all__ = ["Segments", "segments", "signature", "try_out"]


def signature() -> str:
    """The sender's name that goes before every text, without brackets; empty where none is set.

    Raises DeliveryError where FAIRDUE_SMS_URL is faulty.
    """
    return gateway_of(settings.SMS_URL).signature if settings.SMS_URL else ""


def segments(text: str) -> Segments:
    """What a text takes up as it would leave here, with the signature of FAIRDUE_SMS_URL.

    Raises DeliveryError where that setting is faulty.
    """
    return encoding.segments(text, signature())
