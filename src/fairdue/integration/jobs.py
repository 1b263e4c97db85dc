"""Follows the journal and sends events, a few seconds after they happened."""

from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from fairdue.integration.actions.answering import forget
from fairdue.integration.actions.following import follow
from fairdue.integration.actions.sending import endpoints_due, send_due
from fairdue.integration.actions.suspecting import tell_the_rest

QUEUE = "webhooks"
"""A worker of its own does this (`config.serving`), so that no night holds it up."""


@app.periodic(cron="* * * * * */10")
@app.task(name="webhooks.follow", queue=QUEUE, queueing_lock="webhooks.follow")
def follow_journal(timestamp: int) -> None:
    """Make events of what happened, and have them sent."""
    at = _now()
    follow(at=at)
    for endpoint_id in endpoints_due(at):
        ask_to_send(endpoint_id)


@app.task(name="webhooks.send", queue=QUEUE)
def send(*, endpoint_id: int) -> None:
    """Send what is due to one endpoint."""
    send_due(endpoint_id=endpoint_id, at=_now())


@app.periodic(cron="17 * * * *")
@app.task(name="integration.forget", queue=QUEUE, queueing_lock="integration.forget")
def forget_answers(timestamp: int) -> None:
    """Delete answers that were kept long enough; tell of what wasn't believed this hour."""
    at = _now()
    forget(at)
    tell_the_rest(at)


def ask_to_send(endpoint_id: int) -> None:
    """Have a worker send to an endpoint, unless one is asked to already."""
    try:
        with transaction.atomic():
            send.configure(queueing_lock=f"webhooks.send:{endpoint_id}").defer(
                endpoint_id=endpoint_id
            )
    except AlreadyEnqueued:
        return


def _now() -> datetime:
    """This moment, by the database: a job may run long after it was asked for, and a message that
    was signed then is refused.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        moment: datetime = cursor.fetchone()[0]
    return moment
