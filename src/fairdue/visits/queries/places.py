"""Where addresses are, opened for reckoning ways and drawing maps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.conf import settings

from fairdue.vault.sealing import vault
from fairdue.visits.models import Base, Place
from fairdue.visits.queries.policy import RoundPolicy
from fairdue.visits.routing.distances import Distances, Spot, StraightLine
from fairdue.visits.routing.osrm import Osrm


def sealed(spot: Spot) -> bytes:
    """A spot as places keep it."""
    return vault().seal(f"{spot.latitude:.6f},{spot.longitude:.6f}")


def spot_of(place: Place, uncertain_metres: Mapping[str, int]) -> Spot | None:
    """Where a place is, with how far off it may be; None where it is unknown."""
    if place.point_sealed is None:
        return None
    latitude, longitude = vault().unseal(place.point_sealed).split(",")
    return Spot(float(latitude), float(longitude), uncertain_metres.get(place.level, 0))


def spots(address_ids: Iterable[int], policy: RoundPolicy) -> dict[int, Spot]:
    """Where addresses are, by number; those that nobody knows the place of are left out."""
    rows = Place.objects.filter(address_id__in=list(address_ids))
    found = {row.address_id: spot_of(row, policy.uncertain_metres) for row in rows}
    return {number: spot for number, spot in found.items() if spot is not None}


def places(address_ids: Iterable[int]) -> dict[int, Place]:
    """What is kept of addresses, by number."""
    rows = Place.objects.filter(address_id__in=list(address_ids))
    return {row.address_id: row for row in rows}


def spot_of_base(base: Base) -> Spot:
    """Where an office is."""
    return Spot(float(base.latitude), float(base.longitude))


def distances(policy: RoundPolicy) -> Distances:
    """The road server of FAIRDUE_OSRM_URL, or else a straight line with a detour."""
    if settings.OSRM_URL:
        return Osrm(settings.OSRM_URL)
    return StraightLine(policy.detour, policy.metres_per_second)
