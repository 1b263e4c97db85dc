"""Keys kept under var/secrets, made on first use, readable by their owner only."""

from __future__ import annotations

import os
import secrets
from pathlib import Path


def signing_key(var: Path) -> str:
    """The key that signs sessions: FAIRDUE_SIGNING_KEY, else one kept under var/secrets."""
    return os.environ.get("FAIRDUE_SIGNING_KEY") or keep(var / "secrets" / "signing", 48)


def keep(path: Path, length: int) -> str:
    """The secret in `path` (hex); made with `length` random bytes when there is none.

    Two processes that start at once agree on one secret: the file is linked into place.
    """
    try:
        return path.read_text().strip()
    except FileNotFoundError:
        pass
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_hex(length))
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return path.read_text().strip()
