"""What somebody wrote back, without what they quote; and whether somebody wrote it at all."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from fairdue.delivery.mail.opened import Letter, header, media_type, text_of, text_parts

_AUTOMATIC_SUBJECT = re.compile(
    r"^\s*(auto(matic|mated)?[ -]?(reply|response|answer)|out of (the )?office|on vacation"
    r"|autoreply|自动回复|自動回覆|自動回覆|自动答复|自动应答)",
    re.I,
)
_MARKED_BY = ("X-Autoreply", "X-Autorespond", "X-Auto-Reply-From", "X-Mail-Autoreply")
_BULK = {"bulk", "auto_reply", "auto-reply", "junk", "list"}

_ATTRIBUTION = (
    # On Mon, 2 Mar 2026 at 09:12, The Bank <help@bank.example> wrote:
    re.compile(r"^on\b.{4,300}\bwrote\s*[:：]\s*$", re.I | re.S),
    # 某银行 <help@bank.example> 于2026年3月2日周一 09:12写道：
    re.compile(r"^.{0,200}(于|在).{4,80}(写道|寫道|编写|说)\s*[:：]\s*$", re.S),
    # 在 2026-03-02 09:12:01，"某银行" <help@bank.example> 写道：
    re.compile(r"^(在|于|at)\s*.{4,300}(写道|寫道|wrote)\s*[:：]\s*$", re.I | re.S),
)
_RULES = re.compile(
    r"^\s*("
    r"-{2,}\s*(original message|original|forwarded message|原始邮件|原邮件|原始郵件|转发邮件"
    r"|转发的邮件|回复的原邮件)\s*-{2,}"
    r"|_{10,}|-{20,}"
    r"|begin forwarded message:?|开始转发的邮件[:：]?|以下是原始邮件[:：]?|原文[:：]"
    r")\s*$",
    re.I,
)
_FIELD = re.compile(
    r"^[\s>*]*(from|sent|date|to|cc|subject|发件人|寄件者|发送时间|发送日期|时间|日期|收件人|抄送|主题)"
    r"[*\s]*[:：]",
    re.I,
)
_FIRST_FIELD = re.compile(r"^[\s>*]*(from|发件人|寄件者)[*\s]*[:：]", re.I)
_SIGNATURE = re.compile(
    r"^(--\s?|sent from my .{1,60}|get outlook for .{1,20}|发自我的.{1,30}|从我的.{1,20}发送"
    r"|来自.{1,20}(邮箱|手机).{0,10}|发自.{1,20}(邮箱|手机).{0,10}"
    r"|获取\s*outlook\s*for.{1,20})$",
    re.I,
)
_FIELDS_AHEAD = 6
_LINES_OF_ATTRIBUTION_MAX = 3


def is_automatic(letter: Letter) -> bool:
    """Did a program send this by itself: out of office, a list, a confirmation? (RFC 3834, 2.)"""
    submitted = header(letter, "Auto-Submitted").lower().partition(";")[0].strip()
    if submitted and submitted != "no":
        return True
    if header(letter, "Precedence").lower() in _BULK or header(letter, "List-Id"):
        return True
    if any(header(letter, name) for name in _MARKED_BY):
        return True
    if header(letter, "Return-Path") == "<>" or media_type(letter) == "multipart/report":
        return True
    return bool(_AUTOMATIC_SUBJECT.search(header(letter, "Subject")))


def words_in(letter: Letter) -> str:
    """The text of a letter without what it quotes: its plain text, or its page made plain."""
    parts = list(text_parts(letter))
    plain = [text_of(part) for part in parts if media_type(part) == "text/plain"]
    text = "\n".join(plain)
    if not text.strip():
        text = "\n".join(_page_words(text_of(part)) for part in parts)
    return said_above_quote(text)


def said_above_quote(text: str) -> str:
    """What somebody says in an answer: nothing they quote, and no signature of a program.

    Knows how Chinese and English mail programs mark what is quoted: lines that begin with `>`, a
    line that says who wrote when, a rule, or the fields of the letter. Words below a quote are
    kept, those below a rule or fields aren't: there the rest is quoted. Pure.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u00a0", " ").split("\n")
    kept: list[str] = []
    index = 0
    while index < len(lines):
        line = lines[index]
        if _RULES.match(line) or _begins_fields(lines, index):
            break
        if length := _attribution(lines, index):
            if not _is_quoted(_next_words(lines, index + length)):
                break  # some programs don't mark the lines that follow
            index += length
            continue
        if not _is_quoted(line):
            kept.append(line.rstrip())
        index += 1
    return _tidy(kept)


def _is_quoted(line: str) -> bool:
    return line.lstrip().startswith((">", "＞"))


def _next_words(lines: list[str], index: int) -> str:
    return next((line for line in lines[index:] if line.strip()), "")


def _attribution(lines: list[str], index: int) -> int:
    """How many lines say who wrote what follows; 0 where this isn't such a line."""
    if not lines[index].strip() or _is_quoted(lines[index]):
        return 0
    for length in range(1, _LINES_OF_ATTRIBUTION_MAX + 1):
        found = lines[index : index + length]
        if len(found) < length or not found[-1].strip():
            return 0
        joined = "\n".join(found).strip()
        if len(joined) < 400 and any(each.match(joined) for each in _ATTRIBUTION):
            return length
    return 0


def _begins_fields(lines: list[str], index: int) -> bool:
    """From, sent, to, subject: at least three of them in a row are a quoted letter's."""
    if not _FIRST_FIELD.match(lines[index]):
        return False
    ahead = [line for line in lines[index : index + _FIELDS_AHEAD] if line.strip()]
    return sum(bool(_FIELD.match(line)) for line in ahead) >= 3


def _tidy(lines: list[str]) -> str:
    while lines and not lines[-1].strip():
        lines.pop()
    for index, line in enumerate(lines):
        if index and _SIGNATURE.match(line.strip()) and len(lines) - index <= 8:
            lines = lines[:index]
            break
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


class _Words(HTMLParser):
    """The words of a page that its writer wrote: no quoted letter, no styles."""

    _BREAKS = frozenset({"br", "p", "div", "li", "tr", "h1", "h2", "h3", "hr"})
    _LEFT_OUT = frozenset({"style", "script", "head", "title", "blockquote"})
    _VOID = frozenset({"br", "hr", "img", "meta", "link", "input", "wbr", "base", "area", "col"})
    _QUOTES = re.compile(
        r"gmail_quote|gmail_attr|moz-cite-prefix|divrplyfwdmsg|appendonsend|mail-original"
        r"|ntes-mail|includetail|isreplycontent|yahoo_quoted",
        re.I,
    )

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self._open: list[tuple[str, bool]] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self._BREAKS and not self._hidden:
            self.words.append("\n")
        if tag in self._VOID:
            return
        marks = " ".join(value or "" for name, value in attrs if name in ("class", "id"))
        hides = tag in self._LEFT_OUT or bool(self._QUOTES.search(marks))
        self._open.append((tag, hides))
        self._hidden += hides

    def handle_endtag(self, tag: str) -> None:
        if tag not in (each for each, _hides in self._open):
            return
        while self._open:
            name, hides = self._open.pop()
            self._hidden -= hides
            if name == tag:
                break
        if tag in self._BREAKS and not self._hidden:
            self.words.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.words.append(re.sub(r"\s+", " ", data))


def _page_words(page: str) -> str:
    reader = _Words()
    reader.feed(page)
    reader.close()
    return "\n".join(line.strip() for line in "".join(reader.words).split("\n"))
