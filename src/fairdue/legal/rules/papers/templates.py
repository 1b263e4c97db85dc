"""Templates of papers: parts with words in both languages and typed fields, by version. Pure.

A template is read from a document (`legal/shipped/*.yaml`): its versions, newest last, each with
the day from which it is used. Chinese is what counts; the English is for whoever reads along.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from string import Formatter
from typing import Any, Literal

from fairdue.kernel.text import Text
from fairdue.legal.rules.papers.fields import FIELDS

PartKind = Literal["heading", "paragraph", "flush", "items", "facts", "table", "note", "sign"]
TEXT_KINDS: tuple[PartKind, ...] = ("heading", "paragraph", "flush", "note")
LIST_KINDS: tuple[PartKind, ...] = ("items", "sign")


class TemplateBroken(ValueError):  # noqa: N818 - told to whoever writes templates
    """A template can't be used; says which, where and why."""


@dataclass(frozen=True, slots=True)
class Part:
    """A heading, a paragraph, a list, a table … with the words in both languages."""

    kind: PartKind
    texts: tuple[tuple[Text, ...], ...] = ()
    """Rows of texts: one with one text for a paragraph, one for each item, two for each fact."""
    table: str = ""
    """The field whose rows a table shows."""
    when: str = ""
    """Left out where this field has no value."""
    shows: tuple[str, ...] = ()
    """Items of the law that it shows."""

    def fields(self) -> frozenset[str]:
        """The fields in its words."""
        found = {
            name
            for row in self.texts
            for text in row
            for words in (text.en, text.zh)
            for name in _named(words)
        }
        return frozenset(found | {self.table} - {""})


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a template, complete."""

    kind: str
    series: str
    """Letters that a number begins with: ZFL in ZFL-2026-0007."""
    title: Text
    number: int
    in_force_from: date
    parts: tuple[Part, ...]

    @property
    def digest(self) -> str:
        """SHA-256 of its words, in hexadecimal: what a paper was made from."""
        told = [
            {
                "kind": part.kind,
                "texts": [[text.as_dict() for text in row] for row in part.texts],
                "table": part.table,
                "when": part.when,
                "shows": list(part.shows),
            }
            for part in self.parts
        ]
        words = json.dumps([self.title.as_dict(), told], ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(words.encode()).hexdigest()

    def fields(self) -> tuple[str, ...]:
        """All fields it has, those that may be left out too, in the order of FIELDS."""
        named = {name for part in self.parts for name in part.fields()}
        named |= {part.when for part in self.parts if part.when}
        return tuple(name for name in FIELDS if name in named)

    def entered(self) -> tuple[str, ...]:
        """Those that a person enters; amounts and counts, not what is made of them."""
        made = ("capitals", "table")
        return tuple(
            name
            for name in self.fields()
            if FIELDS[name].source == "entered" and FIELDS[name].kind not in made
        )

    def optional(self) -> frozenset[str]:
        """Fields that only parts have that are left out without them."""
        always = {name for part in self.parts if not part.when for name in part.fields()}
        return frozenset(name for name in self.fields() if name not in always)

    def shown(self, given: frozenset[str]) -> frozenset[str]:
        """The law's items that a paper shows, with these fields given."""
        return frozenset(
            item
            for part in self.parts
            if not part.when or part.when in given
            for item in part.shows
        )


def read(document: Mapping[str, Any]) -> tuple[Version, ...]:
    """All versions of a template, oldest first. Raises TemplateBroken."""
    kind = str(document.get("kind", ""))
    try:
        versions = tuple(
            Version(
                kind,
                str(document["series"]),
                _text(document["title"]),
                int(each["version"]),
                each["in_force_from"],
                tuple(_parts(each["parts"])),
            )
            for each in document["versions"]
        )
    except (KeyError, TypeError, ValueError) as error:
        raise TemplateBroken(f"template {kind!r}: {error!r}") from error
    if [each.number for each in versions] != list(range(1, len(versions) + 1)):
        raise TemplateBroken(f"template {kind!r}: versions are not counted from 1")
    days = [each.in_force_from for each in versions]
    if days != sorted(days):
        raise TemplateBroken(f"template {kind!r}: a version is in force before an earlier one")
    return versions


def version_on(versions: Sequence[Version], on: date) -> Version | None:
    """The version used on a day; None before the first."""
    return next((each for each in reversed(versions) if each.in_force_from <= on), None)


def _parts(written: Sequence[Mapping[str, Any]]) -> Iterator[Part]:
    for number, each in enumerate(written, start=1):
        kinds = [name for name in each if name not in ("when", "shows")]
        if len(kinds) != 1:
            raise TemplateBroken(f"part {number} is {kinds}, and has to be one thing")
        part = _part(kinds[0], each)
        unknown = sorted((part.fields() | {part.when}) - set(FIELDS) - {""})
        if unknown:
            raise TemplateBroken(f"part {number} has unknown fields: {', '.join(unknown)}")
        if part.kind == "table" and FIELDS[part.table].kind != "table":
            raise TemplateBroken(f"part {number}: {part.table} is no table")
        yield part


def _part(kind: str, each: Mapping[str, Any]) -> Part:
    content, when, shows = each[kind], str(each.get("when", "")), tuple(each.get("shows", ()))
    if kind in TEXT_KINDS:
        return Part(kind, ((_text(content),),), when=when, shows=shows)
    if kind in LIST_KINDS:
        rows = tuple((_text(item),) for item in content)
        return Part(kind, rows, when=when, shows=shows)
    if kind == "facts":
        pairs = tuple((_text(label), _text(words)) for label, words in content)
        return Part("facts", pairs, when=when, shows=shows)
    if kind == "table":
        return Part("table", table=str(content), when=when, shows=shows)
    raise TemplateBroken(f"there is no part {kind!r}")


def _text(written: Mapping[str, str]) -> Text:
    text = Text(str(written["en"]).strip(), str(written["zh"]).strip())
    beyond = set(_named(text.en)) - set(_named(text.zh))
    if beyond:
        raise TemplateBroken(f"only the English has {', '.join(sorted(beyond))}: {text.en!r}")
    return text


def _named(words: str) -> list[str]:
    return [name for _, name, _, _ in Formatter().parse(words) if name]
