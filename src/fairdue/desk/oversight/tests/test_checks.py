"""Compliance sees what was checked and tried, by day, and nobody's data."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.test import Client
from pytest_django import Settings

from fairdue.desk.oversight.tests.conftest import SignIn
from fairdue.identity.actions.challenges import report_caller
from fairdue.identity.actions.contact_codes import check, issue
from fairdue.identity.queries.figures import checks_by_day
from fairdue.identity.rules.contact_codes import CodeParts, write_code
from fairdue.identity.tests.records import AT, HERE, HOUR, a_member, someone
from fairdue.people.actors import Cardholder
from fairdue.people.models import Role

pytestmark = pytest.mark.django_db
DAY = datetime(2026, 3, 10, tzinfo=UTC).date()


def test_each_kind_of_answer_is_counted_on_its_local_day(as_role: SignIn) -> None:
    who = someone()
    code = issue(
        customer_id=who.customer_id,
        kind="call",
        subject="staff:1",
        expires_at=AT + HOUR,
        actor=a_member(),
        at=AT,
    ).code
    for typed in [code] * 4 + [write_code(CodeParts(1, 1)), "hello"]:
        check(code=typed, client=HERE, at=AT)
    check(code=code, client=HERE, at=AT + HOUR)
    report_caller(customer_id=who.customer_id, actor=Cardholder(who.customer_id), at=AT)
    [day] = checks_by_day(DAY, DAY)
    counted = (day.issued, day.genuine, day.replayed, day.not_genuine, day.mistyped, day.expired)
    assert counted == (1, 3, 1, 1, 1, 1)
    assert day.false_callers == 1
    late = datetime(2026, 3, 10, 17, tzinfo=UTC)  # 01:00 of the next day in Beijing
    check(code="hello", client=HERE, at=late)
    assert [each.mistyped for each in checks_by_day(DAY, DAY.replace(day=11))] == [1, 1]


def test_the_page_shows_the_days_with_something(as_role: SignIn, settings: Settings) -> None:
    settings.CLOCK = "2026-03-10T10:30:00+08:00"
    compliance: Client = as_role(Role.COMPLIANCE)
    assert "10 Mar" not in compliance.get("/checks/").content.decode()
    check(code="hello", client=HERE, at=AT)
    page = compliance.get("/checks/?days=7").content.decode()
    assert "10 Mar" in page
    assert HERE not in page
    assert compliance.get("/checks/?days=999999").status_code == 200
