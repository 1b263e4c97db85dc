"""Documents as PDF, A4, set by typst from `document.typ`. The template computes nothing."""

from __future__ import annotations

import json
from pathlib import Path

from fairdue.typesetting.document import Block, Code, Document, plain
from fairdue.typesetting.fonts import cjk_family
from fairdue.typesetting.qr import qr_svg

TEMPLATE = Path(__file__).resolve().parent / "document.typ"


def document_pdf(document: Document) -> bytes:
    """The document as PDF. Raises FontMissingError where no Chinese font is installed."""
    import typst

    content = {
        "title": document.title,
        "subtitle": document.subtitle,
        "language": document.language[:2],
        "footer": document.footer,
        "font": cjk_family(),
        "blocks": [_block(each) for each in document.blocks],
    }
    return typst.compile(
        TEMPLATE.read_bytes(),
        format="pdf",
        sys_inputs={"data": json.dumps(content, ensure_ascii=False)},
        timestamp=int(document.made_at.timestamp()),
    )


def _block(block: Block) -> dict[str, object]:
    drawn = {"svg": qr_svg(block.address)} if isinstance(block, Code) else {}
    return {"kind": type(block).__name__, **plain(block), **drawn}
