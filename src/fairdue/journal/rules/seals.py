"""Leaves, statements of seals, and their signatures. docs/algorithms/proof.md has it in words."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import asdict, dataclass, fields
from hashlib import sha256
from json.encoder import encode_basestring as quoted
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from fairdue.journal.rules.canonical import canonical, spelled

FORMAT = "fairdue-seal/1"
NOTHING = bytes(32)
"""Stands where the first seal of all would name the one before."""
SALT_BYTES = 16
_HEX = re.compile(r"(?:[0-9a-f]{2})*")


@dataclass(frozen=True, slots=True)
class Written:
    """An entry as the database tells it: moments as 2026-03-10T02:30:00.000000Z, JSON as text."""

    entry: int
    at: str
    recorded_at: str
    actor: str
    action: str
    subject: str
    customer: int | None
    details: str
    rules: str
    transaction: int

    def text(self, spell: Callable[[str], str] = spelled) -> str:
        """The entry's canonical JSON, names in order. `spell` may remember what it spelled."""
        customer = "null" if self.customer is None else str(self.customer)
        return (
            f'{{"action":{quoted(self.action)},"actor":{quoted(self.actor)}'
            f',"at":"{self.at}","customer":{customer},"details":{spelled(self.details)}'
            f',"entry":{self.entry},"recorded_at":"{self.recorded_at}"'
            f',"rules":{spell(self.rules)},"subject":{quoted(self.subject)}'
            f',"transaction":{self.transaction}}}'
        )


@dataclass(frozen=True, slots=True)
class Statement:
    """What a seal says, and what is signed. Digests are 64 hex digits.

    `previous` is the seal before; `day_before` the last seal of the last earlier day that has one;
    `day_root` the Merkle root over the day's earlier seals, of which there are `place`.
    """

    number: int
    day: str
    place: int
    count: int
    first_entry: int
    last_entry: int
    root: str
    day_root: str
    previous: str
    day_before: str
    salt_digest: str
    sealed_at: str
    key: str

    def document(self) -> dict[str, Any]:
        """For JSON."""
        return {"format": FORMAT, **asdict(self)}

    def text(self) -> str:
        """Canonical JSON."""
        return canonical(self.document())

    def digest(self) -> bytes:
        """By which later seals name this one."""
        return sha256(b"\x02" + self.text().encode()).digest()

    @classmethod
    def from_document(cls, document: Any) -> Statement:
        """A statement read from JSON. Raises ValueError where it isn't exactly one."""
        names = {field.name: str(field.type) for field in fields(cls)}
        if not isinstance(document, dict) or document.get("format") != FORMAT:
            raise ValueError(f"a seal's statement has format {FORMAT}")
        given = {name: value for name, value in document.items() if name != "format"}
        if given.keys() != names.keys() or any(
            type(value) is not (int if names[name] == "int" else str)
            for name, value in given.items()
        ):
            raise ValueError("a seal's statement has other fields")
        return cls(**given)


def leaf_salt(salt: bytes, position: int) -> bytes:
    """16 bytes that keep a leaf's digest from being guessed by trying likely contents."""
    return sha256(salt + position.to_bytes(8, "big")).digest()[:SALT_BYTES]


def leaf(salt: bytes, text: str) -> bytes:
    """An entry's leaf: sha256(0x00 | its 16 bytes of salt | its canonical JSON)."""
    return sha256(b"\x00" + salt + text.encode()).digest()


def fingerprint(public_key: bytes) -> str:
    """Names a public key (32 bytes): its sha256, 64 hex digits."""
    return sha256(public_key).hexdigest()


def is_signed(text: str, signature: bytes, public_key: bytes) -> bool:
    """Whether the key signed exactly this text. Ed25519, RFC 8032."""
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, text.encode())
    except (InvalidSignature, ValueError):
        return False
    return True


def from_hex(text: Any, size: int) -> bytes:
    """`size` bytes written as lower-case hex digits, nothing else. Raises ValueError."""
    if not isinstance(text, str) or len(text) != 2 * size or not _HEX.fullmatch(text):
        raise ValueError(f"expected {2 * size} lower-case hex digits")
    return bytes.fromhex(text)
