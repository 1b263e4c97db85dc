"""Dashboards: the same number for everybody, live, and nobody's data for management."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from fairdue.contact.models import Outcome
from fairdue.desk.oversight.tests.conftest import SignIn
from fairdue.journal.models import Entry
from fairdue.people.models import Role, Staff
from fairdue.people.rules import ALLOWED
from fairdue.reporting.dashboards import DASHBOARDS, PICTURES, families
from fairdue.reporting.models import SavedView
from fairdue.reporting.tests.records import DAY, make_attempt, make_case, make_complaint

pytestmark = pytest.mark.usefixtures("two_days")


def tiles(client: Client, page: str) -> dict[str, str]:
    """What the tiles of a page say, by the address that each opens."""
    shown = client.get(page).content.decode()
    found = re.findall(r'class="tile" href="([^"]*)".*?tile-value">([^<]*)<', shown)
    return {address.split("?")[0]: value for address, value in found if "months=" not in address}


def test_everybody_sees_the_same_number_on_every_page(as_role: SignIn) -> None:
    case = make_case(1)
    make_attempt(case, Outcome.PROMISE)
    make_complaint(case)
    pages = [reverse("dashboard-of", args=[name]) for name in DASHBOARDS] + [reverse("figures")]
    seen: dict[str, set[str]] = {}
    for role in sorted(ALLOWED["see_reports"]):
        client = as_role(Role(role))
        for page in pages:
            for address, value in tiles(client, page).items():
                seen.setdefault(address, set()).add(value)
    assert len(seen) > 20
    assert {address: values for address, values in seen.items() if len(values) > 1} == {}


def test_what_the_desk_does_shows_when_tiles_come_again(as_role: SignIn) -> None:
    client = as_role(Role.COMPLIANCE)
    page = reverse("dashboard-live", args=["compliance"])
    address = reverse("figure", args=["complaints_per_contacts"])
    case = make_case(1)
    make_attempt(case, Outcome.PROMISE)
    assert tiles(client, page)[address] == "0.00"
    make_complaint(case)
    assert tiles(client, page)[address] == "10,000.00"


def test_management_opens_rows_without_anybodys_name(as_role: SignIn) -> None:
    make_attempt(make_case(1), Outcome.PROMISE)
    address = reverse("figure", args=["proof_coverage"]) + f"?last={DAY}"
    shown = {
        role: as_role(role).get(address).content.decode()
        for role in (Role.LEAD, Role.MANAGEMENT, Role.STRATEGIST)
    }
    assert "张*" in shown[Role.LEAD]
    for role in (Role.MANAGEMENT, Role.STRATEGIST):
        assert "张*" not in shown[role]
        assert "000001" in shown[role] or "Promise" in shown[role]


def test_management_begins_at_its_dashboard(as_role: SignIn) -> None:
    client = as_role(Role.MANAGEMENT)
    assert client.get(reverse("home")).url == reverse("dashboard")  # type: ignore[attr-defined]
    assert client.get(reverse("dashboard-of", args=["nobody"])).status_code == 404


@pytest.mark.parametrize("name", DASHBOARDS)
def test_a_dashboard_shows_figures_and_charts_that_there_are(name: str) -> None:
    shown = DASHBOARDS[name]
    assert set(shown.pictures) <= PICTURES.keys()
    assert families(shown.keys, shown.pictures)
    assert len(set(shown.keys)) == len(shown.keys)


def test_without_a_night_the_work_still_shows(
    as_role: SignIn, settings: object, tmp_path: Path
) -> None:
    settings.VAR = tmp_path / "empty"  # type: ignore[attr-defined]
    assert as_role(Role.MANAGEMENT).get(reverse("dashboard")).status_code == 200


def test_calls_are_drawn_for_the_lead_and_no_share_stands_beside_an_estimate(
    as_role: SignIn,
) -> None:
    make_attempt(make_case(1), Outcome.PROMISE)
    client = as_role(Role.LEAD)
    assert "Calls by day" in client.get(reverse("dashboard")).content.decode()
    opened = client.get(reverse("figure", args=["pressure_p95"])).context["figure"]
    assert opened.value != "–"
    assert opened.share == ""


def a_view(client: Client, name: str = "Mornings", **more: object) -> str:
    """The address of a view of two figures, as its form saves it."""
    keys = ["denial_rate", "complaints_upheld"]
    sent = client.post(reverse("dashboard-new"), {"name": name, "key": keys} | more)
    assert sent.status_code == 302, sent.content.decode()
    return str(sent["Location"])


def test_a_view_of_ones_own_has_the_figures_ticked_and_is_nobody_elses(as_role: SignIn) -> None:
    lead = as_role(Role.LEAD)
    address = a_view(lead)
    assert list(tiles(lead, address)) == [
        reverse("figure", args=[key]) for key in ("denial_rate", "complaints_upheld")
    ]
    assert "Only you see this view." in lead.get(address).content.decode()
    assert lead.get(f"{address}live/").status_code == 200
    assert "Mornings" in lead.get(reverse("dashboard")).content.decode()
    assert as_role(Role.MANAGEMENT).get(address).status_code == 404


def test_a_shared_view_is_seen_by_others_and_removed_by_its_owner_alone(as_role: SignIn) -> None:
    lead, management = as_role(Role.LEAD), as_role(Role.MANAGEMENT)
    address = a_view(lead, shared="on")
    [view] = SavedView.objects.all()
    shown = management.get(address).content.decode()
    assert f"This view is shared by {Staff.objects.get(username=view.owner).display_name}." in shown
    assert "Remove this view" not in shown
    assert "You share this view" in lead.get(address).content.decode()
    for client, status in ((management, 200), (lead, 404)):
        client.post(reverse("dashboard-remove", args=[view.pk]))
        assert lead.get(address).status_code == status
    assert Entry.objects.filter(action="view_removed").count() == 1


@pytest.mark.parametrize(
    ("sent", "why"),
    [
        ({"name": " ", "key": ["denial_rate"]}, "at most 60 characters"),
        ({"name": "x" * 61, "key": ["denial_rate"]}, "at most 60 characters"),
        ({"name": "x", "key": []}, "at least one figure"),
        ({"name": "x", "key": ["no_such_figure"]}, "at least one figure"),
    ],
)
def test_a_view_without_name_or_figures_is_refused_beside_the_form(
    as_role: SignIn, sent: dict[str, object], why: str
) -> None:
    answer = as_role(Role.STRATEGIST).post(reverse("dashboard-new"), sent)
    assert answer.status_code == 422
    assert why in answer.content.decode()


def test_a_name_is_taken_once_until_its_view_is_removed(as_role: SignIn) -> None:
    lead = as_role(Role.LEAD)
    a_view(lead)
    again = {"name": "Mornings", "key": ["denial_rate"]}
    assert lead.post(reverse("dashboard-new"), again).status_code == 422
    lead.post(reverse("dashboard-remove", args=[SavedView.objects.get().pk]))
    a_view(lead)
    a_view(as_role(Role.COMPLIANCE))
