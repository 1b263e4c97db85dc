"""Seals whole files so that any part can be opened without opening the rest.

A sealed file is a header and chunks. Header: `FDF1`, two bytes with the length of the file's own
key as the vault seals it, that sealed key, eight bytes with the length of the plain file. Each
chunk is AES-256-GCM over 64 KiB of the plain file (the last one shorter) under the file's own key:
its nonce is its number, what it vouches for besides is the plain file's length, so chunks can't be
moved, left out or taken from another file. Rotating the vault's keys touches no file's body.
Source: NIST SP 800-38D; one key serves one file, so a counter never repeats under it.
"""

from __future__ import annotations

import hashlib
import os
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from fairdue.vault.sealing import SealBrokenError, vault

MAGIC = b"FDF1"
CHUNK_BYTES = 64 * 1024
TAG_BYTES = 16


@dataclass(frozen=True, slots=True)
class Sealed:
    """What became of a file: its length in bytes, and SHA-256 of it plain and as it is kept."""

    length: int
    plain_sha256: str
    sealed_sha256: str


def seal_file(plain: Path, to: Path) -> Sealed:
    """Seal a file into another that only its owner can read, whole or not at all.

    Written beside its place, flushed to the disk and moved there. Raises OSError.
    """
    key = AESGCM.generate_key(bit_length=256)
    length = plain.stat().st_size
    box = vault().seal(key.hex())
    digests = hashlib.sha256(), hashlib.sha256()
    to.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = to.with_name(f".{to.name}.{os.getpid()}")
    cipher, vouched = AESGCM(key), struct.pack(">Q", length)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:

        def put(part: bytes) -> None:
            out.write(part)
            digests[1].update(part)

        put(MAGIC + struct.pack(">H", len(box)) + box + vouched)
        with plain.open("rb") as file:
            for number, part in enumerate(_parts(file, length)):
                digests[0].update(part)
                put(cipher.encrypt(_nonce(number), part, vouched))
        out.flush()
        os.fsync(out.fileno())
    draft.replace(to)
    return Sealed(length, digests[0].hexdigest(), digests[1].hexdigest())


class SealedFile:
    """A sealed file opened for reading; close it, or use it in a `with`."""

    def __init__(self, path: Path) -> None:
        """Raises FileNotFoundError, and SealBrokenError for a file that is none of ours."""
        self._file = path.open("rb")
        try:
            self.length, self._body, self._cipher = self._head()
        except BaseException:
            self._file.close()
            raise

    def __enter__(self) -> SealedFile:
        return self

    def __exit__(self, *_raised: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def read(self, start: int, length: int) -> Iterator[bytes]:
        """The plain bytes from `start` on, at most `length`, in parts of a chunk or less.

        Raises SealBrokenError at the first part that was altered.
        """
        end = min(start + length, self.length)
        while start < end:
            number, skipped = divmod(start, CHUNK_BYTES)
            part = self._chunk(number)[skipped : skipped + end - start]
            yield part
            start += len(part)

    def plain_sha256(self) -> str:
        """SHA-256 of the whole plain file, as hex digits. Raises SealBrokenError."""
        digest = hashlib.sha256()
        for part in self.read(0, self.length):
            digest.update(part)
        return digest.hexdigest()

    def _head(self) -> tuple[int, int, AESGCM]:
        start = self._file.read(len(MAGIC) + 2)
        if len(start) != len(MAGIC) + 2 or not start.startswith(MAGIC):
            raise SealBrokenError("this is not a sealed file")
        (size,) = struct.unpack(">H", start[len(MAGIC) :])
        box, told = self._file.read(size), self._file.read(8)
        if len(box) != size or len(told) != 8:
            raise SealBrokenError("the sealed file ends in its header")
        key = bytes.fromhex(vault().unseal(box))
        return struct.unpack(">Q", told)[0], self._file.tell(), AESGCM(key)

    def _chunk(self, number: int) -> bytes:
        here = min(CHUNK_BYTES, self.length - number * CHUNK_BYTES)
        self._file.seek(self._body + number * (CHUNK_BYTES + TAG_BYTES))
        sealed = self._file.read(here + TAG_BYTES)
        try:
            return self._cipher.decrypt(_nonce(number), sealed, struct.pack(">Q", self.length))
        except InvalidTag:
            raise SealBrokenError("the sealed file was altered or cut off") from None


def file_sha256(path: Path) -> str:
    """SHA-256 of a file as it lies there, as hex digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _nonce(number: int) -> bytes:
    return struct.pack(">IQ", 0, number)


def _parts(file: BinaryIO, length: int) -> Iterator[bytes]:
    for start in range(0, length, CHUNK_BYTES):
        part = file.read(min(CHUNK_BYTES, length - start))
        if not part:
            raise OSError("the file became shorter while it was read")
        yield part
