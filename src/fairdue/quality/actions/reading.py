"""Opens the lines of a transcript for somebody who may read them, as a reveal."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from fairdue.calls.rules.listening import NOT_YOURS, Listener, may_listen
from fairdue.journal.actions import record
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.people.models import Staff
from fairdue.people.rules import require
from fairdue.quality.models import Transcript
from fairdue.quality.queries.checking import opened
from fairdue.wording import Line


def open_lines(*, transcript_id: int, why: str, staff: Staff, at: datetime) -> list[Line]:
    """The lines of a talk; who reads them and why is in the journal. `why` is a code of ours.

    Collectors read their own talks, leads their team's, compliance all. Raises Refused for any
    other, and once the lines were deleted.
    """
    require(staff, "listen_recording")
    row = Transcript.objects.select_related("staff").filter(pk=transcript_id).first()
    by = row.staff if row else None
    listener = Listener(staff.username, staff.role, staff.team_id)
    if row is None or not may_listen(
        listener, by.username if by else "", by.team_id if by else None
    ):
        raise Refused(NOT_YOURS)
    if row.lines_sealed is None:
        raise Refused(
            Text(
                "The lines of this talk were deleted at the end of their term.",
                "该转写内容已于保存期限届满后删除。",
            )
        )
    with transaction.atomic():
        record(
            actor=staff.username,
            action="personal_data_revealed",
            at=at,
            subject=f"transcript:{row.pk}",
            customer_id=row.customer_id,
            details={"what": f"transcript:{row.pk}", "reason": why},
        )
    return opened(row.lines_sealed)
