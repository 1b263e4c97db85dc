"""Who may be contacted the next day."""

from __future__ import annotations

from datetime import timedelta

import polars as pl

from fairdue.contact import columns as lawful
from fairdue.contact.queries import lawful_on
from fairdue.contact.rules.verdict import CHANNELS
from fairdue.nightly.steps.night import Night


def find_lawful(night: Night) -> tuple[int, int]:
    """Who may be contacted the next day, from when on, by which channel, and why not."""
    cases = night.frames["live_cases"].filter(pl.col("closed_on").is_null())
    following = night.as_of + timedelta(days=1)
    found = lawful_on(following, cases["customer_ref"], night.facts_until, night.as_of)
    night.write(lawful.DATASET, {"terms": found.terms}, lawful=found.rows)
    night.frames["lawful"] = found.rows
    for channel in CHANNELS:
        night.figures[f"may_{channel}"] = int(found.rows[f"may_{channel}"].sum())
        because = found.rows[f"{channel}_because"].drop_nulls()
        night.denied[channel] = dict(because.value_counts().sort(because.name).iter_rows())
    return cases.height, found.rows.height
