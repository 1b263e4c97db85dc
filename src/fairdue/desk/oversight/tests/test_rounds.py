"""A lead's day of visits, from the form to the map: what is shown, refused, and kept."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from fairdue.delinquency.models import Case
from fairdue.desk.oversight.tests.conftest import SignIn
from fairdue.people.models import Role
from fairdue.visits.models import Level, Place, Round, RoundState, Visit, VisitState, VisitTeam
from fairdue.visits.tests.records import a_base, a_case_with_a_home, a_visit_team

pytestmark = pytest.mark.django_db

DAY = "2026-03-11"
"""The day after the clock's."""


@pytest.fixture
def lead(as_role: SignIn) -> Client:
    return as_role(Role.LEAD)


def put_down(lead: Client, case: Case, begins: str = "10:00", ends: str = "12:00") -> str:
    given = {"day": DAY, "case": case.number, "origin": "agreed", "from": begins, "until": ends}
    return lead.post(reverse("visit-put-down"), given, follow=True).content.decode()


def post(lead: Client, page: str, /, *args: int, **fields: str) -> str:
    address = reverse(page, args=args)
    return lead.post(address, {"day": DAY, **fields}, follow=True).content.decode()


def test_a_visit_is_put_down_planned_and_given_out(lead: Client) -> None:
    team = a_visit_team()
    case, _ = a_case_with_a_home()
    assert "The visit is put down" in put_down(lead, case)
    page = post(lead, "visits-plan")
    assert "1 visit is planned." in page and team.code in page
    assert 'class="stop tone-1' in page and "10:00" in page
    given = post(lead, "visits-give-out")
    assert "1 round given out." in given
    assert Round.objects.get().state == RoundState.GIVEN_OUT


def test_what_the_law_refuses_is_said_with_its_reason_and_the_form_keeps_what_was_typed(
    lead: Client,
) -> None:
    case, _ = a_case_with_a_home()
    page = put_down(lead, case, "20:30", "22:30")
    assert "No collecting at night" in page and 'value="20:30"' in page
    assert not Visit.objects.exists()
    page = post(lead, "visit-put-down", case="x")
    assert "Give the case&#x27;s number" in page
    page = post(lead, "visit-put-down", case=case.number, origin="agreed")
    assert "from when until when the cardholder agreed" in page


def test_a_visit_that_fits_nowhere_says_why_and_when_a_team_could_be_there(
    lead: Client,
) -> None:
    a_visit_team()
    case, _ = a_case_with_a_home("北京市朝阳区不存在路1号")
    put_down(lead, case, "10:00", "11:00")
    page = post(lead, "visits-plan")
    assert "1 visit is in no round" in page
    assert "No team gets there within its window" in page and "at the soonest" in page


def test_teams_far_apart_have_a_picture_each(lead: Client) -> None:
    a_visit_team()
    a_visit_team(base=a_base("Beijing", "39.90", "116.40"))
    for words in ("上海市黄浦区不存在路1号", "北京市朝阳区不存在路1号"):
        put_down(lead, a_case_with_a_home(words)[0])
    page = post(lead, "visits-plan")
    assert "2 visits are planned." in page and page.count("<svg viewBox=") == 2


def test_a_visit_is_taken_off_and_the_day_planned_again(lead: Client) -> None:
    a_visit_team()
    case, _ = a_case_with_a_home()
    put_down(lead, case)
    post(lead, "visits-plan")
    visit = Visit.objects.get()
    page = post(lead, "visit-off", visit.pk)
    assert "taken off" in page and "Taken off by a lead" in page
    visit.refresh_from_db()
    assert visit.state == VisitState.FELL_OUT


def test_the_place_of_an_address_is_set_on_the_map_and_stays_out_of_addresses(
    lead: Client,
) -> None:
    case, home = a_case_with_a_home()
    put_down(lead, case)
    page = lead.get(reverse("visit-place", args=[home.pk])).content.decode()
    assert "known by its district only" in page and 'class="district"' in page
    latitude = re.search(r'name="latitude"[^>]*value="([\d.]+)"', page)
    assert latitude
    spot = {"latitude": latitude[1], "longitude": "121.500000", "degrees": "0.3"}
    moved = post(lead, "visit-place", home.pk, **spot, do="north")
    assert f'value="{float(latitude[1]) + 0.03:.6f}"' in moved
    assert Place.objects.get().level == Level.DISTRICT
    answer = lead.post(reverse("visit-place", args=[home.pk]), {"day": DAY, **spot, "do": "keep"})
    assert answer.status_code == 302 and "121.5" not in answer["Location"]
    assert Place.objects.get().level == Level.POINT
    wrong = post(lead, "visit-place", home.pk, latitude="here", longitude="", do="keep")
    assert "Give latitude and longitude as numbers" in wrong


def test_the_place_of_what_is_no_address_is_not_found(lead: Client) -> None:
    assert lead.get(reverse("visit-place", args=[999])).status_code == 404


def test_places_are_for_leads(as_role: SignIn) -> None:
    _, home = a_case_with_a_home()
    for role in Role:
        status = as_role(role).get(reverse("visit-place", args=[home.pk])).status_code
        assert status == (200 if role == Role.LEAD else 403)


def test_a_team_is_two_different_visitors(lead: Client) -> None:
    made = a_visit_team()
    fields = {
        "code": "road-9",
        "first": str(made.first_id),
        "second": str(made.second_id),
        "starts": "09:00",
        "ends": "18:00",
        "sets_out_from": str(made.sets_out_from_id),
        "returns_to": str(made.returns_to_id),
        "works": "on",
    }
    assert "road-9 is set up." in post(lead, "visit-team-change", **fields)
    same = post(lead, "visit-team-change", **{**fields, "second": fields["first"]})
    assert "two different visitors" in same
    assert "Fill in two visitors" in post(lead, "visit-team-change", code="x")
    assert VisitTeam.objects.get(code="road-9").second_id == made.second_id


def test_an_office_is_added_once(lead: Client) -> None:
    fields = {"name": "Bund", "latitude": "31.23", "longitude": "121.49"}
    assert "Bund is added." in post(lead, "visit-base-add", **fields)
    assert "a name of its own" in post(lead, "visit-base-add", **fields)
    assert "such as 31.2304" in post(lead, "visit-base-add", name="x", latitude="north")


def test_a_day_without_visits_says_what_to_do(lead: Client) -> None:
    page = lead.get(reverse("visits")).content.decode()
    assert "No visit is put down for this day" in page and "No team of two is set up yet" in page


def test_compliance_sees_the_day_and_changes_nothing(lead: Client, as_role: SignIn) -> None:
    a_visit_team()
    case, _ = a_case_with_a_home()
    put_down(lead, case)
    post(lead, "visits-plan")
    page = as_role(Role.COMPLIANCE).get(reverse("visits") + f"?day={DAY}").content.decode()
    assert "Take off" not in page and "Plan again" not in page and "10:00" in page
