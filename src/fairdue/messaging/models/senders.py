"""How the processes that hand messages over are."""

from __future__ import annotations

from django.db import models


class Sender(models.Model):
    """The last that was heard of the sender of one carrier. Derived, so not journalled."""

    carrier = models.CharField(primary_key=True, max_length=20)
    began_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    problem = models.JSONField(default=dict, help_text="{en, zh} of what is wrong now, if anything")
    problem_since_at = models.DateTimeField(null=True)
