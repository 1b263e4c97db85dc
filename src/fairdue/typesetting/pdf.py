"""Documents as PDF, A4, set by typst from `document.typ`. The template computes nothing."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from fairdue.typesetting.document import Block, Code, Document, plain
from fairdue.typesetting.fonts import cjk_family
from fairdue.typesetting.qr import qr_svg

TEMPLATE = Path(__file__).resolve().parent / "document.typ"


def document_pdf(document: Document) -> bytes:
    """The document as PDF. Raises FontMissingError where no Chinese font is installed."""
    return next(documents_pdf((document,)))


def documents_pdf(documents: Iterable[Document]) -> Iterator[bytes]:
    """The same for each of many, with the fonts looked up once. Raises FontMissingError."""
    import typst

    fonts, template = typst.Fonts(), TEMPLATE.read_bytes()
    for document in documents:
        yield typst.compile(
            template,
            format="pdf",
            font_paths=fonts,
            sys_inputs={"data": json.dumps(_content(document), ensure_ascii=False)},
            timestamp=int(document.made_at.timestamp()),
        )


def _content(document: Document) -> dict[str, object]:
    return {
        "title": document.title,
        "subtitle": document.subtitle,
        "language": document.language[:2],
        "footer": document.footer,
        "font": cjk_family(),
        "formal": document.formal,
        "blocks": [_block(each) for each in document.blocks],
    }


def _block(block: Block) -> dict[str, object]:
    drawn = {"svg": qr_svg(block.address)} if isinstance(block, Code) else {}
    return {"kind": type(block).__name__, **plain(block), **drawn}
