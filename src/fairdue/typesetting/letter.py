"""Letters for printing: many in one PDF, each beginning on a sheet of its own. Set by typst.

An address stands in the rectangle that shows through the envelope's window, and nothing else does.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from fairdue.typesetting.fonts import cjk_family
from fairdue.typesetting.qr import qr_svg

TEMPLATE = Path(__file__).resolve().parent / "letter.typ"
ROW_MM = 4.6
"""Height of an address line, as in the template; the postcode's boxes take 0.8 more."""
BOXES_MM = 5.4
PAGE = {"zh": "第{page}页，共{pages}页", "en": "Page {page} of {pages}"}
ADDRESS_POINTS = (10, 9, 8, 7, 6)
"""Sizes of type tried for an address, the largest first."""
EM_MM_PER_POINT = 25.4 / 72


@dataclass(frozen=True, slots=True)
class Window:
    """The rectangle for the address, in millimetres from the upper left corner of the sheet."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Letter:
    """All that is printed of one letter, word for word."""

    language: str
    """zh… is set in Chinese, all else in English."""
    paper: str
    """a4 or us-letter."""
    window: Window
    to: tuple[str, ...]
    """Name and address, a line each."""
    postcode: str
    """Printed in boxes above the address, as in China; "" where the address has it."""
    sender: tuple[str, ...]
    """Who writes, and below it how to reach them."""
    date: str
    reference: str
    reference_line: str
    subject: str
    body: str
    """Paragraphs with an empty line between; lines with a tab in them are names with values."""
    seal: str
    """Who signs, where a seal is put; "" for none."""
    genuine: str
    """How to check that it is genuine, with the code."""
    address: str
    """What the QR code says."""
    code: str

    @property
    def digest(self) -> str:
        """SHA-256 of all that is printed, in hexadecimal."""
        said = json.dumps(asdict(self), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return sha256(said.encode()).hexdigest()

    def to_json(self) -> str:
        """The letter as it is kept."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_json(cls, kept: str) -> Letter:
        """The letter again; the same bytes come of it."""
        fields: dict[str, Any] = json.loads(kept)
        fields["window"] = Window(**fields["window"])
        return cls(**fields | {name: tuple(fields[name]) for name in ("to", "sender")})


@dataclass(frozen=True, slots=True)
class Printed:
    """Letters set in one PDF. Pages are counted with the empty backs that end a letter."""

    pdf: bytes
    first_pages: tuple[int, ...]
    """On which page of the PDF each letter begins, from 1."""
    pages: tuple[int, ...]
    """How many printed pages each letter has."""
    both_sides: bool

    @property
    def sheets(self) -> tuple[int, ...]:
        """How many sheets of paper each letter takes."""
        return tuple(-(-pages // 2) if self.both_sides else pages for pages in self.pages)


def address_fits(to: Sequence[str], postcode: str, window: Window) -> int:
    """The size of type, in points, at which an address fits its window; 0 when none does.

    A Chinese character is as wide as its type is high, others are taken as 0.62 of that.
    """
    high = len(to) * ROW_MM + (BOXES_MM if postcode else 0)
    if high > window.height:
        return 0
    widest = max((_ems(line) for line in to), default=0)
    for points in ADDRESS_POINTS:
        if widest * points * EM_MM_PER_POINT <= window.width:
            return points
    return 0


def _ems(line: str) -> float:
    return sum(0.62 if ord(character) < 0x2E80 else 1.0 for character in line)


def letters_pdf(letters: Sequence[Letter], *, both_sides: bool, made_at: datetime) -> Printed:
    """The letters in their order. The same letters made at the same moment have the same bytes.

    Raises FontMissingError where no Chinese font is installed, and ValueError for no letters and
    for an address that doesn't fit its window.
    """
    import typst

    if not letters:
        raise ValueError("there are no letters to set")
    content = {
        "title": " · ".join(dict.fromkeys(letter.sender[0] for letter in letters)),
        "font": cjk_family(),
        "both-sides": both_sides,
        "letters": [_set(letter) for letter in letters],
    }
    compiler = typst.Compiler(
        str(TEMPLATE), sys_inputs={"data": json.dumps(content, ensure_ascii=False)}
    )
    pdf = compiler.compile(format="pdf", timestamp=int(made_at.timestamp()), pdf_tags=False)
    begins = json.loads(compiler.query("<begins>", field="value"))
    ends = json.loads(compiler.query("<ends>", field="value"))
    pages = tuple(last - first + 1 for first, last in zip(begins, ends, strict=True))
    assert isinstance(pdf, bytes), "without a place to write to, the PDF is given"
    return Printed(pdf, tuple(begins), pages, both_sides)


def _set(letter: Letter) -> dict[str, object]:
    points = address_fits(letter.to, letter.postcode, letter.window)
    if not points:
        raise ValueError(f"the address of letter {letter.reference} doesn't fit its window")
    language = letter.language[:2]
    kept = {name.replace("_", "-"): value for name, value in asdict(letter).items()}
    return kept | {
        "language": language,
        "address-size": points,
        "page": PAGE.get(language, PAGE["en"]),
        "body": [_part(each) for each in letter.body.split("\n\n")],
        "qr": qr_svg(letter.address),
    }


def _part(paragraph: str) -> dict[str, object]:
    lines = paragraph.split("\n")
    if all("\t" in line for line in lines):
        return {"kind": "facts", "lines": [line.split("\t", 1) for line in lines]}
    return {"kind": "words", "lines": lines}
