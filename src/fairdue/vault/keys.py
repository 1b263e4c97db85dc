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

from fairdue.vault.keeping import keep
from fairdue.vault.sealing import Keys


class KeyFileError(RuntimeError):
    """The key file is unreadable; the message says where and what is wrong."""


def key_file() -> Path:
    """Where the keys are kept; other secrets lie beside it."""
    return Path(os.environ.get("FAIRDUE_KEYS", settings.VAR / "secrets" / "keys.json"))


def load() -> Keys:
    """Read the keys, making the file on first use."""
    path = key_file()
    try:
        content = json.loads(keep(path, _fresh))
        sealing = {int(number): bytes.fromhex(key) for number, key in content["sealing"].items()}
        keys = Keys(sealing=sealing, index=bytes.fromhex(content["index"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise KeyFileError(
            f"{path} is not a key file ({error}); restore it from a backup"
        ) from None
    if not sealing or any(len(key) != 32 for key in [*sealing.values(), keys.index]):
        raise KeyFileError(f"{path}: every key must be 32 bytes, written as 64 hex digits")
    return keys


def _fresh() -> str:
    return json.dumps({"sealing": {"1": secrets.token_hex(32)}, "index": secrets.token_hex(32)})
