"""What mail servers say became of a letter: reports of RFC 3464, and bounces older than it.

A report is a `multipart/report` (RFC 6522) whose second part lists a fate for each recipient:
failed, delayed, delivered, relayed or expanded, with an enhanced status code (RFC 3463). Servers
that write prose instead are understood by the code they quote. Whose letter it was is told by the
address that the report came to (`verp`), by the envelope id it repeats, or by the Message-ID it
quotes; addresses are never taken from it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from fairdue.delivery.mail.opened import (
    TEXT_LENGTH_MAX,
    Letter,
    address,
    children,
    fields,
    header,
    media_type,
    open_letter,
    text_of,
    text_parts,
)

Action = Literal["failed", "delayed", "delivered", "relayed", "expanded"]
ACTIONS: tuple[Action, ...] = ("failed", "delayed", "delivered", "relayed", "expanded")

RECIPIENTS_MAX = 50
_STATUS_TYPES = {"message/delivery-status", "message/global-delivery-status"}
_QUOTED_TYPES = {
    "message/rfc822",
    "message/global",
    "text/rfc822-headers",
    "message/global-headers",
}
_STATUS = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])")
_REPLY = re.compile(r"(?<![\d.])([45])[0-5]\d(?=[ \-#:])")
_MESSAGE_ID = re.compile(r"<[^<>\s@]{1,200}@[^<>\s@]{1,250}>")
_QUOTED_ID = re.compile(r"^[> \t]*message-id:[ \t]*(<[^<>\s]{3,450}>)", re.I | re.M)
_POSTMASTERS = re.compile(r"^(mailer-daemon|postmaster|mail-daemon|mdaemon|maildaemon)\b", re.I)
_SUBJECTS = re.compile(
    r"undeliver|delivery (status|failure|failed|has failed)|failure notice"
    r"|(mail|message) delivery (failed|failure)|returned mail|mail (system )?error"
    r"|could ?n.t be delivered|could not send|delivery problem"
    r"|delayed|退信|无法投递|未送达|投递失败|无法送达|退回",
    re.I,
)
_NOBODY_THERE = re.compile(
    r"(user|mailbox|recipient|account|address)( \S+)? (unknown|not found|does ?n.t exist"
    r"|does not exist|unavailable: user not found)|no such (user|mailbox|recipient|account|address)"
    r"|unknown (user|recipient|mailbox)|no mailbox here|invalid (recipient|mailbox)"
    r"|(收件人|邮箱|帐号|账号|用户|地址)(邮箱|帐号|账号|地址)?不存在|找不到(收件人|邮箱|用户|该用户)",
    re.I,
)
"""Many servers, in China most of all, say so with 550 and words only."""
NO_SUCH_MAILBOX = "5.1.1"
_LATER = re.compile(
    r"will (be retried|retry|keep trying|continue)|still trying|has been delayed|warning:"
    r"|delayed|延迟|稍后重试|继续尝试|重新投递",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of a letter, as a server told."""

    action: Action
    status: str
    """Enhanced status code, such as 5.1.1; "" where none was told."""
    message_id: str = ""
    """The Message-ID it quotes of the letter, with its brackets; "" where it quotes none."""
    envelope_id: str = ""
    """The envelope id that the letter was handed over with, where the server repeats it."""

    @property
    def is_permanent(self) -> bool:
        """Did it fail, and would another try fail too? (RFC 3463: class 5.)"""
        return self.action == "failed" and self.status.startswith("5")


def read_bounce(content: bytes) -> Fate | None:
    """What a report or bounce says; None for a letter that is neither."""
    letter = open_letter(content)
    return None if letter is None else fate_in(letter)


def fate_in(letter: Letter) -> Fate | None:
    """The same of an opened letter.

    Only a report at its top counts: one that somebody forwards or attaches isn't told to us.
    """
    parts = children(letter)
    report = next((part for part in parts if media_type(part) in _STATUS_TYPES), None)
    if report is not None and media_type(letter).startswith("multipart/"):
        return _reported(report, parts)
    return _in_prose(letter) if _looks_returned(letter) else None


def permanent(status: str) -> bool:
    """Does an enhanced status code say that another try will fail too?"""
    return status.startswith("5.")


def _reported(report: Letter, parts: list[Letter]) -> Fate | None:
    blocks = list(_blocks(report))
    about = blocks[0] if blocks else {}
    fates = [fate for fate in map(_fate, blocks[: RECIPIENTS_MAX + 1]) if fate is not None]
    if not fates:
        return None
    action, status = _together(fates)
    return Fate(action, status, _quoted_id(parts), _xtext(about.get("original-envelope-id", "")))


def _blocks(report: Letter) -> Iterator[Mapping[str, str]]:
    """The groups of fields of a report, the one about the whole letter first."""
    payload = report.get_payload()
    if isinstance(payload, list):
        groups = [list(fields(part)) for part in children(report)]
        text = "\n\n".join("\n".join(map(": ".join, group)) for group in groups)
    else:
        text = text_of(report)
    for block in re.split(r"\n[ \t]*\n", text[:TEXT_LENGTH_MAX].replace("\r\n", "\n")):
        found: dict[str, str] = {}
        for line in re.sub(r"\n[ \t]+", " ", block).splitlines():
            name, colon, value = line.partition(":")
            if colon:
                found.setdefault(name.strip().lower(), value.strip())
        if found:
            yield found


def _fate(told_of: Mapping[str, str]) -> tuple[Action, str] | None:
    """One recipient's, or None for a group that is about no recipient."""
    words = told_of.get("action", "").split()
    action = next((each for each in ACTIONS if words and each == words[0].lower()), None)
    if action is None:
        return None
    told = _STATUS.search(told_of.get("status", ""))
    said = _STATUS.search(told_of.get("diagnostic-code", ""))
    status = told.group(1) if told else ""
    if said and (not status or status.endswith(".0.0")) and status[:1] in ("", said.group(1)[0]):
        status = said.group(1)  # a server in between knew less than the last one said
    return action, _by_words(status, told_of.get("diagnostic-code", ""))


def _together(fates: list[tuple[Action, str]]) -> tuple[Action, str]:
    """One fate of several recipients: the address may stand for many, and each was told of.

    It failed only where it reached none and nobody tries on.
    """
    for wanted in ("delivered", "relayed", "expanded", "delayed"):
        for action, status in fates:
            if action == wanted:
                return action, status
    return fates[0]


def _quoted_id(parts: list[Letter]) -> str:
    for part in parts:
        if media_type(part) in _QUOTED_TYPES:
            inside = children(part)
            found = header(inside[0], "Message-ID") if inside else ""
            if not found:
                quoted = _QUOTED_ID.search(text_of(part))
                found = quoted.group(1) if quoted else ""
            if match := _MESSAGE_ID.search(found):
                return match.group()
    return ""


def _looks_returned(letter: Letter) -> bool:
    """Is it from a mail system itself, about a letter it couldn't deliver?"""
    if header(letter, "X-Failed-Recipients"):
        return True
    sender = address(letter, "From").partition("@")[0] or header(letter, "From")
    return bool(_POSTMASTERS.search(sender)) and bool(_SUBJECTS.search(header(letter, "Subject")))


def _in_prose(letter: Letter) -> Fate:
    text = "\n".join(text_of(part) for part in text_parts(letter))
    own = re.split(r"^[> \t]*(?:received|message-id):", text, maxsplit=1, flags=re.I | re.M)[0]
    status = _STATUS.search(own)
    reply = _REPLY.search(own)
    code = status.group(1) if status else f"{reply.group(1)}.0.0" if reply else ""
    # Without a code that says so it is over, words that promise another try are believed.
    later = code[:1] != "5" and _LATER.search(f"{header(letter, 'Subject')}\n{own}")
    quoted = _QUOTED_ID.search(text)
    named = _MESSAGE_ID.search(quoted.group(1)) if quoted else None
    status_told = code if later else _by_words(code, own)
    return Fate("delayed" if later else "failed", status_told, named.group() if named else "")


def _by_words(status: str, words: str) -> str:
    """A code that only says "failed", made exact where the words say that nobody is there."""
    vague = status in ("", "5.0.0")
    return NO_SUCH_MAILBOX if vague and _NOBODY_THERE.search(words) else status


def _xtext(value: str) -> str:
    """Undo the escapes of RFC 3461, section 4."""
    return re.sub(r"\+([0-9A-F]{2})", lambda found: chr(int(found.group(1), 16)), value.strip())
