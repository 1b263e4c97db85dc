"""Codes are found a person and sent by a worker, where nobody can time it."""

from __future__ import annotations

from typing import Any

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from fairdue.delivery import DeliveryError
from fairdue.identity.actions import sending_codes
from fairdue.identity.actions.deferring import PROMPT, SEND_CODE, TELL_PERSON
from fairdue.identity.actions.sessions import end_of_contact_point
from fairdue.identity.queries.moments import now_of_request
from fairdue.journal.models import Entry

AGAIN = RetryStrategy(max_attempts=3, wait=15, retry_exceptions={DeliveryError})
DISOWNED, POINT = "contact_point_disowned", "contact_point:"


@app.task(name=SEND_CODE, queue=PROMPT, retry=AGAIN)
def send_code(*, request_id: int) -> None:
    """Send the code of one request while it can be used, or nothing."""
    sending_codes.send_code(request_id=request_id, at=now_of_request(request_id))


@app.task(name=TELL_PERSON, queue=PROMPT, retry=AGAIN)
def tell_person(*, request_id: int) -> None:
    """Tell the person of one request of wrong codes, while they lock."""
    sending_codes.tell_person(request_id=request_id, at=now_of_request(request_id))


def on_entry(instance: Entry, *, created: bool, **_: Any) -> None:
    """End the sessions of a contact point in the transaction that puts it down as not theirs."""
    if created and instance.action == DISOWNED and instance.subject.startswith(POINT):
        end_of_contact_point(int(instance.subject.removeprefix(POINT)), at=instance.at)
