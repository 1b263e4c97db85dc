"""What is done next about every past-due account."""

from __future__ import annotations

import narwhals as nw
import polars as pl

from fairdue.nightly.steps.night import Night
from fairdue.strategy.columns import decisions
from fairdue.strategy.rules.tables import Step as Treatment


def decide(night: Night) -> tuple[int, int]:
    """Each past-due account's treatment, and the row that decided."""
    standing, cases = night.frames["live_standing"], night.frames["live_cases"]
    opened = night.frames["live_accounts"].select("account_ref", "opened_on")
    history, scores = night.frames["history"], night.frames["scores"]
    asked = decisions.inputs(standing, opened, cases, history, scores, night.as_of)
    table = night.document.table
    decided = decisions.decide(nw.from_native(asked.lazy()), table).to_native()
    made = (
        decided.with_columns(
            pl.lit(table.name).alias("table"), pl.lit(table.version).alias("table_version")
        )
        .select(*decisions.DECISIONS)
        .collect()
    )
    of_cases = decisions.of_cases(made)
    night.write(decisions.DATASET, decisions=made, cases=of_cases)
    night.frames |= {"decisions": made, "case_decisions": of_cases}
    counts = dict(of_cases["treatment"].value_counts().iter_rows())
    for treatment in Treatment:
        night.figures[f"treated_{treatment}"] = int(counts.get(str(treatment), 0))
    return night.figures["past_due"], made.height
