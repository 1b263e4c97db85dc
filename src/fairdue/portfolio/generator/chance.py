"""Random numbers that belong to a key, not to an order.

Every draw is a hash of (seed, stream, key), so an account's values do not depend on how many
accounts there are, on the order of the draws or on the number of threads: the same seed gives
the same bytes anywhere. Only exact integer and IEEE operations are used, no `log` or `pow`.
Source of the mixing function: Steele, Lea, Flood, "Fast splittable pseudorandom number
generators" (2014), SplitMix64.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import polars as pl

_GOLDEN = 0x9E3779B97F4A7C15
_FIRST = 0xBF58476D1CE4E5B9
_SECOND = 0x94D049BB133111EB


class Chance:
    """Draws for the rows of a frame, by the UInt64 column that names each row."""

    def __init__(self, seed: int, key: str) -> None:
        self._seed = seed
        self._key = key

    def bits(self, stream: str) -> pl.Expr:
        """64 random bits per row (UInt64)."""
        digest = hashlib.sha256(f"{self._seed}/{stream}".encode()).digest()
        salt = int.from_bytes(digest[:8], "big")
        mixed = pl.col(self._key) * _word(_GOLDEN) + _word(salt)
        mixed = (mixed ^ (mixed // _word(1 << 30))) * _word(_FIRST)
        mixed = (mixed ^ (mixed // _word(1 << 27))) * _word(_SECOND)
        return mixed ^ (mixed // _word(1 << 31))

    def uniform(self, stream: str) -> pl.Expr:
        """A Float64 in [0, 1) with 53 random bits."""
        return (self.bits(stream) // _word(1 << 11)).cast(pl.Float64) * 2.0**-53

    def below(self, stream: str, end: int) -> pl.Expr:
        """An Int64 in [0, end)."""
        return (self.bits(stream) % _word(end)).cast(pl.Int64)

    def happens(self, stream: str, share: float) -> pl.Expr:
        """True for a `share` of the rows."""
        return self.uniform(stream) < share

    def pick(self, stream: str, values: Sequence[str]) -> pl.Expr:
        """One of the values (String), each as likely as it is often listed."""
        return pl.lit(pl.Series(list(values))).gather(self.below(stream, len(values)))


def _word(value: int) -> pl.Expr:
    return pl.lit(value, dtype=pl.UInt64)
