"""Who was called and talked to on which day, in the lender's own days."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fairdue.contact.actions import dial, record_outcome
from fairdue.contact.queries import contacts_by_day
from fairdue.contact.queries.by_day import CONTACT_COLUMNS
from fairdue.contact.tests.records import MORNING, a_case, a_member

pytestmark = pytest.mark.django_db(transaction=True)
TODAY = MORNING.date()


def test_counts_attempts_and_conversations_by_customer_and_day() -> None:
    case, [phone] = a_case()
    staff = a_member()
    for number, outcome in enumerate(("no_answer", "refuses")):
        at = MORNING + timedelta(hours=number)
        attempt = dial(case_id=case.pk, contact_point_id=phone.pk, staff=staff, at=at)
        record_outcome(attempt_id=attempt.pk, outcome=outcome, staff=staff, at=at)
    found = contacts_by_day(TODAY - timedelta(days=1), TODAY)
    assert dict(found.schema) == CONTACT_COLUMNS
    assert found.rows() == [(case.customer.customer_ref, TODAY, 2, 1)]
    assert contacts_by_day(TODAY + timedelta(days=1), TODAY + timedelta(days=9)).height == 0
    assert contacts_by_day(TODAY - timedelta(days=9), TODAY - timedelta(days=1)).height == 0
