"""What policy says of payments and interest on a day."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from django.utils import timezone

from fairdue.portfolio.rules.payments import PaymentTerms
from fairdue.rulebook.packs import pack

POLICY = "policy/default"
PAYMENT_RULE = "LENDER-PAYMENT"


def zone() -> ZoneInfo:
    """The zone whose days payments are received on."""
    return ZoneInfo(timezone.get_default_timezone_name())


def payment_terms(on: date) -> PaymentTerms:
    """LENDER-PAYMENT as in force on a day."""
    policy = pack(POLICY)

    def days(parameter: str) -> int:
        return int(policy.value(PAYMENT_RULE, parameter, on).value)

    return PaymentTerms(
        amount_max=dict(policy.value(PAYMENT_RULE, "amount_max", on).value),
        backdated_days_max=days("backdated_days_max"),
        unconfirmed_days=days("unconfirmed_days"),
        match_days_max=days("match_days_max"),
    )
