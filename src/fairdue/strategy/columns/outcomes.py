"""What became of the accounts of a past day: the truth that scores learn and are measured by.

All three look at the days after `as_of` up to the end of the horizon, which is a day of the lake
about 30 days later. Each gives OUTCOMES for the accounts about which the truth is known.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
import polars as pl

from fairdue.strategy.columns.features import BROKEN, KEPT, told_last
from fairdue.strategy.rules.scores import HORIZON_DAYS, HORIZON_SLACK_DAYS, PAID_SHARE_MIN

OUTCOMES: dict[str, pl.DataType] = {
    "account_ref": pl.String(),
    "happened": pl.Boolean(),
    "weight": pl.Float64(),
}
WEIGHT_MAX = 10.0


def horizon_end(as_of: date, days: Sequence[date]) -> date | None:
    """The day of the lake that ends the horizon: the nearest to 30 days on, three off at most."""
    wanted = as_of + timedelta(days=HORIZON_DAYS)
    near = [day for day in days if abs((day - wanted).days) <= HORIZON_SLACK_DAYS]
    return min(near, key=lambda day: (abs((day - wanted).days), day), default=None)


def cured(
    late: pl.DataFrame, standings: Sequence[tuple[date, pl.LazyFrame]], contacts: pl.DataFrame
) -> pl.DataFrame:
    """Whether accounts cured with nobody having talked to the customer.

    `late`: account_ref, customer_ref on the day. `standings`: those of the later days, in order,
    the last ending the horizon; `contacts` (features.CONTACTS) after the day. Where somebody
    talked to the customer first, nobody knows what would have happened: such an account is left
    out, and those like it that were left alone as long weigh more (inverse probability of
    censoring, by Kaplan and Meier). An account that leaves the file uncured is left out too.
    """
    last = standings[-1][0]
    clear = pl.concat(
        [
            frame.filter(pl.col("bucket") == 0).select("account_ref", pl.lit(day).alias("clear_on"))
            for day, frame in standings
        ]
    )
    first = clear.group_by("account_ref").agg(pl.col("clear_on").min())
    present = standings[-1][1].select("account_ref", pl.lit(True).alias("present"))
    talked = (
        contacts.lazy()
        .filter(pl.col("talks") > 0, pl.col("contacted_on") <= last)
        .group_by("customer_ref")
        .agg(pl.col("contacted_on").min().alias("talk_on"))
    )
    known = (
        late.lazy()
        .select("account_ref", "customer_ref")
        .join(first, on="account_ref", how="left")
        .join(present, on="account_ref", how="left")
        .join(talked, on="customer_ref", how="left")
        .with_columns(pl.min_horizontal("clear_on", pl.lit(last)).alias("end_on"))
        .with_columns((pl.col("talk_on") <= pl.col("end_on")).fill_null(False).alias("censored"))
        .filter(pl.col("clear_on").is_not_null() | pl.col("present") | pl.col("censored"))
        .sort("account_ref")
        .collect()
    )
    left_at = known.select(
        day=pl.when("censored").then("talk_on").otherwise("end_on").dt.epoch("d")
    )["day"].to_numpy()
    weights = _censoring_weights(left_at, known["censored"].to_numpy())
    return (
        known.with_columns(
            pl.col("clear_on").is_not_null().alias("happened"), pl.Series("weight", weights)
        )
        .filter(~pl.col("censored"))
        .select(*OUTCOMES)
    )


def paid(late: pl.DataFrame, payments: pl.LazyFrame, as_of: date, last: date) -> pl.DataFrame:
    """Whether at least a tenth of what was past due was paid, reversals taken off.

    `late`: account_ref, past_due_minor on the day; accounts without an amount are left out.
    """
    came = (
        told_last(payments)
        .filter(pl.col("paid_on") > as_of, pl.col("paid_on") <= last)
        .group_by("account_ref")
        .agg(pl.col("amount_minor").sum().alias("paid_minor"))
    )
    enough = pl.col("paid_minor").fill_null(0) >= PAID_SHARE_MIN * pl.col("past_due_minor")
    return (
        late.lazy()
        .filter(pl.col("past_due_minor") > 0)
        .join(came, on="account_ref", how="left")
        .select("account_ref", enough.alias("happened"), pl.lit(1.0).alias("weight"))
        .sort("account_ref")
        .collect()
    )


def broken(late: pl.DataFrame, promises: pl.DataFrame, as_of: date, last: date) -> pl.DataFrame:
    """Whether the promise that was running on the day was not kept in full by `last`.

    `late`: account_ref, customer_ref. A promise that was replaced, withdrawn or is still open at
    the end tells nothing.
    """
    settled = promises.lazy().filter(
        pl.col("made_on") <= as_of,
        pl.col("settled_on") > as_of,
        pl.col("settled_on") <= last,
        pl.col("state").is_in([*BROKEN, *KEPT]),
    )
    of_customer = settled.group_by("customer_ref").agg(
        pl.col("state").is_in(BROKEN).any().alias("happened")
    )
    return (
        late.lazy()
        .select("account_ref", "customer_ref")
        .join(of_customer, on="customer_ref", how="inner")
        .select("account_ref", "happened", pl.lit(1.0).alias("weight"))
        .sort("account_ref")
        .collect()
    )


def _censoring_weights(left_at: np.ndarray, censored: np.ndarray) -> np.ndarray:
    """One over the chance of not having been talked to before each account's own end."""
    weights = np.ones(len(left_at))
    remaining = 1.0
    for day in np.unique(left_at):
        here = left_at == day
        weights[here] = 1.0 / max(remaining, 1 / WEIGHT_MAX)
        at_risk = int((left_at >= day).sum())
        remaining *= 1.0 - int((here & censored).sum()) / at_risk
    return weights
