"""Letters as print files: addresses within the window, fonts embedded, sheets of their own."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
import segno
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from fairdue.typesetting import Letter, Printed, Window, address_fits, letters_pdf

AT = datetime(2026, 3, 10, 2, 30, tzinfo=UTC)
MM = 72 / 25.4
CHINESE = Letter(
    language="zh-hans",
    paper="a4",
    window=Window(20, 57, 80, 24),
    to=("上海市浦东新区世纪大道100号", "3栋1201室", "张三丰 收"),
    postcode="200120",
    sender=("示例银行信用卡中心", "上海市浦东新区示例路1号 200120", "客服电话 400-000-0000"),
    date="2026年3月10日",
    reference="L-7K3M9Q2A",
    reference_line="函件编号：L-7K3M9Q2A",
    subject="示例银行：您约定的事项将于3月13日到期",
    body="您好：\n\n请于3月13日前支付950.00元。\n\n账户\t尾号 1234\n金额\t950.00 CNY",
    seal="示例银行信用卡中心（盖章）",
    genuine="请扫码，或打开 https://pay.example.org/genuine/ 输入核验码 ABCD-EFGH-JKLM-NPQR。",
    address="https://pay.example.org/genuine/ABCDEFGHJKLMNPQR/",
    code="ABCD-EFGH-JKLM-NPQR",
)
ENGLISH = replace(
    CHINESE,
    language="en",
    window=Window(20, 60, 71, 21),
    to=("Ms Li Wei", "Flat 3, 12 High Street", "Leeds", "LS1 4AB"),
    postcode="",
    sender=("Example Bank", "1 Example Street, London EC1A 1AA", "0800 000 0000"),
    date="10 Mar 2026",
    reference_line="Our reference: L-7K3M9Q2A",
    subject="What we agreed comes up",
    body="Hello,\n\nAs agreed with you, 950.00 GBP is to be paid by 13 March.",
    seal="",
    genuine="Is this letter really from us? Open https://pay.example.org/genuine/ and enter "
    "ABCD-EFGH-JKLM-NPQR.",
)
AMERICAN = replace(
    ENGLISH,
    paper="us-letter",
    window=Window(23, 63.5, 85, 16.5),
    to=("Li Wei", "12 Main Street", "Dover, DE 19901"),
)
LONG = replace(CHINESE, body="\n\n".join(["如到期支付有困难，请提前告诉我们。" * 6] * 20))


def printed(*letters: Letter, both_sides: bool = True) -> Printed:
    return letters_pdf(letters, both_sides=both_sides, made_at=AT)


def pages_of(made: Printed) -> list[Any]:
    return list(PdfReader(io.BytesIO(made.pdf)).pages)


def places(page: Any) -> list[tuple[str, float, float, float]]:
    """Each run of text with where it begins (mm from the upper left) and its size in points."""
    found = []
    high = float(page.mediabox.height)

    def seen(text: str, cm: list[float], tm: list[float], _font: object, _size: float) -> None:
        if text.strip():
            x = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
            y = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
            found.append((text.strip(), x / MM, (high - y) / MM, _size * abs(cm[0] * tm[0])))

    page.extract_text(visitor_text=seen)
    return found


@pytest.mark.parametrize("letter", [CHINESE, ENGLISH, AMERICAN], ids=["cn", "uk", "us"])
def test_the_address_stands_within_the_window_and_nothing_else_does(letter: Letter) -> None:
    [page] = pages_of(printed(letter))
    window = letter.window
    inside = [
        text
        for text, x, y, _ in places(page)
        if window.left - 0.1 <= x <= window.left + window.width
        and window.top - 0.1 <= y <= window.top + window.height
    ]
    seen = "".join("".join(inside).split())
    wanted = "".join("".join((*letter.postcode, *letter.to)).split())
    assert seen == wanted


@pytest.mark.parametrize("letter", [CHINESE, ENGLISH], ids=["zh", "en"])
def test_a_letter_says_its_words_its_date_its_reference_and_its_page(letter: Letter) -> None:
    [page] = pages_of(printed(letter))
    said = "".join(page.extract_text().split())
    for words in (
        *letter.to, *letter.sender, letter.date, letter.reference_line, letter.subject,
        *letter.body.replace("\t", "\n").split("\n"), letter.seal, letter.genuine,
        "第1页，共1页" if letter.language == "zh-hans" else "Page 1 of 1",
    ):  # fmt: skip
        assert "".join(words.split()) in said


def test_every_font_is_embedded() -> None:
    fonts = [
        font.get_object()
        for page in pages_of(printed(CHINESE, ENGLISH, LONG))
        for font in page.get("/Resources", {}).get("/Font", {}).values()
    ]
    assert fonts
    for font in fonts:
        told = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
        held = told["/FontDescriptor"].get_object()
        assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(held)


def test_each_letter_begins_on_a_sheet_of_its_own() -> None:
    made = printed(CHINESE, LONG, ENGLISH, CHINESE)
    assert made.pages == (1, 2, 1, 1)
    assert made.first_pages == (1, 3, 5, 7)
    assert made.sheets == (1, 1, 1, 1)
    pages = pages_of(made)
    assert len(pages) == 7
    assert [number for number, page in enumerate(pages, 1) if not page.extract_text()] == [2, 6]
    assert "第2页，共2页" in "".join(pages[3].extract_text().split())


def test_on_one_side_there_are_no_empty_pages() -> None:
    made = printed(CHINESE, LONG, ENGLISH, both_sides=False)
    assert (made.first_pages, made.pages, made.sheets) == ((1, 2, 4), (1, 2, 1), (1, 2, 1))
    assert all(page.extract_text() for page in pages_of(made))


def test_the_same_letters_have_the_same_bytes() -> None:
    assert printed(CHINESE, ENGLISH).pdf == printed(CHINESE, ENGLISH).pdf
    assert Letter.from_json(CHINESE.to_json()) == CHINESE
    assert Letter.from_json(CHINESE.to_json()).digest == CHINESE.digest
    assert replace(CHINESE, code="X").digest != CHINESE.digest


def test_paper_is_that_of_the_country() -> None:
    sizes = [
        (round(float(page.mediabox.width)), round(float(page.mediabox.height)))
        for letter in (CHINESE, AMERICAN)
        for page in pages_of(printed(letter))
    ]
    assert sizes == [(595, 842), (612, 792)]


def modules(page: Any) -> set[tuple[int, int]]:
    """The dark modules of the QR code on a page, as row and column, read from its strokes."""
    strokes = re.findall(
        rb"([0-9]+) ([0-9]+)\.5 m ([0-9]+) \2\.5 l", page.get_contents().get_data()
    )
    return {
        (int(row), column)
        for first, row, last in strokes
        for column in range(int(first), int(last))
    }


@given(st.text("ABCDEFGHJKMNPQRSTVWXYZ0123456789", min_size=16, max_size=16))
@settings(max_examples=10, deadline=None)
def test_the_qr_code_on_the_page_says_where_to_check(code: str) -> None:
    address = f"https://pay.example.org/genuine/{code}/"
    [page] = pages_of(printed(replace(CHINESE, address=address)))
    wanted = segno.make(address, micro=False, error="m").matrix
    assert modules(page) == {
        (row + 4, column + 4)
        for row, line in enumerate(wanted)
        for column, dark in enumerate(line)
        if dark
    }


def test_an_address_that_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="doesn't fit"):
        printed(replace(CHINESE, to=("一" * 60, "张三 收")))
    with pytest.raises(ValueError, match="doesn't fit"):
        printed(replace(CHINESE, to=("行",) * 6))
    with pytest.raises(ValueError, match="no letters"):
        printed()


@given(
    st.lists(st.text("上海市路abcdefWM 1234,", min_size=1, max_size=45), min_size=1, max_size=5),
    st.booleans(),
)
@settings(max_examples=25, deadline=None)
def test_whatever_fits_stays_within_the_window(lines: list[str], boxes: bool) -> None:
    to = tuple(line.strip() or "x" for line in lines)
    letter = replace(CHINESE, to=to, postcode="200120" if boxes else "")
    if not address_fits(letter.to, letter.postcode, letter.window):
        return
    [page] = pages_of(printed(letter))
    window = letter.window
    address = "".join("".join(letter.to).split())
    inside = [
        text
        for text, x, y, _ in places(page)
        if window.top <= y <= window.top + window.height and x >= window.left - 0.1
    ]
    assert address in "".join("".join(inside).split())
