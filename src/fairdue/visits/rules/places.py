"""What speaks against a place that a telephone gave: signs that it was made up. Pure.

A sign is no proof, and its absence is none either: a browser isn't told when another program
pretends a place. What a browser does tell is looked at for what real receivers don't do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from math import asin, cos, radians, sin, sqrt

from fairdue.kernel.text import Text

EARTH_KM = 6371.0

SIGNS = {
    "no_place": Text("no place was given", "未提供位置"),
    "no_accuracy": Text("the accuracy is zero or missing", "定位精度为零或缺失"),
    "inaccurate": Text("the place is too inaccurate", "定位精度过低"),
    "stale": Text("the place is older than the deed", "位置早于操作时间"),
    "same_again": Text("the very same coordinates again", "多次坐标完全相同"),
    "too_fast": Text("nobody travels that fast", "移动速度异常"),
    "clock_back": Text("the phone's clock went back", "手机时钟被回拨"),
    "clock_changed": Text("the phone's clock was changed on the way", "途中改动过手机时钟"),
    "elsewhere": Text("far from the address", "与登记地址相距过远"),
}
"""Every sign by its code."""


@dataclass(frozen=True, slots=True)
class Fix:
    """A place as a telephone gave it. Degrees (WGS 84), metres, aware moments of the telephone."""

    latitude: float
    longitude: float
    accuracy_m: float | None
    at: datetime
    """When the receiver had it."""


@dataclass(frozen=True, slots=True)
class Limits:
    """From where on something is a sign."""

    accuracy_m_max: float
    speed_kmh_max: float
    stale_seconds_max: float
    same_coordinates_max: int
    """So often the same coordinates, to the last digit, may come one after another."""
    elsewhere_km: float


@dataclass(frozen=True, slots=True)
class Deed:
    """Something done on the way, at `at` by the telephone's clock, with the place it gave."""

    at: datetime
    fix: Fix | None


def kilometres(one: Fix, other: Fix) -> float:
    """The great-circle distance (haversine)."""
    a, b = radians(one.latitude), radians(other.latitude)
    half = sin((b - a) / 2) ** 2
    turn = sin(radians(other.longitude - one.longitude) / 2) ** 2
    return 2 * EARTH_KM * asin(min(1.0, sqrt(half + cos(a) * cos(b) * turn)))


def signs(
    deed: Deed,
    before: Sequence[Deed],
    limits: Limits,
    *,
    address: Fix | None = None,
    offset_changed: bool = False,
) -> tuple[str, ...]:
    """Codes of SIGNS that speak against a deed's place and time, given the same telephone's deeds
    before it in the order in which it wrote them.

    `address`: where the visit was to be, its `accuracy_m` how exactly that is known; None where
    nobody knows it. `offset_changed`: the clock was further off, or less, when it last met ours.
    """
    found = [*_of_the_clock(deed, before, changed=offset_changed)]
    if deed.fix is None:
        return (*found, "no_place")
    found += _of_the_fix(deed, deed.fix, limits)
    earlier = [each.fix for each in before if each.fix is not None]
    found += _of_the_way(deed.fix, earlier, limits)
    if address is not None:
        slack = limits.elsewhere_km + ((address.accuracy_m or 0) + (deed.fix.accuracy_m or 0)) / 1e3
        if kilometres(deed.fix, address) > slack:
            found.append("elsewhere")
    return tuple(found)


def _of_the_clock(deed: Deed, before: Sequence[Deed], *, changed: bool) -> list[str]:
    back = ["clock_back"] if before and deed.at < before[-1].at else []
    return back + (["clock_changed"] if changed else [])


def _of_the_fix(deed: Deed, fix: Fix, limits: Limits) -> list[str]:
    found = []
    if not fix.accuracy_m or fix.accuracy_m < 0:
        found.append("no_accuracy")
    elif fix.accuracy_m > limits.accuracy_m_max:
        found.append("inaccurate")
    if abs((deed.at - fix.at).total_seconds()) > limits.stale_seconds_max:
        found.append("stale")
    return found


def _of_the_way(fix: Fix, earlier: Sequence[Fix], limits: Limits) -> list[str]:
    found = []
    last = earlier[-limits.same_coordinates_max :]
    same = [each for each in last if _same(each, fix) and each.at != fix.at]
    if len(same) >= limits.same_coordinates_max:
        found.append("same_again")
    if earlier and _speed_kmh(earlier[-1], fix) > limits.speed_kmh_max:
        found.append("too_fast")
    return found


def _same(one: Fix, other: Fix) -> bool:
    return (one.latitude, one.longitude) == (other.latitude, other.longitude)


def _speed_kmh(one: Fix, other: Fix) -> float:
    """The least speed that takes one from the edge of one circle of accuracy to the other's."""
    slack = ((one.accuracy_m or 0) + (other.accuracy_m or 0)) / 1e3
    way = max(0.0, kilometres(one, other) - slack)
    hours = abs((other.at - one.at).total_seconds()) / 3600
    if hours == 0:
        return float("inf") if way > 0 else 0.0
    return way / hours
