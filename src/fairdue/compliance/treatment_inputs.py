"""What the strategy asks about every customer's protection at once."""

from __future__ import annotations

from datetime import datetime

import polars as pl
from django.db.models import F, Q

from fairdue.compliance.models import Hold, HoldKind, Mark, MarkKind

SCHEMA = {
    "customer_ref": pl.String(),
    "on_hold": pl.Boolean(),
    "vulnerable": pl.Boolean(),
    "disputed": pl.Boolean(),
}


def protection(at: datetime) -> pl.DataFrame:
    """One row per customer with a hold or mark in force at a moment (SCHEMA), by customer_ref.

    A vulnerability or dispute counts whether it was raised as a mark or as a hold.
    """
    begun = Q(starts_at__lte=at) & (Q(ends_at=None) | Q(ends_at__gt=at))
    holds = Hold.objects.filter(begun & (Q(released_at=None) | Q(released_at__gt=at)))
    raised = Q(raised_at__lte=at) & (Q(cleared_at=None) | Q(cleared_at__gt=at))
    marks = Mark.objects.filter(raised)
    rows = [
        (ref, True, kind == HoldKind.VULNERABILITY, kind == HoldKind.DISPUTE)
        for ref, kind in holds.annotate(ref=F("customer__customer_ref")).values_list("ref", "kind")
    ]
    rows += [
        (ref, False, kind == MarkKind.VULNERABILITY, kind == MarkKind.DISPUTE)
        for ref, kind in marks.annotate(ref=F("customer__customer_ref")).values_list("ref", "kind")
    ]
    frame = pl.DataFrame(rows, schema=pl.Schema(SCHEMA), orient="row")
    flags = pl.col("on_hold", "vulnerable", "disputed")
    return frame.group_by("customer_ref").agg(flags.any()).sort("customer_ref")
