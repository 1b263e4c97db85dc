"""The pages on templates: who may see, write and approve; marks in place; previews."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from fairdue.contact.tests.records import a_case
from fairdue.desk.oversight.tests.conftest import SignIn
from fairdue.desk.written.urls import urlpatterns
from fairdue.messaging.models import Template, TemplateState, TemplateVersion
from fairdue.people.models import Role, Staff

pytestmark = pytest.mark.django_db

SEE = {Role.LEAD, Role.COMPLIANCE, Role.STRATEGIST, Role.ADMINISTRATOR}
WRITE = {Role.LEAD, Role.COMPLIANCE, Role.STRATEGIST}
PAGES: dict[str, set[Role]] = {
    "templates": SEE,
    "template": SEE,
    "template-version": SEE,
    "template-preview": SEE,
}
POSTS: dict[str, set[Role]] = {
    "template-start": WRITE,
    "template-version-start": WRITE,
    "template-check": WRITE,
    "template-save": WRITE,
    "template-step": WRITE,
}


def address(name: str) -> str:
    version = TemplateVersion.objects.order_by("pk").first()
    assert version is not None
    arguments: dict[str, list[Any]] = {
        "templates": [],
        "template-start": [],
        "template": [version.template_id],
        "template-version-start": [version.template_id],
        "template-step": [version.pk, "approve"],
    }
    return reverse(name, args=arguments.get(name, [version.pk]))


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("page", PAGES)
def test_a_page_opens_to_its_roles_only(
    as_role: SignIn, installed: int, page: str, role: Role
) -> None:
    response = as_role(role).get(address(page))
    assert response.status_code == (200 if role in PAGES[page] else 403)


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("action", POSTS)
def test_an_action_is_refused_to_other_roles(
    as_role: SignIn, installed: int, action: str, role: Role
) -> None:
    if role not in POSTS[action]:
        assert as_role(role).post(address(action)).status_code == 403


@pytest.mark.parametrize("page", PAGES)
def test_a_page_speaks_chinese_and_asks_strangers_to_sign_in(
    as_role: SignIn, installed: int, page: str
) -> None:
    response = as_role(Role.LEAD).get(address(page), headers={"accept-language": "zh-hans"})
    assert response.status_code == 200
    assert Client().get(address(page)).status_code == 302


def test_every_address_is_tested_for_access() -> None:
    assert {str(pattern.name) for pattern in urlpatterns} == PAGES.keys() | POSTS.keys()


def begun(client: Client) -> TemplateVersion:
    kept = Template.objects.get(name="payment_thanks", channel="email")
    client.post(reverse("template-version-start", args=[kept.pk]))
    return TemplateVersion.objects.get(template=kept, state=TemplateState.DRAFT)


def typed(version: TemplateVersion, **more: str) -> dict[str, str]:
    return {
        "seen": version.wording.digest,
        "subject_en": version.subject_en,
        "subject_zh": version.subject_zh,
        "body_en": version.body_en,
        "body_zh": version.body_zh,
        **more,
    }


def test_a_false_threat_is_marked_as_it_is_typed(as_role: SignIn, installed: int) -> None:
    client = as_role(Role.STRATEGIST)
    version = begun(client)
    said = typed(version, body_zh=version.body_zh + "\n如不还款将追究刑事责任。")
    page = client.post(reverse("template-check", args=[version.pk]), said).content.decode()
    assert '<mark class="stops">刑事<sup>' in page
    assert "CN-CRIM-07" in page
    assert "Take it out" in page


def test_words_go_from_draft_to_live_through_three_people(
    as_role: SignIn, installed: int, staff: dict[Role, Staff]
) -> None:
    writer = as_role(Role.STRATEGIST)
    version = begun(writer)
    said = typed(version, body_en=version.body_en + "\nGoodbye.", submit="1")
    said["body_zh"] += "\n再见。"
    page = writer.post(reverse("template-save", args=[version.pk]), said, follow=True)
    assert "Two others have to approve" in page.content.decode()
    own = writer.post(reverse("template-step", args=[version.pk, "approve"]), follow=True)
    assert "Your role may not" in own.content.decode()
    for role in (Role.LEAD, Role.COMPLIANCE):
        as_role(role).post(reverse("template-step", args=[version.pk, "approve"]))
    version.refresh_from_db()
    assert version.state == TemplateState.LIVE
    shown = writer.get(reverse("template-version", args=[version.pk])).content.decode()
    assert "Approved by" in shown
    assert "<ins>" in shown, "it is held against the version before"


def test_a_false_threat_cannot_be_submitted_on_the_page(as_role: SignIn, installed: int) -> None:
    client = as_role(Role.STRATEGIST)
    version = begun(client)
    said = typed(version, body_en=version.body_en + "\nWe will have you arrested.", submit="1")
    page = client.post(reverse("template-save", args=[version.pk]), said, follow=True)
    assert 'class="stops"' in page.content.decode()
    version.refresh_from_db()
    assert version.state == TemplateState.DRAFT


def test_a_preview_of_a_real_case_masks_the_person(as_role: SignIn, installed: int) -> None:
    case, _ = a_case()
    one = TemplateVersion.objects.get(
        template__name="first_notice", template__channel="letter", template__law="CN"
    )
    where = reverse("template-preview", args=[one.pk])
    page = as_role(Role.LEAD).get(where, {"customer": case.customer.customer_ref})
    assert case.customer.customer_ref in page.content.decode()
    assert as_role(Role.STRATEGIST).get(where, {"customer": "x"}).status_code == 404
    assert as_role(Role.STRATEGIST).get(where).status_code == 200


def test_a_preview_of_nobody_says_so(as_role: SignIn, installed: int) -> None:
    one = TemplateVersion.objects.order_by("pk").first()
    assert one is not None
    where = reverse("template-preview", args=[one.pk])
    page = as_role(Role.LEAD).get(where, {"customer": "nobody-at-all"}).content.decode()
    assert "Exactly one customer" in page
