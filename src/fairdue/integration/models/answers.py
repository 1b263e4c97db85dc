"""Answers already given, so that a call made twice has one effect."""

from __future__ import annotations

from django.db import models


class Answer(models.Model):
    """What was answered to a call under an idempotency key. Kept for a while, then forgotten."""

    asked_by = models.CharField(max_length=60, help_text="token:12, source:3")
    key = models.CharField(max_length=255)
    request_digest = models.BinaryField(max_length=32)
    status = models.SmallIntegerField()
    body_sealed = models.BinaryField(help_text="Answers may hold personal data")
    answered_at = models.DateTimeField()
    forget_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["asked_by", "key"], name="integration_answer_once")
        ]
        indexes = [models.Index(fields=["forget_at"], name="integration_answer_forget")]
