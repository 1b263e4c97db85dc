"""The base records of a whole portfolio at once, as the same table of fields lays them out.

Characters only, one record a line. Columns go by the names of the fields
(`layout.BASE`); a field that no column is given for is blank, or zeros where it holds digits. Tests
prove that a line is what `writing` writes of the same values.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import partial
from itertools import cycle
from pathlib import Path
from typing import BinaryIO

import numpy as np
import polars as pl
from numpy.typing import NDArray

from fairdue.credit_record.behind import run_one_behind
from fairdue.credit_record.metro2.layout import (
    BASE,
    DESCRIPTOR,
    PERSONAL_COUNTED,
    STATUSES,
    Field,
    Form,
    Kind,
    Value,
)
from fairdue.credit_record.metro2.records import File, Metro2Error
from fairdue.credit_record.metro2.writing import made, write_file

ROWS_AT_ONCE = 20_000
LENGTH = BASE.width(packed=False) + 4
_RECORDS = "records"
Octets = NDArray[np.uint8]
_PRINTABLE = r"^[\x20-\x7E]*$"
_PEOPLE = {
    name: (f"{total}_all_segments", f"{total}_base_segments")
    for name, total in PERSONAL_COUNTED.items()
} | {"telephone_number": ("total_telephone_numbers_all_segments",)}
_THREE_DIGITS = np.frombuffer("".join(f"{each:03d}" for each in range(1000)).encode(), "V3")
_DATES = {Kind.DATE: "%m%d%Y", Kind.TIME: "%m%d%Y%H%M%S"}
_TYPES: Mapping[Kind, tuple[type[pl.DataType], ...]] = {
    Kind.TEXT: (pl.String,),
    Kind.DIGITS: (pl.String,),
    Kind.NUMBER: (pl.Int64, pl.Int32, pl.UInt32),
    Kind.DATE: (pl.Date,),
    Kind.TIME: (pl.Datetime,),
}


class UnfitError(Metro2Error):
    """An account with a value that has no place."""

    def __init__(self, account: int, name: str) -> None:
        super().__init__(f"account {account}: {name} has no fit value")
        self.account, self.name = account, name

    def after(self, number: int) -> UnfitError:
        """The same, counted after so many accounts before."""
        return UnfitError(self.account + number, self.name)


def check_columns(columns: Mapping[str, pl.DataType]) -> None:
    """Raises Metro2Error for a column that no field takes."""
    for name, dtype in columns.items():
        field = BASE.named.get(name)
        if field is None or not isinstance(dtype, _TYPES[field.kind]):
            raise Metro2Error(f"base has no {name} of type {dtype}")


def empty_records(number: int) -> Octets:
    """So many base records of blanks and zeros in fixed form, each with a line end."""
    found = np.empty((number, LENGTH + 1), np.uint8)
    found[:] = np.frombuffer(_EMPTY_LINE, np.uint8)
    return found


def record_octets(accounts: pl.DataFrame, into: Octets | None = None) -> Octets:
    """Base records in fixed form: a row of LENGTH octets and a line end for each account.

    Written over `into` (`empty_records` of at least as many), which spares making it anew. Raises
    UnfitError where a value has no place, with the row and field of the first.
    """
    found = (empty_records(accounts.height) if into is None else into)[: accounts.height]
    for name, octets in _laid_out(accounts):
        start, end = _PLACES[name]
        if octets is None or not _is_fit(octets, BASE.named[name]):
            raise _unfit_account(accounts)
        _put(octets, found[:, start:end])
    if _lacks(accounts):
        raise _unfit_account(accounts)
    return found


def unfit(columns: Mapping[str, pl.DataType]) -> pl.Expr:
    """The name of the first field that a row has no fit value for; null where all are fit."""
    return pl.coalesce(
        pl.when(_is_unfit(BASE.named[name], given=name in columns)).then(pl.lit(name))
        for name in (field.name for field in BASE.fields if field.required or field.name in columns)
    )


def write_portfolio(
    header: Mapping[str, Value], accounts: pl.LazyFrame, target: Path
) -> tuple[int, int]:
    """A file of a header, a base record a row, and their trailer; how many records, and bytes.

    Raises Metro2Error with the row and field of the first value that has no place, and leaves no
    file then. `accounts` holds one account a row.
    """
    draft = target.with_name(f"{target.name}.part")
    check_columns(dict(accounts.collect_schema()))
    totals: Counter[str] = Counter()
    try:
        with draft.open("wb") as file:
            _write_one(file, "header", header)
            run_one_behind(partial(file.write, part.data) for part in _parts(accounts, totals))
            number = totals.pop(_RECORDS, 0)
            _write_one(
                file,
                "trailer",
                {
                    "record_identifier": "TRAILER",
                    "total_base_records": number,
                    "block_count": number + 2,
                    **totals,
                },
            )
        size = draft.stat().st_size
        shutil.move(draft, target)
    finally:
        draft.unlink(missing_ok=True)
    return number, size


def _parts(accounts: pl.LazyFrame, totals: Counter[str]) -> Iterator[Octets]:
    """Base records, so many at once; counts them and what the trailer tells of them.

    Two buffers take turns, so that one can be written while the other is filled.
    """
    buffers = cycle((empty_records(ROWS_AT_ONCE), empty_records(ROWS_AT_ONCE)))
    for batch, buffer in zip(_batches(accounts), buffers, strict=False):
        try:
            yield record_octets(batch, buffer)
        except UnfitError as error:
            raise error.after(totals[_RECORDS]) from None
        totals.update(_counted(batch))
        totals[_RECORDS] += batch.height


def _write_one(file: BinaryIO, name: str, values: Mapping[str, Value]) -> None:
    record = made(name, values, form=Form.FIXED)
    file.write(write_file(File((record,), packed=False)) + (b"\n" if name == "header" else b""))


def _places() -> Iterator[tuple[str, tuple[int, int]]]:
    start = DESCRIPTOR
    for field in BASE.fields:
        yield field.name, (start, start + field.characters)
        start += field.characters


_PLACES = dict(_places())
_EMPTY_LINE = (
    f"{LENGTH:04d}"
    + "".join((" " if each.kind == Kind.TEXT else "0") * each.characters for each in BASE.fields)
    + "\n"
).encode("ascii")


def _laid_out(accounts: pl.DataFrame) -> Iterator[tuple[str, Octets | None]]:
    """Every column as rows of octets, one for all where all accounts have the same value; None
    where a value has no place.
    """
    same = [column.name for column in accounts if _is_one_value(column)]
    for frame in (accounts.drop(same), accounts.select(same).head(1)):
        fields = [BASE.named[name] for name in frame.columns]
        padded = frame.select(
            _characters(each).alias(each.name) for each in fields if each.kind != Kind.NUMBER
        )
        for each in fields:
            if each.kind == Kind.NUMBER:
                yield each.name, _number_octets(frame[each.name], each.characters)
            else:
                yield each.name, _octets(padded[each.name], each.characters)


def _is_one_value(column: pl.Series) -> bool:
    return (
        len(column) > 0
        and column[0] is not None
        and column[0] == column[-1]
        and bool(column.eq_missing(column[0]).all())
    )


def _put(octets: Octets, place: Octets) -> None:
    """Copy rows of octets, or one for all, each row as one piece: far fewer steps than octets."""
    piece = f"V{place.shape[1]}"
    place.view(piece)[:] = octets.view(piece)


def _octets(padded: pl.Series, width: int) -> Octets | None:
    """Texts of one width as rows of octets; None where one is longer."""
    texts = padded.to_arrow(compat_level=pl.CompatLevel.oldest())
    data = np.frombuffer(texts.buffers()[2] or b"", np.uint8)
    return data.reshape(-1, width) if data.size == len(padded) * width else None


def _number_octets(column: pl.Series, width: int) -> Octets | None:
    """Numbers as rows of digits, three looked up at a time: thrice as quick as by way of texts."""
    numbers = column.fill_null(0).to_numpy()
    if numbers.size and not 0 <= numbers.min() <= numbers.max() < 10**width:
        return None
    groups = -(-width // 3)
    octets = np.empty((numbers.size, 3 * groups), np.uint8)
    rest = numbers.astype(np.uint32 if width <= 9 else np.uint64)
    for place in reversed(range(groups)):
        rest, three = np.divmod(rest, 1000)
        octets.view(_THREE_DIGITS.dtype)[:, place] = _THREE_DIGITS[three]
    return octets[:, 3 * groups - width :]


def _is_fit(octets: Octets, field: Field) -> bool:
    first, last = (" ", "~") if field.kind == Kind.TEXT else ("0", "9")
    return not octets.size or bool(octets.min() >= ord(first) and octets.max() <= ord(last))


def _lacks(accounts: pl.DataFrame) -> bool:
    """Is anything that is required missing?"""
    return any(
        name not in accounts.columns
        or accounts[name].null_count() > 0
        or (field.kind == Kind.TEXT and bool((accounts[name] == "").any()))
        for name, field in BASE.named.items()
        if field.required
    )


def _unfit_account(accounts: pl.DataFrame) -> UnfitError:
    columns = dict(accounts.schema)
    found = accounts.select(unfit(columns).alias("unfit")).with_row_index().drop_nulls().head(1)
    row, name = found.row(0)
    return UnfitError(row + 1, name)


def _characters(field: Field) -> pl.Expr:
    column, width = pl.col(field.name), field.characters
    if field.kind == Kind.TEXT:
        return column.fill_null("").str.pad_end(width)
    if field.kind == Kind.DIGITS:
        return column.fill_null("").str.pad_start(width, "0")
    return column.dt.to_string(_DATES[field.kind]).fill_null("0" * width)


def _is_unfit(field: Field, *, given: bool) -> pl.Expr:
    if not given:
        return pl.lit(True)
    column, width = pl.col(field.name), field.characters
    if field.kind == Kind.TEXT:
        wrong = (column.str.len_chars() > width) | ~column.str.contains(_PRINTABLE)
        empty = column.fill_null("") == ""
    elif field.kind == Kind.DIGITS:
        wrong = ~column.str.contains(rf"^[0-9]{{0,{width}}}$")
        empty = column.fill_null("") == ""
    elif field.kind == Kind.NUMBER:
        wrong = (column < 0) | (column >= 10**width)
        empty = column.is_null()
    else:
        wrong = ~column.dt.year().is_between(1, 9999)
        empty = column.is_null()
    return wrong.fill_null(value=False) | (empty if field.required else pl.lit(False))


def _counted(batch: pl.DataFrame) -> dict[str, int]:
    """What a trailer counts, of these accounts."""
    statuses = dict(batch["account_status"].value_counts().iter_rows())
    found = {
        f"total_status_code_{each.lower()}": statuses.get(each, 0) for each in ("DF", *STATUSES)
    }
    found["total_ecoa_code_z"] = int((batch["ecoa_code"] == "Z").sum())
    for name, totals in _PEOPLE.items():
        if name not in batch.columns:
            continue
        column = batch[name]
        given = column.is_not_null()
        if BASE.named[name].kind == Kind.DIGITS:
            given &= column.str.contains("[1-9]").fill_null(value=False)
        found |= dict.fromkeys(totals, int(given.sum()))
    return found


def _batches(accounts: pl.LazyFrame) -> Iterator[pl.DataFrame]:
    for found in accounts.collect_batches(maintain_order=True):
        yield from found.iter_slices(ROWS_AT_ONCE)
