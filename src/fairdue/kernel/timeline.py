"""One line of a customer's timeline, whichever room it comes from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from fairdue.kernel.text import Text

Tone = Literal["neutral", "good", "warn", "bad"]
"""How a line looks: bad news, good news, or plain."""


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that happened. Holds no personal data beyond masked forms."""

    at: datetime
    kind: str
    """Which sort of event, for icons and filters: call, payment, promise, hold, mark, note …"""
    title: Text
    detail: Text
    actor: str
    """Sign-in name of who did it; "" for the issuer or the system."""
    tone: Tone = "neutral"
    subject: str = ""
    """The record it is about, as the journal names it, where a page shows it: recording:12."""


NOTHING = Text("", "")
"""A detail with nothing to say."""
