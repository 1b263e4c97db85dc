"""Reads all files of a source, whatever their kind, into one frame of text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import polars as pl
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from fairdue.portfolio.intake.errors import IntakeError
from fairdue.portfolio.intake.mapping.document import MappingDocument, Source
from fairdue.portfolio.intake.reading.delimited import read_delimited
from fairdue.portfolio.intake.reading.fixed import read_fixed
from fairdue.portfolio.intake.reading.rows import BROKEN, FILE, LINE, FileRows, SourceRows
from fairdue.portfolio.intake.reading.sheets import read_parquet, read_xlsx
from fairdue.portfolio.intake.reading.survey import Survey, survey

Item = TypeVar("Item")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file, the name a reader knows it by, and the source it belongs to."""

    path: Path
    name: str
    source: str


def read_source(
    document: MappingDocument,
    source: Source,
    files: Sequence[SourceFile],
    surveys: Iterable[Survey],
) -> SourceRows:
    """The columns of a source that its mapping uses. Raises IntakeError for a bad file."""
    wanted = document.columns_read(source.name)
    frames: list[pl.DataFrame] = []
    broken: list[tuple[str, int, str]] = []
    native: set[str] = set()
    for file, found in zip(files, surveys, strict=True):
        rows = _read_file(file, source, found, wanted)
        _unchanged(file, found)
        if rows.frame.is_empty() and not rows.broken and not source.may_be_empty:
            raise IntakeError(
                _(
                    "%(file)s has a header and no rows. If %(source)s may have none on some "
                    "days, say `may_be_empty: yes` in the mapping"
                )
                % {"file": file.name, "source": source.name}
            )
        frames.append(_complete(rows, wanted, len(frames)))
        broken += [(file.name, line, reason) for line, reason in rows.broken]
        native |= rows.native
    empty = pl.DataFrame(
        schema={**dict.fromkeys(sorted(wanted), pl.String), LINE: pl.Int64, FILE: pl.Int16}
    )
    return SourceRows(
        source=source.name,
        files=tuple(file.name for file in files),
        frame=pl.concat(frames) if frames else empty,
        broken=pl.DataFrame(broken, schema=BROKEN, orient="row"),
        native=frozenset(native),
    )


def survey_files(files: Sequence[SourceFile], document: MappingDocument) -> list[Survey]:
    """Look at every file once. Raises IntakeError for the first that can't be read."""

    def look(file: SourceFile) -> Survey:
        return survey(file.path, file.name, document.sources[file.source].format)

    return at_once(look, files)


def at_once(work: Callable[[Item], Result], items: Sequence[Item]) -> list[Result]:
    """Do the work for all items in threads, each speaking the caller's language."""
    language = get_language()

    def speaking(item: Item) -> Result:
        with override(language):
            return work(item)

    with ThreadPoolExecutor(max_workers=max(1, min(len(items), 4))) as pool:
        return list(pool.map(speaking, items))


def _read_file(file: SourceFile, source: Source, found: Survey, wanted: set[str]) -> FileRows:
    form, optional = source.format, source.optional_columns
    if form.kind == "parquet":
        return read_parquet(file.path, file.name, form, wanted, optional)
    if form.kind == "xlsx":
        return read_xlsx(file.path, file.name, form, wanted, optional)
    read = read_fixed if form.kind == "fixed" else read_delimited
    return read(file.path, file.name, form, found, wanted, optional)


def _complete(rows: FileRows, wanted: set[str], number: int) -> pl.DataFrame:
    """The same columns for every file; an optional one that is missing is empty."""
    absent = [
        pl.lit(None, dtype=pl.String).alias(column)
        for column in sorted(wanted - set(rows.frame.columns))
    ]
    whole = rows.frame.with_columns(*absent, pl.lit(number, dtype=pl.Int16).alias(FILE))
    return whole.select(*sorted(wanted), LINE, FILE)


def _unchanged(file: SourceFile, found: Survey) -> None:
    stat = file.path.stat()
    if (stat.st_size, stat.st_mtime_ns) != (found.size, found.modified_ns):
        raise IntakeError(
            _("%(file)s changed while it was being read; wait until it is complete")
            % {"file": file.name}
        )
