"""Reads Parquet and XLSX: files that know kinds of values, brought to one notation of text.

Numbers become digits with a point, dates ISO, truths true and false; which columns were such is
kept, so that the mapping's marks and date formats are applied to real texts only.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
from django.utils.translation import gettext as _

from fairdue.portfolio.intake.errors import IntakeError, nearest
from fairdue.portfolio.intake.mapping.formats import Format
from fairdue.portfolio.intake.reading.rows import LINE, FileRows, check_columns, trimmed
from fairdue.portfolio.intake.reading.survey import PARQUET_MAGIC, ZIP_MAGIC


def read_parquet(
    path: Path, name: str, form: Format, wanted: set[str], optional: frozenset[str]
) -> FileRows:
    """The wanted columns of a Parquet file. A row's line is its number from 1."""
    _check_magic(path, name, PARQUET_MAGIC, "Parquet")
    try:
        schema = pl.read_parquet_schema(path)
        check_columns(name, wanted, optional, list(schema))
        frame = pl.read_parquet(path, columns=[column for column in schema if column in wanted])
    except (pl.exceptions.PolarsError, OSError) as error:
        raise IntakeError(
            _("%(file)s can't be read as Parquet: %(why)s")
            % {"file": name, "why": str(error).partition("\n")[0][:200]}
        ) from None
    native = frozenset(column for column, kind in frame.schema.items() if kind != pl.String)
    text = frame.select(_as_text(name, column, kind) for column, kind in frame.schema.items())
    return FileRows(_numbered(trimmed(text, form.nulls), 1), native=native)


def read_xlsx(
    path: Path, name: str, form: Format, wanted: set[str], optional: frozenset[str]
) -> FileRows:
    """The wanted columns of one sheet. A row's line is its row in the sheet."""
    import fastexcel

    _check_magic(path, name, ZIP_MAGIC, "XLSX")
    try:
        book = fastexcel.read_excel(path)
    except fastexcel.FastExcelError as error:
        raise IntakeError(
            _("%(file)s can't be read as XLSX: %(why)s")
            % {"file": name, "why": str(error).partition("\n")[0][:200]}
        ) from None
    sheet = _sheet(name, book.sheet_names, form.sheet)
    header = form.skip_lines if form.header else None
    options: dict[str, Any] = {
        "header_row": header,
        "skip_rows": None if form.header else form.skip_lines,
    }
    options |= {} if form.header else {"column_names": list(form.columns)}
    inferred = book.load_sheet(sheet, schema_sample_rows=None, **options)
    found = [column.name for column in inferred.available_columns()]
    by_name = {column.strip(): column for column in found}
    check_columns(name, wanted, optional, [column.strip() for column in found])
    native = frozenset(
        column.name.strip()
        for column in inferred.available_columns()
        if column.dtype not in ("string", "null")
    )
    frame = book.load_sheet(sheet, dtypes="string", **options).to_polars()
    if frame.is_empty():
        frame = pl.DataFrame(schema=dict.fromkeys(found, pl.String))
    every = trimmed(frame, form.nulls)
    first = form.skip_lines + (2 if form.header else 1)
    content = _numbered(every, first).filter(
        pl.any_horizontal(pl.col(list(frame.columns)).is_not_null())
    )
    used = {by_name[column]: column for column in sorted(wanted & set(by_name))}
    kept = content.select(*used, LINE).rename(used)
    return FileRows(kept, native=native & wanted)


def _sheet(name: str, sheets: list[str], wanted: str | None) -> str:
    if wanted is None and len(sheets) == 1:
        return sheets[0]
    listed = ", ".join(sheets)
    if wanted is None:
        raise IntakeError(
            _("%(file)s has several sheets (%(sheets)s); say which in the mapping: `sheet`")
            % {"file": name, "sheets": listed}
        )
    if wanted not in sheets:
        near = nearest(wanted, sheets, 1)
        hint = _(" Did you mean %(near)s?") % {"near": near[0]} if near else ""
        raise IntakeError(
            _("%(file)s has no sheet %(wanted)r; it has: %(sheets)s.%(hint)s")
            % {"file": name, "wanted": wanted, "sheets": listed, "hint": hint}
        )
    return wanted


def _check_magic(path: Path, name: str, magic: bytes, kind: str) -> None:
    with path.open("rb") as file:
        if file.read(4) != magic:
            raise IntakeError(
                _("%(file)s is no %(kind)s file; mend `kind` in the mapping")
                % {"file": name, "kind": kind}
            )


def _as_text(file: str, column: str, kind: pl.DataType) -> pl.Expr:
    value = pl.col(column)
    if isinstance(kind, pl.String):
        return value
    if kind.is_float():
        whole = value.cast(pl.Int64, strict=False)
        exact = value.cast(pl.Decimal(38, 6), strict=False).cast(pl.String)
        return pl.when(whole == value).then(whole.cast(pl.String)).otherwise(exact)
    if isinstance(kind, pl.Datetime):
        return value.dt.to_string("%Y-%m-%d %H:%M:%S")
    if isinstance(kind, pl.Date):
        return value.dt.to_string("%Y-%m-%d")
    if kind.is_numeric() or isinstance(kind, pl.Boolean | pl.Categorical | pl.Enum | pl.Null):
        return value.cast(pl.String)
    raise IntakeError(
        _("%(file)s: column %(column)s holds %(kind)s, which can't be taken in")
        % {"file": file, "column": column, "kind": kind}
    )


def _numbered(frame: pl.DataFrame, first: int) -> pl.DataFrame:
    last = first + frame.height
    return frame.with_columns(pl.int_range(first, last, dtype=pl.Int64, eager=True).alias(LINE))
