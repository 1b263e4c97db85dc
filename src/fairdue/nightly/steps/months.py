"""What every account's month is called in its credit record, where the night ends a month."""

from __future__ import annotations

from fairdue.credit_record.actions.months import write_month
from fairdue.credit_record.columns.months import DATASET
from fairdue.credit_record.rules.months import month_to_close
from fairdue.nightly.steps.night import Night


def close_credit_month(night: Night) -> tuple[int, int]:
    """The months of every account, at a month's end; nothing on other nights."""
    ended = month_to_close(night.as_of, night.before)
    if ended is None:
        return 0, 0
    month, figures_of = ended
    made = night.lake.manifest(DATASET, month)
    whole = all(made.get(name) == value for name, value in night.manifest.items())
    if whole and not night.anew:
        night.whole.add("months")
        return 0, 0
    return write_month(night.lake, night.engine, month, figures_of, night.manifest)
