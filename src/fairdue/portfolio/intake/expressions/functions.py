"""The functions of the expression language whose arguments and result have fixed kinds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from fairdue.portfolio.intake.expressions.values import NUMBER_TYPE, Kind
from fairdue.vault.sealing import vault

TEXT, NUMBER, DATE, TRUTH = Kind.TEXT, Kind.NUMBER, Kind.DATE, Kind.TRUTH


@dataclass(frozen=True, slots=True)
class Function:
    """What a function takes and gives. The last of `takes` may repeat when `repeats`."""

    takes: tuple[Kind, ...]
    gives: Kind
    build: Callable[..., pl.Expr]
    repeats: bool = False


def _whole(number: pl.Expr) -> pl.Expr:
    return number.cast(pl.Int64, strict=False)


def _number(whole: pl.Expr) -> pl.Expr:
    return whole.cast(NUMBER_TYPE)


def _substring(text: pl.Expr, first: pl.Expr, length: pl.Expr) -> pl.Expr:
    return text.str.slice(_whole(first) - 1, _whole(length).clip(0))


def _pad_left(text: pl.Expr, length: pl.Expr, fill: pl.Expr) -> pl.Expr:
    missing = (_whole(length) - text.str.len_chars().cast(pl.Int64)).clip(0, 200)
    return pl.concat_str(fill.repeat_by(missing).list.join(""), text)


def _round(number: pl.Expr) -> pl.Expr:
    return number.round(0, mode="half_away_from_zero")


def _pseudonym(text: pl.Expr) -> pl.Expr:
    """A keyed digest of each different text: equal for equal ones, and not to be turned back."""

    def blinded(values: pl.Series) -> pl.Series:
        known = values.drop_nulls().unique()
        index = vault().blind_index
        digests = [index("pseudonym", value).hex() for value in known.to_list()]
        return values.replace_strict(known, pl.Series(digests, dtype=pl.String), default=None)

    return text.map_batches(blinded, return_dtype=pl.String)


FUNCTIONS: dict[str, Function] = {
    "abs": Function((NUMBER,), NUMBER, lambda x: x.abs()),
    "round": Function((NUMBER,), NUMBER, _round),
    "floor": Function((NUMBER,), NUMBER, lambda x: x.floor()),
    "ceil": Function((NUMBER,), NUMBER, lambda x: x.ceil()),
    "concat": Function(
        (TEXT,), TEXT, lambda *x: pl.concat_str(*x, ignore_nulls=True), repeats=True
    ),
    "left": Function((TEXT, NUMBER), TEXT, lambda x, n: x.str.head(_whole(n))),
    "right": Function((TEXT, NUMBER), TEXT, lambda x, n: x.str.tail(_whole(n))),
    "substring": Function((TEXT, NUMBER, NUMBER), TEXT, _substring),
    "length": Function((TEXT,), NUMBER, lambda x: _number(x.str.len_chars())),
    "upper": Function((TEXT,), TEXT, lambda x: x.str.to_uppercase()),
    "lower": Function((TEXT,), TEXT, lambda x: x.str.to_lowercase()),
    "trim": Function((TEXT,), TEXT, lambda x: x.str.strip_chars()),
    "digits": Function((TEXT,), TEXT, lambda x: x.str.replace_all(r"\D", "")),
    "replace": Function(
        (TEXT, TEXT, TEXT), TEXT, lambda x, old, new: x.str.replace_all(old, new, literal=True)
    ),
    "pad_left": Function((TEXT, NUMBER, TEXT), TEXT, _pad_left),
    "pseudonym": Function((TEXT,), TEXT, _pseudonym),
    "starts_with": Function((TEXT, TEXT), TRUTH, lambda x, y: x.str.starts_with(y)),
    "ends_with": Function((TEXT, TEXT), TRUTH, lambda x, y: x.str.ends_with(y)),
    "contains": Function((TEXT, TEXT), TRUTH, lambda x, y: x.str.contains(y, literal=True)),
    "year": Function((DATE,), NUMBER, lambda x: _number(x.dt.year())),
    "month": Function((DATE,), NUMBER, lambda x: _number(x.dt.month())),
    "day": Function((DATE,), NUMBER, lambda x: _number(x.dt.day())),
    "end_of_month": Function((DATE,), DATE, lambda x: x.dt.month_end()),
    "add_months": Function(
        (DATE, NUMBER),
        DATE,
        lambda x, n: x.dt.offset_by(pl.concat_str(_whole(n).cast(pl.String), pl.lit("mo"))),
    ),
    "days_between": Function(
        (DATE, DATE), NUMBER, lambda first, last: _number((last - first).dt.total_days())
    ),
}
"""By name. `if`, `coalesce`, `min`, `max`, `code`, `text`, `number` and `date` are in `compile`."""
