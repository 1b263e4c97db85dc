"""Figures over experiments."""

from __future__ import annotations

from fairdue.kernel.text import Text
from fairdue.reporting.figure import Definition, Family, Unit

INCREMENTAL_RECOVERY = Definition(
    key="incremental_recovery",
    family=Family.EXPERIMENTS,
    title=Text("Incremental recovery per customer", "户均增量回收"),
    formula=Text(
        "mean paid under the challenger − mean paid under the champion",
        "挑战组户均还款 − 基准组户均还款",
    ),
    numerator=Text(
        "customers of the challenger, watched for the whole time", "挑战组已观察满期的客户数"
    ),
    denominator=Text(
        "customers of both arms, watched for the whole time", "两组已观察满期的客户数"
    ),
    unit=Unit.MONEY_EACH,
    cohort=Text(
        "Customers split by the experiment’s seed, since each was first treated; by its last "
        "reading in the span.",
        "按试验种子分组的客户，自首次处置起计；以期末前最后一次读数为准。",
    ),
    exclusions=Text(
        "Customers not watched for long enough yet; money of other currencies.",
        "观察期未满的客户；其他币种的款项。",
    ),
)
