"""A message as an e-mail: bytes that any server takes, and the Message-ID it is known by."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import formatdate, parseaddr

from fairdue.delivery.mail.verp import message_id
from fairdue.delivery.message import DeliveryError, Message
from fairdue.kernel.text import Text

LINE_LENGTH_MAX = 998
"""RFC 5322, 2.1.1."""


class _WholeWords(EmailPolicy):
    """Folds headers as usual, but never within a word: an address cut or encoded leads nowhere."""

    def fold_binary(self, name: str, value: str) -> bytes:
        line = f"{name}: {value}"
        longest = max(map(len, line.split()))
        if line.isascii() and longest > _WORD_LENGTH_MAX and len(line) <= LINE_LENGTH_MAX:
            return line.encode() + self.linesep.encode()
        return super().fold_binary(name, value)


_WORD_LENGTH_MAX = 60
SEVEN_BIT = _WholeWords(linesep="\r\n", cte_type="7bit")
"""Every server on the way takes it, and no signature breaks by recoding."""


@dataclass(frozen=True, slots=True)
class Written:
    """An e-mail ready to be handed over."""

    reference: str
    """Its Message-ID."""
    recipient: str = field(repr=False)
    """As the envelope names it: the domain in ASCII."""
    content: bytes = field(repr=False)

    @property
    def needs_utf8(self) -> bool:
        """Can only a server that offers SMTPUTF8 (RFC 6531) take it?"""
        return not self.recipient.isascii()


def write(message: Message, *, sender: str, replies: str) -> Written:
    """Write a message from `sender`; answers go to `replies`, where it isn't empty.

    It says that a program sent it, so that other programs leave it unanswered (RFC 3834). Raises
    DeliveryError where it can't be written as an e-mail.
    """
    domain = parseaddr(sender)[1].rpartition("@")[2]
    reference = message_id(message.key, domain) if message.key else f"<{uuid.uuid4().hex}@{domain}>"
    try:
        recipient = _ascii_domain(message.to)
        email = EmailMessage(policy=SEVEN_BIT.clone(utf8=not recipient.isascii()))
        email["From"], email["To"], email["Subject"] = sender, recipient, message.subject
        email["Date"], email["Message-ID"] = formatdate(), reference
        email["Auto-Submitted"] = "auto-generated"
        email["X-Auto-Response-Suppress"] = "OOF, AutoReply"
        if replies:
            email["Reply-To"] = replies
        for name, value in message.headers.items():
            del email[name]
            email[name] = value
        _fill(email, message)
        return Written(reference, recipient, email.as_bytes())
    except (ValueError, LookupError, UnicodeError):
        raise DeliveryError(
            Text("This message can't be written as an e-mail.", "该消息无法作为邮件发送。")
        ) from None  # the original names the recipient


def _fill(email: EmailMessage, message: Message) -> None:
    email.set_content(message.text)
    if message.html:
        email.add_alternative(message.html, subtype="html")
    for each in message.attachments:
        kind, _slash, subtype = each.media_type.partition("/")
        email.add_attachment(each.content, maintype=kind, subtype=subtype, filename=each.name)


def _ascii_domain(address: str) -> str:
    local, _at, domain = address.rpartition("@")
    return f"{local}@{domain.encode('idna').decode()}"
