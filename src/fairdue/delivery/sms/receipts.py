"""What a gateway says became of a text: delivery receipts of SMPP, in the forms they come in.

SMPP 3.4 leaves the text of a receipt to each vendor (appendix B is only an example): the id may be
written otherwise than in the response, states may be spelled out, fields left away. The optional
parameters receipted_message_id and message_state are defined (5.3.2.12, 5.3.2.35) and are believed
before the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from fairdue.delivery.message import Reported
from fairdue.delivery.sms.gateway import Ids

RECEIPT, PROGRESS = 0x04, 0x20
"""Message types in esm_class: a delivery receipt, and an intermediate notification (5.2.12)."""
_TYPES = 0x3C
_ID = re.compile(r"\bid\s*:\s*([0-9A-Za-z._-]+)", re.I)
_STATE = re.compile(r"\bstat\s*:\s*([A-Za-z_]+)", re.I)
_ERROR = re.compile(r"\berr\s*:\s*([0-9A-Za-z]+)", re.I)
_TEXT = re.compile(r"\btext\s*:", re.I)

STATES: dict[str, Reported] = {
    "DELIVRD": "delivered",
    "DELIVERED": "delivered",
    "ACCEPTD": "accepted",
    "ACCEPTED": "accepted",
    "ENROUTE": "accepted",
    "SCHEDULED": "accepted",
    "BUFFERED": "accepted",
    "UNKNOWN": "unknown",
    "EXPIRED": "not_delivered",
    "DELETED": "not_delivered",
    "UNDELIV": "not_delivered",
    "UNDELIVERABLE": "not_delivered",
    "UNDELIVERED": "not_delivered",
    "REJECTD": "not_delivered",
    "REJECTED": "not_delivered",
    "SKIPPED": "not_delivered",
    "FAILED": "not_delivered",
}
_NUMBERED = (
    "SCHEDULED",
    "ENROUTE",
    "DELIVERED",
    "EXPIRED",
    "DELETED",
    "UNDELIVERABLE",
    "ACCEPTED",
    "UNKNOWN",
    "REJECTED",
    "SKIPPED",
)
"""message_state by number; the first and the last are of SMPP 5.0."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a receipt tells."""

    reference: str
    """As `reference_of` writes it; empty where the receipt names no message."""
    state: Reported
    code: str


def reference_of(message_id: bytes | str | None, ids: Ids) -> str:
    """How a message id of a response is stored: as the id of its receipt will be read."""
    return _same_form(message_id, 16 if ids is Ids.HEX_THEN_DECIMAL else 10, ids)


def is_receipt(
    esm_class: int, receipted_message_id: bytes | None = None, message_state: int | None = None
) -> bool:
    """Does this come from the gateway itself? What a phone wrote never counts, whatever it says.

    By its type, or by both parameters: one alone is seen on texts of customers, too.
    """
    by_type = esm_class & _TYPES in (RECEIPT, PROGRESS)
    return by_type or bool(receipted_message_id and message_state)


def read_receipt(
    text: str,
    *,
    ids: Ids = Ids.SAME,
    esm_class: int = RECEIPT,
    receipted_message_id: bytes | None = None,
    message_state: int | None = None,
) -> Told:
    """Read a receipt's text and optional parameters. What can't be read says `unknown`."""
    head = _TEXT.split(text, maxsplit=1)[0]  # what follows are our own words
    if receipted_message_id:
        reference = reference_of(receipted_message_id, ids)
    else:
        written = _ID.search(head)
        base = 16 if ids is Ids.DECIMAL_THEN_HEX else 10
        reference = _same_form(written[1] if written else "", base, ids)
    named = _STATE.search(head)
    name = named[1].upper() if named else ""
    if message_state is not None and message_state < len(_NUMBERED):
        name = _NUMBERED[message_state]
    state = STATES.get(name, "unknown")
    if state == "unknown" and esm_class & _TYPES == PROGRESS:
        state = "accepted"
    error = _ERROR.search(head)
    code = error[1] if error and error[1].strip("0") else ""
    return Told(reference, state, " ".join(filter(None, (name[:20], code[:12]))))


def _same_form(written: bytes | str | None, base: int, ids: Ids) -> str:
    """An id without what differs between writings: case, leading zeros, and the base if told."""
    text = written.decode("ascii", "replace") if isinstance(written, bytes) else written or ""
    text = text.strip("\x00 ").lower()
    if ids is not Ids.SAME:
        try:
            return str(int(text, base))
        except ValueError:
            return text
    return text.lstrip("0") or text[-1:]
