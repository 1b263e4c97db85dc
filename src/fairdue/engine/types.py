"""A room's columns are declared with Polars' types; expressions cast with narwhals'."""

from __future__ import annotations

from collections.abc import Mapping

import narwhals as nw
import polars as pl


def plain_types(schema: Mapping[str, pl.DataType]) -> dict[str, nw.dtypes.DType]:
    """The same columns with narwhals' types, for casts that every engine understands."""
    empty = nw.from_native(pl.DataFrame(schema=schema))
    return dict(empty.schema)
