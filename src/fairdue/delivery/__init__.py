"""Carries messages out of the house."""

from fairdue.delivery.message import Attachment, DeliveryError, Message, Receipt
from fairdue.delivery.sending import can_send, send

__all__ = ["Attachment", "DeliveryError", "Message", "Receipt", "can_send", "send"]
