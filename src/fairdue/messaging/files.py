"""The print files of letters: sealed, under FAIRDUE_VAR/letters, readable by their owner only."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from django.conf import settings

from fairdue.vault.sealing import vault


def folder() -> Path:
    """Where print files are kept."""
    return Path(settings.VAR) / "letters"


def path_of(batch_id: int) -> Path:
    """The file of a batch."""
    return folder() / f"{batch_id:08d}.pdf.sealed"


def write(batch_id: int, pdf: bytes) -> None:
    """Seal a print file and put it in its place at once: there is never half a file."""
    place = folder()
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = place / f".{batch_id}.{secrets.token_hex(8)}"
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(vault().seal_bytes(pdf))
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path_of(batch_id))
    finally:
        draft.unlink(missing_ok=True)


def read(batch_id: int) -> bytes | None:
    """The print file, opened; None where there is none."""
    try:
        return vault().unseal_bytes(path_of(batch_id).read_bytes())
    except FileNotFoundError:
        return None
