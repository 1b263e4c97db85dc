"""Which legal steps may be spoken of to a customer."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from fairdue.compliance.models import LegalStep


def legal_steps_of(customer_id: int, at: datetime) -> frozenset[str]:
    """Names of wording.LEGAL_STEPS that were approved for a customer at a moment."""
    found = LegalStep.objects.filter(
        Q(ended_at=None) | Q(ended_at__gt=at), customer_id=customer_id, from_at__lte=at
    )
    return frozenset(found.values_list("step", flat=True))
