"""What runs every hour by the site's own clock, whatever nobody does."""

from __future__ import annotations

from procrastinate.contrib.django import app

from fairdue.config.middleware import now
from fairdue.messaging import actions as messaging
from fairdue.negotiation import actions as negotiation


@app.periodic(cron="17 * * * *", periodic_id="reminders")
@app.task(name="config.remind", queueing_lock="reminders", lock="reminders")
def remind(timestamp: int) -> None:
    """End messages that were lost sight of, then remind of what comes up."""
    messaging.settle_messages(at=now())
    negotiation.remind_due(at=now())
