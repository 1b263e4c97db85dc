"""A report of a period laid out to be read: headlines, then lines, tables and matrices by topic.

The page, the e-mail and the PDF show the same layout. All values are texts in one language.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from fairdue.kernel.text import Text
from fairdue.reporting import wording
from fairdue.reporting.columns import DESTINATIONS
from fairdue.reporting.figure import ESTIMATES, PER, Figure
from fairdue.reporting.rules.comparing import Change, compared
from fairdue.reporting.topics import HEADLINES, TOPICS, in_order

CHANGES = {
    Change.ROSE: Text("rose", "上升"),
    Change.FELL: Text("fell", "下降"),
    Change.WITHIN: Text("no clear change", "无显著变化"),
    Change.UNKNOWN: Text("not judged", "未判断"),
}
PART = Text("Part", "分项")
VALUE = Text("Value", "数值")
SHARE = Text("Share", "占比")
QUOTIENT = Text("Numerator ÷ denominator", "分子 ÷ 分母")
FROM_TO = Text("From ↓ to →", "期初 ↓ 期末 →")

Identity = tuple[str, tuple[tuple[str, str], ...]]


@dataclass(frozen=True, slots=True)
class Cell:
    """One value. `now` is what it came to when counted anew, empty where that is the same."""

    value: str
    parts: str = ""
    now: str = ""
    depth: int = 0
    """How deep a matrix tints it: 0 for a share of nothing to 4 for all."""
    nothing: bool = False
    """True where nobody is: shown faintly, so that what matters stands out."""


@dataclass(frozen=True, slots=True)
class Line:
    """One figure of the whole."""

    key: str
    title: str
    formula: str
    cell: Cell
    earlier: str
    """What it was in the period before; empty where it wasn't counted."""
    change: Change
    verdict: str
    """The change in words; empty where one of the two values is missing."""


@dataclass(frozen=True, slots=True)
class Table:
    """One figure by its parts: a list, or a matrix of what became of what."""

    key: str
    title: str
    formula: str
    head: tuple[str, ...]
    """A list has three columns: part, value, and what the value is of."""
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]
    matrix: bool
    corrected: int
    """How many of its values came to something else when counted anew."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """What one topic has."""

    title: str
    lines: tuple[Line, ...]
    tables: tuple[Table, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """The whole report in the order in which it is read."""

    headlines: tuple[Line, ...]
    chapters: tuple[Chapter, ...]

    @property
    def lines(self) -> tuple[Line, ...]:
        """Every figure of the whole."""
        return tuple(line for chapter in self.chapters for line in chapter.lines)


def reading(
    figures: Sequence[Figure],
    earlier: Sequence[Figure],
    later: Iterable[Figure],
    confidence: float,
    language: str,
) -> Reading:
    """Lay figures out: `earlier` of the period before, `later` as corrected since.

    `confidence`, between 0 and 1, is the one that "rose" and "fell" are said at.
    """
    before = {_identity(each): each for each in earlier}
    now = {_identity(each): each for each in later}
    whole = in_order([each for each in figures if not each.slice])
    lines = [_line(each, before.get(_identity(each)), now, confidence, language) for each in whole]
    by_key = {line.key: line for line in lines}
    chapters = []
    for topic in TOPICS:
        own = {each.definition.key for each in figures if each.definition.family in topic.families}
        tables = tuple(_tables([f for f in figures if f.definition.key in own], now, language))
        kept = tuple(line for line in lines if line.key in own)
        if kept or tables:
            chapters.append(Chapter(topic.title.in_language(language), kept, tables))
    headlines = tuple(by_key[key] for key in HEADLINES if key in by_key)
    return Reading(headlines, tuple(chapters))


def _line(
    figure: Figure,
    earlier: Figure | None,
    now: Mapping[Identity, Figure],
    confidence: float,
    language: str,
) -> Line:
    definition = figure.definition
    change = Change.UNKNOWN
    if earlier is not None:
        change = compared(
            definition.unit,
            definition.money_parts,
            (figure.numerator, figure.denominator),
            (earlier.numerator, earlier.denominator),
            confidence,
        ).change
    return Line(
        key=definition.key,
        title=definition.title.in_language(language),
        formula=definition.formula.in_language(language),
        cell=_cell(figure, now, language),
        earlier="" if earlier is None else wording.value_of(earlier, language),
        change=change,
        verdict=CHANGES[change].in_language(language) if _both(figure, earlier) else "",
    )


def _both(figure: Figure, earlier: Figure | None) -> bool:
    return earlier is not None and None not in (figure.value, earlier.value)


def _cell(
    figure: Figure, now: Mapping[Identity, Figure], language: str, *, compact: bool = False
) -> Cell:
    later = now.get(_identity(figure))
    return Cell(
        value=wording.value_of(figure, language),
        parts=_parts(figure, language, compact),
        now="" if later is None else wording.value_and_parts(later, language),
        depth=math.ceil(4 * (figure.quotient or 0)) if figure.part("to") else 0,
        nothing=figure.numerator == 0 and figure.estimate is None,
    )


def _parts(figure: Figure, language: str, compact: bool) -> str:
    """What a quotient is of, or which share of the whole a part is."""
    if figure.quotient is None or figure.definition.unit in ESTIMATES:
        return ""
    if figure.definition.unit not in PER:
        return wording.share(figure.quotient) if figure.slice else ""
    numbers = (figure.numerator,) if compact else (figure.numerator, figure.denominator)
    return " ÷ ".join(wording.part_of(figure, each, language, compact=compact) for each in numbers)


def _tables(
    figures: Sequence[Figure], now: Mapping[Identity, Figure], language: str
) -> Iterable[Table]:
    for key in dict.fromkeys(each.definition.key for each in figures if each.slice):
        parts = [each for each in figures if each.definition.key == key and each.slice]
        matrix = bool(parts[0].part("to"))
        yield Table(
            key=key,
            title=parts[0].definition.title.in_language(language),
            formula=parts[0].definition.formula.in_language(language),
            head=_matrix_head(language) if matrix else _list_head(parts[0], language),
            rows=tuple((_matrix_rows if matrix else _list_rows)(parts, now, language)),
            matrix=matrix,
            corrected=sum(_identity(each) in now for each in parts),
        )


def _list_head(figure: Figure, language: str) -> tuple[str, ...]:
    of = QUOTIENT if figure.definition.unit in PER else SHARE
    return tuple(title.in_language(language) for title in (PART, VALUE, of))


def _list_rows(
    parts: Sequence[Figure], now: Mapping[Identity, Figure], language: str
) -> Iterable[tuple[str, tuple[Cell, ...]]]:
    for each in parts:
        yield wording.slice_label(each, language), (_cell(each, now, language),)


def _matrix_head(language: str) -> tuple[str, ...]:
    states = (wording.state_label(state, language) for state in DESTINATIONS)
    return FROM_TO.in_language(language), *states


def _matrix_rows(
    parts: Sequence[Figure], now: Mapping[Identity, Figure], language: str
) -> Iterable[tuple[str, tuple[Cell, ...]]]:
    """A row for each bucket that anybody was in."""
    for bucket in dict.fromkeys(each.part("bucket") for each in parts):
        row = {each.part("to"): each for each in parts if each.part("bucket") == bucket}
        if any(each.denominator for each in row.values()):
            cells = tuple(_cell(row[to], now, language, compact=True) for to in DESTINATIONS)
            yield wording.state_label(bucket, language), cells


def _identity(figure: Figure) -> Identity:
    return figure.definition.key, figure.slice
