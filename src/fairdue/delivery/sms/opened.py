"""Opens the carrier that FAIRDUE_SMS_URL names."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from fairdue.delivery.sms import smpp
from fairdue.delivery.sms.gateway import gateway_of
from fairdue.delivery.sms.kannel import Kannel
from fairdue.delivery.sms.smpp import Smpp
from fairdue.delivery.sms.unanswered import Unanswered


def smpp_is_set() -> bool:
    """Is there a gateway, and does it speak SMPP? A faulty address is told when it is opened."""
    return bool(settings.SMS_URL) and not kannel_is_set()


def kannel_is_set() -> bool:
    """Is there a gateway, and is it Kannel's?"""
    return str(settings.SMS_URL).startswith("kannel")


def open_smpp() -> Smpp:
    """The carrier over SMPP. Raises DeliveryError for a faulty setting."""
    kept = Path(settings.VAR) / "delivery" / "smpp-unanswered"
    return Smpp(gateway_of(settings.SMS_URL), Unanswered(kept))


def open_kannel() -> Kannel:
    """The carrier over Kannel. Raises DeliveryError for a faulty setting."""
    return Kannel(gateway_of(settings.SMS_URL))


def try_out() -> str:
    """Whether texts could be sent: the gateway's host and port.

    Nothing is sent. Raises DeliveryError that says what is in the way.
    """
    gateway = gateway_of(settings.SMS_URL)
    if gateway.speaks == "kannel":
        Kannel(gateway).try_out()
    else:
        smpp.try_out(gateway)
    return f"{gateway.host}:{gateway.port}"
