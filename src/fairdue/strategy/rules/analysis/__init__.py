"""What a decision table's rows do to each other: overlaps, gaps, rows and conditions in vain.

Every finding is exact for all values an account can have (`rules.cuts`), taking the inputs as
independent of each other, and comes with facts that `DecisionTable.decide` can be tried on. Where
a search was given up, the finding is listed under `unsettled` instead of being guessed.
"""

from fairdue.strategy.rules.analysis.analyst import analyse, unreachable
from fairdue.strategy.rules.analysis.findings import (
    Analysis,
    Example,
    ExampleValue,
    Gap,
    Overlap,
    Shadowed,
    Unreachable,
    WithoutThreshold,
)

__all__ = [
    "Analysis",
    "Example",
    "ExampleValue",
    "Gap",
    "Overlap",
    "Shadowed",
    "Unreachable",
    "WithoutThreshold",
    "analyse",
    "unreachable",
]
