"""What is sent, what is got for it, and why it could not be sent."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text

EMAIL, SMS = "email", "sms"
Kind = Literal["email", "sms"]

SUBJECT_LENGTH_MAX = 200
_ADDRESS = re.compile(r"[^\s\"(),:;<>@\[\]\\\x00-\x20\x7f]{1,64}@[^\s\"(),:;<>@\[\]\\]{1,255}")
_NUMBER = re.compile(r"\+?[0-9][0-9 ()./-]{2,31}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]")


class DeliveryError(Refused):
    """A message was not sent; `text` says why and how to mend it, never to whom or what.

    `again` is True where another try may do better: the server didn't answer, or was busy.
    """

    def __init__(self, text: Text, *, again: bool = False) -> None:
        super().__init__(text)
        self.again = again


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with an e-mail."""

    name: str
    content: bytes = field(repr=False)
    media_type: str = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class Message:
    """One message to one recipient. Its form never shows whom it is to or what it says."""

    kind: Kind
    to: str = field(repr=False)
    subject: str = field(repr=False)
    text: str = field(repr=False)
    html: str = field(default="", repr=False)
    attachments: tuple[Attachment, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the message is known by where it went."""

    how: Literal["smtp", "outbox"]
    reference: str


def refuse_unsafe(message: Message) -> None:
    """Raise DeliveryError unless there is one recipient and no header can be smuggled in."""
    if message.kind not in (EMAIL, SMS):
        raise ValueError(f"{message.kind!r} is not a kind of message: email or sms")
    pattern = _ADDRESS if message.kind == EMAIL else _NUMBER
    if not pattern.fullmatch(message.to):
        raise DeliveryError(
            Text(
                "The recipient is not one well-formed e-mail address or number.",
                "收件人不是有效的单个邮箱地址或号码。",
            )
        )
    names = [attachment.name for attachment in message.attachments]
    if any(_CONTROL.search(line) for line in (message.subject, *names)):
        raise DeliveryError(
            Text(
                "The subject and the names of attachments must be single lines.",
                "主题和附件名称不得包含换行或控制字符。",
            )
        )
    if len(message.subject) > SUBJECT_LENGTH_MAX:
        raise DeliveryError(
            Text(
                f"Keep the subject within {SUBJECT_LENGTH_MAX} characters.",
                f"主题请控制在{SUBJECT_LENGTH_MAX}字以内。",
            )
        )
