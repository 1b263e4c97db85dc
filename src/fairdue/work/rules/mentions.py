"""Who is meant by "@name" in a note. Pure."""

from __future__ import annotations

import re

MENTION = re.compile(
    r"(?<![A-Za-z0-9_.@+-])@([A-Za-z0-9_](?:[A-Za-z0-9_.+-]*[A-Za-z0-9_])?)", re.ASCII
)
"""A sign-in name after "@", which ends before a full stop; an e-mail address is no mention."""


def mentioned(text: str) -> list[str]:
    """The sign-in names mentioned in a text, in lower case, each once, in order."""
    return list(dict.fromkeys(found.lower() for found in MENTION.findall(text)))
