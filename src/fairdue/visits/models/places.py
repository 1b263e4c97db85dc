"""Where addresses are, and where teams set out from."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from fairdue.journal.models import Journalled
from fairdue.portfolio.models import ContactPoint, Customer


class Level(models.TextChoices):
    """How exactly a place is known."""

    POINT = "point", _("Exact place")
    DISTRICT = "district", _("District")
    CITY = "city", _("City")
    PROVINCE = "province", _("Province")
    UNKNOWN = "unknown", _("Not found")


class PlaceSource(models.TextChoices):
    """Who said where it is."""

    GAZETTEER = "gazetteer", _("List of districts")
    STAFF = "staff", _("Set by staff")


class Place(Journalled):
    """Where a customer's address is. The coordinates say where somebody lives, so they are sealed.

    `point_sealed` is "latitude,longitude" in degrees (WGS 84), none where the place is unknown.
    One row per address; a correction changes it, with its entry in the journal.
    """

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+")
    address = models.OneToOneField(ContactPoint, models.PROTECT, related_name="+")
    division = models.CharField(max_length=6, blank=True, help_text="GB/T 2260 code")
    level = models.CharField(max_length=8, choices=Level.choices)
    point_sealed = models.BinaryField(null=True)
    source = models.CharField(max_length=9, choices=PlaceSource.choices)
    set_by = models.CharField(max_length=150)
    set_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(level=Level.UNKNOWN) ^ models.Q(point_sealed__isnull=False),
                name="visits_place_known_has_a_point",
            ),
        ]


class Base(Journalled):
    """An office where a team's day begins or ends. Degrees, WGS 84."""

    name = models.CharField(max_length=80, unique=True)
    latitude = models.DecimalField(max_digits=8, decimal_places=6)
    longitude = models.DecimalField(max_digits=9, decimal_places=6)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    latitude__gte=-90, latitude__lte=90, longitude__gte=-180, longitude__lte=180
                ),
                name="visits_base_on_earth",
            ),
        ]

    def __str__(self) -> str:
        return self.name
