"""What is sent, what is got for it, what comes back later, and why it could not be sent."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text

EMAIL, SMS, LETTER = "email", "sms", "letter"
Kind = Literal["email", "sms", "letter"]

SUBJECT_LENGTH_MAX = 200
_ADDRESS = re.compile(r"[^\s\"(),:;<>@\[\]\\\x00-\x20\x7f]{1,64}@[^\s\"(),:;<>@\[\]\\]{1,255}")
_NUMBER = re.compile(r"\+?[0-9][0-9 ()./-]{2,31}")
_KEY = re.compile(r"[0-9a-z]{0,40}")
_HEADER = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,60}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]")


class DeliveryError(Refused):
    """A message was not sent; `text` says why and how to mend it, never to whom or what.

    `again` is True where another try may do better: the server didn't answer, or was busy. `code`
    is the other side's own, as in a `Report`; empty where it gave none.
    """

    def __init__(self, text: Text, *, again: bool = False, code: str = "") -> None:
        super().__init__(text)
        self.again, self.code = again, code


class DeliveryUnknown(DeliveryError):  # noqa: N818 - it is no error of anyone's
    """A message may have been sent: the line was lost after its words were handed over.

    It is never sent again by itself; what is reported later tells. Catch it before DeliveryError.
    """


def new_key() -> str:
    """What a message is known by wherever it goes: 26 small letters and digits, unguessable."""
    return "".join(secrets.choice("abcdefghijklmnopqrstuvwxyz234567") for _ in range(26))


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with an e-mail."""

    name: str
    content: bytes = field(repr=False)
    media_type: str = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class Message:
    """One message to one recipient. Its form never shows whom it is to or what it says.

    `key` (see `new_key`) goes with it where the carrier can, so that a report or an answer finds it
    even where no reference was got; empty for what needs none, as a code. `headers` are for the
    carrier that knows them: of an e-mail, header lines.
    """

    kind: Kind
    to: str = field(repr=False)
    subject: str = field(repr=False)
    text: str = field(repr=False)
    html: str = field(default="", repr=False)
    attachments: tuple[Attachment, ...] = field(default=(), repr=False)
    key: str = ""
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the message is known by where it went. A long text has a reference for each part."""

    how: str
    """The carrier's name."""
    reference: str
    parts: tuple[str, ...] = ()
    """References of all parts where there are several, the first one included."""

    @property
    def references(self) -> tuple[str, ...]:
        """All that it may be reported under."""
        return self.parts or (self.reference,)


Reported = Literal["accepted", "delivered", "not_delivered", "unknown"]


@dataclass(frozen=True, slots=True)
class Report:
    """What a carrier tells about a message, or one part of it, some time after taking it.

    Found again by `reference` or by `key`, whichever the carrier gives; the other is empty.
    `accepted` means that it is still under way, `unknown` that nobody will ever know.
    """

    carrier: str
    reference: str
    key: str
    state: Reported
    code: str
    """The other side's own, as 5.1.1 or 069: shown to staff. Which of them say that an e-mail's
    address is nobody's is the lender's policy (LENDER-RETURNED-MAIL)."""
    at: datetime | None
    """When it happened, by the other side's clock; with a time zone. None where it doesn't tell."""


@dataclass(frozen=True, slots=True)
class Inbound:
    """What someone wrote to us. `carrier` and `reference` together are told once only."""

    kind: Kind
    sender: str = field(repr=False)
    """The number or address it came from, as the carrier gives it."""
    to: str = field(repr=False)
    text: str = field(repr=False)
    at: datetime | None
    """When it was written; with a time zone. None where the carrier doesn't tell, as of texts."""
    reference: str
    carrier: str = ""
    subject: str = field(default="", repr=False)
    key: str = ""
    """Of the message that it answers, where the carrier can tell."""


def refuse_unsafe(message: Message) -> None:
    """Raise DeliveryError unless there is one recipient and no header can be smuggled in."""
    if message.kind not in (EMAIL, SMS):
        raise ValueError(f"{message.kind!r} is not a kind of message that goes by wire")
    if not _KEY.fullmatch(message.key):
        raise ValueError("a key has at most 40 small letters and digits")
    pattern = _ADDRESS if message.kind == EMAIL else _NUMBER
    if not pattern.fullmatch(message.to):
        raise DeliveryError(
            Text(
                "The recipient is not one well-formed e-mail address or number.",
                "收件人不是有效的单个邮箱地址或号码。",
            )
        )
    lines = [message.subject, *(each.name for each in message.attachments)]
    lines += message.headers.values()
    if any(map(_CONTROL.search, lines)) or not all(map(_HEADER.fullmatch, message.headers)):
        raise DeliveryError(
            Text(
                "The subject, headers and the names of attachments must be single lines.",
                "主题、邮件头和附件名称不得包含换行或控制字符。",
            )
        )
    if len(message.subject) > SUBJECT_LENGTH_MAX:
        raise DeliveryError(
            Text(
                f"Keep the subject within {SUBJECT_LENGTH_MAX} characters.",
                f"主题请控制在{SUBJECT_LENGTH_MAX}字以内。",
            )
        )
