"""An e-mail that came back because nobody is there marks its address as not working."""

from __future__ import annotations

from datetime import datetime

from fairdue.contact.models import Attempt, Channel
from fairdue.messaging.queries.returned import is_dead_address
from fairdue.portfolio.actions import note_returned

ACTOR = "carriers"


def note_dead_address(attempt: Attempt, code: str, *, at: datetime) -> bool:
    """Mark the address of an e-mail that didn't arrive, where its code says there is none.

    What only failed for now, or for another reason than the address, changes nothing. False where
    nothing was marked. Runs in the caller's transaction; telling it twice does no harm.
    """
    if attempt.channel != Channel.EMAIL or attempt.contact_point_id is None:
        return False
    if not is_dead_address(code, at):
        return False
    return note_returned(contact_point_id=attempt.contact_point_id, code=code, actor=ACTOR, at=at)
