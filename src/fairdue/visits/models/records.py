"""What a telephone hands in of visits: deeds on the way, written records, evidence."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fairdue.contact.models import Attempt
from fairdue.journal.models import Journalled
from fairdue.portfolio.models import Customer
from fairdue.visits.models.devices import Device
from fairdue.visits.models.visits import Visit


class DeedKind(models.TextChoices):
    """What is done on the way."""

    ARRIVED = "arrived", _("Arrived")
    WORD = "word", _("All is well")
    LEFT = "left", _("Left")


class Deed(Journalled):
    """Something a team did at a visit, with both times and the place its telephone gave.

    Never changed. `place_sealed` is the place as given, in JSON: it says where somebody lives.
    """

    uuid = models.UUIDField(unique=True, help_text="Made by the telephone")
    visit = models.ForeignKey(Visit, models.PROTECT, related_name="+")
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+")
    device = models.ForeignKey(Device, models.PROTECT, related_name="+")
    staff = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=DeedKind.choices)
    number = models.PositiveIntegerField(help_text="In the order its telephone wrote")
    phone_at = models.DateTimeField(help_text="By the telephone's clock")
    at = models.DateTimeField(help_text="By ours")
    received_at = models.DateTimeField()
    place_sealed = models.BinaryField(null=True)
    accuracy_m = models.PositiveIntegerField(null=True)
    signs = models.JSONField(default=list, help_text="Codes of rules.places.SIGNS")

    class Meta:
        indexes = [
            models.Index(fields=["visit", "at"], name="visits_deed_visit"),
            models.Index(fields=["device", "number"], name="visits_deed_device"),
        ]


class RecordState(models.TextChoices):
    """How far a record has come."""

    WAITING = "waiting", _("Awaiting sign-off")
    SIGNED_OFF = "signed_off", _("Signed off")
    RETURNED = "returned", _("Returned for correction")
    REPLACED = "replaced", _("Replaced by a later one")


class Conflict(models.TextChoices):
    """What was otherwise than the telephone knew."""

    FELL_OUT = "fell_out", _("The visit had fallen out meanwhile")
    ANOTHER = "another", _("There was another record of this visit")
    NOT_OUT = "not_out", _("The visit was not on this team's round")
    NO_PERMIT = "no_permit", _("It was made when no permit served")


class VisitRecord(Journalled):
    """A written record of a visit, byte for byte as its telephone signed it, sealed.

    Only state, sign-off and what stands against it ever change. `content_sha256` is in the
    journal too, so an altered record is found.
    """

    uuid = models.UUIDField(unique=True, help_text="Made by the telephone")
    visit = models.ForeignKey(Visit, models.PROTECT, related_name="+")
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+")
    device = models.ForeignKey(Device, models.PROTECT, related_name="+")
    staff = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    replaces = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    attempt = models.ForeignKey(Attempt, models.PROTECT, null=True, related_name="+")
    outcome = models.CharField(max_length=16)
    content_sealed = models.BinaryField()
    content_sha256 = models.CharField(max_length=64)
    signature = models.BinaryField(help_text="The telephone's, over the content")
    phone_at = models.DateTimeField(help_text="By the telephone's clock")
    at = models.DateTimeField(help_text="By ours")
    received_at = models.DateTimeField()
    due_at = models.DateTimeField(help_text="By when the superior was to have it")
    conflicts = models.JSONField(default=list, help_text="Codes of Conflict")
    failing = models.JSONField(default=list, help_text="Rules the visit was not made by")
    untaken = models.JSONField(
        default=list, help_text="What it told that could not be put on record: [{what, en, zh}]"
    )
    state = models.CharField(max_length=10, choices=RecordState.choices)
    decided_by = models.CharField(max_length=150, blank=True)
    decided_at = models.DateTimeField(null=True)
    decision_note = models.CharField(max_length=400, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["visit"], name="visits_record_visit"),
            models.Index(fields=["customer", "-at"], name="visits_record_customer"),
            models.Index(
                fields=["due_at"], condition=Q(state="waiting"), name="visits_record_waiting"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["visit"], condition=Q(state="signed_off"), name="visits_record_signed_once"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "replaced"])
                | (Q(decided_at__isnull=False) & ~Q(decided_by="")),
                name="visits_record_decided_by_somebody",
            ),
        ]


class EvidenceKind(models.TextChoices):
    """What a file is."""

    PHOTO = "photo", _("Photo")
    SOUND = "sound", _("Recording")
    SIGNATURE = "signature", _("Signature")


class Evidence(Journalled):
    """A photo, recording or signature, sealed in a file of its own. Never changed.

    It may come before the record that names it; `record_uuid` tells which one does.
    """

    uuid = models.UUIDField(unique=True, help_text="Made by the telephone")
    visit = models.ForeignKey(Visit, models.PROTECT, related_name="+")
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+")
    device = models.ForeignKey(Device, models.PROTECT, related_name="+")
    record_uuid = models.UUIDField(null=True)
    kind = models.CharField(max_length=9, choices=EvidenceKind.choices)
    media = models.CharField(max_length=20)
    file_name = models.CharField(max_length=80, unique=True, help_text="Under visits/")
    bytes_plain = models.BigIntegerField()
    plain_sha256 = models.CharField(max_length=64)
    sealed_sha256 = models.CharField(max_length=64)
    phone_at = models.DateTimeField(help_text="By the telephone's clock")
    at = models.DateTimeField(help_text="By ours")
    received_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["visit"], name="visits_evidence_visit"),
            models.Index(fields=["record_uuid"], name="visits_evidence_record"),
        ]
