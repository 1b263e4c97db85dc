"""Who is given which hard case: whoever carried least. Pure.

The hardest case goes first, each to the person with the fewest points so far. Nobody is given a
customer who has abused them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class HardCase:
    """A case to give. `hurt`: people whom this customer has abused."""

    case_id: int
    points: int
    hurt: frozenset[int] = frozenset()


def share(cases: Sequence[HardCase], carried: Mapping[int, int]) -> dict[int, int]:
    """{case: person}. `carried` are each free person's points so far. A case that is nobody's to
    give is left out: a lead decides.
    """
    points = dict(carried)
    given: dict[int, int] = {}
    for case in sorted(cases, key=lambda one: (-one.points, one.case_id)):
        able = [person for person in points if person not in case.hurt]
        if not able:
            continue
        person = min(able, key=lambda one: (points[one], one))
        points[person] += case.points
        given[case.case_id] = person
    return given
