"""Reads fixed-width text: whole lines by Arrow, then cut by place, all lines at once."""

from __future__ import annotations

from pathlib import Path

import polars as pl
from django.utils.translation import gettext as _
from pyarrow import csv

from fairdue.portfolio.intake.mapping.formats import Format
from fairdue.portfolio.intake.reading.delimited import BLOCK_BYTES
from fairdue.portfolio.intake.reading.rows import LINE, FileRows, check_columns, trimmed
from fairdue.portfolio.intake.reading.survey import Survey, opened
from fairdue.portfolio.intake.reading.text import FILLER, Utf8

NEVER = "\x1f"
"""A separator that doesn't occur; lines that have it are broken."""


def read_fixed(
    path: Path, name: str, form: Format, survey: Survey, wanted: set[str], optional: frozenset[str]
) -> FileRows:
    """The wanted fields as text. A line must reach at least the start of its last field."""
    check_columns(name, wanted, optional, [item.name for item in form.widths])
    broken: list[tuple[int, str]] = []
    lines = _lines(path, name, form, survey, broken)
    last = max(item.start for item in form.widths)
    text = pl.col("text")
    length = text.str.len_chars()
    content = lines.filter(text.is_not_null() & (text.str.strip_chars() != ""))
    short = content.filter(length <= last)
    reason = _("the line ends before its last field, which starts at place %(place)s") % {
        "place": last + 1
    }
    nul = content.filter((length > last) & text.str.contains("\0", literal=True))
    broken += [(line, reason) for line in short[LINE].to_list()]
    broken += [(line, _("holds a NUL character")) for line in nul[LINE].to_list()]
    good = content.filter((length > last) & text.str.contains("\0", literal=True).not_())
    cut = {
        item.name: text.str.slice(item.start, item.length).str.replace_all(FILLER, "", literal=True)
        if form.widths_in == "bytes"
        else text.str.slice(item.start, item.length)
        for item in form.widths
        if item.name in wanted
    }
    frame = trimmed(good.select(**cut), form.nulls)
    return FileRows(frame.with_columns(good[LINE]), sorted(broken))


def _lines(
    path: Path, name: str, form: Format, survey: Survey, broken: list[tuple[int, str]]
) -> pl.DataFrame:
    """Every line that is not skipped: its LINE and its `text`, null when there is none."""

    reason = _("holds a control character")  # in the reader's language, not in Arrow's threads

    def take_broken(row: object) -> str:
        number = int(row.number) + form.skip_lines  # type: ignore[attr-defined]
        broken.append((number, reason))
        return "skip"

    with opened(path, name, survey.packed) as stream:
        reader = csv.open_csv(
            Utf8(stream, form),
            read_options=csv.ReadOptions(
                use_threads=False,
                block_size=BLOCK_BYTES,
                skip_rows=form.skip_lines,
                column_names=["text"],
            ),
            parse_options=csv.ParseOptions(
                delimiter=NEVER,
                quote_char=False,
                ignore_empty_lines=False,
                invalid_row_handler=take_broken,
            ),
            convert_options=csv.ConvertOptions(
                check_utf8=False, column_types={"text": "string"}, strings_can_be_null=False
            ),
        )
        frame = pl.from_arrow(reader.read_all())
    assert isinstance(frame, pl.DataFrame)
    first = form.skip_lines + 1
    numbers = pl.int_range(first, first + frame.height + len(broken), dtype=pl.Int64, eager=True)
    if broken:
        numbers = numbers.filter(numbers.is_in([line for line, _reason in broken]).not_())
    return frame.with_columns(numbers.alias(LINE))
