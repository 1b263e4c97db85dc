"""What a fairness report compares, and how it reads in plain words. Pure.

The groups come from an evaluation file that is used once. They are never features, and nothing
of any one person is kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fairdue.kernel.text import Text

ATTRIBUTES: dict[str, Text] = {
    "sex": Text("Sex", "性别"),
    "marriage": Text("Marriage", "婚姻状况"),
    "education": Text("Education", "教育程度"),
    "ethnicity": Text("Ethnicity", "民族或族裔"),
    "age": Text("Age band", "年龄段"),
}
"""Columns of an evaluation file, beside account_ref. `age` is in years and becomes a band."""

AGE_BANDS = ((25, "18-24"), (35, "25-34"), (45, "35-44"), (55, "45-54"), (62, "55-61"))
OLDEST_BAND = "62+"
"""Somebody of 62 or older is elderly by 12 CFR 1002.2(o)."""

GROUP_ROWS_MIN = 50
"""Smaller groups are counted but not measured: chance would speak, and persons show through."""
FOUR_FIFTHS = 0.8
"""A selection rate below four fifths of the largest group's is looked at: 29 CFR 1607.4(D)."""


def age_band(years: int) -> str:
    """The band of an age."""
    return next((name for below, name in AGE_BANDS if years < below), OLDEST_BAND)


def verdict(attribute: Mapping[str, Any]) -> Text:
    """What the figures of one attribute say, in a few sentences."""
    name = ATTRIBUTES[attribute["attribute"]]
    groups = attribute["groups"]
    if len(groups) < 2:
        return Text(
            f"{name.en}: fewer than two groups are large enough to compare.",
            f"{name.zh}：人数足够的组少于两个，无法比较。",
        )
    off = [group for group in groups if not _calibrated(group)]
    low = [group for group in groups if group["ratio"] is not None and group["ratio"] < FOUR_FIFTHS]
    apart = not _ranked_alike(groups)
    said = [
        Text(
            "the score ranks some groups better than others"
            if apart
            else "the score ranks every group about equally well",
            "模型对各组的区分能力存在差异" if apart else "模型对各组的区分能力相近",
        ),
        _listing(
            off,
            Text("chances are true to what happened in every group", "各组预测概率与实际相符"),
            Text("chances miss what happened for", "预测概率与实际不符的组："),
        ),
        _listing(
            low,
            Text("no group is selected much less often", "各组入选比例无明显偏低"),
            Text(
                "selected less than four fifths as often as the largest group:",
                "入选比例低于最大组五分之四的组：",
            ),
        ),
    ]
    en, zh = "; ".join(part.en for part in said), "；".join(part.zh for part in said)
    return Text(f"{name.en}: {en}.", f"{name.zh}：{zh}。")


def _calibrated(group: Mapping[str, Any]) -> bool:
    """The mean chance lies within what chance allows for the observed rate."""
    return bool(group["rate"]["low"] <= group["foretold"] <= group["rate"]["high"])


def _ranked_alike(groups: Any) -> bool:
    """All intervals of the AUC have a value in common."""
    known = [group["auc"] for group in groups if group["auc"]["low"] is not None]
    if len(known) < 2:
        return True
    return bool(max(auc["low"] for auc in known) <= min(auc["high"] for auc in known))


def _listing(found: list[Any], none: Text, some: Text) -> Text:
    if not found:
        return none
    names = [str(group["group"]) for group in found]
    return Text(f"{some.en} {', '.join(names)}", f"{some.zh}{'、'.join(names)}")
