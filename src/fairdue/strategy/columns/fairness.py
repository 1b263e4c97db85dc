"""Compares a score's figures between groups of people, from an evaluation file used once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from fairdue.strategy.columns.measuring import (
    Judged,
    auc,
    effective_number,
    wilson,
    with_interval,
)
from fairdue.strategy.rules.fairness import ATTRIBUTES, GROUP_ROWS_MIN, age_band

SELECTED_SHARE = 0.2
"""Selected are the fifth with the highest chances: those a strategy would treat apart."""
AGE_MAX = 120


class EvaluationFileError(ValueError):
    """The file can't be used; the message says which column or line, and how to mend it."""


def read_evaluation(file: Path) -> pl.DataFrame:
    """account_ref and one text column per attribute that the file has; "" where it is silent.

    A CSV in UTF-8 with a header: account_ref and any of sex, marriage, education, ethnicity, age
    (whole years). Raises EvaluationFileError.
    """
    try:
        frame = pl.read_csv(file, infer_schema=False)
    except (OSError, pl.exceptions.PolarsError) as error:
        raise EvaluationFileError(f"{file.name} can't be read as CSV: {error}") from None
    present = [name for name in ATTRIBUTES if name in frame.columns]
    if "account_ref" not in frame.columns or not present:
        raise EvaluationFileError(
            f"{file.name} needs a column account_ref and at least one of {', '.join(ATTRIBUTES)}; "
            f"it has {', '.join(frame.columns)}"
        )
    doubled = frame.height - frame["account_ref"].n_unique()
    if doubled:
        raise EvaluationFileError(
            f"{file.name} names {doubled} accounts more than once; keep one line for each"
        )
    kept = frame.select("account_ref", *(pl.col(name).fill_null("") for name in present))
    return kept.with_columns(bands(kept["age"], file)) if "age" in present else kept


def bands(ages: pl.Series, file: Path) -> pl.Series:
    """Age bands from years as text. Raises EvaluationFileError for the first that are none."""
    years = ages.str.strip_chars().replace("", None).cast(pl.Int64, strict=False)
    wrong = (years.is_null() & (ages.str.strip_chars() != "")) | ~years.is_between(0, AGE_MAX)
    if wrong.fill_null(False).any():
        line = int(wrong.fill_null(False).arg_true()[0]) + 2
        raise EvaluationFileError(f"{file.name}, line {line}: age must be whole years, 0 to 120")
    return years.map_elements(age_band, return_dtype=pl.String).fill_null("").alias("age")


def compare(groups: pl.DataFrame, rows: Judged) -> dict[str, Any]:
    """Figures by group, for JSON. `groups`: a text column per attribute, in the order of rows."""
    cut = float(np.quantile(rows.chances, 1 - SELECTED_SHARE)) if len(rows.chances) else 1.0
    selected = rows.chances >= cut
    return {
        "rows": len(rows.chances),
        "selected_share": SELECTED_SHARE,
        "attributes": [
            _attribute(name, groups[name], rows, selected)
            for name in ATTRIBUTES
            if name in groups.columns
        ],
    }


def _attribute(
    name: str, values: pl.Series, rows: Judged, selected: NDArray[np.bool_]
) -> dict[str, Any]:
    counts = dict(values.value_counts().sort(values.name).iter_rows())
    large = [group for group, rows_in in counts.items() if group and rows_in >= GROUP_ROWS_MIN]
    figures = [
        _group(group, (values == group).to_numpy(), rows, selected) for group in sorted(large)
    ]
    largest = max(figures, key=lambda each: each["rows"], default=None)
    for each in figures:
        base = largest["selected"]["value"] if largest else 0
        each["ratio"] = round(each["selected"]["value"] / base, 3) if base else None
    left_out = {group or "?": number for group, number in counts.items() if group not in large}
    return {"attribute": name, "groups": figures, "too_small": left_out}


def _group(
    group: str, here: NDArray[np.bool_], rows: Judged, selected: NDArray[np.bool_]
) -> dict[str, Any]:
    part = Judged(rows.chances[here], rows.happened[here], rows.weights[here], rows.customers[here])
    number = effective_number(part.weights)
    return {
        "group": group,
        "rows": int(here.sum()),
        "happened": int(part.happened.sum()),
        "rate": _share(float(np.average(part.happened, weights=part.weights)), number),
        "foretold": round(float(np.average(part.chances, weights=part.weights)), 5),
        "auc": with_interval(auc, part),
        "selected": _share(float(np.average(selected[here], weights=part.weights)), number),
    }


def _share(value: float, number: float) -> dict[str, float]:
    low, high = wilson(value, number)
    return {"value": round(value, 5), "low": round(low, 5), "high": round(high, 5)}
