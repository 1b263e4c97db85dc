"""The credit record's pages open to those they are for, and do what they say."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from fairdue.credit_record.models import Correction, Submission
from fairdue.credit_record.tests.records import loaded, two_months
from fairdue.desk.credit.tests.conftest import SignIn
from fairdue.journal.models import Entry
from fairdue.people.models import Role
from fairdue.portfolio.models import Account

OVERSEE = {Role.LEAD, Role.COMPLIANCE}
PAGES: dict[str, tuple[set[Role], Callable[[Account], list[Any]]]] = {
    "credit": (OVERSEE, lambda _late: []),
    "credit-month": ({Role.COMPLIANCE}, lambda _late: ["pboc", 2026, 2]),
    "credit-history": (OVERSEE | {Role.COLLECTOR}, lambda late: [late.customer_id]),
}
POSTS: dict[str, tuple[set[Role], Callable[[Account], list[Any]]]] = {
    "credit-make": ({Role.COMPLIANCE}, lambda _late: ["pboc", 2026, 2]),
    "credit-file": ({Role.COMPLIANCE}, lambda _late: [1]),
    "credit-sent": ({Role.COMPLIANCE}, lambda _late: [1]),
    "credit-answer": ({Role.COMPLIANCE}, lambda _late: [1]),
    "credit-step": (OVERSEE, lambda late: [late.customer_id, "correct"]),
    "credit-decide": ({Role.COMPLIANCE}, lambda _late: [1]),
}


@pytest.fixture
def late(db: None) -> Account:
    two_months()
    return loaded("cn-late")


@pytest.mark.parametrize("page", PAGES)
def test_a_page_opens_to_its_roles_only_and_in_chinese(
    as_role: SignIn, late: Account, page: str
) -> None:
    allowed, arguments = PAGES[page]
    address = reverse(page, args=arguments(late))
    for role in Role:
        answer = as_role(role).get(address)
        assert answer.status_code == (200 if role in allowed else 403), role
    chinese = as_role(Role.COMPLIANCE).get(address, headers={"accept-language": "zh-hans"})
    assert "征信" in chinese.content.decode()


@pytest.mark.parametrize("action", POSTS)
def test_an_action_is_refused_to_other_roles(as_role: SignIn, late: Account, action: str) -> None:
    allowed, arguments = POSTS[action]
    for role in set(Role) - allowed:
        assert as_role(role).post(reverse(action, args=arguments(late))).status_code == 403


def test_a_month_is_made_taken_sent_and_answered(as_role: SignIn, late: Account) -> None:
    officer = as_role(Role.COMPLIANCE)
    month = reverse("credit-month", args=["pboc", 2026, 2])
    page = officer.get(month).content.decode()
    assert "Nothing proves that the person was told before" in page and "cn-late" in page
    told = {"told_on": "2026-01-05", "evidence": "branch file 12"}
    officer.post(reverse("credit-step", args=[late.customer_id, "notice"]), told)
    officer.post(reverse("credit-make", args=["pboc", 2026, 2]))
    made = Submission.objects.get()
    taken = officer.post(reverse("credit-file", args=[made.pk]))
    assert b"cn-late" in b"".join(taken.streaming_content)  # type: ignore[attr-defined]
    assert Entry.objects.filter(action="credit_file_opened").count() == 1
    officer.post(reverse("credit-sent", args=[made.pk]), {"on": "2026-03-10"})
    officer.post(reverse("credit-answer", args=[made.pk]), {"on": "2026-03-10"})
    made.refresh_from_db()
    assert made.state == "acknowledged"
    assert "Taken" in officer.get(reverse("credit")).content.decode()


def test_a_lead_proposes_and_an_officer_approves(as_role: SignIn, late: Account) -> None:
    asked = {"account_id": late.pk, "month": "2026-01", "character": "N", "reason": "paid in time"}
    lead, officer = as_role(Role.LEAD), as_role(Role.COMPLIANCE)
    address = reverse("credit-step", args=[late.customer_id, "correct"])
    assert lead.post(address, asked | {"reason": ""}).status_code == 422
    assert lead.post(address, asked | {"month": "soon"}).status_code == 422
    assert lead.post(address, asked | {"character": ""}).status_code == 422
    assert lead.post(address, asked).status_code == 302
    waiting = Correction.objects.get()
    assert "cn-late" in officer.get(reverse("credit")).content.decode()
    officer.post(reverse("credit-decide", args=[waiting.pk]), {"decision": "approve"})
    page = officer.get(reverse("credit-history", args=[late.customer_id])).content.decode()
    assert "Paid as agreed" in page and "corrected" in page


def test_unknown_months_files_and_steps_are_not_found(as_role: SignIn, late: Account) -> None:
    officer: Client = as_role(Role.COMPLIANCE)
    for name, arguments in (
        ("credit-month", ["pboc", 2026, 3]),
        ("credit-month", ["elsewhere", 2026, 2]),
        ("credit-month", ["pboc", 2026, 13]),
        ("credit-history", [0]),
    ):
        assert officer.get(reverse(name, args=arguments)).status_code == 404
    for name, arguments in (
        ("credit-file", [0]),
        ("credit-decide", [0]),
        ("credit-step", [late.customer_id, "sell"]),
    ):
        assert officer.post(reverse(name, args=arguments)).status_code == 404
