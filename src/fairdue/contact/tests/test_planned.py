"""A permit for a planned visit: judged for its window, serves inside it, counts from the asking."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import DatabaseError, transaction

from fairdue.compliance.actions import place_hold
from fairdue.contact.actions import request_permit, use_permit
from fairdue.contact.actions.asking import Answer
from fairdue.contact.actions.dialling import Contact
from fairdue.contact.models import Permit
from fairdue.contact.queries import terms_at
from fairdue.contact.queries.facts import facts, known_of, person
from fairdue.contact.rules.planned import Window, judge_planned
from fairdue.contact.rules.verdict import VISIT, judge_now
from fairdue.contact.tests.records import a_case, a_member
from fairdue.delinquency.models import Case
from fairdue.kernel.refusal import Refused
from fairdue.people.models import Role
from fairdue.portfolio import queries as portfolio
from fairdue.portfolio.models import ContactKind, ContactPoint
from fairdue.vault.sealing import vault

BEIJING = ZoneInfo("Asia/Shanghai")
EARLY = datetime(2026, 3, 10, 7, 40, tzinfo=BEIJING)
"""Before the law's hours: nobody may be called yet."""

pytestmark = pytest.mark.django_db


def at(hour: int, minute: int = 0, days: int = 0) -> datetime:
    return datetime(2026, 3, 10 + days, hour, minute, tzinfo=BEIJING)


@pytest.fixture
def home() -> tuple[Case, ContactPoint]:
    case, _ = a_case(phones=0)
    words = f"上海市浦东新区不存在路{case.pk}号"
    point = ContactPoint.objects.create(
        customer=case.customer,
        kind=ContactKind.ADDRESS,
        value_masked="上海市浦东新***",
        value_sealed=vault().seal(words),
        value_index=vault().blind_index("address", words),
    )
    return case, point


def wish(home: tuple[Case, ContactPoint], begins: datetime, ends: datetime, **more: int) -> Contact:
    visitors = more.get("visitors", 2)
    return Contact(
        home[0].pk, home[1].pk, channel=VISIT, visitors=visitors, window=Window(begins, ends)
    )


def ask(contact: Contact, when: datetime = EARLY) -> Answer:
    return request_permit(contact, actor="ma", at=when)


def test_a_visit_is_permitted_before_the_laws_hours_for_a_window_inside_them(
    home: tuple[Case, ContactPoint],
) -> None:
    contact = wish(home, at(9), at(12))
    answer = ask(contact)
    assert answer.verdict.allowed, answer.verdict.failing
    permit = Permit.objects.get(pk=answer.permit_id)
    assert (permit.serves_from, permit.expires_at) == (at(9), at(12))
    with transaction.atomic():
        attempt = use_permit(permit_id=permit.pk, contact=contact, actor="ma", at=at(11, 59))
    assert attempt.made_at == at(11, 59)
    with pytest.raises(DatabaseError), transaction.atomic():
        use_permit(permit_id=permit.pk, contact=contact, actor="ma", at=at(11, 59))


@pytest.mark.parametrize("moment", [at(8, 59), at(12), at(9, days=1)])
def test_it_serves_neither_before_its_window_nor_after(
    home: tuple[Case, ContactPoint], moment: datetime
) -> None:
    contact = wish(home, at(9), at(12))
    answer = ask(contact)
    with pytest.raises(DatabaseError, match="is void at"), transaction.atomic():
        use_permit(permit_id=answer.permit_id, contact=contact, actor="ma", at=moment)


@pytest.mark.parametrize(
    ("begins", "ends", "visitors", "rule"),
    [
        (at(7, 45), at(9), 2, "CN-HOURS-01"),
        (at(20), at(22, 30), 2, "CN-HOURS-01"),
        (at(9), at(12), 1, "CN-VISIT-01"),
    ],
)
def test_a_window_outside_hours_and_a_visit_of_one_are_denied_by_their_rule(
    home: tuple[Case, ContactPoint], begins: datetime, ends: datetime, visitors: int, rule: str
) -> None:
    answer = ask(wish(home, begins, ends, visitors=visitors))
    assert [clause.rule for clause in answer.verdict.failing] == [rule]


def test_a_hold_that_begins_inside_the_window_denies_it(home: tuple[Case, ContactPoint]) -> None:
    place_hold(
        customer_id=home[0].customer_id,
        kind="manual",
        reason="in hospital",
        staff=a_member(Role.LEAD),
        at=EARLY,
    )
    answer = ask(wish(home, at(9), at(12)), EARLY + timedelta(minutes=1))
    assert "LENDER-HOLD" in [clause.rule for clause in answer.verdict.failing]


def test_it_is_asked_for_on_its_own_day_only(home: tuple[Case, ContactPoint]) -> None:
    with pytest.raises(Refused, match="its own day"):
        ask(wish(home, at(9, days=1), at(12, days=1)))
    with pytest.raises(Refused, match="is over"):
        ask(wish(home, at(9), at(12)), at(12))


def test_one_not_used_yet_counts_against_the_next(home: tuple[Case, ContactPoint]) -> None:
    answers = [ask(wish(home, at(9), at(12)), EARLY + timedelta(minutes=n)) for n in range(4)]
    assert answers[0].verdict.allowed and not answers[-1].verdict.allowed
    denied = {clause.rule for clause in answers[-1].verdict.failing}
    assert denied <= {"LENDER-FREQ", "LENDER-PRESSURE", "CN-FREQ-01", "CN-FREQ-02"} and denied


def test_the_window_is_allowed_only_when_every_quarter_of_it_would_be(
    home: tuple[Case, ContactPoint],
) -> None:
    """Against the permit of the moment itself, over windows of a whole day."""
    case, point = home
    someone = person(case.customer_id, EARLY)
    dated = terms_at(EARLY, someone.law)
    [known_point] = [
        each for each in portfolio.contact_points(case.customer_id) if each.id == point.pk
    ]
    known = known_of(case.customer_id, EARLY, dated)
    for begins in range(0, 24, 2):
        for hours in (1, 3, 7):
            start = at(0) + timedelta(hours=begins)
            window = Window(start, start + timedelta(hours=hours))
            asked = facts(someone, known, known_point, EARLY, visitors=2)
            whole = judge_planned(asked, VISIT, dated.terms, window).allowed
            moments = [start + timedelta(minutes=15 * n) for n in range(hours * 4)]
            each = [
                judge_now(
                    facts(someone, known, known_point, moment, visitors=2), VISIT, dated.terms
                ).allowed
                for moment in moments
            ]
            assert whole == all(each), (begins, hours)
