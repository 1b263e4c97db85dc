"""The lines of a bundle: each numbered, and each with a check that depends on all before it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Any

from fairdue.journal.rules.canonical import canonical

FORMAT = "fairdue-proof/1"
END_FORMAT = "fairdue-proof-end/1"
START = bytes(32)
"""The check before the first line."""

HEADER, SEAL, RECORD, END = "header", "seal", "record", "end"
PERMIT, CONTACT, OUTCOME, RECORDING = "permit", "contact", "outcome", "recording"
VISIT_RECORD, VISIT_EVIDENCE = "visit_record", "visit_evidence"
ROWS = (PERMIT, CONTACT, OUTCOME, RECORDING, VISIT_RECORD, VISIT_EVIDENCE)


def check_of(document: Mapping[str, Any], before: bytes) -> bytes:
    """A line's check: sha256(0x03 | check of the line before | the line without its check)."""
    bare = {name: value for name, value in document.items() if name != "check"}
    return sha256(b"\x03" + before + canonical(bare).encode()).digest()


def end_statement(document: Mapping[str, Any]) -> str:
    """What the last line's signature is over: all it says, but line, check and signature."""
    said = {
        name: value
        for name, value in document.items()
        if name not in ("line", "check", "signature", "kind")
    }
    return canonical({"format": END_FORMAT, **said})


class Writer:
    """Gives a bundle's lines one by one, in the order header, seals, records, rows, end."""

    def __init__(self) -> None:
        self._check = START
        self._lines = 0
        self._counts = {"seals": 0, "records": 0, "rows": 0}

    def header(self, *, keys: Mapping[str, str], head: int, **more: Any) -> str:
        """The first line. `keys`: public keys by fingerprint; `head`: the newest seal's number."""
        return self._line(
            {"kind": HEADER, "format": FORMAT, "keys": dict(keys), "head": head} | more
        )

    def seal(self, statement: Mapping[str, Any], signature: bytes, path: list[bytes] | None) -> str:
        """A seal; `path` leads to the day's last seal, which itself has None."""
        self._counts["seals"] += 1
        return self._line(
            {
                "kind": SEAL,
                "statement": dict(statement),
                "signature": signature.hex(),
                "path": None if path is None else [node.hex() for node in path],
            }
        )

    def record(
        self, entry: Mapping[str, Any], salt: bytes, seal: int, position: int, path: list[bytes]
    ) -> str:
        """An entry with its place in a seal and the path to the seal's root."""
        self._counts["records"] += 1
        return self._line(
            {
                "kind": RECORD,
                "entry": dict(entry),
                "salt": salt.hex(),
                "seal": seal,
                "position": position,
                "path": [node.hex() for node in path],
            }
        )

    def row(self, kind: str, fields: Mapping[str, Any]) -> str:
        """A permit, contact, outcome or recording in readable form."""
        self._counts["rows"] += 1
        return self._line({"kind": kind} | dict(fields))

    def end(self, key: str, sign: Callable[[str], bytes]) -> str:
        """The last line: how many of each, signed together with all lines before."""
        document: dict[str, Any] = {
            "kind": END,
            "key": key,
            "digest": self._check.hex(),
            **self._counts,
        }
        document["signature"] = sign(end_statement(document)).hex()
        return self._line(document)

    def _line(self, document: dict[str, Any]) -> str:
        self._lines += 1
        document["line"] = self._lines
        self._check = check_of(document, self._check)
        return canonical(document | {"check": self._check.hex()}) + "\n"
