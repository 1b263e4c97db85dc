"""Carries messages out of the house, and word of them back."""

from fairdue.delivery.carrier import WAYS, Carrier, Way, carriers, way_for
from fairdue.delivery.message import (
    Attachment,
    DeliveryError,
    DeliveryUnknown,
    Inbound,
    Kind,
    Message,
    Receipt,
    Report,
    new_key,
)
from fairdue.delivery.sending import can_send, send

__all__ = [
    "WAYS",
    "Attachment",
    "Carrier",
    "DeliveryError",
    "DeliveryUnknown",
    "Inbound",
    "Kind",
    "Message",
    "Receipt",
    "Report",
    "Way",
    "can_send",
    "carriers",
    "new_key",
    "send",
    "way_for",
]
