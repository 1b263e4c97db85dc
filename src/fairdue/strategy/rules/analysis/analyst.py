"""Looks through one decision table; see the package."""

from __future__ import annotations

from dataclasses import replace

from fairdue.kernel.text import Text
from fairdue.strategy.rules.analysis.boxes import Plane, Space, never_reached
from fairdue.strategy.rules.analysis.cover import Box, GaveUpError, cells, lowest
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
from fairdue.strategy.rules.analysis.wording import region_words
from fairdue.strategy.rules.inputs import INPUTS, Kind, value_words
from fairdue.strategy.rules.tables import DecisionTable, Facts, Row

OVERLAPS_MAX, GAPS_MAX, UNSETTLED_MAX = 200, 20, 50
"""So many are shown; overlaps and unsettled questions beyond are counted only."""


def analyse(table: DecisionTable) -> Analysis:
    """Look for everything that some seconds suffice for, whatever the table. Pure."""
    return _Analyst(table).analysis()


def unreachable(rows: tuple[Row, ...]) -> tuple[Unreachable, ...]:
    """The rows that decide for nobody. What was not settled is left out.

    The last row is one only when a row before it has no conditions either.
    """
    found = [
        _unreachable(rows, place, by) for place, by in never_reached(Space(rows)) if by is not None
    ]
    catching = [row for row in rows[:-1] if not row.conditions]
    if catching:
        found.append(_unreachable(rows, len(rows) - 1, (catching[0],)))
    return tuple(found)


def _unreachable(rows: tuple[Row, ...], place: int, by: tuple[Row, ...]) -> Unreachable:
    return Unreachable(rows[place].id, place + 1, tuple(row.id for row in by))


class _Analyst:
    """One table under analysis."""

    def __init__(self, table: DecisionTable) -> None:
        self.table, self.rows = table, table.rows
        self.space = Space(table.rows)
        self.unsettled: list[Text] = []

    def analysis(self) -> Analysis:
        vain = self.never_reached()
        reached = [
            place
            for place in range(len(self.rows) - 1)
            if place + 1 not in {one.place for one in vain}
        ]
        overlaps, count = self.overlaps()
        gaps, more = self.gaps()
        return Analysis(
            overlaps=overlaps,
            overlaps_count=count,
            gaps=gaps,
            more_gaps=more,
            unreachable=vain,
            shadowed=tuple(one for place in reached for one in self.shadowed(place)),
            without_threshold=tuple(
                one for place in reached if (one := self.without_threshold(place))
            ),
            unsettled=self.unsettled_shown(),
            unsettled_count=len(self.unsettled),
        )

    def never_reached(self) -> tuple[Unreachable, ...]:
        found = []
        for place, by in never_reached(self.space):
            if by is None:
                row = self.rows[place].id
                self.give_up(f"whether {row} is ever reached", f"{row} 能否命中")
            else:
                found.append(_unreachable(self.rows, place, by))
        return tuple(found)

    def overlaps(self) -> tuple[tuple[Overlap, ...], int]:
        found: list[Overlap] = []
        count = 0
        for later in range(1, len(self.rows) - 1):
            touching = 0
            for plane in self.space.planes:
                if all(plane.boxes[later]):
                    touching |= plane.cover.touching(plane.boxes[later])
            for earlier in cells(touching & ((1 << later) - 1)):
                if self.rows[earlier].then is not self.rows[later].then:
                    count += 1
                    if len(found) < OVERLAPS_MAX:
                        found.append(self.overlap(earlier, later))
        return tuple(found), count

    def overlap(self, earlier: int, later: int) -> Overlap:
        boxes = [
            (plane, _both(plane.boxes[earlier], plane.boxes[later])) for plane in self.space.planes
        ]
        before = (1 << earlier) - 1
        masked_by: tuple[Row, ...] = ()
        try:
            facts = self.space.free(boxes, before)
            if facts is None:
                masked_by = self.space.covering(boxes, before)
        except GaveUpError:
            facts = None
            one, other = self.rows[earlier].id, self.rows[later].id
            self.give_up(
                f"whether rows before {one} always decide where {one} and {other} overlap",
                f"{one} 与 {other} 重叠处是否总由更前的行决定",
            )
        if facts is None:  # the two touch, so one of the boxes has an account
            facts = next(plane.facts(lowest(box)) for plane, box in boxes if all(box))
        return Overlap(
            earlier=self.rows[earlier].id,
            later=self.rows[later].id,
            exception=all(
                _both(plane.boxes[earlier], plane.boxes[later]) == plane.boxes[earlier]
                for plane in self.space.planes
                if all(plane.boxes[earlier])
            ),
            masked_by=tuple(row.id for row in masked_by),
            example=self.example(facts, self.rows[earlier], self.rows[later]),
        )

    def gaps(self) -> tuple[tuple[Gap, ...], bool]:
        """Regions that only the last row takes, each as wide as it can be."""
        found: dict[tuple[Text, ...], Gap] = {}
        more = False
        for plane in self.space.planes:
            for region, facts in self.gaps_in(plane):
                gap = found.get(region)
                if gap is None and len(found) >= GAPS_MAX:
                    more = True
                    break
                example = gap.example if gap else self.example(facts, *self.rows)
                seen = gap.currencies if gap else ()
                found[region] = Gap((*seen, *plane.currencies), region, example)
        everywhere = sum(len(plane.currencies) for plane in self.space.planes)
        return tuple(
            replace(gap, currencies=()) if len(gap.currencies) == everywhere else gap
            for gap in found.values()
        ), more

    def gaps_in(self, plane: Plane) -> list[tuple[tuple[Text, ...], Facts]]:
        """Up to one more than are shown, by one currency."""
        found: list[tuple[tuple[Text, ...], Facts]] = []
        cover, avoid = plane.cover, (1 << (len(self.rows) - 1)) - 1
        while len(found) <= GAPS_MAX:
            try:
                point = cover.find(plane.everything, avoid, self.space.effort)
            except GaveUpError:
                code = plane.currency
                self.give_up(f"whether there are more gaps in {code}", f"{code} 是否还有空白")
                break
            if point is None:
                break
            region = cover.grown(point, avoid)
            found.append((region_words(plane.axes, region, plane.currency), plane.facts(point)))
            avoid |= cover.add(region)
        return found

    def shadowed(self, place: int) -> list[Shadowed]:
        row, earlier = self.rows[place], (1 << place) - 1
        found = []
        for condition in row.conditions:
            others = [one for one in row.conditions if one is not condition]
            boxes = [(plane, plane.outside(others, condition)) for plane in self.space.planes]
            try:
                if self.space.free(boxes, earlier) is not None:
                    continue
            except GaveUpError:
                asked = condition.words()
                self.give_up(
                    f"whether “{asked.en}” changes anything in {row.id}",
                    f"{row.id} 的条件“{asked.zh}”是否起作用",
                )
                continue
            because = tuple(one.id for one in self.space.covering(boxes, earlier))
            found.append(Shadowed(row.id, condition, because))
        return found

    def without_threshold(self, place: int) -> WithoutThreshold | None:
        row, earlier = self.rows[place], (1 << place) - 1
        amounts = [one for one in row.conditions if INPUTS[one.asks].kind is Kind.AMOUNT]
        missing: list[str] = []
        example: Facts | None = None
        for plane in self.space.planes:
            unnamed = [one for one in amounts if not all(plane.box([one]))]
            if not unnamed:
                continue
            others = [one for one in row.conditions if one not in unnamed]
            try:
                facts = self.space.free([(plane, plane.box(others))], earlier)
            except GaveUpError:
                facts = None
                self.give_up(
                    f"whether {row.id} misses accounts in {plane.currency}",
                    f"{row.id} 是否漏掉 {plane.currency} 账户",
                )
            if facts is not None:
                missing.extend(plane.currencies)
                example = example or facts
        if example is None:
            return None
        return WithoutThreshold(row.id, tuple(missing), self.example(example, row))

    def example(self, facts: Facts, *about: Row) -> Example:
        decided = self.table.decide(facts)
        conditions = [one for row in (*about, decided) for one in row.conditions]
        asked = {one.asks for one in conditions}
        currency = str(facts["currency"])
        values = [
            ExampleValue(name, given.label, value_words(given, facts[given.column], currency))
            for name, given in INPUTS.items()
            if name in asked
        ]
        if any(INPUTS[name].kind is Kind.AMOUNT for name in asked):
            code = Text(currency, currency)
            values.insert(0, ExampleValue("currency", Text("currency", "币种"), code))
        return Example(facts, decided.id, str(decided.then), tuple(values))

    def unsettled_shown(self) -> tuple[Text, ...]:
        """The first, and how many more there are."""
        more = len(self.unsettled) - UNSETTLED_MAX
        if more <= 0:
            return tuple(self.unsettled)
        rest = Text(
            f"Not settled either: {more:,} more such questions. The table is too large to be "
            "searched through within seconds.",
            f"另有{more:,}项同类问题未能判定：本表过大，无法在数秒内查完。",
        )
        return (*self.unsettled[:UNSETTLED_MAX], rest)

    def give_up(self, en: str, zh: str) -> None:
        self.unsettled.append(Text(f"Not settled, too much to search: {en}.", f"未能判定：{zh}。"))


def _both(one: Box, other: Box) -> Box:
    return tuple(mine & yours for mine, yours in zip(one, other, strict=True))
