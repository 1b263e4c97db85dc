"""Opens the carrier that FAIRDUE_SMS_URL names."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from fairdue.delivery.sms.gateway import gateway_of
from fairdue.delivery.sms.smpp import Smpp
from fairdue.delivery.sms.unanswered import Unanswered


def smpp_is_set() -> bool:
    """Is the gateway one that speaks SMPP?"""
    return str(settings.SMS_URL).startswith("smpp")


def smpp() -> Smpp:
    """The carrier over SMPP. Raises DeliveryError for a faulty setting."""
    kept = Path(settings.VAR) / "delivery" / "smpp-unanswered"
    return Smpp(gateway_of(settings.SMS_URL), Unanswered(kept))
