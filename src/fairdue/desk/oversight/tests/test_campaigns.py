"""The pages of campaigns: drafted with a dry run, approved by another, watched and steered."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import HttpResponse
from django.urls import reverse
from pytest_django import Settings

from fairdue.compliance.actions import place_hold
from fairdue.contact.tests.records import MORNING, a_member
from fairdue.desk.oversight.tests.conftest import SignIn
from fairdue.messaging.actions.campaigns import look_on, work_through
from fairdue.messaging.actions.shipped import install_shipped
from fairdue.messaging.models import Campaign, CampaignState, Foreseen, Message
from fairdue.messaging.tests.crowd import KANNEL, looked, people, running
from fairdue.people.models import Role

pytestmark = pytest.mark.django_db(transaction=True)

TYPED = {
    "name": "Spring help",
    "template": "hardship_help",
    "channel": "sms",
    "starts_at": "2026-03-10T10:30",
    "ends_at": "2026-03-10T19:00",
}


@pytest.fixture(autouse=True)
def gateway(settings: Settings) -> None:
    settings.SMS_URL = KANNEL
    install_shipped(at=MORNING)


def text(response: HttpResponse) -> str:
    return response.content.decode()


def shown(client: Any, campaign: Campaign, **headers: str) -> str:
    return text(client.get(reverse("campaign", args=[campaign.pk]), headers=headers))


def step(client: Any, campaign: Campaign, name: str, **typed: str) -> str:
    address = reverse("campaign-step", args=[campaign.pk, name])
    return text(client.post(address, typed, follow=True))


def test_a_lead_drafts_one_and_sees_whom_it_would_reach(as_role: SignIn) -> None:
    cases = people(2)
    place_hold(
        customer_id=cases[0].customer_id,
        kind="dispute",
        reason="asked",
        staff=a_member(Role.COMPLIANCE),
        at=MORNING,
    )
    lead = as_role(Role.LEAD)
    assert "Save and make a dry run" in text(lead.get(reverse("campaign-new")))
    page = text(lead.post(reverse("campaign-new"), TYPED | {"buckets": ["1"]}, follow=True))
    assert "Dry run under way" in page
    campaign = Campaign.objects.get()
    part = lead.get(
        reverse("campaign", args=[campaign.pk]) + "?state=looking", headers={"HX-Request": "true"}
    )
    assert "<html" not in text(part)
    assert "HX-Refresh" not in part.headers
    while look_on(campaign.pk, at=MORNING, most=9):
        pass
    page = shown(lead, campaign)
    assert "Would get it" in page
    assert "LENDER-HOLD" in page
    assert "/my/sign-in/" in page, "the words are shown"
    assert "Let it begin" in page
    [denied] = Foreseen.objects.filter(outcome="denied")
    opened = text(lead.get(reverse("campaign-person", args=[campaign.pk, denied.pk])))
    assert "denies" in opened
    assert "LENDER-HOLD" in opened
    assert not Message.objects.exists()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"ends_at": "2026-03-09T10:00"}, "must lie ahead"),
        ({"ends_at": "soon"}, "a day and a time"),
        ({"cases": "12 x3"}, "x3 is no case number"),
        ({"buckets": ["7"]}, "Nobody with an open case"),
        ({"days_from": "9", "days_to": "3"}, "must not be above"),
    ],
)
def test_what_can_not_be_meant_is_said_on_the_form(
    as_role: SignIn, typed: dict[str, Any], said: str
) -> None:
    people(1)
    page = text(as_role(Role.LEAD).post(reverse("campaign-new"), TYPED | typed))
    assert said in page
    assert "Spring help" in page, "nothing typed is lost"


def test_it_is_changed_until_it_is_submitted(as_role: SignIn) -> None:
    campaign, lead = looked(people(1)), as_role(Role.LEAD)
    address = reverse("campaign-edit", args=[campaign.pk])
    assert campaign.name in text(lead.get(address))
    lead.post(address, TYPED | {"name": "Another"}, follow=True)
    campaign.refresh_from_db()
    assert (campaign.name, campaign.state) == ("Another", CampaignState.LOOKING)


def test_another_approves_it_and_its_author_is_not_asked(as_role: SignIn) -> None:
    campaign = looked(people(50))
    lead, compliance = as_role(Role.LEAD), as_role(Role.COMPLIANCE)
    assert "Submit for approval" in shown(lead, campaign)
    page = step(lead, campaign, "submit")
    assert "had no hand in it" in page
    assert "role may not" in step(as_role(Role.STRATEGIST), campaign, "approve")
    assert "Approve" in shown(compliance, campaign)
    step(compliance, campaign, "approve")
    campaign.refresh_from_db()
    assert campaign.state == CampaignState.APPROVED


def test_its_progress_is_shown_and_it_is_paused_and_stopped(as_role: SignIn) -> None:
    campaign, lead = running(people(3)), as_role(Role.LEAD)
    work_through(campaign.pk, at=MORNING, most=2)
    page = shown(lead, campaign)
    assert "Waits to be sent" in page
    assert "To be asked" in page
    assert "Say why" in step(lead, campaign, "pause")
    page = step(lead, campaign, "pause", note="a complaint came in")
    assert "a complaint came in" in page
    assert "Go on" in page
    assert "Go on" not in shown(as_role(Role.COMPLIANCE), campaign)
    step(lead, campaign, "resume")
    page = step(lead, campaign, "stop", note="enough")
    assert "Stopped before their turn" in page
    assert not Message.objects.filter(state="waiting").exists()


def test_a_page_that_is_behind_loads_anew(as_role: SignIn) -> None:
    campaign = running(people(1))
    address = reverse("campaign", args=[campaign.pk]) + "?state=approved"
    got = as_role(Role.LEAD).get(address, headers={"HX-Request": "true"})
    assert got.headers["HX-Refresh"] == "true"


def test_what_is_not_there_is_not_found(as_role: SignIn) -> None:
    lead = as_role(Role.LEAD)
    assert lead.get(reverse("campaign", args=[999])).status_code == 404
    assert lead.get(reverse("campaign-person", args=[999, 1])).status_code == 404
    campaign = looked(people(1))
    address = reverse("campaign-step", args=[campaign.pk, "send"])
    assert lead.post(address).status_code == 404
    assert as_role(Role.COLLECTOR).get(reverse("campaigns")).status_code == 403


def test_the_list_tells_how_far_each_has_come(as_role: SignIn) -> None:
    assert "no campaign yet" in text(as_role(Role.LEAD).get(reverse("campaigns")))
    campaign = running(people(2))
    page = text(as_role(Role.COMPLIANCE).get(reverse("campaigns")))
    assert campaign.name in page
    assert "New campaign" not in page
