"""What a team aims for: promises kept, and contacts without a complaint. Never an amount. Pure."""

from __future__ import annotations

from dataclasses import dataclass

HUNDRED = 100


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    number: int
    out_of: int

    def __post_init__(self) -> None:
        if not 0 <= self.number <= self.out_of:
            raise ValueError(f"{self.number} is no part of {self.out_of}")

    @property
    def percent(self) -> int | None:
        """In whole percent, rounded down so that a goal isn't met by rounding; None of nothing."""
        return self.number * HUNDRED // self.out_of if self.out_of else None

    def meets(self, percent_min: int) -> bool | None:
        """Is it at least so many percent? None where there is nothing yet to tell by."""
        if not self.out_of:
            return None
        return self.number * HUNDRED >= percent_min * self.out_of
