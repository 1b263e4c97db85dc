"""Handing messages over."""

from __future__ import annotations

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from fairdue.delivery import DeliveryError
from fairdue.messaging.actions.sending import DELIVER, TRIES_MAX, deliver
from fairdue.messaging.queries import now_of_message

RETRY_SECONDS = 10

SOON = RetryStrategy(max_attempts=TRIES_MAX, wait=RETRY_SECONDS, retry_exceptions={DeliveryError})


@app.task(name=DELIVER, retry=SOON)
def deliver_message(*, message_id: int) -> None:
    """Hand one message over, while its permit lasts."""
    at = now_of_message(message_id)
    if at is not None:
        deliver(message_id, at=at)
