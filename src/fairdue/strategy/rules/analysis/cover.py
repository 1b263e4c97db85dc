"""Whether boxes leave a point of another box free, and which. Exact; gives up aloud.

The search chooses a cell input by input and keeps the set of boxes the point would still be in.
Only the smallest of those sets need trying, a box that nothing left can avoid ends a branch, and
a set that failed once is not tried again. This is NP-complete at heart, so steps are counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from operator import xor

Box = tuple[int, ...]
"""A set of cells per axis, as bits. Empty when one of them is."""

MINIMAL_MAX = 64
"""Up to so many sets are compared with each other to keep the smallest; more are only sorted."""


class GaveUpError(Exception):
    """The search took more steps than it was allowed."""


class Effort:
    """Steps, cells looked at, that searches may still take: together and each."""

    def __init__(self, together: int, each: int) -> None:
        self._left, self._each, self._asking = together, each, 0

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
    while held:
        lowest = held & -held
        yield lowest.bit_length() - 1
        held ^= lowest


def holders(masks: Iterable[int], width: int) -> list[int]:
    """By cell, which of the masks hold it, as bits: bit k for the k-th mask.

    Only the edges of a mask's runs of cells are looked at.
    """
    turns = [0] * (width + 1)
    for place, held in enumerate(masks):
        for edge in cells(held ^ (held << 1)):
            turns[edge] ^= 1 << place
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

    def add(self, box: Box) -> int:
        """One more box; gives its bit."""
        bit = 1 << self._count
        self._count += 1
        if all(box):
            for held, within in zip(box, self._within, strict=True):
                for cell in cells(held):
                    within[cell] |= bit
        return bit

    def touching(self, box: Box) -> int:
        """The boxes that share a point with `box`."""
        found = (1 << self._count) - 1
        for held, within in zip(box, self._within, strict=True):
            any_of = 0
            for cell in cells(held):
                any_of |= within[cell]
            found &= any_of
        return found

    def find(self, box: Box, avoid: int, effort: Effort) -> tuple[int, ...] | None:
        """A point of `box` outside every box in `avoid`, a cell per axis; None when there is none.

        Raises GaveUpError when the effort does not suffice.
        """
        if not all(box):
            return None
        effort.ask()
        effort.spend(sum(held.bit_count() for held in box))
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
                    any_of = 0
                    for cell in cells(mask):
                        any_of |= self._within[other][cell]
                    elsewhere &= any_of
            grown[axis] = sum(
                1 << cell for cell in cells(held) if not self._within[axis][cell] & elsewhere
            )
        return tuple(grown)

    def _wide(self, box: Box) -> list[int]:
        """By axis, the boxes that hold all of the box's cells."""
        wide = []
        for held, within in zip(box, self._within, strict=True):
            all_of = (1 << self._count) - 1
            for cell in cells(held):
                all_of &= within[cell]
            wide.append(all_of)
        return wide


class _Search:
    """One question to a Cover."""

    def __init__(self, within: list[list[int]], box: Box, wide: list[int], effort: Effort) -> None:
        self._within, self._box, self._wide, self._effort = within, box, wide, effort
        self._cells = [list(cells(held)) for held in box]
        self._failed: set[tuple[int, int]] = set()
        self._chosen = [own[0] for own in self._cells]

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
        self._effort.spend(sum(len(self._cells[axis]) for axis in asked))
        axis, options = min(
            ((axis, self._options(axis, live)) for axis in asked), key=lambda each: len(each[1])
        )
        for still, cell in options:
            if self._avoids(still, axes & ~(1 << axis)):
                self._chosen[axis] = cell
                return True
        self._failed.add((live, axes))
        return False

    def _options(self, axis: int, live: int) -> list[tuple[int, int]]:
        """The sets of boxes that remain by cell, the smallest first, without any larger one."""
        within = self._within[axis]
        sets: dict[int, int] = {}
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
