"""What a document is made of, in the language it is written in. Pure."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any


@dataclass(frozen=True, slots=True)
class Heading:
    """Begins a part."""

    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text."""

    text: str


@dataclass(frozen=True, slots=True)
class Note:
    """A remark in small type."""

    text: str


@dataclass(frozen=True, slots=True)
class Items:
    """A list, each item a sentence or two."""

    items: Sequence[str]


@dataclass(frozen=True, slots=True)
class Facts:
    """Names with their values, one below the other."""

    rows: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a head; `figures` are the columns set to the right; `total` is a last row."""

    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    figures: frozenset[int] = frozenset()
    total: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Code:
    """A code to check the document by: where to, and the code as people read it."""

    address: str
    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Flush:
    """Running text that begins at the margin, such as the court that a paper is for."""

    text: str


@dataclass(frozen=True, slots=True)
class Signature:
    """Lines at the end, to the right, with room for a signature and a seal."""

    lines: Sequence[str]


Block = Heading | Paragraph | Note | Items | Facts | Table | Code | Flush | Signature


@dataclass(frozen=True, slots=True)
class Document:
    """One document. `footer` stands on every page, before the page's number."""

    title: str
    subtitle: str
    language: str
    """zh… is set in Chinese, all else in English."""
    blocks: Sequence[Block]
    footer: str
    made_at: datetime
    """Kept in the file. The same document made at the same moment has the same bytes."""
    formal: bool = False
    """Set as papers for courts are: the title in the middle, paragraphs indented, no colours."""

    @property
    def digest(self) -> str:
        """SHA-256 of what it says, whatever it is set as and whenever; in hexadecimal."""
        said = to_json(self)
        del said["made_at"]
        text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return sha256(text.encode()).hexdigest()


def plain(block: Block) -> dict[str, object]:
    """A block as JSON has it; sets sorted."""
    return {
        name: sorted(value) if isinstance(value, frozenset) else value
        for name, value in asdict(block).items()
    }


KINDS = {
    each.__name__: each
    for each in (Heading, Paragraph, Note, Items, Facts, Table, Code, Flush, Signature)
}


def to_json(document: Document) -> dict[str, Any]:
    """A document as JSON has it, to be kept word for word. What isn't formal doesn't say so."""
    return {
        "title": document.title,
        "subtitle": document.subtitle,
        "language": document.language,
        "blocks": [[type(block).__name__, plain(block)] for block in document.blocks],
        "footer": document.footer,
        "made_at": document.made_at.isoformat(),
        **({"formal": True} if document.formal else {}),
    }


def from_json(written: dict[str, Any]) -> Document:
    """The document again; the same bytes come of it."""
    return Document(
        title=written["title"],
        subtitle=written["subtitle"],
        language=written["language"],
        blocks=tuple(_block(kind, fields) for kind, fields in written["blocks"]),
        footer=written["footer"],
        made_at=datetime.fromisoformat(written["made_at"]),
        formal=written.get("formal", False),
    )


def _block(kind: str, fields: dict[str, Any]) -> Block:
    if "figures" in fields:
        fields = fields | {"figures": frozenset(fields["figures"])}
    made: Block = KINDS[kind](**fields)
    return made
