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
from fairdue.delivery.mail.bounces import Action, fate_in
from fairdue.delivery.mail.opened import Letter, address, header, open_letter
from fairdue.delivery.mail.verp import key_in_message_id, key_of, without_tag
from fairdue.delivery.message import SUBJECT_LENGTH_MAX, Inbound, Report, Reported

NAME = "smtp"
"""What this carrier's messages are noted under."""
SIZE_MAX = 10 * 1024 * 1024
"""Bytes of a letter; reports are asked to quote headers only, and an answer needs few."""
AT_ONCE_MAX = 500
ASIDE = "aside"
"""Where letters lie that couldn't be read."""

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
                kind, read = self._read(path)
            except FileNotFoundError:
                continue  # another process took it
            if read is not None:
                yield read
            self._done_with(path, kind)

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
        opened = os.open(self.place / "new", os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)
        return name

    def _files(self) -> list[Path]:
        found = [path for folder in ("new", "cur") for path in (self.place / folder).glob("[!.]*")]
        return sorted(found, key=_moment_of)

    def kept_aside(self) -> int:
        """How many letters couldn't be read and wait for a person to look."""
        return sum(1 for _path in (self.place / ASIDE).glob("*"))

    def _done_with(self, path: Path, kind: str) -> None:
        """Count a letter and take it away. One that can't be read is kept: nothing is lost."""
        self.counted[kind] += 1
        if kind in ("strange", "unreadable"):
            _log.warning("a letter that came in is %s", kind)
        if kind == "unreadable":
            (self.place / ASIDE).mkdir(mode=0o700, exist_ok=True)
            path.replace(self.place / ASIDE / path.name)
        else:
            path.unlink(missing_ok=True)

    def _read(self, path: Path) -> tuple[str, Report | Inbound | None]:
        at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
        with path.open("rb") as file:
            content = file.read(SIZE_MAX + 1)
        letter = open_letter(content) if len(content) <= SIZE_MAX else None
        return understood(letter, self.bounces, content, at)


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
        key = key or without_tag(fate.envelope_id) or key_in_message_id(fate.message_id)
        if not key:
            return "strange", None
        state = _STATES[fate.action]
        return "report", Report(NAME, fate.message_id, key, state, fate.status, at)
    sender = address(letter, "From")
    own = bool(bounces) and (sender == bounces.lower() or key_of(bounces, sender))
    if own or is_automatic(letter):  # our own address as its writer: a loop
        return "automatic", None
    answer = _answer(letter, key, content, at)
    return ("answer", answer) if answer else ("unreadable", None)


def _answer(letter: Letter, key: str, content: bytes, at: datetime) -> Inbound | None:
    sender, words = address(letter, "From"), words_in(letter)
    if not sender or not words:
        return None
    given = header(letter, "Message-ID").encode("utf-8", "replace") or content
    return Inbound(
        "email",
        sender,
        address(letter, "Delivered-To") or address(letter, "To"),
        words,
        at,
        f"sha256:{hashlib.sha256(given).hexdigest()}",
        carrier=NAME,
        subject=header(letter, "Subject")[:SUBJECT_LENGTH_MAX],
        key=key or _answered(letter),
    )


def _key(letter: Letter, bounces: str) -> str:
    """The message's key in the address that a letter came to."""
    for name in _RECIPIENT_HEADERS:
        for value in (letter.get_all(name) or [])[:5]:
            given = str(value).strip()[:400]
            if bounces and (key := key_of(bounces, given)):
                return key
    return ""


def _answered(letter: Letter) -> str:
    """The key of the message that this answers: it is part of the Message-IDs written here."""
    for name in ("In-Reply-To", "References"):
        for given in header(letter, name).split()[-3:]:
            if key := key_in_message_id(given):
                return key
    return ""


def _moment_of(path: Path) -> tuple[float, str]:
    try:
        return path.stat().st_mtime, path.name
    except FileNotFoundError:
        return 0.0, path.name
