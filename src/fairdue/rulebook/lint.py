"""What in a pack ought to be looked at: values past their review, histories that can't be so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from fairdue.kernel.text import Text
from fairdue.rulebook.packs import Pack
from fairdue.rulebook.values import ENDED, Rule, RuleValue, in_force


@dataclass(frozen=True, slots=True)
class Doubt:
    """One thing to look at: in which file, which parameter, and what is the matter."""

    place: str
    parameter: str
    """RULE.parameter"""
    what: Text

    def __str__(self) -> str:
        return f"{self.place}: {self.parameter}: {self.what}"


def past_review(pack: Pack, today: date) -> list[Doubt]:
    """Values whose verify_again_by has gone by, the most overdue first."""
    late = [
        (value.verify_again_by, Doubt(rule.place, f"{rule.name}.{parameter}", _overdue(value)))
        for rule in pack.rules.values()
        for parameter, values in rule.parameters.items()
        for value in values
        if value.verify_again_by is not None and value.verify_again_by < today
    ]
    return [doubt for _, doubt in sorted(late, key=lambda row: (row[0], row[1].parameter))]


def contradictions(pack: Pack, today: date) -> list[Doubt]:
    """Histories that can't be so, and tightenings that the law has overtaken."""
    return [
        Doubt(rule.place, f"{rule.name}.{parameter}", what)
        for rule in pack.rules.values()
        for parameter, values in rule.parameters.items()
        for what in (*_of_values(values, today), *_of_tightening(pack, rule, parameter, today))
    ]


def _overdue(value: RuleValue) -> Text:
    since = value.citation.in_force_from
    return Text(
        f"the value since {since} was to be verified again by {value.verify_again_by}",
        f"自{since}起的取值应于{value.verify_again_by}前复核",
    )


def _of_values(values: tuple[RuleValue, ...], today: date) -> Iterator[Text]:
    for value in values:
        yield from _of_history(value, today)
    for one, other in pairwise(values):
        if one.statuses == other.statuses:
            since = one.citation.in_force_from
            yield Text(f"two values begin on {since}", f"有两个取值均自{since}起")


def _of_history(value: RuleValue, today: date) -> Iterator[Text]:
    for one, other in pairwise(value.statuses):
        if (one.since, one.known_from) == (other.since, other.known_from):
            yield Text(
                f"both {one.status} and {other.status} from {one.since}",
                f"自{one.since}起同时为{one.status}与{other.status}",
            )
        elif one.status in ENDED:
            yield Text(
                f"{one.status} from {one.since}, yet {other.status} from {other.since}: "
                "write a new value",
                f"自{one.since}起为{one.status}，又自{other.since}起为{other.status}：请另写一个取值",
            )
        elif one.status == other.status:
            yield Text(
                f"{one.status} from {one.since} and again from {other.since}",
                f"自{one.since}起为{one.status}，自{other.since}起再次为{other.status}",
            )
    last = value.statuses[-1]
    if last.status == "not_yet" and last.since <= today:
        yield Text(
            f"not yet in force, though its day came on {last.since}: say what it is now",
            f"标为尚未生效，但生效日{last.since}已到：请更新状态",
        )


def _of_tightening(pack: Pack, rule: Rule, parameter: str, today: date) -> Iterator[Text]:
    own = pack.tightenings.get(rule.name)
    if own is None or parameter not in own.parameters:
        return
    chosen = in_force(own.parameters[parameter], today)
    applies = pack.value(rule.name, parameter, today)
    if chosen is not None and applies.citation.level != "policy":
        yield Text(
            f"the lender's own {chosen.value} no longer tightens the law's {applies.value}",
            f"本机构规定{chosen.value}已不严于法定{applies.value}",
        )
