"""Centiles of measured values. Pure."""

from __future__ import annotations

import math
from collections.abc import Sequence


def centile(values: Sequence[float], share: float) -> float | None:
    """The smallest value that at least `share` of the values don't exceed; None of none.

    The nearest rank, so the answer is always a value that was measured. `share` in (0, 1];
    raises ValueError outside of it.
    """
    if not 0 < share <= 1:
        raise ValueError(f"a centile is of a share above 0 and up to 1, not {share}")
    if not values:
        return None
    return sorted(values)[math.ceil(share * len(values) - 1e-9) - 1]
