"""Templates: their texts read, checked and filled. Pure.

A text is words with fields in braces. It is checked as it would be read: with sample values in
its fields; what is found is told by its place in the text as written, so that it can be marked
there.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Literal

from fairdue.contact.rules.written import REMINDER as AGREED_TO
from fairdue.contact.rules.written import Content
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.messaging.rules.fields import (
    BRACES,
    EMAIL,
    FIELDS,
    SMS,
    Value,
    Values,
    needs,
    written,
)
from fairdue.messaging.rules.mandatory import (
    AGREED,
    DISCLOSURES,
    REMINDER,
    Required,
    disclosed,
    missing,
)

LANGUAGES = ("en", "zh-hans")
PLACES = ("subject", "body")
PLACES_ZH = {"subject": "主题", "body": "正文"}
SUBJECT_LENGTH_MAX = 120
BODY_LENGTH_MAX = 6000
TELLING_IN_SUBJECT = re.compile(
    r"(?i)\b(debts?|overdue|past due|arrears|owe[ds]?|collections?|delinquen\w*)\b"
    r"|欠款|逾期|催收|债务|拖欠|欠费|还款"
)
"""What gives a debt away in a subject, which others may see on a screen."""

NAMES = {"en": Text("English", "英文"), "zh-hans": Text("Chinese", "中文")}

Severity = Literal["stops", "warns"]
SUSPECT = "words_pressure"
"""The code of words that only the model takes for pressure."""


@dataclass(frozen=True, slots=True)
class Wording:
    """The texts of a template, in both languages. A text message has no subject."""

    subject: Text
    body: Text

    def at(self, place: str) -> Text:
        """The text of a place: subject or body."""
        return self.subject if place == "subject" else self.body

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields in it, in any language, in the order in which they first come."""
        texts = [self.at(place).in_language(code) for place in PLACES for code in LANGUAGES]
        return tuple(dict.fromkeys(name for text in texts for name in BRACES.findall(text)))

    @property
    def digest(self) -> str:
        """SHA-256 of all texts, in hexadecimal."""
        said = [self.subject.en, self.subject.zh, self.body.en, self.body.zh]
        return sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Flaw:
    """Something wrong with a template, where it is, who says so, and how to mend it."""

    code: str
    severity: Severity
    message: Text
    mend: Text
    place: str = "body"
    language: str = ""
    """"" where it is about both."""
    start: int = 0
    end: int = 0
    """Where in the text, in characters; equal where it has no place."""
    rule: str = ""
    source: Text | None = None

    @property
    def stops(self) -> bool:
        """May the template not be submitted with it?"""
        return self.severity == "stops"

    @property
    def is_suspect(self) -> bool:
        """Does it sound like pressure, though no construction names it? Somebody has to answer."""
        return self.code == SUSPECT


def flaws_in(
    wording: Wording, *, kind: str, channel: str, required: Iterable[Required]
) -> tuple[Flaw, ...]:
    """What is wrong with a template's fields, form and mandatory content.

    What the words themselves say is another check's matter (`fairdue.wording`).
    """
    found = [
        flaw
        for language in LANGUAGES
        for place in PLACES
        for flaw in _in_text(wording.at(place).in_language(language), place, language, channel)
    ]
    found += _about_both(wording, channel)
    found += [_lacking(each) for each in missing(required, _fields_in_both(wording))]
    return tuple(found)


def _in_text(text: str, place: str, language: str, channel: str) -> list[Flaw]:
    found = []

    def add(code: str, message: Text, mend: Text, span: tuple[int, int] = (0, 0)) -> None:
        found.append(Flaw(code, "stops", message, mend, place, language, *span))

    if place == "subject" and channel == SMS:
        if text:
            add(
                "no_subject",
                Text("A text message has no subject.", "短信没有主题。"),
                Text("Leave it empty.", "请留空。"),
            )
        return found
    limit = SUBJECT_LENGTH_MAX if place == "subject" else BODY_LENGTH_MAX
    if not text.strip() or len(text) > limit or (place == "subject" and "\n" in text):
        add(
            "length",
            Text(
                f"The {place} in {NAMES[language].en} is empty or longer than {limit} characters.",
                f"{NAMES[language].zh}{PLACES_ZH[place]}为空，或超过{limit}字。",
            ),
            Text("Write it, within that length.", "请在该长度内填写。"),
        )
    for match in BRACES.finditer(text):
        flaw = _wrong_field(match[1], place, channel)
        if flaw is not None:
            add(*flaw, match.span())
    rest = BRACES.sub(lambda match: "·" * len(match[0]), text)
    for match in re.finditer(r"[{}]", rest):
        add(
            "brace",
            Text("A brace stands alone.", "花括号不成对。"),
            Text(
                "Write a field as {name}, or leave the brace out.", "请写成{字段名}或删除花括号。"
            ),
            match.span(),
        )
    if place == "subject" and channel == EMAIL:
        for match in TELLING_IN_SUBJECT.finditer(rest):
            add(
                "subject_tells",
                Text(
                    "The subject tells of a debt; others may see it on a screen.",
                    "主题透露了债务信息，可能被他人看到。",
                ),
                Text("Say it in the body.", "请写在正文中。"),
                match.span(),
            )
    return found


def _wrong_field(name: str, place: str, channel: str) -> tuple[str, Text, Text] | None:
    field = FIELDS.get(name)
    if field is None:
        return (
            "unknown_field",
            Text(f"There is no field {{{name}}}.", f"没有字段{{{name}}}。"),
            Text(
                "Choose one of the list; free text is no field.",
                "请从字段列表中选择；不提供自由文本字段。",
            ),
        )
    if channel not in field.channels:
        return (
            "wrong_channel",
            Text(
                f"{{{name}}} ({field.label.en}) doesn't belong on this channel.",
                f"{{{name}}}（{field.label.zh}）不能用于此渠道。",
            ),
            Text("Leave it out here.", "请在此处删除。"),
        )
    if place == "subject" and channel == EMAIL and not field.in_subject:
        return (
            "not_in_subject",
            Text(
                f"{{{name}}} ({field.label.en}) isn't for a subject, which others may see.",
                f"{{{name}}}（{field.label.zh}）不能放在主题中，以免被他人看到。",
            ),
            Text("Move it to the body.", "请移至正文。"),
        )
    return None


def _about_both(wording: Wording, channel: str) -> list[Flaw]:
    by_language = [_fields_of(wording, language) for language in LANGUAGES]
    return [
        Flaw(
            "one_language",
            "stops",
            Text(
                f"{{{name}}} is in the {NAMES[has].en} text only.",
                f"{{{name}}}只出现在{NAMES[has].zh}文本中。",
            ),
            Text("Say the same in both languages.", "两种语言的内容须一致。"),
            language=other,
        )
        for has, other, only in (
            ("en", "zh-hans", by_language[0] - by_language[1]),
            ("zh-hans", "en", by_language[1] - by_language[0]),
        )
        for name in sorted(only)
        if name in FIELDS and channel in FIELDS[name].channels
    ]


def _fields_of(wording: Wording, language: str) -> set[str]:
    texts = [wording.at(place).in_language(language) for place in PLACES]
    return {name for text in texts for name in BRACES.findall(text)}


def _fields_in_both(wording: Wording) -> set[str]:
    return _fields_of(wording, "en") & _fields_of(wording, "zh-hans")


def _lacking(required: Required) -> Flaw:
    by, label = required.fields, required.label
    names = ", ".join(f"{{{name}}}" for name in by)
    also = " or {disclosures}" if required.is_sentence else ""
    also_zh = "或{disclosures}" if required.is_sentence else ""
    return Flaw(
        "mandatory",
        "stops",
        Text(f"It must show: {label.en}.", f"缺少必备内容：{label.zh}。"),
        Text(f"Put in {names}{also}, in both languages.", f"请在两种语言中加入{names}{also_zh}。"),
        rule=required.rule,
        source=required.source,
    )


@dataclass(frozen=True, slots=True)
class Filled:
    """A text with values in it, and which part of it came from where."""

    text: str
    parts: tuple[tuple[int, int, int, int], ...]
    """(start, end) in the filled text and (start, end) in the text as written, in order."""

    def place_of(self, start: int, end: int) -> tuple[int, int]:
        """Where a span of the filled text stands in the text as written; a field counts whole."""
        touched = [part for part in self.parts if part[0] < max(end, start + 1) and part[1] > start]
        if not touched:
            return 0, 0
        return _within(touched[0], start, 0), _within(touched[-1], end, 1)


def _within(part: tuple[int, int, int, int], position: int, side: int) -> int:
    start, end, source_start, source_end = part
    if end - start != source_end - source_start:  # a field: its value is of another length
        return (source_start, source_end)[side]
    return source_start + min(max(position - start, 0), end - start)


def fill(text: str, said: Mapping[str, str]) -> Filled:
    """Put written values in the fields of a text. Raises KeyError for a value that is missing."""
    out, parts, length, last = [], [], 0, 0
    for match in BRACES.finditer(text):
        for piece, span in (
            (text[last : match.start()], (last, match.start())),
            (said[match[1]], match.span()),
        ):
            if piece:
                parts.append((length, length + len(piece), *span))
            out.append(piece)
            length += len(piece)
        last = match.end()
    if text[last:]:
        parts.append((length, length + len(text) - last, last, len(text)))
    out.append(text[last:])
    return Filled("".join(out), tuple(parts))


def say_fields(
    names: Iterable[str],
    values: Values,
    *,
    language: str,
    channel: str,
    required: Sequence[Required] = (),
) -> dict[str, str]:
    """What each of these fields says, sentences with the values in them.

    Raises Refused for a value that is missing or of another kind.
    """
    shown = tuple(names)
    said: dict[str, str] = {}
    for name in shown:
        if name == DISCLOSURES:
            asked = disclosed(required, shown)
            said[name] = " ".join(
                _sentence(each, values, language, channel) for each in asked
            ).strip()
        elif FIELDS[name].says is not None:
            said[name] = _sentence(name, values, language, channel)
        else:
            said[name] = written(name, _value(name, values), language)
    return said


def _sentence(name: str, values: Values, language: str, channel: str) -> str:
    text = FIELDS[name].sentence(channel).in_language(language)
    inner = {each: written(each, _value(each, values), language) for each in needs(name, channel)}
    return fill(text, inner).text


def _value(name: str, values: Values) -> Value:
    if name in values:
        return values[name]
    label = FIELDS[name].label
    raise Refused(
        Text(
            f"It isn't known what to put in {{{name}}} ({label.en}); this template can't be used "
            "here.",
            f"缺少字段{{{name}}}（{label.zh}）的值，此处不能使用该模板。",
        )
    )


SAMPLES: Values = {each.name: each.sample for each in FIELDS.values() if each.says is None}
"""A value for every field that takes one."""


def tidied(text: str) -> str:
    """Without the gaps that empty fields leave."""
    text = re.sub(r"(?<=\S) {2,}(?=\S)", " ", text)
    text = re.sub(r"[ \t]+(?=\n)", "", text)
    return re.sub(r"\n{3,}", "\n\n", text).strip()


@dataclass(frozen=True, slots=True)
class Warned:
    """A place in the words that may be sent and that somebody should look at."""

    part: str
    """subject or body."""
    kind: str
    """As `wording` has it."""
    rule: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Words:
    """A message as it would leave, bound by its digest."""

    template: str
    language: str
    subject: str
    body: str
    purpose: str
    version: int = 0
    states_balance: bool = False
    offers_opt_out: bool = True
    warnings: tuple[Warned, ...] = ()

    @property
    def warned(self) -> dict[str, Any] | None:
        """The warnings as a message keeps them, without a word; None where there are none."""
        if not self.warnings:
            return None
        found = [[each.part, each.kind, each.rule, each.start, each.end] for each in self.warnings]
        return {"version": self.version, "found": found}

    @property
    def digest(self) -> str:
        """SHA-256 over template, language, subject and body, in hexadecimal."""
        said = [self.template, self.language, self.subject, self.body]
        return sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()

    @property
    def content(self) -> Content:
        """What the permit's rules ask about it. What was agreed is no balance of today."""
        return Content(
            template=self.template,
            digest=self.digest,
            states_balance=self.states_balance,
            offers_opt_out=self.offers_opt_out,
            purpose=self.purpose,
        )


def purpose_of(kind: str) -> str:
    """The purpose by which the permit's rules know a message of this kind."""
    return AGREED_TO if kind in (REMINDER, AGREED) else ""


def states_balance(fields: Iterable[str]) -> bool:
    """Does a template with these fields tell what is owed?"""
    return any(FIELDS[name].tells_balance for name in fields if name in FIELDS)
