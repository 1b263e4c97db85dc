"""The reason that somebody gives for what they do, as it is kept."""

from __future__ import annotations

from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text

REASON_LENGTH_MAX = 400
"""Characters."""


def reason_given(reason: str) -> str:
    """The reason, trimmed. Raises Refused when there is none or it is too long."""
    because = reason.strip()
    if not because:
        raise Refused(Text("Say why; the reason is kept.", "请填写原因，原因将被留存。"))
    if len(because) > REASON_LENGTH_MAX:
        raise Refused(
            Text(
                f"Keep the reason within {REASON_LENGTH_MAX} characters.",
                f"原因请控制在{REASON_LENGTH_MAX}字以内。",
            )
        )
    return because
