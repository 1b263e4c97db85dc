"""When something is sent again that didn't arrive. Pure.

The wait doubles with every failure, up to a most; half of it is left to chance, so that what
failed together doesn't come back together.
"""

from __future__ import annotations

from datetime import timedelta

DOUBLINGS_MAX = 30
"""Beyond any wait there is; keeps the arithmetic small."""


def wait_after(failures: int, *, first: timedelta, most: timedelta, chance: float) -> timedelta:
    """How long to wait after so many failures, 1 or more; `chance` is drawn from [0, 1).

    From half the full wait to all of it.
    """
    full = min(most, first * (1 << min(failures - 1, DOUBLINGS_MAX)))
    return full * (0.5 + chance / 2)
