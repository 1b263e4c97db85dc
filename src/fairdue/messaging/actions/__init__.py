"""Writes to people: words under a permit, on their way in one transaction, handed over once."""

from fairdue.messaging.actions.sending import (
    Letter,
    Queued,
    deliver,
    send_message,
    settle_messages,
)

__all__ = ["Letter", "Queued", "deliver", "send_message", "settle_messages"]
