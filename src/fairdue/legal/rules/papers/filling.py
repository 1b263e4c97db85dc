"""A paper: a template's version with the values of a matter put in. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime

from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.legal.rules.papers.fields import FIELDS, Rows, Value, said
from fairdue.legal.rules.papers.templates import Part, Version
from fairdue.typesetting.document import (
    Block,
    Document,
    Facts,
    Flush,
    Heading,
    Items,
    Note,
    Paragraph,
    Signature,
    Table,
)


class FieldsMissing(Refused):
    """A paper can't be written, because fields have no value; `fields` are their names."""

    def __init__(self, title: Text, fields: Sequence[str]) -> None:
        labels = [FIELDS[name].label for name in fields]
        super().__init__(
            Text(
                f"{title.en} can't be written. It lacks: "
                f"{'; '.join(label.en for label in labels)}.",
                f"无法生成{title.zh}，缺少：{'、'.join(label.zh for label in labels)}。",
            )
        )
        self.fields = tuple(fields)


def missing(version: Version, given: Iterable[str]) -> tuple[str, ...]:
    """The fields that the version needs and that have no value, in the order of FIELDS."""
    known = _with_capitals(frozenset(given))
    needed = {
        name
        for part in version.parts
        if not part.when or part.when in known
        for name in part.fields()
    }
    return tuple(name for name in FIELDS if name in needed - known)


def paper(
    version: Version,
    values: Mapping[str, Value],
    *,
    number: str,
    language: str,
    footer: str,
    made_at: datetime,
) -> Document:
    """The paper in a language. Raises FieldsMissing, which names every field without a value.

    An empty text is no value. Raises ValueError for a value that isn't of its field's kind.
    """
    given = {name: value for name, value in values.items() if value != ""}
    lacking = missing(version, given)
    if lacking:
        raise FieldsMissing(version.title, lacking)
    known = frozenset(given) | _with_capitals(frozenset(given))
    title = version.title.in_language(language)
    words = _Words(given, language)
    blocks = _joined(
        words.block(part) for part in version.parts if not part.when or part.when in known
    )
    return Document(
        title=title,
        subtitle=Text(f"No. {number}", f"编号：{number}").in_language(language),
        language=language,
        blocks=blocks,
        footer=footer,
        made_at=made_at,
        formal=True,
    )


def _joined(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """Facts that follow each other are one table, whichever of them were left out."""
    joined: list[Block] = []
    for block in blocks:
        last = joined[-1] if joined else None
        if isinstance(block, Facts) and isinstance(last, Facts):
            joined[-1] = Facts((*last.rows, *block.rows))
        else:
            joined.append(block)
    return tuple(joined)


def _with_capitals(given: frozenset[str]) -> frozenset[str]:
    """And the capitals of those amounts that are given."""
    return given | {name for name, field in FIELDS.items() if field.of in given}


RUNNING: Mapping[str, Callable[[str], Block]] = {
    "heading": Heading,
    "paragraph": Paragraph,
    "flush": Flush,
    "note": Note,
}


class _Words:
    """Puts values into words."""

    def __init__(self, values: Mapping[str, Value], language: str) -> None:
        self._values, self._language = values, language
        self._said = {
            name: said(name, values[field.of or name], language)
            for name, field in FIELDS.items()
            if field.kind != "table" and (field.of or name) in values
        }

    def __call__(self, text: Text) -> str:
        return text.in_language(self._language).format_map(self._said)

    def block(self, part: Part) -> Block:
        """A part as the document has it."""
        if part.kind == "table":
            rows = self._values[part.table]
            if not isinstance(rows, Rows):
                raise ValueError(f"{part.table} is a table, and {type(rows).__name__} is none")
            return Table(rows.head, rows.rows, rows.figures, rows.total)
        if part.kind == "facts":
            return Facts(tuple((self(label), self(words)) for label, words in part.texts))
        if part.kind == "items":
            return Items(tuple(self(text) for (text,) in part.texts))
        if part.kind == "sign":
            return Signature(tuple(self(text) for (text,) in part.texts))
        ((text,),) = part.texts
        return RUNNING[part.kind](self(text))
