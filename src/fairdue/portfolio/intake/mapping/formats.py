"""How a source's files are written: separators, encoding, numbers, dates, words for nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from fairdue.portfolio.intake.mapping.tree import Tree

KINDS = ("csv", "fixed", "parquet", "xlsx")
ENCODINGS = {
    "utf-8": "utf-8",
    "utf-8-sig": "utf-8",
    "gb18030": "gb18030",
    "gbk": "gb18030",
    "gb2312": "gb18030",
    "big5": "big5",
    "latin-1": "latin-1",
    "windows-1252": "cp1252",
    "utf-16": "utf-16",
}
"""Names allowed in a mapping, and the codec each stands for. A byte order mark is skipped."""

DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|", "space": " "}
NEGATIVES = ("leading", "trailing", "parentheses")

DATE_PARTS = {
    "YYYY": "%Y",
    "YY": "%y",
    "MM": "%m",
    "MON": "%b",
    "DD": "%d",
    "hh": "%H",
    "mm": "%M",
    "ss": "%S",
}


@dataclass(frozen=True, slots=True)
class Slice:
    """One field of a fixed-width line: from character (or byte) `start`, counted from 0."""

    name: str
    start: int
    length: int


@dataclass(frozen=True, slots=True)
class Format:
    """Everything needed to read a source's files and the values in them."""

    kind: str = "csv"
    delimiter: str = ","
    quote: str | None = '"'
    encoding: str = "utf-8"
    header: bool = True
    columns: tuple[str, ...] = ()
    widths: tuple[Slice, ...] = ()
    widths_in: str = "characters"
    sheet: str | None = None
    skip_lines: int = 0
    decimal: str = "."
    thousands: str | None = None
    negative: str = "leading"
    dates: tuple[str, ...] = ("YYYY-MM-DD",)
    nulls: tuple[str, ...] = ()
    true: tuple[str, ...] = ("y", "yes", "true", "1", "是")
    false: tuple[str, ...] = ("n", "no", "false", "0", "否")


CANONICAL = Format(dates=("YYYY-MM-DD", "YYYY-MM-DD hh:mm:ss"))
"""How values look that were numbers, dates or truths in the file itself (Parquet, XLSX)."""

KEYS = (
    "kind",
    "delimiter",
    "quote",
    "encoding",
    "header",
    "columns",
    "widths",
    "widths_in",
    "sheet",
    "skip_lines",
    "decimal",
    "thousands",
    "negative",
    "dates",
    "nulls",
    "true",
    "false",
)


def read_format(tree: Tree | None, base: Format) -> Format:
    """`base` with what the document says changed. Raises MappingError naming the place."""
    if tree is None:
        return base
    given = tree.named(KEYS)
    changes: dict[str, object] = {}
    for name, child in given.items():
        changes[name] = _READERS[name](child)
    result = replace(base, **changes)  # type: ignore[arg-type]
    if result.decimal == result.thousands:
        raise tree.error(_("the decimal mark and the thousands mark are the same"))
    if result.kind == "fixed" and not result.widths:
        raise tree.error(_("fixed width needs `widths`, as in `widths: {acct_no: 1-19}`"))
    if not result.header and result.kind != "fixed" and not result.columns:
        raise tree.error(_("without a header the names of the columns must be given: `columns`"))
    return result


def _kind(tree: Tree) -> str:
    return tree.choice(KINDS)


def _delimiter(tree: Tree) -> str:
    if tree.value == "":
        raise tree.error(_("expected one character, or one of %s") % ", ".join(DELIMITERS))
    text = str(tree.value) if tree.is_text else tree.text()
    text = DELIMITERS.get(text, "\t" if text == r"\t" else text)
    if len(text) != 1 or not text.isascii() or text in '\n\r"':
        raise tree.error(_("expected one character, or one of %s") % ", ".join(DELIMITERS))
    return text


def _mark(tree: Tree) -> str | None:
    if tree.value == "none":
        return None
    if not isinstance(tree.value, str) or tree.value not in {",", ".", " ", "'", "\u00a0", "_"}:
        raise tree.error(_("expected one of , . ' space _ or none"))
    return tree.value


def _decimal(tree: Tree) -> str:
    return tree.choice((".", ","))


def _quote(tree: Tree) -> str | None:
    text = tree.text()
    if text == "none":
        return None
    if text not in ('"', "'"):
        raise tree.error(_("expected \" or ' or none"))
    return text


def _encoding(tree: Tree) -> str:
    name = tree.text().lower().replace("_", "-")
    if name not in ENCODINGS:
        raise tree.error(
            _("%(name)r is none of %(known)s") % {"name": name, "known": ", ".join(ENCODINGS)}
        )
    return ENCODINGS[name]


def _dates(tree: Tree) -> tuple[str, ...]:
    texts = tree.texts()
    for text in texts:
        try:
            date_pattern(text)
        except ValueError:
            raise tree.error(
                _("%(text)r is no date format; write it with YYYY or YY, MM or MON, and DD")
                % {"text": text}
            ) from None
    return texts


def _widths(tree: Tree) -> tuple[Slice, ...]:
    slices = []
    for name, child in tree.named().items():
        first, _dash, last = child.text().partition("-")
        if not first.isdecimal() or not (last or first).isdecimal():
            raise child.error(_("expected the first and last place, counted from 1, as in 1-19"))
        start, end = int(first), int(last or first)
        if start < 1 or end < start:
            raise child.error(_("expected the first and last place, counted from 1, as in 1-19"))
        slices.append(Slice(name, start - 1, end - start + 1))
    return tuple(slices)


def _words(tree: Tree) -> tuple[str, ...]:
    return tuple(text.casefold() for text in tree.texts())


_READERS = {
    "kind": _kind,
    "delimiter": _delimiter,
    "quote": _quote,
    "encoding": _encoding,
    "header": Tree.flag,
    "columns": Tree.texts,
    "widths": _widths,
    "widths_in": lambda tree: tree.choice(("characters", "bytes")),
    "sheet": Tree.text,
    "skip_lines": Tree.integer,
    "decimal": _decimal,
    "thousands": _mark,
    "negative": lambda tree: tree.choice(NEGATIVES),
    "dates": _dates,
    "nulls": Tree.texts,
    "true": _words,
    "false": _words,
}


def date_pattern(text: str) -> str:
    """A date format as a strptime pattern: `YYYYMMDD` is "%Y%m%d".

    Raises ValueError for a format without year, month and day.
    """
    pattern, used, at = "", set(), 0
    while at < len(text):
        part = next((part for part in DATE_PARTS if text.startswith(part, at)), None)
        if part is None:
            pattern += "%%" if text[at] == "%" else text[at]
            at += 1
            continue
        pattern, at = pattern + DATE_PARTS[part], at + len(part)
        used.add({"YY": "YYYY", "MON": "MM"}.get(part, part))
    if not {"YYYY", "MM", "DD"} <= used:
        raise ValueError(text)
    return pattern
