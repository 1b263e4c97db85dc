"""What is written to people, and how far it has come."""

from fairdue.messaging.models.messages import Message, MessageState

__all__ = ["Message", "MessageState"]
