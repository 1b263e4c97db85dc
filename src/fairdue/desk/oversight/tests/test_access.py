"""Every page opens to those it is for, in both languages, and to nobody else."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from fairdue.desk.oversight.tests.conftest import SignIn
from fairdue.desk.oversight.urls import urlpatterns
from fairdue.people.models import Role

LEAD, COMPLIANCE, ADMINISTRATOR = Role.LEAD, Role.COMPLIANCE, Role.ADMINISTRATOR
STRATEGIST, MANAGEMENT = Role.STRATEGIST, Role.MANAGEMENT
PAGES = {
    "lead": {LEAD, COMPLIANCE},
    "lead-live": {LEAD, COMPLIANCE},
    "figures": {LEAD, COMPLIANCE, STRATEGIST, MANAGEMENT},
    "dashboard": {LEAD, COMPLIANCE, STRATEGIST, MANAGEMENT},
    "reports": {LEAD, COMPLIANCE, STRATEGIST, MANAGEMENT},
    "report-schedules": {LEAD, COMPLIANCE, STRATEGIST, MANAGEMENT},
    "dashboard-new": {LEAD, COMPLIANCE, STRATEGIST, MANAGEMENT},
    "compliance": {LEAD, COMPLIANCE},
    "found": {LEAD, COMPLIANCE},
    "messages": {LEAD, COMPLIANCE, Role.STRATEGIST, ADMINISTRATOR},
    "holds": {LEAD, COMPLIANCE},
    "complaints": {LEAD, COMPLIANCE},
    "disputes": {LEAD, COMPLIANCE},
    "reviews": {LEAD, COMPLIANCE},
    "offers": {LEAD, COMPLIANCE},
    "payments": {LEAD, COMPLIANCE},
    "letters": {LEAD, COMPLIANCE},
    "visits": {LEAD, COMPLIANCE},
    "visits-choose": {LEAD},
    "visit-teams": {LEAD, COMPLIANCE},
    "talks": {LEAD, COMPLIANCE},
    "talks-import": {LEAD, COMPLIANCE},
    "my-talks": {Role.COLLECTOR, LEAD},
    "campaigns": {LEAD, COMPLIANCE, STRATEGIST, ADMINISTRATOR},
    "campaign-new": {LEAD, STRATEGIST},
    "checks": {LEAD, COMPLIANCE},
    "visit-records": {LEAD, COMPLIANCE},
    "visit-alarms": {LEAD, COMPLIANCE},
    "visit-alarm-bar": {LEAD, COMPLIANCE},
    "visit-phones": {LEAD},
    "journal": {COMPLIANCE},
    "proof": {COMPLIANCE},
    "reveals": {COMPLIANCE},
    "rules": {LEAD, COMPLIANCE, ADMINISTRATOR},
    "rule-changes": {LEAD, COMPLIANCE, ADMINISTRATOR},
    "administration": {ADMINISTRATOR},
    "intake-new": {ADMINISTRATOR},
    "mapping-new": {ADMINISTRATOR},
    "nights": {ADMINISTRATOR},
    "night-progress": {ADMINISTRATOR},
    "connections": {ADMINISTRATOR},
    "token-add": {ADMINISTRATOR},
    "webhook-add": {ADMINISTRATOR},
    "source-add": {ADMINISTRATOR},
    "staff": {ADMINISTRATOR},
    "staff-add": {ADMINISTRATOR},
}
POSTS = {
    "reallocate": ({LEAD}, []),
    "dashboard-remove": ({LEAD, COMPLIANCE, STRATEGIST, MANAGEMENT}, [1]),
    "figures-export": ({LEAD, COMPLIANCE, STRATEGIST, MANAGEMENT}, ["xlsx"]),
    "figure-export": ({LEAD, COMPLIANCE, STRATEGIST, MANAGEMENT}, ["cure_rate"]),
    "report-schedule-add": ({LEAD, COMPLIANCE}, []),
    "report-schedule-end": ({LEAD, COMPLIANCE}, [1]),
    "report-confirm": ({LEAD, COMPLIANCE}, [1]),
    "report-recount": ({LEAD, COMPLIANCE, STRATEGIST, MANAGEMENT}, [1]),
    "report-download": ({LEAD, COMPLIANCE, STRATEGIST, MANAGEMENT}, [1, "pdf"]),
    "rule-reading": ({COMPLIANCE}, ["law", "cn", "CN-HOURS-01", "night_begins"]),
    "remedy-take": ({LEAD, COMPLIANCE}, [1]),
    "remedy-done": ({LEAD, COMPLIANCE}, [1]),
    "remedy-waive": ({COMPLIANCE}, [1]),
    "hold-release": ({LEAD, COMPLIANCE}, [1]),
    "proof-check": ({COMPLIANCE}, []),
    "proof-export": ({COMPLIANCE}, []),
    "complaint-step": ({LEAD, COMPLIANCE}, [1, "take"]),
    "dispute-step": ({LEAD, COMPLIANCE}, [1, "take"]),
    "talk-decide": ({LEAD, COMPLIANCE}, [1]),
    "talk-task": ({LEAD, COMPLIANCE}, [1, 1]),
    "visits-plan": ({LEAD}, []),
    "visits-give-out": ({LEAD}, []),
    "visit-put-down": ({LEAD}, []),
    "visit-off": ({LEAD}, [1]),
    "visit-team-change": ({LEAD}, []),
    "visit-base-add": ({LEAD}, []),
    "letters-gather": ({LEAD, COMPLIANCE}, []),
    "letters-returned": ({LEAD, COMPLIANCE}, []),
    "letters-make": ({LEAD, COMPLIANCE}, [1]),
    "letters-posted": ({LEAD, COMPLIANCE}, [1]),
    "letters-download": ({LEAD, COMPLIANCE}, [1, "pdf"]),
    "campaign-step": ({LEAD, COMPLIANCE, STRATEGIST}, [1, "look"]),
    "visit-record-decide": ({LEAD}, [1]),
    "visit-alarm-take": ({LEAD, COMPLIANCE}, [1]),
    "visit-alarm-close": ({LEAD, COMPLIANCE}, [1]),
    "visit-phone-revoke": ({LEAD}, [1]),
    "match-decide": ({LEAD, COMPLIANCE}, [1]),
    "reviewed": ({LEAD, COMPLIANCE}, ["hold", 1]),
    "night-run": ({ADMINISTRATOR}, []),
    "token-revoke": ({ADMINISTRATOR}, ["crm"]),
    "webhook-try": ({ADMINISTRATOR}, ["crm"]),
    "webhook-again": ({ADMINISTRATOR}, ["crm"]),
    "connection-active": ({ADMINISTRATOR}, ["webhooks", "crm"]),
    "connection-secret": ({ADMINISTRATOR}, ["sources", "crm"]),
    "staff-active": ({ADMINISTRATOR}, [1]),
    "staff-password": ({ADMINISTRATOR}, [1]),
}
WITH_A_RECORD = {
    "campaign",
    "campaign-edit",
    "campaign-person",
    "complaint",
    "talk-finding",
    "my-talk",
    "dispute",
    "visit-place",
    "figure",
    "dashboard-of",
    "dashboard-live",
    "report",
    "finding",
    "permit",
    "proof-entry",
    "rule",
    "night",
    "staff-edit",
    "mapping",
    "intake-upload",
    "intake-preview",
    "intake-start",
    "intake-discard",
    "intake-progress",
    "intake-run",
    "intake-rejects",
    "webhook-deliveries",
    "visit-record",
    "visit-evidence",
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
