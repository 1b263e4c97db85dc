"""What is done next about every past-due account."""

from __future__ import annotations

import narwhals as nw

from fairdue.nightly.steps.night import Night
from fairdue.strategy.columns import decisions, experiments
from fairdue.strategy.rules.tables import Step as Treatment


def decide(night: Night) -> tuple[int, int]:
    """Each past-due account's treatment, and the row that decided."""
    standing, cases = night.frames["live_standing"], night.frames["live_cases"]
    opened = night.frames["live_accounts"].select("account_ref", "opened_on")
    history, scores = night.frames["history"], night.frames["scores"]
    asked = decisions.inputs(standing, opened, cases, history, scores, night.as_of)
    splits = night.arms.splits
    if splits:
        arms = experiments.arms_of(asked["customer_ref"], splits)
        asked = asked.join(arms, on="customer_ref", how="left", maintain_order="left")
    lazy = nw.from_native(asked.lazy())
    decided = experiments.decide_by_arm(lazy, splits, night.arms.tables).to_native().collect()
    made = decided.select(*decisions.DECISIONS)
    of_cases = experiments.by_case(decisions.of_cases(made), decided, splits)
    night.write(decisions.DATASET, night.arms.manifest(), decisions=made, cases=of_cases)
    night.frames |= {"decisions": made, "case_decisions": of_cases}
    counts = dict(of_cases["treatment"].value_counts().iter_rows())
    for treatment in Treatment:
        night.figures[f"treated_{treatment}"] = int(counts.get(str(treatment), 0))
    return night.figures["past_due"], made.height
