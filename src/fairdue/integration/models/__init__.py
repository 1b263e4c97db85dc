"""What is on record about other systems, and what was sent to them."""

from fairdue.integration.models.answers import Answer
from fairdue.integration.models.tokens import Token, TokenUse
from fairdue.integration.models.webhooks import (
    Delivery,
    DeliveryState,
    Endpoint,
    Event,
    Following,
    Source,
    Suspicion,
)

__all__ = [
    "Answer",
    "Delivery",
    "DeliveryState",
    "Endpoint",
    "Event",
    "Following",
    "Source",
    "Suspicion",
    "Token",
    "TokenUse",
]
