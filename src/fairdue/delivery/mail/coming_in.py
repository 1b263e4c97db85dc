"""What came back by mail, read once from a maildir: a report, an answer, or neither.

A maildir (cr.yp.to/proto/maildir.html) is a folder that a mail server, or our own listener, puts
each letter into as a file of its own under `new/`, whole or not at all. A letter is taken away
only after whoever asked for it is done with it, so one that a kill interrupts is read again;
taking a report or an answer twice does no harm.
"""

from __future__ import annotations

import hashlib
import logging
import os
import socket
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from fairdue.delivery.mail.answers import is_automatic, words_in
from fairdue.delivery.mail.bounces import Action, Fate, fate_in
from fairdue.delivery.mail.opened import Letter, address, header, open_letter
from fairdue.delivery.mail.verp import key_of
from fairdue.delivery.message import SUBJECT_LENGTH_MAX, Inbound, Report, Reported

NAME = "smtp"
"""What this carrier's messages are noted under."""
SIZE_MAX = 10 * 1024 * 1024
"""Bytes of a letter; reports are asked to quote headers only, and an answer needs few."""
AT_ONCE_MAX = 500

_RECIPIENT_HEADERS = ("Delivered-To", "X-Original-To", "Envelope-To", "To")
_STATES: dict[Action, Reported] = {
    "failed": "not_delivered",
    "delayed": "accepted",
    "delivered": "delivered",
    "relayed": "accepted",
    "expanded": "accepted",
}
_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Maildir:
    """A folder of letters that came in, and how many were which."""

    place: Path
    bounces: str
    """The address that keys are put into; "" where there is none."""
    counted: Counter[str] = field(default_factory=Counter)
    """report, answer, automatic, strange (a report of a letter nobody sent), unreadable."""

    def waiting(self) -> Iterator[Report | Inbound]:
        """What the letters say, oldest first; each is taken away when the next is asked for."""
        for path in self._files()[:AT_ONCE_MAX]:
            try:
                read = self._read(path)
            except FileNotFoundError:
                continue  # another process took it
            if read is not None:
                yield read
            path.unlink(missing_ok=True)

    def put(self, content: bytes, *, sender: str, recipient: str) -> str:
        """Keep a letter, on disk when this returns, and give its name there."""
        for folder in ("tmp", "new", "cur"):
            (self.place / folder).mkdir(mode=0o700, parents=True, exist_ok=True)
        stamp = os.urandom(12).hex()
        name = f"{os.getpid()}.{stamp}.{socket.gethostname().replace('/', '_')}"
        draft = self.place / "tmp" / name
        envelope = f"Return-Path: <{sender}>\r\nDelivered-To: {recipient}\r\n".encode()
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(envelope + content)
            file.flush()
            os.fsync(file.fileno())
        draft.rename(self.place / "new" / name)
        folder = os.open(self.place / "new", os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
        return name

    def _files(self) -> list[Path]:
        found = [path for folder in ("new", "cur") for path in (self.place / folder).glob("[!.]*")]
        return sorted(found, key=_moment_of)

    def _read(self, path: Path) -> Report | Inbound | None:
        at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
        with path.open("rb") as file:
            content = file.read(SIZE_MAX + 1)
        letter = open_letter(content) if len(content) <= SIZE_MAX else None
        kind, read = understood(letter, self.bounces, content, at)
        self.counted[kind] += 1
        _log.info("mail came in: %s", kind)
        return read


def understood(
    letter: Letter | None, bounces: str, content: bytes, at: datetime
) -> tuple[str, Report | Inbound | None]:
    """What kind of letter this is, and what it tells.

    Kinds are those of `Maildir.counted`. A report counts only for a letter that was sent from
    here, and a program's own answer never does: it isn't what the person says.
    """
    if letter is None:
        return "unreadable", None
    key = _key(letter, bounces)
    fate = fate_in(letter)
    if fate is not None:
        if not key and not fate.message_id:
            return "strange", None
        state = _STATES[fate.action]
        return "report", Report(NAME, fate.message_id, key, state, fate.status, at)
    if is_automatic(letter):
        return "automatic", None
    sender = address(letter, "From")
    if key_of(bounces, sender) or sender == bounces.lower():
        return "automatic", None  # our own address as its writer: a loop
    words = words_in(letter)
    if not sender or not words:
        return "unreadable", None
    given = header(letter, "Message-ID")
    return "answer", Inbound(
        "email",
        sender,
        address(letter, "Delivered-To") or address(letter, "To"),
        words,
        at,
        f"sha256:{hashlib.sha256(given.encode() if given else content).hexdigest()}",
        carrier=NAME,
        subject=header(letter, "Subject")[:SUBJECT_LENGTH_MAX],
        key=key or _answered(letter, bounces),
    )


def _key(letter: Letter, bounces: str) -> str:
    """The message's key in the address that a letter came to."""
    for name in _RECIPIENT_HEADERS:
        for value in (letter.get_all(name) or [])[:5]:
            given = str(value).strip()[:400]
            if bounces and (key := key_of(bounces, given)):
                return key
    return ""


def _answered(letter: Letter, bounces: str) -> str:
    """The key of the message that this answers: it is part of the Message-IDs written here."""
    domain = bounces.rpartition("@")[2]
    for name in ("In-Reply-To", "References"):
        for given in header(letter, name).split()[-3:]:
            if domain and (key := key_of(f"m@{domain}", given)):
                return key
    return ""


def _moment_of(path: Path) -> tuple[float, str]:
    try:
        return path.stat().st_mtime, path.name
    except FileNotFoundError:
        return 0.0, path.name
