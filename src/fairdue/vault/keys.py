"""Where the keys are: the file named by FAIRDUE_KEYS, else var/secrets/keys.json.

The file holds {"sealing": {"1": hex, …}, "index": hex}. Adding a sealing key with a higher
number rotates: new values use it, old ones still open. Losing the file loses the data.
"""

from __future__ import annotations

import json
import os
import secrets
from pathlib import Path

from django.conf import settings

from fairdue.vault.sealing import Keys


class KeyFileError(RuntimeError):
    """The key file is unreadable; the message says where and what is wrong."""


def load() -> Keys:
    """Read the keys, making the file on first use."""
    path = Path(os.environ.get("FAIRDUE_KEYS", settings.VAR / "secrets" / "keys.json"))
    if not path.exists():
        _make(path)
    try:
        content = json.loads(path.read_text())
        sealing = {int(number): bytes.fromhex(key) for number, key in content["sealing"].items()}
        keys = Keys(sealing=sealing, index=bytes.fromhex(content["index"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise KeyFileError(
            f"{path} is not a key file ({error}); restore it from a backup"
        ) from None
    if not sealing or any(len(key) != 32 for key in [*sealing.values(), keys.index]):
        raise KeyFileError(f"{path}: every key must be 32 bytes, written as 64 hex digits")
    return keys


def _make(path: Path) -> None:
    """Write fresh keys. Two processes that start at once agree on one file."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump({"sealing": {"1": secrets.token_hex(32)}, "index": secrets.token_hex(32)}, file)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
