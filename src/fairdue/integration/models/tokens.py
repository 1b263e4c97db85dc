"""Tokens, by which other systems say who they are."""

from __future__ import annotations

from django.db import models

from fairdue.journal.models import Journalled


class Token(Journalled):
    """A connected system's key. The token itself is shown once and kept nowhere."""

    name = models.CharField(max_length=40, help_text="The journal says api:name")
    digest = models.BinaryField(max_length=32, unique=True)
    shown = models.CharField(max_length=12, help_text="How it begins")
    scopes = models.JSONField()
    made_by = models.CharField(max_length=150)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.CharField(max_length=150, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["name"],
                condition=models.Q(revoked_at=None),
                name="integration_token_name_once",
            )
        ]

    def __str__(self) -> str:
        return self.name


class TokenUse(models.Model):
    """When a token was last used, and how often in that minute. Not a record: no entry goes with
    it, since a journal entry a call would drown the journal.
    """

    token = models.OneToOneField(Token, models.PROTECT, primary_key=True, related_name="+")
    last_used_at = models.DateTimeField()
    minute = models.BigIntegerField(help_text="Minutes since 1970")
    calls = models.IntegerField(help_text="In that minute")
