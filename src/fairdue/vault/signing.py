"""The key that signs the journal's seals: Ed25519, in signing.json beside the vault's keys.

The file holds {"signing": {"1": hex, …}}; the highest number signs. It never enters the database.
Losing it loses no data: a new one is made, and what the old one signed can still be checked.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from fairdue.vault.keeping import keep
from fairdue.vault.keys import KeyFileError, key_file

NAME = "signing.json"


@dataclass(frozen=True, slots=True)
class SigningKey:
    """The key in use."""

    private: Ed25519PrivateKey
    public: bytes
    """32 bytes, raw."""

    @property
    def fingerprint(self) -> str:
        """sha256 of the public key, 64 hex digits: what one compares out of band."""
        return sha256(self.public).hexdigest()

    def sign(self, text: str) -> bytes:
        """64 bytes over the text's UTF-8."""
        return self.private.sign(text.encode())


def signing_file() -> Path:
    """Where the signing key is kept."""
    return key_file().with_name(NAME)


def signing_key() -> SigningKey:
    """The key in use, made on first use. Raises KeyFileError where the file is no such file."""
    keys = _load()
    return keys[max(keys)]


def own_fingerprints() -> frozenset[str]:
    """Of every key in the file, those no longer in use too."""
    return frozenset(key.fingerprint for key in _load().values())


def _load() -> dict[int, SigningKey]:
    path = signing_file()
    try:
        return _read(keep(path, _fresh))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise KeyFileError(
            f"{path} is not a signing key file ({error}); restore it from a backup, or move it "
            "away so that a new key is made"
        ) from None


@lru_cache(maxsize=2)
def _read(content: str) -> dict[int, SigningKey]:
    keys = {}
    for number, key in json.loads(content)["signing"].items():
        private = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(key))
        keys[int(number)] = SigningKey(private, private.public_key().public_bytes_raw())
    if not keys:
        raise ValueError("it holds no key")
    return keys


def _fresh() -> str:
    return json.dumps({"signing": {"1": secrets.token_hex(32)}})
