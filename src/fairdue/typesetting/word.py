"""Documents as Word, by python-docx, from the same structure as the PDF."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from fairdue.typesetting.document import (
    Block,
    Code,
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
from fairdue.typesetting.qr import qr_png

FONT, CHINESE_FONT = "Calibri", "Microsoft YaHei"
"""Word puts what the reader's machine has in their place."""
SIZES = {"Normal": 10, "Title": 18, "Heading 1": 12, "List Bullet": 10}
FORMAL_SIZES = {"Normal": 12, "Title": 20, "Heading 1": 13, "List Bullet": 12}
"""Sizes of type in points, by style."""


def document_word(document: Document) -> bytes:
    """The document as .docx; the same document has the same bytes."""
    import docx
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Mm, Pt, RGBColor

    word = docx.Document()
    page = word.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = Mm(22)
    page.top_margin = page.bottom_margin = Mm(20)
    for name, size in (FORMAL_SIZES if document.formal else SIZES).items():
        style = word.styles[name]
        style.font.size, style.font.name = Pt(size), FONT
        style.font.color.rgb = RGBColor(0x16, 0x20, 0x2C)
        _chinese(style)
    about = word.core_properties
    about.title, about.author = document.title, ""
    about.language = document.language
    about.created = about.modified = document.made_at.replace(tzinfo=None)
    title = word.add_paragraph(document.title, style="Title")
    subtitle = word.add_paragraph(document.subtitle)
    page.footer.paragraphs[0].text = document.footer
    if document.formal:
        title.alignment = WD_ALIGN_PARAGRAPH.CENTER
        subtitle.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    indented = document.formal and document.language.startswith("zh")
    for block in document.blocks:
        _add(word, block)
        if indented and isinstance(block, Paragraph):
            word.paragraphs[-1].paragraph_format.first_line_indent = Pt(2 * FORMAL_SIZES["Normal"])
    written = io.BytesIO()
    word.save(written)
    return _without_clock(written.getvalue())


def _chinese(style: Any) -> None:
    from docx.oxml.ns import qn

    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:eastAsia"), CHINESE_FONT)
    for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
        fonts.attrib.pop(qn(theme), None)


def _add(word: Any, block: Block) -> None:
    from docx.shared import Mm, Pt

    match block:
        case Heading(text):
            word.add_heading(text, level=1)
        case Paragraph(text) | Flush(text):
            word.add_paragraph(text)
        case Signature(lines):
            word.add_paragraph()
            for line in lines:
                signed = word.add_paragraph(line)
                signed.paragraph_format.left_indent = Mm(64)
                signed.paragraph_format.keep_with_next = True
        case Note(text):
            word.add_paragraph().add_run(text).font.size = Pt(8.5)
        case Items(items):
            for item in items:
                word.add_paragraph(item, style="List Bullet")
        case Facts(rows):
            _table(word, Table((), rows), (Mm(56), Mm(110)))
        case Table():
            _table(word, block)
        case Code():
            word.add_paragraph(block.text)
            word.add_picture(io.BytesIO(qr_png(block.address)), width=Mm(28))
            word.add_paragraph().add_run(block.code).bold = True
            word.add_paragraph().add_run(block.address).font.size = Pt(8.5)


def _table(word: Any, block: Table, widths: tuple[Any, ...] = ()) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Pt

    rows = [row for row in (block.head, *block.rows, block.total) if row]
    table = word.add_table(rows=len(rows), cols=len(rows[0]), style="Table Grid")
    for number, (cells, row) in enumerate(zip(table.rows, rows, strict=True)):
        bold = (block.head and number == 0) or (block.total and number == len(rows) - 1)
        for place, (cell, text) in enumerate(zip(cells.cells, row, strict=True)):
            paragraph = cell.paragraphs[0]
            run = paragraph.add_run(text)
            run.bold, run.font.size = bool(bold), Pt(9)
            if place in block.figures:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            if widths:
                cell.width = widths[place]
    if block.head:
        repeated = OxmlElement("w:tblHeader")
        repeated.set(qn("w:val"), "true")
        table.rows[0]._tr.get_or_add_trPr().append(repeated)


def _without_clock(content: bytes) -> bytes:
    """The same archive with every member dated alike, whenever it was written."""
    again = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as found,
        zipfile.ZipFile(again, "w", zipfile.ZIP_DEFLATED) as written,
    ):
        for name in found.namelist():
            member = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            member.compress_type = zipfile.ZIP_DEFLATED
            written.writestr(member, found.read(name))
    return again.getvalue()
