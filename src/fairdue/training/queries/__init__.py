"""Looks up who may work cases, courses, and how somebody stands with theirs."""

from fairdue.training.queries.clearance import (
    NotCertified,
    cleared,
    may_work,
    needs_certificate,
    require_certificate,
    require_certificate_of,
)

__all__ = [
    "NotCertified",
    "cleared",
    "may_work",
    "needs_certificate",
    "require_certificate",
    "require_certificate_of",
]
