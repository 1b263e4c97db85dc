"""Seals personal data at rest and finds it again without opening it.

A sealed value is `key id (1 byte) | nonce (12) | AES-256-GCM ciphertext and tag`. A blind index
is the first 16 bytes of HMAC-SHA256 over the kind and the normalised value: equal values have
equal indexes, and nothing can be read back. Keys are 32 random bytes each, kept outside the
database. Sources: NIST SP 800-38D (GCM), RFC 2104 (HMAC).
"""

from __future__ import annotations

import functools
import hashlib
import hmac
import os
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE_BYTES = 12
INDEX_BYTES = 16


class SealBrokenError(ValueError):
    """A sealed value can't be opened: another key sealed it, or it was altered."""


@dataclass(frozen=True)
class Keys:
    """The sealing keys by id (the newest seals), and the one index key. 32 bytes each."""

    sealing: dict[int, bytes]
    index: bytes


class Vault:
    """Seals, opens and indexes with one set of keys."""

    def __init__(self, keys: Keys) -> None:
        self._keys = keys
        self._ciphers = {key_id: AESGCM(key) for key_id, key in keys.sealing.items()}
        self._newest = max(keys.sealing)

    def seal(self, text: str) -> bytes:
        """Encrypt a text. Two seals of one text differ."""
        return self.seal_bytes(text.encode())

    def seal_bytes(self, content: bytes) -> bytes:
        """Encrypt the content of a file, whole; some megabytes at most."""
        nonce = os.urandom(NONCE_BYTES)
        sealed = self._ciphers[self._newest].encrypt(nonce, content, None)
        return bytes([self._newest]) + nonce + sealed

    def unseal(self, sealed: bytes | memoryview) -> str:
        """The text again. Raises SealBrokenError when it was altered or the key is not ours."""
        return self.unseal_bytes(sealed).decode()

    def unseal_bytes(self, sealed: bytes | memoryview) -> bytes:
        """The content again. Raises SealBrokenError as `unseal` does."""
        data = bytes(sealed)
        cipher = self._ciphers.get(data[0]) if data else None
        if cipher is None:
            raise SealBrokenError("sealed with a key that is not in the key file")
        try:
            nonce, body = data[1 : 1 + NONCE_BYTES], data[1 + NONCE_BYTES :]
            return cipher.decrypt(nonce, body, None)
        except InvalidTag:
            raise SealBrokenError("the sealed value was altered") from None

    def blind_index(self, kind: str, value: str) -> bytes:
        """16 bytes equal for equal normalised values of one kind ("phone", "name", …)."""
        message = f"{kind}\0{normalise(kind, value)}".encode()
        return hmac.digest(self._keys.index, message, hashlib.sha256)[:INDEX_BYTES]

    def fingerprint(self, *values: str) -> bytes:
        """16 bytes that change when any of the values does."""
        return self.fingerprints(["\0".join(values)])[0]

    def fingerprints(self, joined: Iterable[str]) -> list[bytes]:
        """`fingerprint` of many, each given as its values joined by a zero character."""
        key, digest = self._keys.index, hmac.digest
        return [
            digest(key, b"fingerprint\0" + values.encode(), hashlib.sha256)[:INDEX_BYTES]
            for values in joined
        ]

    def derive(self, purpose: str) -> bytes:
        """A 32-byte key for another purpose, e.g. the lake's files."""
        return hmac.digest(self._keys.index, f"derive\0{purpose}".encode(), hashlib.sha256)


def normalise(kind: str, value: str) -> str:
    """One spelling for equal identifiers: digits of a phone, upper case, no inner spaces."""
    text = unicodedata.normalize("NFKC", value).strip()
    if kind == "phone":
        digits = re.sub(r"\D", "", text)
        return re.sub(r"^(?:00)?86(?=1\d{10}$)", "", digits)
    return re.sub(r"\s+", "", text).upper()


@functools.cache
def vault() -> Vault:
    """The vault of this installation, with its keys from `vault.keys`."""
    from fairdue.vault.keys import load

    return Vault(load())
