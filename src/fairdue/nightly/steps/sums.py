"""What dashboards of the day look at first, counted by night so that nobody waits for it."""

from __future__ import annotations

from fairdue.nightly.steps.night import Night
from fairdue.reporting.queries.portfolio import add_up


def add_up_portfolio(night: Night) -> tuple[int, int]:
    """Sums of the day, and between it and the day it is compared with, kept in the lake."""
    return night.figures["accounts"], add_up(night.as_of)
