"""Whether boxes leave a point of another box free, and which. Exact; gives up aloud.

The search chooses a cell input by input and keeps the set of boxes the point would still be in.
Only the smallest of those sets need trying, a box that nothing left can avoid ends a branch, and
a set that failed once is not tried again. This is NP-complete at heart, so steps are counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import reduce
from itertools import accumulate
from operator import and_, or_, xor

Box = tuple[int, ...]
"""A set of cells per axis, as bits. Empty when one of them is."""

STEPS_OF_AXIS = 10
"""What it takes to look at an axis, beside its cells."""

OPTIONS_FEW = 2
"""An axis with so few options is taken without looking at wider ones."""

MINIMAL_MAX = 64
"""Up to so many sets are compared with each other to keep the smallest; more are only sorted."""


class GaveUpError(Exception):
    """The search took more steps than it was allowed."""


class Effort:
    """Steps, cells looked at, that searches may still take: together and each."""

    def __init__(self, together: int, each: int) -> None:
        self._left, self._each, self._asking = together, each, 0

    @property
    def spent(self) -> bool:
        """Whether no search can be asked any more."""
        return self._left <= 0

    def ask(self) -> None:
        """A search begins."""
        self._asking = min(self._left, self._each)

    def spend(self, steps: int) -> None:
        """Count steps. Raises GaveUpError when there are none left."""
        self._left -= steps
        self._asking -= steps
        if self._asking < 0:
            raise GaveUpError


def cells(held: int) -> Iterator[int]:
    """The numbers of the bits that are set, lowest first."""
    for first, end in runs(held):
        yield from range(first, end)


def runs(held: int) -> Iterator[tuple[int, int]]:
    """The runs of neighbouring bits that are set: the first, and the one after the last."""
    edges = held ^ (held << 1)
    while edges:
        first = edges & -edges
        edges ^= first
        end = edges & -edges
        edges ^= end
        yield first.bit_length() - 1, end.bit_length() - 1


def lowest(box: Box) -> tuple[int, ...]:
    """The point of a box with the lowest cells."""
    return tuple(next(cells(held)) for held in box)


def holders(masks: Iterable[int], width: int) -> list[int]:
    """By cell, which of the masks hold it, as bits: bit k for the k-th mask.

    Only the edges of a mask's runs of cells are looked at.
    """
    turns = [0] * (width + 1)
    for place, held in enumerate(masks):
        for first, end in runs(held):
            turns[first] ^= 1 << place
            turns[end] ^= 1 << place
    return list(accumulate(turns[:width], xor))


class Cover:
    """Boxes, numbered as given. Sets of boxes are bits too: bit k for box k."""

    def __init__(self, everything: Box, boxes: Sequence[Box]) -> None:
        self.everything = everything
        real = [box if all(box) else (0,) * len(everything) for box in boxes]
        self._within = [
            holders((box[axis] for box in real), held.bit_length())
            for axis, held in enumerate(everything)
        ]
        self._count = len(boxes)
        self._spans = [_Spans(within) for within in self._within]

    def add(self, box: Box) -> int:
        """One more box; gives its bit."""
        bit = 1 << self._count
        self._count += 1
        if all(box):
            for held, within in zip(box, self._within, strict=True):
                for cell in cells(held):
                    within[cell] |= bit
            self._spans = [_Spans(within) for within in self._within]
        return bit

    def touching(self, box: Box) -> int:
        """The boxes that share a point with `box`."""
        found = (1 << self._count) - 1
        for held, spans in zip(box, self._spans, strict=True):
            found &= spans.any_of(held)
        return found

    def find(self, box: Box, avoid: int, effort: Effort) -> tuple[int, ...] | None:
        """A point of `box` outside every box in `avoid`, a cell per axis; None when there is none.

        Raises GaveUpError when the effort does not suffice.
        """
        if not all(box):
            return None
        effort.ask()
        effort.spend(STEPS_OF_AXIS * len(box))
        search = _Search(self._within, box, self._wide(box), effort)
        return search.run(avoid & self.touching(box))

    def grown(self, point: tuple[int, ...], avoid: int) -> Box:
        """A box around a free point that can't be widened without meeting a box in `avoid`."""
        grown = [1 << cell for cell in point]
        for axis, held in enumerate(self.everything):
            grown[axis] = held
            elsewhere = avoid
            for other, mask in enumerate(grown):
                if other != axis:
                    elsewhere &= self._spans[other].any_of(mask)
            grown[axis] = sum(
                1 << cell for cell in cells(held) if not self._within[axis][cell] & elsewhere
            )
        return tuple(grown)

    def _wide(self, box: Box) -> list[int]:
        """By axis, the boxes that hold all of the box's cells."""
        return [spans.all_of(held) for held, spans in zip(box, self._spans, strict=True)]


class _Spans:
    """Which boxes hold any, or all, of an axis' cells: a tree over the cells, for long runs."""

    def __init__(self, within: list[int]) -> None:
        self._size = len(within)
        self._any, self._all = within * 2, within * 2
        self._found_any: dict[int, int] = {}
        self._found_all: dict[int, int] = {}
        for node in range(self._size - 1, 0, -1):
            self._any[node] = self._any[2 * node] | self._any[2 * node + 1]
            self._all[node] = self._all[2 * node] & self._all[2 * node + 1]

    def any_of(self, held: int) -> int:
        """The boxes that hold one of the cells at least."""
        found = self._found_any.get(held)
        if found is None:
            found = reduce(or_, (self._any[node] for node in self._nodes(held)), 0)
            self._found_any[held] = found
        return found

    def all_of(self, held: int) -> int:
        """The boxes that hold all of the cells, of which there is one at least."""
        found = self._found_all.get(held)
        if found is None:
            found = reduce(and_, (self._all[node] for node in self._nodes(held)))
            self._found_all[held] = found
        return found

    def _nodes(self, held: int) -> Iterator[int]:
        """The fewest nodes that stand for just these cells."""
        for first, end in runs(held):
            low, high = first + self._size, end + self._size
            while low < high:
                if low & 1:
                    yield low
                    low += 1
                if high & 1:
                    high -= 1
                    yield high
                low, high = low >> 1, high >> 1


class _Search:
    """One question to a Cover."""

    def __init__(self, within: list[list[int]], box: Box, wide: list[int], effort: Effort) -> None:
        self._within, self._box, self._wide, self._effort = within, box, wide, effort
        self._cells: dict[int, list[int]] = {}
        self._failed: set[tuple[int, int]] = set()
        self._chosen = list(lowest(box))

    def run(self, live: int) -> tuple[int, ...] | None:
        """Start with every axis open."""
        axes = (1 << len(self._box)) - 1
        return tuple(self._chosen) if self._avoids(live, axes) else None

    def _avoids(self, live: int, axes: int) -> bool:
        """Whether cells on the open axes can be chosen so that no live box is left."""
        if not live:
            return True
        asked, inescapable = [], live
        for axis in cells(axes):
            inescapable &= self._wide[axis]
            if live & ~self._wide[axis]:
                asked.append(axis)
        if inescapable or (live, axes) in self._failed:
            return False
        axis, options = self._fewest(asked, live)
        for still, cell in options:
            if self._avoids(still, axes & ~(1 << axis)):
                self._chosen[axis] = cell
                return True
        self._failed.add((live, axes))
        return False

    def _fewest(self, asked: list[int], live: int) -> tuple[int, list[tuple[int, int]]]:
        """The axis with the fewest options; wide ones are left where a narrow one will do."""
        best: tuple[int, list[tuple[int, int]]] = (-1, [])
        for axis in sorted(asked, key=lambda one: self._box[one].bit_count()):
            self._effort.spend(STEPS_OF_AXIS + self._box[axis].bit_count())
            options = self._options(axis, live)
            if best[0] < 0 or len(options) < len(best[1]):
                best = axis, options
            if len(best[1]) <= OPTIONS_FEW:
                break
        return best

    def _options(self, axis: int, live: int) -> list[tuple[int, int]]:
        """The sets of boxes that remain by cell, the smallest first, without any larger one."""
        within = self._within[axis]
        sets: dict[int, int] = {}
        if axis not in self._cells:
            self._cells[axis] = list(cells(self._box[axis]))
        for cell in self._cells[axis]:
            sets.setdefault(within[cell] & live, cell)
        options = sorted(sets.items(), key=lambda each: (each[0].bit_count(), each[1]))
        if len(options) > MINIMAL_MAX:
            return options
        kept: list[tuple[int, int]] = []
        for still, cell in options:
            if all(smaller & ~still for smaller, _ in kept):
                kept.append((still, cell))
        return kept
