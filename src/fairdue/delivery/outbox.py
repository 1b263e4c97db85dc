"""A folder that stands for the world outside, for demonstrations and tests only.

Each message is a numbered file under FAIRDUE_VAR/outbox that any mail program opens. Whoever reads
the folder reads every code in it, so it is used only where FAIRDUE_OUTBOX is 1.
"""

from __future__ import annotations

import email
import os
import secrets
from collections.abc import Iterable, Iterator
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

from django.conf import settings

from fairdue.delivery.message import (
    EMAIL,
    SMS,
    Inbound,
    Kind,
    Message,
    Receipt,
    Report,
    refuse_unsafe,
)

NAME = "outbox"
KINDS: frozenset[Kind] = frozenset({"email", "sms"})
KIND_HEADER = "X-Fairdue-Kind"
TO_HEADERS = {EMAIL: "To", SMS: "X-Fairdue-Number"}
"""A number is no address, and mail programs would take it for one."""


class Outbox:
    """The folder as a carrier. Nothing ever comes back from it."""

    name = NAME
    kinds = KINDS

    def send(self, message: Message) -> Receipt:
        """Put a message into the folder."""
        refuse_unsafe(message)
        return put(message)

    def collect(self) -> Iterable[Report | Inbound]:
        """Nothing."""
        return ()

    def close(self) -> None:
        """Nothing is open."""


def is_set() -> bool:
    """Is the folder used here?"""
    return bool(settings.OUTBOX)


def opened() -> Outbox:
    """The folder as a carrier."""
    return Outbox()


def folder() -> Path:
    """Where messages are put."""
    return Path(settings.VAR) / "outbox"


def put(message: Message) -> Receipt:
    """Write a message as the next file, readable by its owner only."""
    place = folder()
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    place.chmod(0o700)
    draft = place / f".{os.getpid()}.{secrets.token_hex(8)}"
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(_written(message).as_bytes(policy=SMTP))
    try:
        return Receipt(NAME, _link(draft, place))
    finally:
        draft.unlink()


def waiting() -> Iterator[Message]:
    """The messages in the folder, oldest first, without attachments."""
    for path in _numbered(folder()):
        read = email.message_from_bytes(path.read_bytes(), policy=SMTP)
        text = read.get_body(("plain",))
        html = read.get_body(("html",))
        kind: Kind = "sms" if read[KIND_HEADER] == SMS else "email"
        yield Message(
            kind,
            str(read[TO_HEADERS[kind]]),
            str(read["Subject"] or ""),
            text.get_content() if text else "",
            html.get_content() if html else "",
        )


def _written(message: Message) -> EmailMessage:
    written = EmailMessage(policy=SMTP)
    written[TO_HEADERS[message.kind]] = message.to
    written["Subject"] = message.subject
    written[KIND_HEADER] = message.kind
    written.set_content(message.text)
    if message.html:
        written.add_alternative(message.html, subtype="html")
    for each in message.attachments:
        kind, _, subtype = each.media_type.partition("/")
        written.add_attachment(each.content, maintype=kind, subtype=subtype, filename=each.name)
    return written


def _link(draft: Path, place: Path) -> str:
    """Give the draft the next free number; processes that write at once get different ones."""
    number = max((int(path.stem) for path in _numbered(place)), default=0)
    while True:
        number += 1
        name = f"{number:06d}.eml"
        try:
            os.link(draft, place / name)
        except FileExistsError:
            continue
        return name


def _numbered(place: Path) -> list[Path]:
    return sorted(path for path in place.glob("*.eml") if path.stem.isdigit())
