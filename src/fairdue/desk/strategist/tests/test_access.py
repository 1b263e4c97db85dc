"""Every page opens to those it is for, in both languages, and to nobody else."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from fairdue.desk.oversight.tests.conftest import SignIn
from fairdue.desk.strategist.urls import urlpatterns
from fairdue.people.models import Role

LEAD, COMPLIANCE, STRATEGIST = Role.LEAD, Role.COMPLIANCE, Role.STRATEGIST
READERS = {LEAD, COMPLIANCE, STRATEGIST}
PAGES: dict[str, set[Role]] = {
    "experiments": READERS,
    "strategy": READERS,
    "capacity": READERS,
    "replays": READERS,
    "scores": READERS,
    "scores-training": READERS,
}
APPROVERS = {COMPLIANCE, STRATEGIST}
POSTS: dict[str, tuple[set[Role], list[object]]] = {
    "experiment-step": (APPROVERS, [1, "promote"]),
    "proposal-start": ({STRATEGIST}, []),
    "proposal-cell": ({STRATEGIST}, [1]),
    "proposal-rows": ({STRATEGIST}, [1]),
    "proposal-columns": ({STRATEGIST}, [1]),
    "proposal-step": (APPROVERS, [1, "approve"]),
    "activation-cancel": (APPROVERS, [1]),
    "version-back": (APPROVERS, [1]),
    "capacity-put": ({LEAD, STRATEGIST}, []),
    "replay-ask": (APPROVERS, []),
    "scores-train": ({STRATEGIST}, []),
    "score-model-approve": (APPROVERS, [1]),
    "score-model-retire": (APPROVERS, [1]),
}
WITH_A_RECORD = {
    "experiment",
    "experiment-plan",
    "proposal",
    "proposal-checks",
    "proposal-download",
    "proposal-effect",
    "proposal-touched",
    "proposal-text",
    "table-version",
    "replay",
    "replay-progress",
    "score-model",
}
"""Pages of one record; their tests are with the record's."""


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("page", PAGES)
def test_a_page_opens_to_its_roles_only(as_role: SignIn, page: str, role: Role) -> None:
    response = as_role(role).get(reverse(page))
    assert response.status_code == (200 if role in PAGES[page] else 403)


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("action", POSTS)
def test_an_action_is_refused_to_other_roles(as_role: SignIn, action: str, role: Role) -> None:
    allowed, arguments = POSTS[action]
    if role not in allowed:
        response = as_role(role).post(reverse(action, args=arguments))
        assert response.status_code == 403


@pytest.mark.parametrize("action", POSTS)
def test_an_action_is_not_done_by_following_a_link(as_role: SignIn, action: str) -> None:
    allowed, arguments = POSTS[action]
    role = next(role for role in Role if role in allowed)
    assert as_role(role).get(reverse(action, args=arguments)).status_code == 405


@pytest.mark.django_db
@pytest.mark.parametrize("page", PAGES)
def test_a_stranger_is_asked_to_sign_in(page: str) -> None:
    response = Client().get(reverse(page))
    assert response.status_code == 302
    assert response.url.startswith(reverse("sign-in"))


@pytest.mark.parametrize("page", PAGES)
def test_a_page_speaks_chinese(as_role: SignIn, page: str) -> None:
    role = next(role for role in Role if role in PAGES[page])
    response = as_role(role).get(reverse(page), headers={"accept-language": "zh-hans"})
    assert response.status_code == 200


def test_every_address_is_tested_for_access() -> None:
    named = {str(pattern.name) for pattern in urlpatterns}
    assert named <= PAGES.keys() | POSTS.keys() | WITH_A_RECORD, "add the new page here"
