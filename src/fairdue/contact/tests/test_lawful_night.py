"""What the night reads from the database: everyone's answer is that of the customer's own page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from fairdue.compliance.actions import (
    grant_consent,
    place_hold,
    raise_mark,
    record_request,
    release_hold,
)
from fairdue.contact.actions import dial, record_outcome
from fairdue.contact.queries import known_of, lawful_on
from fairdue.contact.queries.facts import facts, person
from fairdue.contact.queries.terms import terms_at
from fairdue.contact.rules.lawful import first_lawful_of, prepared_for, span_of
from fairdue.contact.rules.verdict import CHANNELS, POINT_KIND
from fairdue.contact.tests.records import DAY, MORNING, a_case, a_member
from fairdue.delinquency.models import Case
from fairdue.kernel.calendars import day_bounds
from fairdue.people.models import Role, Staff
from fairdue.portfolio.actions import disown_contact_point
from fairdue.portfolio.models import ContactPoint, Customer
from fairdue.portfolio.queries import contact_points

pytestmark = pytest.mark.django_db(transaction=True)

TOMORROW = MORNING.date() + timedelta(days=1)
TONIGHT = datetime(2026, 3, 10, 17, 5, tzinfo=UTC)
"""01:05 in Beijing of the next day, the one that is asked about."""


def called(case: Case, point: ContactPoint, staff: Staff, times: int, outcome: str) -> None:
    """Calls in the afternoon, half an hour apart."""
    for number in range(times):
        at = MORNING + timedelta(hours=2, minutes=30 * number)
        attempt = dial(case_id=case.pk, contact_point_id=point.pk, staff=staff, at=at)
        record_outcome(attempt_id=attempt.pk, outcome=outcome, staff=staff, at=at)


def by_the_rules(customer: Customer, known_at: datetime) -> dict[str, tuple[object, str]]:
    """The same by the single rules and the look-ups of the customer's page."""
    someone = person(customer.pk, known_at)
    dated = terms_at(known_at, someone.law)
    begins, ends = span_of(TOMORROW, someone.zones, dated.terms, known_at)
    known = known_of(customer.pk, known_at, dated)
    found = {}
    for channel in CHANNELS:
        content, visitors = prepared_for(channel, dated.terms)
        points = [
            point for point in contact_points(customer.pk) if point.kind == POINT_KIND[channel]
        ]
        each = [
            replace(facts(someone, known, point, begins), content=content, visitors=visitors)
            for point in points or [None]
        ]
        answer = first_lawful_of(each, channel, dated.terms, begins, ends)
        found[channel] = (answer.lawful_from, answer.because)
    return found


def tonight(cases: Sequence[Case], known_at: datetime = TONIGHT) -> dict[str, dict[str, object]]:
    """The night's rows by customer_ref."""
    refs = pl.Series([case.customer.customer_ref for case in cases])
    rows = lawful_on(TOMORROW, refs, known_at, DAY).rows
    assert rows.height == len(cases)
    return {row["customer_ref"]: row for row in rows.iter_rows(named=True)}


def answer(row: dict[str, object]) -> dict[str, tuple[object, object]]:
    return {
        channel: (row[f"{channel}_from"], row[f"{channel}_because"] or "") for channel in CHANNELS
    }


def test_everyones_answer_is_that_of_the_customers_own_page() -> None:
    caller, checker = a_member(), a_member(Role.COMPLIANCE)
    said = {"reason": "asked on the phone", "staff": checker}
    plain, held, freed, asked, night, marked, no_number, bad_number = (
        a_case(phones) for phones in (1, 1, 1, 1, 2, 2, 0, 1)
    )
    for case, _ in (held, freed):
        hold = place_hold(customer_id=case.customer_id, kind="dispute", at=MORNING, **said)
    release_hold(hold_id=hold.pk, at=MORNING + timedelta(hours=1), **said)
    record_request(
        customer_id=asked[0].customer_id, kind="inconvenient_time", begins=time(0), ends=time(13),
        at=MORNING, **said,
    )  # fmt: skip
    grant_consent(
        customer_id=night[0].customer_id, kind="night_contact", channel="call",
        contact_point_id=night[1][1].pk, begins=time(6), ends=time(7), at=MORNING,
        evidence="call 12", staff=caller,
    )  # fmt: skip
    called(marked[0], marked[1][0], caller, 3, "callback")
    raise_mark(
        customer_id=marked[0].customer_id, kind="hardship", note="", at=TONIGHT, staff=caller
    )
    ContactPoint.objects.filter(pk=bad_number[1][0].pk).update(invalid_since=DAY)
    cases = [made[0] for made in (plain, held, freed, asked, night, marked, no_number, bad_number)]
    rows = tonight(cases)
    for case in cases:
        mine = answer(rows[case.customer.customer_ref])
        assert mine == by_the_rules(case.customer, TONIGHT), case.customer.customer_ref
    opens = datetime(2026, 3, 11, tzinfo=UTC)
    calls = [rows[case.customer.customer_ref]["call_from"] for case in cases]
    assert calls == [
        opens, None, opens, opens + timedelta(hours=5), opens - timedelta(hours=2), None, None,
        None,
    ]  # fmt: skip
    why = [rows[case.customer.customer_ref]["call_because"] for case in cases]
    assert why == [
        None, "LENDER-HOLD", None, None, None, "LENDER-HOLD", "phone", "LENDER-POINT",
    ]  # fmt: skip


def test_a_night_that_runs_by_day_counts_what_was_done_that_day() -> None:
    caller = a_member()
    case, (phone,) = a_case()
    called(case, phone, caller, 3, "machine")
    noon = MORNING + timedelta(hours=4)
    refs = pl.Series([case.customer.customer_ref])
    (today,) = lawful_on(MORNING.date(), refs, noon, DAY).rows.iter_rows(named=True)
    (before,) = lawful_on(MORNING.date(), refs, MORNING, DAY).rows.iter_rows(named=True)
    assert (today["may_call"], today["call_because"]) == (False, "CN-FREQ-01")
    assert (before["may_call"], before["call_from"]) == (True, MORNING)
    _, ends = day_bounds(MORNING.date(), ZoneInfo("Asia/Shanghai"))
    assert (today["day_from"], today["day_until"]) == (noon, ends)


def test_the_night_counts_no_call_that_reached_somebody_else() -> None:
    caller = a_member()
    case, (_phone, second) = a_case(phones=2)
    called(case, second, caller, 3, "machine")
    noon = MORNING + timedelta(hours=4)
    refs = pl.Series([case.customer.customer_ref])
    (before,) = lawful_on(MORNING.date(), refs, noon, DAY).rows.iter_rows(named=True)
    assert before["call_because"] == "CN-FREQ-01"
    disown_contact_point(contact_point_id=second.pk, staff=caller, at=noon)
    (after,) = lawful_on(MORNING.date(), refs, noon, DAY).rows.iter_rows(named=True)
    assert (after["may_call"], after["call_from"]) == (True, noon)


def test_old_figures_leave_nothing_that_states_a_balance() -> None:
    case, _ = a_case()
    Customer.objects.update(last_seen_on=TOMORROW - timedelta(days=4))
    row = tonight([case])[case.customer.customer_ref]
    assert (row["may_call"], row["call_because"]) == (False, "LENDER-FEED")
