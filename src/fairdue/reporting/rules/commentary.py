"""Plain sentences about what changed, drafted from the figures for a person to confirm."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fairdue.kernel.money import Money
from fairdue.kernel.text import Text
from fairdue.reporting.figure import PER, Figure, Unit
from fairdue.reporting.rules.comparing import Change, Comparison, compared

NOTHING = Text(
    "There is nothing to compare: no figure was counted in both periods.",
    "暂无可比数据：两个期间没有同时统计的指标。",
)
OTHERS = {
    Change.WITHIN: Text("No change beyond chance: {names}.", "未见超出随机波动的变化：{names}。"),
    Change.UNKNOWN: Text(
        "Not judged, as amounts of money, estimates, or not counted in both periods: {number}.",
        "另有 {number} 项未作判断：金额与估计值不作判断，或两期未同时统计。",
    ),
}
"""What is said of the figures that neither rose nor fell."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence, the figure that it is about, and what it says of it."""

    key: str
    title: Text
    change: Change
    text: Text


def drafted(
    later: Iterable[Figure], earlier: Iterable[Figure], confidence: float
) -> tuple[Sentence, ...]:
    """A sentence for each figure of the whole known in both periods: first those that changed.

    "Rose" and "fell" are said only where the interval of the change leaves out zero.
    """
    before = {each.definition.key: each for each in earlier if not each.slice}
    found = [
        _sentence(each, before[each.definition.key], confidence)
        for each in later
        if not each.slice and each.definition.key in before
    ]
    order = {Change.ROSE: 0, Change.FELL: 0, Change.WITHIN: 1, Change.UNKNOWN: 2}
    return tuple(sorted(found, key=lambda sentence: order[sentence.change]))


def as_text(sentences: Sequence[Sentence]) -> Text:
    """What a person begins to edit, one sentence a line: each figure that changed, then by name
    those that didn't beyond chance, and how many there are that nothing can be said of."""
    if not sentences:
        return NOTHING
    said = [each.text for each in sentences if each.change in (Change.ROSE, Change.FELL)]
    for change, words in OTHERS.items():
        named = [each.title for each in sentences if each.change is change]
        if named:
            en, zh = "; ".join(each.en for each in named), "、".join(each.zh for each in named)
            number = len(named)
            said.append(
                Text(
                    words.en.format(names=en, number=number),
                    words.zh.format(names=zh, number=number),
                )
            )
    return Text("\n".join(each.en for each in said), "\n".join(each.zh for each in said))


def _sentence(later: Figure, earlier: Figure, confidence: float) -> Sentence:
    definition = later.definition
    result = compared(
        definition.unit,
        definition.money_parts,
        (later.numerator, later.denominator),
        (earlier.numerator, earlier.denominator),
        confidence,
    )
    title, now, then = definition.title, _value(later), _value(earlier)
    said = _verdict(result, definition.unit, confidence)
    return Sentence(
        definition.key,
        title,
        result.change,
        Text(
            f"{title.en}: {now}, {then} in the period before. {said.en}",
            f"{title.zh}：本期 {now}，上期 {then}。{said.zh}",
        ),
    )


def _verdict(result: Comparison, unit: Unit, confidence: float) -> Text:
    if result.low is None or result.high is None:
        return Text(
            "Whether this is more than chance isn't judged.", "未判断该变动是否超出随机波动。"
        )
    percent = f"{confidence * 100:g}%"
    low, high = _difference(result.low, unit), _difference(result.high, unit)
    if result.change is Change.WITHIN:
        return Text(
            f"No change beyond chance ({percent} interval of the change: {low.en} to {high.en}).",
            f"未见超出随机波动的变化（变动的{percent}区间：{low.zh} 至 {high.zh}）。",
        )
    word = {
        Change.ROSE: Text("It rose", "上升"),
        Change.FELL: Text("It fell", "下降"),
    }[result.change]
    return Text(
        f"{word.en} ({percent} interval of the change: {low.en} to {high.en}).",
        f"较上期{word.zh}（变动的{percent}区间：{low.zh} 至 {high.zh}）。",
    )


def _value(figure: Figure) -> str:
    unit, value = figure.definition.unit, figure.value
    if value is None:
        return "–"
    if unit in (Unit.SHARE, Unit.PROBABILITY):
        return f"{value * 100:.1f}%"
    if unit is Unit.MONEY_EACH or (figure.definition.money_parts and unit not in PER):
        currency = figure.currency or "CNY"
        return f"{Money(round(value), currency).amount:,} {currency}"
    return f"{value:,}" if isinstance(value, int) else f"{value:,.2f}"


def _difference(value: float, unit: Unit) -> Text:
    if unit is Unit.SHARE:
        return Text(f"{value * 100:+.1f} points", f"{value * 100:+.1f} 个百分点")
    digits = 2 if unit in PER else 0
    plain = f"{value:+,.{digits}f}"
    return Text(plain, plain)
