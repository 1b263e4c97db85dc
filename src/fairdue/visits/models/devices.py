"""Telephones that visitors carry, and each time one handed in."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from fairdue.journal.models import Journalled


class Device(Journalled):
    """A visitor's telephone. It signs what it hands in; what it stores, it stores under our key.

    `public_key` is what its signatures are checked by: P-256, SubjectPublicKeyInfo. `key_sealed`
    is the key to its store; who is revoked isn't given it any more.
    """

    uuid = models.UUIDField(unique=True, help_text="Made by the telephone")
    staff = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    name = models.CharField(max_length=80, help_text="What its program says it is")
    public_key = models.BinaryField()
    key_sealed = models.BinaryField()
    registered_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.CharField(max_length=150, blank=True)
    revoke_reason = models.CharField(max_length=400, blank=True)
    wiped_at = models.DateTimeField(null=True, help_text="When it said that it deleted its store")

    class Meta:
        indexes = [models.Index(fields=["staff"], name="visits_device_staff")]


class HandIn(Journalled):
    """One time that a telephone handed in: what its clock showed, and what ours did.

    Never changed. Milliseconds: what to add to its times to get ours.
    """

    device = models.ForeignKey(Device, models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(help_text="By the telephone's clock")
    received_at = models.DateTimeField()
    offset_ms = models.BigIntegerField()
    clock_wrong = models.BooleanField()

    class Meta:
        indexes = [models.Index(fields=["device", "-received_at"], name="visits_handin_device")]
