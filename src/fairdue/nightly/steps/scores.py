"""How likely each past-due account is to cure by itself, to pay, to break its promise."""

from __future__ import annotations

import polars as pl

from fairdue.nightly.steps.night import Night
from fairdue.strategy.columns.decisions import SCORES


def score(night: Night) -> tuple[int, int]:
    """Each past-due account's chances; null where no model is live."""
    late = night.frames["live_standing"].filter(pl.col("bucket") >= 1).select("account_ref")
    scores = late.with_columns(
        pl.lit(None, dtype=kind).alias(name) for name, kind in SCORES.items()
    )
    night.frames["scores"] = scores
    return night.figures["past_due"], scores.height
