"""What is done next about every past-due account."""

from __future__ import annotations

from fairdue.nightly.steps.night import Night
from fairdue.strategy.columns import decisions, experiments
from fairdue.strategy.rules.tables import Step as Treatment


def decide(night: Night) -> tuple[int, int]:
    """Each past-due account's treatment, and the row that decided."""
    frames, splits = night.frames, night.arms.splits
    asked = decisions.inputs(
        night.bring(frames["live_standing"]),
        night.bring(frames["live_accounts"].select("account_ref", "opened_on")),
        night.bring(frames["live_cases"]),
        night.bring(frames["history"]),
        night.bring(frames["scores"]),
        night.as_of,
    )
    if splits:
        arms = experiments.arms_of(frames["live_cases"]["customer_ref"], splits)
        asked = asked.join(night.bring(arms), on="customer_ref", how="left")
    lazy = experiments.decide_by_arm(asked, splits, night.arms.tables, night.bring)
    decided = night.collect(lazy).sort("account_ref")
    made = decided.select(*decisions.DECISIONS)
    strongest = night.collect(decisions.of_cases(night.bring(made))).sort("customer_ref")
    of_cases = experiments.by_case(strongest, decided, splits)
    night.write(decisions.DATASET, night.arms.manifest(), decisions=made, cases=of_cases)
    night.frames |= {"decisions": made, "case_decisions": of_cases}
    counts = dict(of_cases["treatment"].value_counts().iter_rows())
    for treatment in Treatment:
        night.figures[f"treated_{treatment}"] = int(counts.get(str(treatment), 0))
    return night.figures["past_due"], made.height
