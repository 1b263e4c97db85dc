"""What a person is told about the contacts made with them."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdue.contact.queries import contacts_told, may_i, pressure_told
from fairdue.contact.rules.plain import plain, reasons
from fairdue.contact.tests.office import A_DAY, HOUR, Office, an_office
from fairdue.contact.tests.records import MORNING
from fairdue.kernel.text import Text
from fairdue.kernel.verdict import Clause, Verdict

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def office() -> Office:
    return an_office()


def clause(rule: str, allowed: bool = True, **values: str) -> Clause:
    return Clause(rule, allowed, Text("x", "x"), tuple(values.items()))


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"night_begins": "22:00", "night_ends": "08:00", "local_time": "10:30"}, "quiet hours"),
        ({"earliest": "08:00", "latest": "21:00"}, "where you live, 08:00 to 21:00"),
        ({"today": "1", "max": "3"}, "1 of at most 3"),
        ({"count": "2", "max": "7"}, "in those days"),
        ({"pressure": "3", "adds": "10", "budget": "60"}, "stood at 3 of at most 60"),
        ({"holds": "0"}, "stopped collection"),
        ({"requests": "0"}, "not asked us"),
        ({"invalid_since": ""}, "registered as yours"),
        ({"feed_as_of": "2026-03-09"}, "up to 2026-03-09"),
    ],
)
def test_says_in_plain_words_why_a_rule_allowed(values: dict[str, str], says: str) -> None:
    told = plain(clause("R", **values))
    assert told is not None
    assert says in told.en
    assert told.zh != told.en


@given(
    st.lists(
        st.tuples(
            st.booleans(),
            st.dictionaries(st.sampled_from(["today", "max", "holds", "other"]), st.just("1")),
        )
    )
)
def test_denials_are_never_reasons_and_the_order_is_kept(
    clauses: list[tuple[bool, dict[str, str]]],
) -> None:
    made = [clause(f"R{n}", allowed, **values) for n, (allowed, values) in enumerate(clauses)]
    told = [each.rule for each in reasons(Verdict(tuple(made)))]
    kept = [each.rule for each in made if each.allowed and plain(each) is not None]
    assert told == kept


def test_every_allowing_clause_of_a_real_verdict_is_explained(office: Office) -> None:
    for verdict in may_i(customer_id=office.customer_id, at=MORNING).values():
        allowing = [each for each in verdict.clauses if each.allowed and each.values]
        assert len(reasons(verdict)) == len(allowing)


def test_a_contact_is_told_with_its_reasons_and_sources_and_nobodys_name(
    office: Office,
) -> None:
    office.call(MORNING, "promise")
    (told,), total = contacts_told(office.customer_id)
    assert (total, told.channel, told.outcome, told.found) == (1, "call", "promise", ())
    assert {"CN-HOURS-01", "LENDER-PRESSURE"} <= {reason.rule for reason in told.why}
    assert all(reason.citation for reason in told.why)
    assert office.staff.username not in str(told)


def test_what_was_denied_is_no_contact(office: Office) -> None:
    office.denied(MORNING + 14 * HOUR)
    assert contacts_told(office.customer_id) == ([], 0)


def test_pressure_rises_with_a_contact_and_fades_by_the_day(office: Office) -> None:
    before = pressure_told(office.customer_id, MORNING)
    assert before is not None
    assert (before.now, before.contacts, len(before.days)) == (Decimal(0), 0, 30)
    office.call(MORNING + HOUR, "refuses")
    after = pressure_told(office.customer_id, MORNING + 2 * HOUR)
    later = pressure_told(office.customer_id, MORNING + 5 * A_DAY)
    assert after is not None
    assert later is not None
    assert after.now > later.now > 0
    assert (after.days[-1].contacts, later.days[-6].contacts, later.contacts) == (1, 1, 1)
    assert later.days[-6].points == after.now
    assert timedelta(days=29) == after.days[-1].day - after.days[0].day
