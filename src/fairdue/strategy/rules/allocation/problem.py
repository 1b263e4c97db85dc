"""What is to be shared out: cases, the options of each, and how much there is of everything.

Every case gets one option at most. A case that gets none counts 0 and uses nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Wholes = NDArray[np.integer]
Numbers = NDArray[np.float64]
Choice = NDArray[np.uint8]

Rows = slice | NDArray[np.integer]

NONE = 0
"""The choice of a case that gets nothing. Option m of `values` is choice m + 1."""

NOT_OFFERED = 0
"""The value of an option that a case may not have. What is worth nothing is never chosen, whatever
the prices; so what law or pressure forbid can't come about."""

CHUNK = 1 << 16
"""Cases looked at together: what fits the processor's cache."""

OPTIONS_MAX = 254


@dataclass(frozen=True)
class Problem:
    """`values` (options, cases): whole numbers, what an option of a case is worth; 0 or less is
    not offered. `kind` (cases): which row of `uses` holds for a case. `uses` (kinds, options,
    resources): whole numbers >= 0. `budgets` (resources): how much there is, whole numbers >= 0.

    Cases come in the order of their customer_ref, which settles who gets it of those that are
    worth the same. Raises ValueError for shapes that don't fit and for negative uses or budgets.
    """

    values: Wholes
    kind: Wholes
    uses: Wholes
    budgets: Wholes
    _fits: NDArray[np.bool_] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        options, cases = self.values.shape
        kinds, used_by, resources = self.uses.shape
        if options > OPTIONS_MAX:
            raise ValueError(f"{options} options are too many; give {OPTIONS_MAX} at most")
        if self.kind.shape != (cases,) or used_by != options or self.budgets.shape != (resources,):
            raise ValueError(
                f"values {self.values.shape}, kind {self.kind.shape}, uses {self.uses.shape} and "
                f"budgets {self.budgets.shape} don't fit; see Problem for their shapes"
            )
        if cases and not 0 <= int(self.kind.min()) <= int(self.kind.max()) < kinds:
            raise ValueError(f"a case's kind must lie from 0 to {kinds - 1}")
        if (self.uses < 0).any() or (self.budgets < 0).any():
            raise ValueError("uses and budgets must be 0 or more")
        object.__setattr__(self, "_fits", (self.uses <= self.budgets).all(axis=2))

    @property
    def options(self) -> int:
        """How many options there are besides none."""
        return int(self.values.shape[0])

    @property
    def cases(self) -> int:
        """How many cases there are."""
        return int(self.values.shape[1])

    @property
    def uses_with_none(self) -> Wholes:
        """(kinds, choices, resources): `uses` by choice, 0 for none."""
        return np.concatenate([np.zeros_like(self.uses[:, :1]), self.uses], axis=1)

    def part(self, step: int) -> Problem:
        """Every `step`-th case, with as much less of everything."""
        kind = np.ascontiguousarray(self.kind[::step])
        values = np.ascontiguousarray(self.values[:, ::step])
        share = kind.size / max(self.cases, 1)
        return Problem(values, kind, self.uses, np.ceil(self.budgets * share).astype(np.int64))

    def charges(self, prices: Numbers) -> Numbers:
        """(kinds, options): what an option's uses cost at these prices; infinite where a single
        use is more than there is.
        """
        charged = self.uses @ prices
        charged[~self._fits] = np.inf
        return np.asarray(charged, dtype=np.float64)


@dataclass(frozen=True)
class Reply:
    """What the cases take at some prices when each looks only at itself.

    `worth`: the sum of the values taken; `used` (resources); `bound`: no plan within the budgets
    is worth more.
    """

    prices: Numbers
    worth: int
    used: Wholes
    bound: float


def chunks(problem: Problem) -> Iterator[slice]:
    """The cases, CHUNK at a time."""
    for start in range(0, problem.cases, CHUNK):
        yield slice(start, min(start + CHUNK, problem.cases))


def choose(problem: Problem, rows: Rows, charges: Numbers) -> tuple[Choice, Numbers]:
    """What each of these cases takes, and what is left of its value after the charges.

    The first option wins a tie.
    """
    kind = problem.kind[rows]
    best = np.zeros(kind.size)
    choice = np.zeros(kind.size, dtype=np.uint8)
    for option in range(problem.options):
        left = problem.values[option, rows] - charges[:, option].take(kind)
        better = left > best
        np.copyto(best, left, where=better)
        np.copyto(choice, option + 1, where=better)
    return choice, best


def ask(problem: Problem, prices: Numbers) -> Reply:
    """One pass over all cases at these prices."""
    charges = problem.charges(prices)
    left = 0.0
    counts = np.zeros((problem.uses.shape[0], problem.options + 1), dtype=np.int64)
    for rows in chunks(problem):
        choice, best = choose(problem, rows, charges)
        left += float(best.sum())
        counts += count(problem, rows, choice)
    used = used_by(problem, counts)
    bound = left + float(prices @ problem.budgets)
    return Reply(prices, round(left + float(prices @ used)), used, bound)


def count(problem: Problem, rows: slice, choice: Choice) -> NDArray[np.int64]:
    """(kinds, choices): how many cases of a chunk have each choice."""
    kinds, choices = problem.uses.shape[0], problem.options + 1
    place = problem.kind[rows].astype(np.int64) * choices + choice
    return np.bincount(place, minlength=kinds * choices).reshape(kinds, choices)


def used_by(problem: Problem, counts: NDArray[np.int64]) -> Wholes:
    """(resources): what so many choices use."""
    uses = problem.uses_with_none.astype(np.int64)
    return np.asarray((counts[:, :, None] * uses).sum(axis=(0, 1)))


def value_of(problem: Problem, choice: Choice, rows: Rows) -> NDArray[np.int64]:
    """What these choices of these cases are worth, 0 for none."""
    here = problem.values[:, rows] if isinstance(rows, slice) else problem.values
    places = np.arange(choice.size) if isinstance(rows, slice) else rows
    worth = np.zeros(choice.size, dtype=np.int64)
    taken = np.flatnonzero(choice)
    worth[taken] = here[choice[taken].astype(np.int64) - 1, places[taken]]
    return worth
