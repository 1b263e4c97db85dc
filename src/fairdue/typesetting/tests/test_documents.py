"""One structure, two forms: both say the same, and the same document has the same bytes."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import UTC, datetime

import docx
import pytest
from pypdf import PdfReader

from fairdue.typesetting import (
    Code,
    Document,
    Facts,
    FontMissingError,
    Heading,
    Items,
    Note,
    Paragraph,
    Table,
    document_pdf,
    document_word,
    fonts,
)
from fairdue.typesetting.document import from_json, to_json

DOCUMENT = Document(
    "还款协议",
    "第1版",
    "zh-hans",
    (
        Heading("当事人"),
        Facts((("持卡人", "张*"),)),
        Paragraph("双方约定如下。"),
        Table(
            ("期数", "应还"),
            (("1", "950.00"), ("2", "950.00")),
            frozenset({1}),
            ("合计", "1,900.00"),
        ),
        Items(("按期还款期间停止催收。",)),
        Note("金额单位为元。"),
        Code("https://example.org/genuine/K7", "K7QM-2P", "扫码可核验真伪。"),
    ),
    "某银行",
    datetime(2026, 3, 10, 2, 30, tzinfo=UTC),
)
SAID = ("还款协议", "第1版", "张*", "双方约定如下。", "1,900.00", "停止催收", "K7QM-2P", "某银行")


def text_of_pdf(content: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


def text_of_word(content: bytes) -> str:
    word = docx.Document(io.BytesIO(content))
    cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    footer = word.sections[0].footer.paragraphs[0].text
    return "\n".join([*(each.text for each in word.paragraphs), *cells, footer])


def test_pdf_and_word_say_the_same() -> None:
    pdf, word = text_of_pdf(document_pdf(DOCUMENT)), text_of_word(document_word(DOCUMENT))
    for said in SAID:
        assert said in pdf.replace(" ", ""), said  # a PDF has space between scripts
        assert said in word, said


def test_the_same_document_has_the_same_bytes() -> None:
    assert document_pdf(DOCUMENT) == document_pdf(DOCUMENT)
    assert document_word(DOCUMENT) == document_word(DOCUMENT)


def test_the_digest_stands_for_what_is_said_and_not_for_when() -> None:
    later = replace(DOCUMENT, made_at=datetime(2027, 1, 1, tzinfo=UTC))
    other = replace(DOCUMENT, blocks=(*DOCUMENT.blocks[:-1], Note("金额单位为分。")))
    assert later.digest == DOCUMENT.digest
    assert other.digest != DOCUMENT.digest


def test_a_kept_document_is_the_same_again() -> None:
    again = from_json(json.loads(json.dumps(to_json(DOCUMENT))))
    assert again.digest == DOCUMENT.digest
    assert document_pdf(again) == document_pdf(DOCUMENT)
    assert document_word(again) == document_word(DOCUMENT)


def test_text_is_never_taken_for_markup() -> None:
    odd = replace(DOCUMENT, title="#panic() *x* $y$ <b>", blocks=(Paragraph("= @a #b \\ [c]"),))
    text = text_of_pdf(document_pdf(odd))
    assert "#panic() *x* $y$ <b>" in text
    assert "= @a #b" in text


def test_without_a_chinese_font_the_error_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(fonts, "CJK_FAMILIES", ("No Such Family",))
    fonts.cjk_family.cache_clear()
    with pytest.raises(FontMissingError, match="fonts-noto-cjk"):
        fonts.cjk_family()
    fonts.cjk_family.cache_clear()
