"""What policy says about looking after collectors on a day."""

from __future__ import annotations

from datetime import datetime

from fairdue.care.rules.severity import CarePolicy
from fairdue.kernel.calendars import local_day
from fairdue.rulebook.packs import pack
from fairdue.rulebook.terms import terms
from fairdue.work.queries import zone

POLICY, RULE = "policy/default", "LENDER-CARE"


def care_policy(at: datetime) -> CarePolicy:
    """As in force on the local day of `at`."""
    own = terms(pack(POLICY), RULE, local_day(at, zone()))
    return CarePolicy(
        severity=own["severity"],
        respite_minutes=own["respite_minutes"],
        rest_hours=own["rest_hours"],
        window_days=int(own["window_days"]),
        history_days=int(own["history_days"]),
        complaint_points=int(own["complaint_points"]),
        hard_from=int(own["hard_from"]),
        evidence_days=int(own["evidence_days"]),
        people_least=int(own["people_least"]),
    )
