"""How a token is spelled, recognised and kept. Pure.

A token is `fdt_` and 32 random bytes in URL-safe base64. Only its SHA-256 is kept: what is drawn
at random from 2^256 needs no slow digest to withstand guessing.
"""

from __future__ import annotations

import base64
import hashlib
import re

PREFIX = "fdt_"
RANDOM_BYTES = 32
SHOWN_LENGTH = len(PREFIX) + 4
"""How much of a token is kept readable, by which people tell one from another."""

NAME = re.compile(r"[a-z0-9][a-z0-9-]{1,39}")
"""What a connected system may be called: the journal names it, so never a person."""

_SPELLED = re.compile(rf"{PREFIX}[A-Za-z0-9_-]{{43}}")


def token_of(random_bytes: bytes) -> str:
    """A token as its owner is shown it, once."""
    return PREFIX + base64.urlsafe_b64encode(random_bytes).decode().rstrip("=")


def digest(token: str) -> bytes | None:
    """32 bytes by which a token is looked up; None for what can't be one."""
    return hashlib.sha256(token.encode()).digest() if _SPELLED.fullmatch(token) else None
