"""Finds where addresses are, and takes a person's correction."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from fairdue.journal.actions import record
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.people.models import Staff
from fairdue.people.rules import require
from fairdue.portfolio.models import ContactKind, ContactPoint
from fairdue.vault.sealing import vault
from fairdue.visits.gazetteer import Located, locate
from fairdue.visits.models import Level, Place, PlaceSource
from fairdue.visits.queries.places import sealed
from fairdue.visits.routing.distances import Spot


def find_places(address_ids: Iterable[int], *, actor: str, at: datetime) -> int:
    """Look up where addresses are that nobody looked up yet; gives how many were.

    What names no division is kept as unknown, so that a person says where it is.
    """
    wanted = set(address_ids) - set(
        Place.objects.filter(address_id__in=address_ids).values_list("address_id", flat=True)
    )
    points = list(
        ContactPoint.objects.filter(pk__in=wanted, kind=ContactKind.ADDRESS).order_by("pk")
    )
    found = locate([vault().unseal(point.value_sealed) for point in points])
    for point, where in zip(points, found, strict=True):
        with transaction.atomic():
            _keep(point, where, actor, at)
    return len(points)


def set_place(
    *, address_id: int, latitude: float, longitude: float, staff: Staff, at: datetime
) -> Place:
    """Say where an address is, exactly. Degrees, WGS 84.

    Raises Refused for coordinates that are none, and for what is no address.
    """
    require(staff, "plan_visits")
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise Refused(
            Text(
                "Latitude goes from -90 to 90 degrees, longitude from -180 to 180.",
                "纬度应在-90至90度之间，经度应在-180至180度之间。",
            )
        )
    point = ContactPoint.objects.filter(pk=address_id, kind=ContactKind.ADDRESS).first()
    if point is None:
        raise Refused(Text("There is no such address.", "没有这个地址。"))
    with transaction.atomic():
        place = Place.objects.select_for_update().filter(address=point).first()
        entry = record(
            actor=staff.username,
            action="place_corrected",
            at=at,
            subject=f"contact_point:{point.pk}",
            customer_id=point.customer_id,
            details={"level": str(Level.POINT), "was": place.level if place else ""},
        )
        kept = place or Place(customer_id=point.customer_id, address=point)
        kept.level, kept.source = Level.POINT, PlaceSource.STAFF
        kept.point_sealed = sealed(Spot(latitude, longitude))
        kept.set_by, kept.set_at, kept.journal_entry = staff.username, at, entry
        kept.save()
    return kept


def _keep(point: ContactPoint, where: Located, actor: str, at: datetime) -> None:
    division = where.division
    entry = record(
        actor=actor,
        action="place_found",
        at=at,
        subject=f"contact_point:{point.pk}",
        customer_id=point.customer_id,
        details={"level": where.level, "division": division.code if division else ""},
    )
    Place.objects.create(
        journal_entry=entry,
        customer_id=point.customer_id,
        address=point,
        division=division.code if division else "",
        level=where.level,
        point_sealed=sealed(Spot(division.latitude, division.longitude)) if division else None,
        source=PlaceSource.GAZETTEER,
        set_by=actor,
        set_at=at,
    )
