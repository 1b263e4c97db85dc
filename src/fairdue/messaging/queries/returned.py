"""What the lender takes for a sign that an address doesn't exist (LENDER-RETURNED-MAIL)."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

from fairdue.kernel.calendars import local_day
from fairdue.rulebook.packs import pack

POLICY, RULE = "policy/default", "LENDER-RETURNED-MAIL"


def is_dead_address(code: str, at: datetime) -> bool:
    """Does a mail server's code (RFC 3463) say that nobody is at the address, by policy?"""
    on = local_day(at, ZoneInfo(timezone.get_default_timezone_name()))
    return code in pack(POLICY).values_on(RULE, on)["dead_address_codes"].value
