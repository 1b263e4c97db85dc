"""Events for other systems, where they are sent, and what became of each; who may send to us."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fairdue.journal.models import Entry, Journalled


class Event(models.Model):
    """A journal entry that other systems may learn of; numbered as they became visible."""

    number = models.BigAutoField(primary_key=True)
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="+", db_constraint=False)

    def __str__(self) -> str:
        return f"evt_{self.number}"


class Following(models.Model):
    """How far the journal was turned into events: one row. `journal.models.Seal` does the same."""

    first_entry = models.BigIntegerField(help_text="What was before it makes no event")
    done_below = models.BigIntegerField(help_text="Earlier transactions have nothing left")
    cluster = models.BigIntegerField(help_text="Identifier of the database server's files")


class Endpoint(Journalled):
    """An address that wants to be told. Its secrets are sealed."""

    name = models.CharField(max_length=40, unique=True)
    url = models.CharField(max_length=500)
    actions = models.JSONField(help_text="Which events; empty: all of them")
    secret_sealed = models.BinaryField()
    former_secret_sealed = models.BinaryField(null=True)
    former_until = models.DateTimeField(null=True, help_text="Until then both sign")
    is_active = models.BooleanField(default=True)
    made_by = models.CharField(max_length=150)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class DeliveryState(models.TextChoices):
    """What became of a delivery."""

    WAITING = "waiting", pgettext_lazy("sending", "Waiting")
    DELIVERED = "delivered", _("Delivered")
    DEAD = "dead", _("Given up")


class Delivery(models.Model):
    """One event on its way to one endpoint. Sent again until it is taken, or given up."""

    event = models.ForeignKey(Event, models.PROTECT, related_name="+", db_index=False)
    endpoint = models.ForeignKey(Endpoint, models.PROTECT, related_name="+", db_index=False)
    replay = models.IntegerField(default=0, help_text="How often it was asked for again")
    state = models.CharField(
        max_length=10, choices=DeliveryState.choices, default=DeliveryState.WAITING
    )
    attempts = models.IntegerField(default=0)
    next_at = models.DateTimeField()
    last_at = models.DateTimeField(null=True)
    last_status = models.SmallIntegerField(null=True, help_text="HTTP; none without an answer")
    last_fault = models.CharField(max_length=30, blank=True, help_text="timeout, refused, …")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["event", "endpoint", "replay"], name="integration_delivery_once"
            )
        ]
        indexes = [
            models.Index(
                fields=["endpoint", "next_at"],
                condition=models.Q(state="waiting"),
                name="integration_delivery_due",
            ),
            models.Index(fields=["endpoint", "-id"], name="integration_delivery_of"),
        ]


class Source(Journalled):
    """A system that tells us of payments by signed webhook. Its secret is sealed."""

    name = models.CharField(max_length=40, unique=True)
    secret_sealed = models.BinaryField()
    former_secret_sealed = models.BinaryField(null=True)
    former_until = models.DateTimeField(null=True)
    is_active = models.BooleanField(default=True)
    made_by = models.CharField(max_length=150)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class Suspicion(models.Model):
    """Messages to us that had no effect, by source and cause; counted, since a flood of them must
    not fill the journal. It is no record: the journal is told of the number once a minute.
    """

    source = models.CharField(max_length=40, help_text="Empty: no source of ours")
    cause = models.CharField(max_length=20)
    total = models.BigIntegerField()
    told = models.BigIntegerField(help_text="Of these, in the journal")
    minute = models.BigIntegerField(help_text="Since 1970, when the journal was told")
    last_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "cause"], name="integration_suspicion_once")
        ]
