"""Reads delimited text by Arrow's CSV reader, and keeps account of every line.

Arrow names the number of each row with too few or too many fields. Where quoted values hold line
ends, or lines are blank, every column is read once more so that each row's physical line can be
counted; other files are read once, and only the columns that the mapping uses.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
from django.utils.translation import get_language, ngettext, override
from django.utils.translation import gettext as _
from pyarrow import csv

from fairdue.portfolio.intake.errors import IntakeError
from fairdue.portfolio.intake.mapping.formats import Format
from fairdue.portfolio.intake.reading.rows import LINE, FileRows, check_columns, trimmed
from fairdue.portfolio.intake.reading.survey import Survey, opened
from fairdue.portfolio.intake.reading.text import Utf8, is_plain

LINES_PER_VALUE_MAX = 100
"""No value is that long: a quotation mark that was not meant as one swallowed other rows."""

BLOCK_BYTES = 8 << 20
HEADER_BLOCK_BYTES = 2 << 20
"""Both are more than any line that `survey` lets pass."""


@dataclass
class _Reader:
    """One reading of a file. Rows are numbered from 1 at the first line that is not skipped."""

    path: Path
    name: str
    form: Format
    survey: Survey
    broken: list[tuple[int, str, int]] = field(default_factory=list)
    """Row number, reason, line ends within the row."""
    language: str | None = field(default_factory=get_language)
    """The reader's: Arrow reports broken rows from threads of its own."""
    reasons: dict[int, str] = field(default_factory=dict)

    def names(self) -> list[str]:
        """The columns' names, as the header or the mapping has them, trimmed."""
        with self._source() as source:
            try:
                reader = csv.open_csv(source, **self._options(None))
            except pa.ArrowInvalid as error:
                raise self._damaged(0, error) from None
            return list(reader.schema.names)

    def read(self, columns: list[str]) -> pl.DataFrame:
        """The columns by their untrimmed names."""
        self.broken.clear()
        batches: list[pa.RecordBatch] = []
        rows = 0
        with self._source() as source:
            try:
                reader = csv.open_csv(source, **self._options(columns))
                for batch in reader:
                    batches.append(batch)
                    rows += batch.num_rows
            except pa.ArrowInvalid as error:
                raise self._damaged(rows + len(self.broken), error) from None
        frame = pl.from_arrow(pa.Table.from_batches(batches, reader.schema), rechunk=False)
        assert isinstance(frame, pl.DataFrame)
        return frame

    @contextmanager
    def _source(self) -> Iterator[Any]:
        if is_plain(self.survey, self.form):
            yield str(self.path)
            return
        with opened(self.path, self.name, self.survey.packed) as stream:
            yield Utf8(stream, self.form)

    def _options(self, columns: list[str] | None) -> dict[str, Any]:
        form = self.form
        return {
            "read_options": csv.ReadOptions(
                use_threads=False,  # rows are numbered only when read in order
                block_size=BLOCK_BYTES if columns else HEADER_BLOCK_BYTES,
                skip_rows=form.skip_lines,
                column_names=None if form.header else list(form.columns),
            ),
            "parse_options": csv.ParseOptions(
                delimiter=form.delimiter,
                quote_char=form.quote or False,
                double_quote=True,
                newlines_in_values=self.survey.quotes > 0,
                ignore_empty_lines=False,
                invalid_row_handler=self._take_broken,
            ),
            "convert_options": csv.ConvertOptions(
                check_utf8=False,  # the survey decoded the whole file
                column_types=dict.fromkeys(columns or [], pa.string()),
                include_columns=columns,
                strings_can_be_null=True,
                quoted_strings_can_be_null=True,
                null_values=["", *form.nulls],
            ),
        }

    def _take_broken(self, row: Any) -> str:
        """Arrow found another number of fields than the header has."""
        reason = self.reasons.get(row.actual_columns) or _ragged(
            row.actual_columns, row.expected_columns, self.language
        )
        self.reasons[row.actual_columns] = reason
        self.broken.append((row.number, reason, row.text.count("\n")))
        return "skip"

    def _damaged(self, rows: int, error: pa.ArrowInvalid) -> IntakeError:
        if "straddling" in str(error):
            return self.unclosed(rows + self.form.skip_lines + 2)
        first = str(error).partition("\n")[0][:200]
        return IntakeError(
            _("%(file)s can't be read as delimited text: %(why)s")
            % {"file": self.name, "why": first}
        )

    def unclosed(self, line: int) -> IntakeError:
        """A quotation mark swallowed what follows it."""
        return IntakeError(
            _(
                "%(file)s: a quotation mark at line %(line)s or after it is never closed. If "
                "quotation marks are ordinary characters in this file, say `quote: none`"
            )
            % {"file": self.name, "line": line}
        )


def read_delimited(
    path: Path, name: str, form: Format, survey: Survey, wanted: set[str], optional: frozenset[str]
) -> FileRows:
    """The wanted columns as text. Raises IntakeError when columns are missing."""
    reader = _Reader(path, name, form, survey)
    header = reader.names()
    plain = [column.strip() for column in header]
    check_columns(name, wanted, optional, plain)
    used = [column for column in header if column.strip() in wanted]
    first = form.skip_lines + (2 if form.header else 1)
    frame = reader.read(used)
    rows = frame.height + len(reader.broken)
    exact = survey.lines == first - 1 + rows and not survey.has_blank_lines
    if exact and not survey.has_nul:
        lines = _numbers(frame.height, reader, first, form)
    else:
        frame, lines = _read_closely(reader, header, first, form)
    frame = frame.select(used).rename({column: column.strip() for column in used})
    broken = [(line, reason) for line, reason, _inner in _broken_lines(reader, form)]
    return FileRows(trimmed(frame, form.nulls).with_columns(lines), broken)


def _ragged(found: int, expected: int, language: str | None) -> str:
    with override(language):
        return ngettext(
            "has %(found)s field instead of %(expected)s",
            "has %(found)s fields instead of %(expected)s",
            found,
        ) % {"found": found, "expected": expected}


def _numbers(height: int, reader: _Reader, first: int, form: Format) -> pl.Series:
    """The line of each row when every row is one line."""
    every = pl.int_range(first, first + height + len(reader.broken), dtype=pl.Int64, eager=True)
    broken = [line for line, _reason, _inner in _broken_lines(reader, form)]
    return every.filter(every.is_in(broken).not_()).alias(LINE) if broken else every.alias(LINE)


def _broken_lines(reader: _Reader, form: Format) -> Iterator[tuple[int, str, int]]:
    """Broken rows by number of row, moved on by the lines that were skipped."""
    for number, reason, inner in reader.broken:
        yield number + form.skip_lines, reason, inner


def _read_closely(
    reader: _Reader, header: list[str], first: int, form: Format
) -> tuple[pl.DataFrame, pl.Series]:
    """All columns, to drop blank lines, find NULs and count line ends inside values."""
    unique = list(dict.fromkeys(header))
    if len(unique) < len(header):
        raise IntakeError(
            _("%(file)s: two columns have the same name, and lines can't be counted exactly")
            % {"file": reader.name}
        )
    frame = reader.read(unique)
    ordinals = _numbers(frame.height, reader, first, form)
    inner = frame.select(
        pl.sum_horizontal(
            pl.col(unique).str.count_matches("\n", literal=True).fill_null(0).cast(pl.Int64)
        ).alias("inner")
    ).to_series()
    broken = list(_broken_lines(reader, form))
    every = pl.concat(
        [
            pl.DataFrame({"ordinal": ordinals, "inner": inner}),
            pl.DataFrame(
                {"ordinal": [b[0] for b in broken], "inner": [b[2] for b in broken]},
                schema={"ordinal": pl.Int64, "inner": pl.Int64},
            ),
        ]
    ).sort("ordinal")
    moved = every.with_columns(
        (pl.col("ordinal") + pl.col("inner").cum_sum() - pl.col("inner")).alias(LINE)
    )
    swallowed = moved.filter(pl.col("inner") > LINES_PER_VALUE_MAX)
    if reader.survey.quotes % 2:
        swallowed = pl.concat([swallowed, moved.tail(1).filter(pl.col("inner") > 0)])
    if swallowed.height:
        raise reader.unclosed(swallowed[LINE][0])
    at = dict(
        moved.filter(pl.col("ordinal").is_in([b[0] for b in broken]))
        .select("ordinal", LINE)
        .iter_rows()
    )
    lines = moved.join(pl.DataFrame({"ordinal": ordinals}), on="ordinal", how="semi")[LINE]
    has_nul = pl.any_horizontal(pl.col(unique).str.contains("\0", literal=True).fill_null(False))
    with_lines = frame.with_columns(lines, has_nul.alias("#nul"))
    nul_lines = with_lines.filter(pl.col("#nul"))[LINE].to_list()
    reader.broken = [
        *((at[number] - form.skip_lines, reason, 0) for number, reason, _inner in broken),
        *((line - form.skip_lines, _("holds a NUL character"), 0) for line in nul_lines),
    ]
    blank = pl.all_horizontal(pl.col(unique).is_null()) if len(unique) > 1 else pl.lit(False)
    kept = with_lines.filter(pl.col("#nul").not_() & blank.not_())
    return kept.select(unique), kept[LINE]
