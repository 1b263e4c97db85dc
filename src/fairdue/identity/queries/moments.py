"""What time it is for a request whose code a worker sends."""

from __future__ import annotations

from datetime import datetime

from django.db import connection

MOMENT = """
SELECT asked_at + (clock_timestamp() - queued_at) FROM identity_signinrequest WHERE id = %s
"""


def now_of_request(request_id: int) -> datetime:
    """This moment by the clock that the code was asked for by.

    A job has no clock of its own: it goes by how long ago the database took the request in.
    Raises LookupError for no request.
    """
    with connection.cursor() as cursor:
        cursor.execute(MOMENT, [request_id])
        row = cursor.fetchone()
    if row is None:
        raise LookupError(f"there is no sign-in request {request_id}")
    moment: datetime = row[0]
    return moment
