"""Decision tables as files: what a table's rows do to each other, and tables as DMN."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from django.utils.translation import gettext as _

from fairdue.kernel.text import Text
from fairdue.strategy.queries.documents import parse, write
from fairdue.strategy.rules.analysis import Analysis, Example, analyse
from fairdue.strategy.rules.dmn import read_dmn, write_dmn


def check(file: Path, language: str) -> Iterator[str]:
    """Every finding with its example. Raises TableError at the end, as the night would."""
    text = file.read_text(encoding="utf-8")
    analysis = analyse(parse(text, draft=True))
    for told in _lines(analysis):
        yield told.in_language(language)
    table = parse(text)
    yield _("%(name)s %(version)s works: %(rows)s rows, %(overlaps)s overlaps, %(gaps)s gaps") % {
        "name": table.name,
        "version": table.version,
        "rows": len(table.rows),
        "overlaps": analysis.overlaps_count,
        "gaps": len(analysis.gaps),
    }


def export(file: Path, dmn: Path) -> None:
    """A table's file as DMN. Raises TableError or DmnError."""
    dmn.write_bytes(write_dmn(parse(file.read_text(encoding="utf-8"))))


def imported(file: Path) -> str:
    """The text of a DMN file's table, when it works. Raises TableError or DmnError."""
    text = write(read_dmn(file.read_bytes()))
    parse(text)
    return text


def _lines(analysis: Analysis) -> Iterator[Text]:
    """Findings in order of weight; an exception before its rule is no news and left out."""
    for vain in analysis.unreachable:
        yield vain.words()
    for gap in analysis.gaps:
        yield gap.words()
        yield _example(gap.example)
    for missing in analysis.without_threshold:
        yield missing.words()
        yield _example(missing.example)
    for shadowed in analysis.shadowed:
        yield shadowed.words()
    for overlap in analysis.overlaps:
        if not overlap.exception and not overlap.masked_by:
            yield overlap.words()
            yield _example(overlap.example)
    yield from analysis.unsettled


def _example(example: Example) -> Text:
    values = example.values
    return Text(
        "    "
        + ", ".join(f"{one.label.en}: {one.value.en}" for one in values)
        + f" -> {example.row}",
        "    "
        + "，".join(f"{one.label.zh}：{one.value.zh}" for one in values)
        + f" → {example.row}",
    )
