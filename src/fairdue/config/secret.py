"""The key that signs sessions, and the secret shared with the test gateway."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import secrets
from pathlib import Path

from fairdue.vault.keeping import keep

SIGNING_BYTES = 48


def signing_key(var: Path) -> str:
    """FAIRDUE_SIGNING_KEY, else one kept under var/secrets, made on first use."""
    given = os.environ.get("FAIRDUE_SIGNING_KEY")
    kept = var / "secrets" / "signing"
    return given or keep(kept, lambda: secrets.token_hex(SIGNING_BYTES)).strip()


def gateway_secret(signing: str) -> str:
    """A secret for the test gateway, the same for every process of one data folder.

    Spelled as `integration.rules.signatures` reads it. A real provider gives its own.
    """
    derived = hmac.digest(signing.encode(), b"payment gateway", hashlib.sha256)
    return f"whsec_{base64.b64encode(derived).decode()}"
