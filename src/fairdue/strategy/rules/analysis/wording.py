"""Regions of a decision table in words."""

from __future__ import annotations

from collections.abc import Iterator

from fairdue.kernel.text import Text
from fairdue.strategy.rules.analysis.cover import Box, cells
from fairdue.strategy.rules.cuts import Axis
from fairdue.strategy.rules.inputs import INPUTS, Kind, value_words


def listed(names: tuple[str, ...]) -> Text:
    """Names one after another."""
    return Text(", ".join(names), "、".join(names))


def region_words(axes: tuple[Axis, ...], region: Box, currency: str) -> tuple[Text, ...]:
    """What holds all over a region, input by input; nothing for an input that may be anything."""
    return tuple(
        _axis_words(axis, held, currency)
        for axis, held in zip(axes, region, strict=True)
        if held != axis.possible()
    )


def _axis_words(axis: Axis, held: int, currency: str) -> Text:
    given = INPUTS[axis.asks]
    parts = [_run_words(axis, first, last, currency) for first, last in _runs(axis, held)]
    if held >> axis.unknown & 1:
        parts.append(Text("unknown", "未知"))
    label = given.label
    return Text(
        f"{label.en}: " + " or ".join(part.en for part in parts),
        f"{label.zh}：" + "或".join(part.zh for part in parts),
    )


def _run_words(axis: Axis, first: int, last: int, currency: str) -> Text:
    given = INPUTS[axis.asks]
    low, high = axis.bounds(first)[0], axis.bounds(last)[1]
    if given.kind is Kind.FLAG:
        return value_words(given, first == 1, currency)
    low = None if low == given.least else low
    high = None if high == given.most else high
    if low is None and high is None:
        return Text("any known value", "任意已知值")
    if low == high or low is None or high is None:
        edge = value_words(given, high if low is None else low, currency)
        if low is None:
            return Text(f"at most {edge.en}", f"不高于{edge.zh}")
        if high is None:
            return Text(f"at least {edge.en}", f"不低于{edge.zh}")
        return edge
    least, most = value_words(given, low, currency), value_words(given, high, currency)
    return Text(f"{least.en} to {most.en}", f"{least.zh}至{most.zh}")


def _runs(axis: Axis, held: int) -> Iterator[tuple[int, int]]:
    """Neighbouring known cells, taken together; the two answers of a flag stay apart."""
    known = list(cells(held & ~(1 << axis.unknown)))
    flag = INPUTS[axis.asks].kind is Kind.FLAG
    start = None
    for place, cell in enumerate(known):
        start = cell if start is None else start
        if flag or place + 1 == len(known) or known[place + 1] != cell + 1:
            yield start, cell
            start = None
