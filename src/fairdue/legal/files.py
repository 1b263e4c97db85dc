"""Sealed files of matters: exhibits, bundles and archives of papers, under FAIRDUE_VAR/legal."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from fairdue.vault.files import Sealed, SealedFile, seal_file


def folder() -> Path:
    """Where they are kept, readable by their owner only."""
    return Path(settings.VAR) / "legal"


def keep(plain: Path, name: str) -> Sealed:
    """Seal a file under a name below the folder, whole or not at all. Raises OSError."""
    return seal_file(plain, folder() / name)


def keep_bytes(content: bytes, name: str) -> Sealed:
    """The same for content in memory."""
    with draft() as plain:
        plain.write_bytes(content)
        return keep(plain, name)


def read(name: str) -> bytes:
    """A kept file, opened. Raises FileNotFoundError, and SealBrokenError for an altered one."""
    return b"".join(parts(name))


def parts(name: str) -> Iterator[bytes]:
    """The same part by part, for a file that is handed on."""
    with SealedFile(folder() / name) as file:
        yield from file.read(0, file.length)


@contextmanager
def draft() -> Iterator[Path]:
    """A place for a file that is being made; gone afterwards."""
    place = folder() / "drafts"
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = place / secrets.token_hex(16)
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        yield path
    finally:
        path.unlink(missing_ok=True)
