"""Invented issuers: a mapping and the files it reads, small enough to check by eye."""

from __future__ import annotations

import gzip
from datetime import date
from pathlib import Path

import polars as pl

from fairdue.portfolio.intake.files import GivenFile, match_files
from fairdue.portfolio.intake.mapping.document import MappingDocument
from fairdue.portfolio.intake.mapping.loading import read_mapping
from fairdue.portfolio.intake.reading.source import survey_files
from fairdue.portfolio.intake.settling import Settled
from fairdue.portfolio.intake.taking import take

AS_OF = date(2026, 3, 31)

PLAIN = """
sources:
  book: {files: "*.csv*"}
accounts:
  from: book
  columns:
    account_ref: acct
    customer_ref: cust
    currency: {constant: CNY}
    total_minor: balance
    past_due_minor: past_due
    cycles_past_due: cycles
"""
"""One CSV file of accounts, nothing else."""

HEADER = "acct,cust,balance,past_due,cycles"
GOOD = ["a1,c1,100.50,0,0", "a2,c1,20,20,1", "a3,c2,-3.5,0,0"]


def book(*lines: str, header: str = HEADER) -> str:
    """The text of a CSV file."""
    return "\n".join([header, *lines]) + "\n"


def written(folder: Path, name: str, content: str | bytes, encoding: str = "utf-8") -> GivenFile:
    """A file in a folder; a name that ends in .gz is packed."""
    data = content.encode(encoding) if isinstance(content, str) else content
    path = folder / name
    path.write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    return GivenFile(path)


def mapping(text: str = PLAIN, name: str = "test") -> MappingDocument:
    """A mapping read from its document."""
    return read_mapping(name, text)


def taken(text: str, *files: GivenFile, as_of: date = AS_OF) -> Settled:
    """Everything but the writing."""
    document = mapping(text)
    matched = match_files(files, document)
    return take(document, matched, survey_files(matched, document), as_of, lambda _step: None)


def accounts(settled: Settled) -> list[dict[str, object]]:
    """The accepted accounts, as rows, without what is empty."""
    return filled(settled.tables["accounts"])


def filled(frame: pl.DataFrame) -> list[dict[str, object]]:
    """Rows without what is empty."""
    return [
        {name: value for name, value in row.items() if value is not None}
        for row in frame.iter_rows(named=True)
    ]


def rejects(settled: Settled) -> list[tuple[int, str, str | None, str]]:
    """(line, field, value, reason) of every problem."""
    return list(settled.rejects.select("line", "field", "value", "reason").iter_rows())


def reasons(settled: Settled) -> dict[int, set[str]]:
    """The reasons by line."""
    found: dict[int, set[str]] = {}
    for line, _field, _value, reason in rejects(settled):
        found.setdefault(line, set()).add(reason)
    return found
