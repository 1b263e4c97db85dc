"""Whether a link of a message can still be used."""

from __future__ import annotations

from datetime import datetime

from fairdue.identity.digests import digest
from fairdue.identity.models import SignInLink

LINK = "link"
"""What the digests of links' tokens are for."""


def usable_link(token: str, at: datetime) -> SignInLink | None:
    """The link of a token, with its contact point, while it may be used.

    None for one that was used, is over or was never issued: which of them, nobody is told.
    """
    found = SignInLink.objects.filter(
        token_digest=digest(LINK, token), used_at=None, expires_at__gt=at
    )
    return found.select_related("contact_point").first()


def links_issued(
    customer_id: int, since: datetime, at: datetime
) -> list[tuple[int, datetime, bool]]:
    """A person's links issued in [since, at): to which contact point, when, and whether somebody
    had signed in by it before `at`.
    """
    rows = SignInLink.objects.filter(
        customer_id=customer_id, issued_at__gte=since, issued_at__lt=at
    ).values_list("contact_point_id", "issued_at", "used_at")
    return [(point, issued, used is not None and used < at) for point, issued, used in rows]
