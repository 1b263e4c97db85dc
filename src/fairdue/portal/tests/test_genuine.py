"""Anyone learns whether a code is ours, and nothing else."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client

from fairdue.identity.actions.contact_codes import ContactCode, issue
from fairdue.identity.models import CodeCheck
from fairdue.identity.rules.contact_codes import CodeParts, write_code
from fairdue.identity.tests.records import a_member, someone

pytestmark = pytest.mark.django_db
FORGED = write_code(CodeParts(1, 1))


@pytest.fixture
def visitor() -> Client:
    return Client(headers={"accept-language": "en"})


def a_code(**given: object) -> ContactCode:
    from django.utils import timezone

    at = timezone.now() - timedelta(hours=1)
    kind = str(given.get("kind", "letter"))
    return issue(
        customer_id=someone().customer_id,
        kind=kind,
        subject="letter:12",
        expires_at=at + timedelta(minutes=int(str(given.get("minutes", 600)))),
        actor=a_member(),
        at=at,
    )


def said(visitor: Client, code: str) -> str:
    response = visitor.post("/genuine/", {"code": code})
    assert response.status_code == 200
    assert "no-store" in response.headers["Cache-Control"]
    return response.content.decode()


def test_whoever_asks_sees_the_page_without_signing_in(visitor: Client) -> None:
    page = visitor.get("/genuine/").content.decode()
    assert "Is this really us?" in page
    assert "没有" not in page
    chinese = Client(headers={"accept-language": "zh-hans"}).get("/genuine/").content.decode()
    assert "核验" in chinese


def test_a_code_of_ours_is_said_to_be_genuine_and_nothing_about_anyone(visitor: Client) -> None:
    page = said(visitor, a_code().code)
    assert "Genuine" in page and "a letter" in page
    assert not re.search(r"\b(debts?|owed?|overdue|letter:12)\b", page.lower())


@pytest.mark.parametrize("code", [FORGED, "nonsense", "", "<script>", "A" * 5000])
def test_anything_else_is_not(visitor: Client, code: str) -> None:
    page = said(visitor, code)
    assert "This code was issued" not in page
    assert "<script>" not in page


def test_an_old_code_has_expired_and_a_used_up_one_says_so(visitor: Client) -> None:
    assert "Expired" in said(visitor, a_code(minutes=30).code)
    call = a_code(kind="call").code
    answers = [said(visitor, call) for _ in range(4)]
    assert "No longer genuine" in answers[3]
    assert "No longer genuine" not in answers[2]


def test_a_link_fills_the_code_in_and_uses_it_up_not(visitor: Client) -> None:
    made = a_code(kind="call")
    for _ in range(5):
        page = visitor.get(made.url_path).content.decode()
    assert made.code in page
    assert not CodeCheck.objects.exists()


def test_a_stranger_may_ask_only_so_often(visitor: Client) -> None:
    for _ in range(60):
        said(visitor, FORGED)
    assert "wait a while" in said(visitor, a_code().code)
