"""Looks up what a credit record shows, will show, and what is to be sent of it."""

from fairdue.credit_record.queries.restoring import (
    CHARGED_OFF_DAYS,
    Restoration,
    restoration_terms,
    restorations,
)

__all__ = ["CHARGED_OFF_DAYS", "Restoration", "restoration_terms", "restorations"]
