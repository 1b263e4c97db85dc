"""The key that signs sessions."""

from __future__ import annotations

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
