"""Every page of matters opens to those it is for, in both languages, and to nobody else."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from fairdue.desk.law.tests.conftest import SignIn
from fairdue.desk.law.tests.test_paper_pages import PAPER_PAGES, PAPER_POSTS
from fairdue.desk.law.urls import urlpatterns
from fairdue.legal.actions import engage, register_firm, register_lawyer
from fairdue.legal.tests.records import AT, TODAY, a_matter, a_member
from fairdue.people.models import Role, Staff

INSIDE = {Role.LEGAL, Role.LEAD, Role.COMPLIANCE}
SEE = INSIDE | {Role.COUNSEL}
PAGES: dict[str, tuple[set[Role], list[Any]]] = {
    "matters": (SEE, []),
    "matters-proposed": ({Role.LEGAL}, []),
    "counsel": ({Role.LEGAL}, []),
    "matter": (INSIDE, ["matter"]),
    "matter-road": ({Role.LEGAL}, ["matter"]),
    "matter-new": ({Role.LEGAL}, ["customer", "CNY"]),
    "limitation": (INSIDE, ["customer"]),
}
"""Who sees it; counsel see a matter only when engaged."""
POSTS: dict[str, tuple[set[Role], list[Any]]] = {
    "counsel-add": ({Role.LEGAL}, ["firm"]),
    "counsel-end": ({Role.LEGAL}, [1]),
    "limitation-enter": ({Role.LEGAL}, ["customer", "asset"]),
    "limitation-take-back": ({Role.LEGAL}, ["customer", 1]),
    "limitation-answer": ({Role.LEGAL}, [1]),
    "matter-file": (SEE, ["matter", 1]),
    "matter-step": (SEE, ["matter", "approve"]),
}


@pytest.fixture
def known(db: None) -> dict[str, int]:
    matter = a_matter()
    return {"matter": matter.pk, "customer": matter.customer_id}


def address(page: str, arguments: list[Any], known: dict[str, int]) -> str:
    return reverse(page, args=[known.get(each, each) for each in arguments])


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("page", PAGES)
def test_a_page_opens_to_its_roles_only(
    as_role: SignIn, known: dict[str, int], page: str, role: Role
) -> None:
    allowed, arguments = PAGES[page]
    answer = as_role(role).get(address(page, arguments, known))
    hidden = 404 if role == Role.COUNSEL and page in ("matter", "limitation") else 403
    assert answer.status_code == (200 if role in allowed else hidden)


@pytest.mark.parametrize("page", PAGES)
def test_a_page_speaks_chinese(as_role: SignIn, known: dict[str, int], page: str) -> None:
    _allowed, arguments = PAGES[page]
    answer = as_role(Role.LEGAL).get(
        address(page, arguments, known), headers={"accept-language": "zh-hans"}
    )
    assert answer.status_code == 200
    assert "法务" in answer.content.decode() or "律" in answer.content.decode()


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("action", POSTS)
def test_an_action_is_refused_to_other_roles(
    as_role: SignIn, known: dict[str, int], action: str, role: Role
) -> None:
    allowed, arguments = POSTS[action]
    if role not in allowed:
        answer = as_role(role).post(address(action, arguments, known))
        assert answer.status_code == 403


@pytest.mark.parametrize("action", POSTS)
def test_an_action_is_not_done_by_following_a_link(
    as_role: SignIn, known: dict[str, int], action: str
) -> None:
    _allowed, arguments = POSTS[action]
    answer = as_role(Role.LEGAL).get(address(action, arguments, known))
    assert answer.status_code == 405


def test_counsel_see_their_own_matter_and_no_other(
    as_role: SignIn, staff: dict[Role, Staff], known: dict[str, int]
) -> None:
    lawyer, officer = staff[Role.COUNSEL], a_member()
    firm = register_firm(
        name="Firm", licence="31", contract="C-1", engaged_on=TODAY, staff=officer, at=AT
    )
    register_lawyer(firm_id=firm.pk, username=lawyer.username, licence="1", staff=officer, at=AT)
    engage(matter_id=known["matter"], username=lawyer.username, staff=officer, at=AT)
    other = a_matter()
    client = as_role(Role.COUNSEL)
    assert client.get(reverse("matter", args=[known["matter"]])).status_code == 200
    assert client.get(reverse("limitation", args=[known["customer"]])).status_code == 200
    assert client.get(reverse("matter", args=[other.pk])).status_code == 404
    assert client.get(reverse("limitation", args=[other.customer_id])).status_code == 404
    listed = client.get(reverse("matters")).content.decode()
    assert f"L{known['matter']:06d}" in listed
    assert other.number not in listed
    answer = client.post(reverse("matter-step", args=[other.pk, "court"]), {"court": "x"})
    assert answer.status_code == 404


@pytest.mark.django_db
def test_a_stranger_is_asked_to_sign_in() -> None:
    answer = Client().get(reverse("matters"))
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("sign-in"))


def test_every_address_is_tested_for_access() -> None:
    named = {str(pattern.name) for pattern in urlpatterns}
    tested = PAGES.keys() | POSTS.keys() | PAPER_PAGES.keys() | PAPER_POSTS.keys()
    assert named <= tested, "add the new page here"
