"""Who is held back, for every account at once. Tests prove that it is as `rules.reporting` says."""

from __future__ import annotations

from datetime import date

import polars as pl

from fairdue.credit_record.rules.reporting import (
    CHARACTERS,
    HOLD_BACK,
    METRO2,
    Held,
    Terms,
    is_adverse,
)


def held_because(format_name: str, terms: Terms, month_begins_on: date) -> pl.Expr:
    """The reason by which an account is held back, or null.

    Of columns character, first_missed_on, told_on and disputed, as in `rules.reporting.Facts`.
    """
    adverse = [each for each in CHARACTERS[format_name] if is_adverse(format_name, each)]
    bad = pl.col("character").is_in(adverse)
    since = (
        pl.lit(month_begins_on) if terms.notice_before == "every" else pl.col("first_missed_on")
    )  # fmt: skip
    told = pl.col("told_on").is_not_null() & (since.is_null() | (pl.col("told_on") >= since))
    asked = bool(terms.notice_before)
    undated = bad & pl.col("first_missed_on").is_null()
    reasons = [
        (Held.DELETED, pl.col("character") == ""),
        (Held.DISPUTED, pl.col("disputed") & pl.lit(terms.while_disputed == HOLD_BACK)),
        (Held.UNTOLD, bad & ~told.fill_null(value=False) & pl.lit(asked)),
        (Held.NO_CONSENT, bad & pl.lit(asked and not terms.consented)),
        (Held.UNDATED, undated & pl.lit(format_name == METRO2)),
    ]
    return pl.coalesce(pl.when(found).then(pl.lit(str(held))) for held, found in reasons)
