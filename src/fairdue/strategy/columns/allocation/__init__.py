"""Limited capacity shared out among all open cases, and what the night keeps of it per day.

Lake dataset, a folder per day:

`allocations/…/wanted.parquet`     one row per case (WANTED): what it could get, and what for
`allocations/…/allocated.parquet`  one row per case (ALLOCATED): what it gets, or why it waits

Its manifest holds what there was of everything, what was used, its prices, the value and the
bound. `wanted` and the manifest are all that is needed to share out again, with other amounts.
"""

from fairdue.strategy.columns.allocation.sharing import Shared, share_out
from fairdue.strategy.columns.allocation.wanted import wanted, worths
from fairdue.strategy.columns.allocation.words import (
    ALLOCATED,
    CAPACITY,
    DATASET,
    LAW,
    NONE,
    NOT_JUDGED,
    NOT_WORTH,
    PLANNED,
    PRESSURE,
    REASONS,
    UNTOUCHED,
    WANTED,
)

__all__ = [
    "ALLOCATED",
    "CAPACITY",
    "DATASET",
    "LAW",
    "NONE",
    "NOT_JUDGED",
    "NOT_WORTH",
    "PLANNED",
    "PRESSURE",
    "REASONS",
    "UNTOUCHED",
    "WANTED",
    "Shared",
    "share_out",
    "wanted",
    "worths",
]
