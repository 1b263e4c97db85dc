"""Calls that came in and recordings, as lines of a customer's timeline."""

from __future__ import annotations

from datetime import datetime

from django.db import connection

from fairdue.calls.models import CallEnding, CallState
from fairdue.contact.wording import in_both
from fairdue.kernel.text import Text
from fairdue.kernel.timeline import NOTHING, Moment

MOMENTS = """
(SELECT 'inbound', id, asked_at, state, ending, number_masked, 0,
        (SELECT username FROM people_staff WHERE id = staff_id)
 FROM calls_call WHERE customer_id = %(customer)s AND direction = 'inbound'
 ORDER BY asked_at DESC LIMIT %(limit)s)
UNION ALL
(SELECT 'recording', recording.id, recording.made_at, '', '', '', recording.milliseconds,
        (SELECT username FROM people_staff WHERE id = call.staff_id)
 FROM calls_recording AS recording JOIN calls_call AS call ON call.id = recording.call_id
 WHERE recording.customer_id = %(customer)s AND recording.deleted_at IS NULL
 ORDER BY recording.made_at DESC LIMIT %(limit)s)
ORDER BY 3 DESC LIMIT %(limit)s
"""
MINUTE = 60


def moments_of_calls(customer_id: int, limit: int = 50) -> list[Moment]:
    """Calls that came in, and recordings of any call, newest first. Our calls are attempts."""
    with connection.cursor() as cursor:
        cursor.execute(MOMENTS, {"customer": customer_id, "limit": limit})
        return [_moment(*row) for row in cursor.fetchall()]


def _moment(
    kind: str,
    number: int,
    at: datetime,
    state: str,
    ending: str,
    masked: str,
    milliseconds: int,
    by: str | None,
) -> Moment:
    if kind == "inbound":
        how = in_both(CallEnding(ending).label if ending else CallState(state).label)
        title = Text(f"Customer called: {how.en}", f"客户来电：{how.zh}")
        detail = Text(masked, masked) if masked else NOTHING
        return Moment(at=at, kind=kind, title=title, detail=detail, actor=by or "")
    minutes, seconds = divmod(round(milliseconds / 1000), MINUTE)
    return Moment(
        at=at,
        kind=kind,
        title=Text("Recording", "录音"),
        detail=Text(f"{minutes}:{seconds:02}", f"{minutes}:{seconds:02}"),
        actor=by or "",
        subject=f"recording:{number}",
    )
