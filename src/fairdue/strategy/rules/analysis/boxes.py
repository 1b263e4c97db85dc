"""The rows of a decision table as boxes in each currency, and the questions put to them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from fairdue.strategy.rules.analysis.cover import Box, Cover, Effort, GaveUpError, cells
from fairdue.strategy.rules.cuts import Axis, currencies, cut, ordinary
from fairdue.strategy.rules.inputs import INPUTS, Kind
from fairdue.strategy.rules.tables import Condition, Facts, Row

STEPS_REACHING, STEPS_TOGETHER, STEPS_NAMING = 5_000_000, 8_000_000, 1_000_000
"""What searches may take, each kind a second at most: whether rows are reached, everything else,
and which rows are needed to cover another."""

STEPS_EACH = 500_000
"""What one search may take of that."""

NAMED_MAX = 100
"""Of up to so many rows that together cover another, those not needed for it are left out."""


class Plane:
    """All rows as boxes in one currency; row k is bit k of a set of rows.

    `currencies`: that one, or all that the rows treat alike; `currency` is the first of them.
    """

    def __init__(self, rows: tuple[Row, ...], currencies: tuple[str, ...]) -> None:
        self.currencies, self.currency = currencies, currencies[0]
        currency = self.currency
        self.axes: tuple[Axis, ...] = cut(rows, currency)
        self._place = {axis.asks: place for place, axis in enumerate(self.axes)}
        self._masks: dict[Condition, int] = {}
        self.everything: Box = tuple(axis.possible() for axis in self.axes)
        self.boxes = [self.box(row.conditions) for row in rows]
        self.cover = Cover(self.everything, self.boxes)

    def box(self, conditions: Iterable[Condition]) -> Box:
        """Where all conditions hold."""
        box = list(self.everything)
        for condition in conditions:
            box[self._place[condition.asks]] &= self._mask(condition)
        return tuple(box)

    def outside(self, conditions: Iterable[Condition], broken: Condition) -> Box:
        """Where all `conditions` hold, but `broken` does not."""
        box = list(self.box(conditions))
        box[self._place[broken.asks]] &= ~self._mask(broken)
        return tuple(box)

    def facts(self, point: tuple[int, ...]) -> dict[str, int | bool | str | None]:
        """An account at a point, by column; ordinary values for what no row asks."""
        facts: dict[str, int | bool | str | None] = {"currency": self.currency}
        for name, given in INPUTS.items():
            value = ordinary(name, self.currency)
            facts[given.column] = bool(value) if given.kind is Kind.FLAG else value
        for axis, cell in zip(self.axes, point, strict=True):
            facts[INPUTS[axis.asks].column] = axis.example(cell, self.currency)
        return facts

    def _mask(self, condition: Condition) -> int:
        if condition not in self._masks:
            axis = self.axes[self._place[condition.asks]]
            self._masks[condition] = axis.mask(condition, self.currency)
        return self._masks[condition]


class Space:
    """All rows in every currency that makes a difference."""

    def __init__(self, rows: tuple[Row, ...]) -> None:
        self.rows = rows
        self.planes = [Plane(rows, alike) for alike in currencies(rows)]
        self.reaching = Effort(STEPS_REACHING, STEPS_EACH)
        self.effort = Effort(STEPS_TOGETHER, STEPS_EACH)
        self._naming = Effort(STEPS_NAMING, STEPS_EACH)

    def free(
        self, boxes: list[tuple[Plane, Box]], avoid: int, effort: Effort | None = None
    ) -> Facts | None:
        """Facts in one of the boxes for which none of the rows in `avoid` holds, or None.

        Raises GaveUpError when no box showed any and one of them could not be searched through.
        """
        gave_up = False
        for plane, box in boxes:
            try:
                point = plane.cover.find(box, avoid, effort or self.effort)
            except GaveUpError:
                gave_up = True
                continue
            if point is not None:
                return plane.facts(point)
        if gave_up:
            raise GaveUpError
        return None

    def covering(self, boxes: list[tuple[Plane, Box]], among: int) -> tuple[Row, ...]:
        """Of the rows in `among`, which cover all boxes: those needed, when they are not many."""
        needed = 0
        for plane, box in boxes:
            if all(box):
                needed |= among & plane.cover.touching(box)
        if needed.bit_count() <= NAMED_MAX and not self._naming.spent:
            for place in sorted(cells(needed), reverse=True):
                if self._covers(boxes, needed & ~(1 << place)):
                    needed &= ~(1 << place)
        return tuple(self.rows[place] for place in cells(needed))

    def of_row(self, place: int) -> list[tuple[Plane, Box]]:
        """A row's boxes."""
        return [(plane, plane.boxes[place]) for plane in self.planes]

    def _covers(self, boxes: list[tuple[Plane, Box]], rows: int) -> bool:
        try:
            return self.free(boxes, rows, self._naming) is None
        except GaveUpError:
            return False


def never_reached(space: Space) -> Iterator[tuple[int, tuple[Row, ...] | None]]:
    """Rows that no account reaches: their places and the earlier rows that take all of theirs.

    Without such rows no value meets all its conditions. None instead of rows: not settled, the
    search gave up. The last row, there for what nobody thought of, is not asked about.
    """
    for place in range(len(space.rows) - 1):
        boxes = space.of_row(place)
        earlier = (1 << place) - 1
        try:
            if space.free(boxes, earlier, space.reaching) is None:
                yield place, space.covering(boxes, earlier)
        except GaveUpError:
            yield place, None
