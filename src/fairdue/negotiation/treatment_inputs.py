"""What the strategy asks about every customer's promises at once."""

from __future__ import annotations

from datetime import date

import polars as pl
from django.db.models import Count, F, Q

from fairdue.negotiation.models import Promise, PromiseState

SCHEMA = {
    "customer_ref": pl.String(),
    "broken_promises": pl.Int16(),
    "promise_open": pl.Boolean(),
}


def promises(as_of: date) -> pl.DataFrame:
    """One row per customer who broke a promise by `as_of` or has one open, by customer_ref."""
    broken = Q(state=PromiseState.BROKEN, settled_on__lte=as_of)
    rows = (
        Promise.objects.filter(broken | Q(state=PromiseState.OPEN))
        .values(ref=F("customer__customer_ref"))
        .annotate(broken=Count("id", filter=broken), running=Count("id", filter=~broken))
        .order_by("ref")
        .values_list("ref", "broken", "running")
    )
    return pl.DataFrame(
        [(ref, count, running > 0) for ref, count, running in rows],
        schema=pl.Schema(SCHEMA),
        orient="row",
    )
