"""What was written to whom."""

from fairdue.messaging.queries.messages import MessageFacts, messages_to, now_of_message

__all__ = ["MessageFacts", "messages_to", "now_of_message"]
