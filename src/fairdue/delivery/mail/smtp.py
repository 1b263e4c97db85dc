"""E-mail as a carrier: a message is handed to the lender's server, what came back is collected.

Each message has an envelope sender of its own (`verp`), so every bounce tells whose it is, even
one that quotes nothing. What comes back is taken by a listener of our own, or found in a maildir.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from email.utils import parseaddr
from pathlib import Path

from django.conf import settings

from fairdue.delivery.mail import coming_in
from fairdue.delivery.mail.coming_in import Maildir
from fairdue.delivery.mail.handing_over import Line
from fairdue.delivery.mail.listening import Door, Listener, Listens, listens_at
from fairdue.delivery.mail.server import Server, address_of, sender_of, server_of
from fairdue.delivery.mail.verp import envelope_sender
from fairdue.delivery.mail.writing import write
from fairdue.delivery.message import Inbound, Kind, Message, Receipt, Report, refuse_unsafe

NAME = coming_in.NAME
KINDS: frozenset[Kind] = frozenset({"email"})

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class MailSettings:
    """What the settings say of mail."""

    server: Server
    sender: str
    """Who mail is from, with a name or without."""
    bounces: str
    """What keys are put into for the envelope; "": bounces go to the sender, nothing is matched."""
    replies: str
    """Where answers go; "": to the sender."""
    listens: Listens | None
    maildir: Path | None
    """Where the lender's server puts what came back."""
    own_maildir: Path
    """Where our listener does."""

    @property
    def hears(self) -> bool:
        """Does anything that comes back reach us?"""
        return self.listens is not None or self.maildir is not None


class Smtp:
    """The mail server as a carrier. The listener starts when something is first collected."""

    name = NAME
    kinds = KINDS

    def __init__(self, mail: MailSettings) -> None:
        self._mail = mail
        self._line = Line(mail.server)
        self._listener: Listener | None = None
        self.maildirs = [Maildir(mail.own_maildir, mail.bounces)]
        if mail.maildir is not None:
            self.maildirs.append(Maildir(mail.maildir, mail.bounces))

    def send(self, message: Message) -> Receipt:
        """Hand an e-mail to the server; its reference is its Message-ID."""
        refuse_unsafe(message)
        mail = self._mail
        written = write(message, sender=mail.sender, replies=mail.replies)
        sender = parseaddr(mail.sender)[1]
        if mail.bounces and message.key:
            sender = envelope_sender(mail.bounces, message.key)
        reports = bool(mail.bounces) and mail.hears
        self._line.hand_over(written, sender=sender, key=message.key, reports=reports)
        return Receipt(NAME, written.reference)

    def collect(self) -> Iterable[Report | Inbound]:
        """Bounces, reports and answers, each once; a letter is kept until the next is asked for."""
        self._listen()
        for maildir in self.maildirs:
            yield from maildir.waiting()

    def close(self) -> None:
        """End the line to the server, and listen no more."""
        self._line.close()
        if self._listener is not None:
            self._listener.stop()
            self._listener = None

    @property
    def listener(self) -> Listener | None:
        """What takes letters, once it was started."""
        return self._listener

    def _listen(self) -> None:
        if self._mail.listens is None or self._listener is not None:
            return
        own = frozenset({parseaddr(self._mail.sender)[1].lower(), self._mail.replies.lower()})
        listener = Listener(self._mail.listens, Door(self.maildirs[0], own - {""}))
        listener.start()
        self._listener = listener


def is_set() -> bool:
    """Is there a mail server?"""
    return bool(settings.SMTP_URL and settings.MAIL_FROM)


def mail_settings() -> MailSettings:
    """The settings of mail, checked. Raises DeliveryError that says which is wrong and how."""
    bounces = address_of(settings.MAIL_BOUNCES, "FAIRDUE_MAIL_BOUNCES")
    listens = listens_at(settings.MAIL_LISTEN) if settings.MAIL_LISTEN else None
    return MailSettings(
        server_of(settings.SMTP_URL),
        sender_of(settings.MAIL_FROM),
        bounces,
        address_of(settings.MAIL_REPLIES, "FAIRDUE_MAIL_REPLIES"),
        listens,
        Path(settings.MAIL_FOLDER) if settings.MAIL_FOLDER else None,
        Path(settings.VAR) / "mail",
    )


def opened() -> Smtp:
    """The server of the settings as a carrier. Raises DeliveryError for a faulty setting."""
    return Smtp(mail_settings())
