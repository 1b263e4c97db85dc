"""From choosing a visit to a team on the road: what is refused, planned, taken and called off."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest

from fairdue.compliance.actions import place_hold
from fairdue.contact.models import Permit
from fairdue.delinquency.models import Case
from fairdue.journal.models import Entry
from fairdue.kernel.refusal import Refused
from fairdue.people.models import Role, Staff
from fairdue.portfolio.models import ContactPoint
from fairdue.visits.actions import (
    VisitRefused,
    Wanted,
    call_off,
    call_off_unlawful,
    choose,
    choose_many,
    finish_round,
    finish_rounds,
    give_out,
    plan,
    set_place,
    take_round,
)
from fairdue.visits.actions.changing import change_visit
from fairdue.visits.models import (
    FallenBecause,
    LeftOutBecause,
    Level,
    Origin,
    Place,
    Round,
    RoundState,
    Visit,
    VisitState,
    VisitTeam,
)
from fairdue.visits.queries import moments_of, rounds_of
from fairdue.visits.tests.records import (
    DAY,
    MORNING,
    a_case_with_a_home,
    a_lead,
    a_visit_team,
    at,
)

pytestmark = pytest.mark.django_db

EVENING = MORNING - timedelta(hours=14)
"""18:30 of the day before."""


@pytest.fixture
def team() -> VisitTeam:
    return a_visit_team()


@pytest.fixture
def lead(team: VisitTeam) -> Staff:
    return a_lead(team.team)


def late(words: str = "", days_past_due: int = 90) -> Case:
    case, _ = a_case_with_a_home(words)
    Case.objects.filter(pk=case.pk).update(days_past_due=days_past_due)
    case.refresh_from_db()
    return case


def agreed(
    case: Case, begins: datetime, ends: datetime, lead: Staff, now: datetime = EVENING
) -> Visit:
    wanted = Wanted(case.pk, DAY, origin=Origin.AGREED, window=(begins, ends))
    return choose(wanted, staff=lead, at=now)


def given_out(lead: Staff, *visits: Visit) -> Round:
    plan(day=DAY, staff=lead, at=EVENING)
    found = Round.objects.get()
    return give_out(round_id=found.pk, staff=lead, at=EVENING)


def ended(visit: Visit, when: datetime) -> None:
    change_visit(
        visit,
        action="visit_ended",
        actor="test",
        at=when,
        details={},
        state=VisitState.MADE,
        ended_at=when,
    )


# Choosing


def test_a_visit_agreed_with_the_cardholder_is_put_down_for_their_own_address(
    lead: Staff,
) -> None:
    case = late(days_past_due=5)
    visit = agreed(case, at(10), at(12), lead)
    assert (visit.basis, visit.state, visit.must) == ("invited", "waiting", True)
    assert visit.address.customer_id == case.customer_id
    assert Place.objects.get(address=visit.address).level == Level.DISTRICT


def test_without_a_basis_nobody_is_visited_and_what_it_takes_is_said(lead: Staff) -> None:
    with pytest.raises(VisitRefused, match="no basis.*60 days past due.*3 tries"):
        choose(Wanted(late().pk, DAY), staff=lead, at=EVENING)
    with pytest.raises(VisitRefused, match="rests on their invitation"):
        choose(Wanted(late().pk, DAY, basis="invited"), staff=lead, at=EVENING)


@pytest.mark.parametrize(
    ("begins", "ends", "words"),
    [
        (at(7), at(9), "CN|08:00|night"),
        (at(20), at(23), "night"),
        (at(10), at(10, 10), "longer than is left"),
        (at(23) - timedelta(days=2), at(9), "within the day"),
    ],
)
def test_windows_outside_hours_and_too_short_ones_are_refused(
    lead: Staff, begins: datetime, ends: datetime, words: str
) -> None:
    with pytest.raises(VisitRefused, match=words):
        agreed(late(), begins, ends, lead)


def test_the_rules_own_verdict_comes_with_the_refusal(lead: Staff) -> None:
    case = late()
    place_hold(customer_id=case.customer_id, kind="manual", reason="ill", staff=lead, at=EVENING)
    with pytest.raises(VisitRefused) as refused:
        agreed(case, at(10), at(12), lead, EVENING + timedelta(minutes=1))
    assert refused.value.verdict is not None
    assert [each.rule for each in refused.value.verdict.failing] == ["LENDER-HOLD"]
    assert not Permit.objects.exists() and not Visit.objects.exists()


def test_an_address_that_is_not_theirs_or_not_valid_is_not_visited(lead: Staff) -> None:
    case = late()
    point = ContactPoint.objects.filter(customer=case.customer, kind="address")
    point.update(invalid_since=DAY)
    with pytest.raises(VisitRefused, match="nobody else is visited"):
        agreed(case, at(10), at(12), lead)


def test_choosing_many_says_of_each_why_not(lead: Staff) -> None:
    closed = late()
    Case.objects.filter(pk=closed.pk).update(closed_on=DAY)
    chosen = choose_many([late().pk, closed.pk], day=DAY, staff=lead, at=EVENING)
    assert not chosen.visits
    assert [str(each.text.en)[:20] for each in chosen.refused.values()] == [
        "There is no basis fo",
        "This case is not ope",
    ]


def test_only_a_lead_plans_visits(team: VisitTeam) -> None:
    for staff in (team.first, a_lead(team.team)):
        if staff.role == Role.LEAD:
            continue
        with pytest.raises(Refused, match="team leads"):
            choose(Wanted(late().pk, DAY), staff=staff, at=EVENING)
        with pytest.raises(Refused, match="team leads"):
            plan(day=DAY, staff=staff, at=EVENING)


# Planning


def test_visits_are_put_into_a_round_with_times_inside_their_windows(lead: Staff) -> None:
    first = agreed(late(), at(14), at(15), lead)
    second = agreed(late(), at(9, 30), at(11), lead)
    planned = plan(day=DAY, staff=lead, at=EVENING)
    [found] = planned.rounds
    first.refresh_from_db(), second.refresh_from_db()
    assert (second.stop, first.stop) == (1, 2) and first.round == second.round == found
    for visit in (first, second):
        assert visit.arrives_at and visit.leaves_at
        assert visit.window_from <= visit.arrives_at
        assert visit.leaves_at <= visit.window_until
    assert found.state == RoundState.DRAFTED and found.metres > 0 and not planned.left_out


def test_planning_again_changes_nothing_and_writes_nothing(lead: Staff) -> None:
    agreed(late(), at(14), at(15), lead)
    plan(day=DAY, staff=lead, at=EVENING)
    entries = Entry.objects.count()
    plan(day=DAY, staff=lead, at=EVENING)
    assert Entry.objects.count() == entries


def test_a_visit_with_no_feasible_order_is_named_with_the_soonest_moment(lead: Staff) -> None:
    far = agreed(late("北京市朝阳区不存在路1号"), at(10), at(11), lead)
    near = agreed(late(), at(10), at(11), lead)
    planned = plan(day=DAY, staff=lead, at=EVENING)
    assert [visit.pk for visit in planned.left_out] == [far.pk]
    far.refresh_from_db(), near.refresh_from_db()
    assert far.state == VisitState.WAITING and far.left_out == LeftOutBecause.REACH
    assert far.soonest_at and far.soonest_at > far.window_until
    assert near.state == VisitState.PLANNED


def test_two_agreed_for_one_moment_clash_when_there_is_one_team(lead: Staff) -> None:
    one = agreed(late(), at(10), at(10, 30), lead)
    other = agreed(late("上海市闵行区不存在路1号"), at(10), at(10, 30), lead)
    [left] = plan(day=DAY, staff=lead, at=EVENING).left_out
    left.refresh_from_db()
    assert left.left_out == LeftOutBecause.CLASH
    other_team = a_visit_team()
    assert other_team.code and not plan(day=DAY, staff=lead, at=EVENING).left_out
    one.refresh_from_db(), other.refresh_from_db()
    assert one.round_id != other.round_id


def test_an_address_nobody_can_place_waits_until_somebody_sets_it(lead: Staff) -> None:
    visit = agreed(late("乌有乡"), at(10), at(12), lead)
    plan(day=DAY, staff=lead, at=EVENING)
    visit.refresh_from_db()
    assert visit.left_out == LeftOutBecause.PLACE
    set_place(address_id=visit.address_id, latitude=31.25, longitude=121.5, staff=lead, at=EVENING)
    plan(day=DAY, staff=lead, at=EVENING)
    visit.refresh_from_db()
    assert visit.state == VisitState.PLANNED and visit.left_out == ""
    with pytest.raises(Refused, match="from -90 to 90"):
        set_place(address_id=visit.address_id, latitude=91, longitude=0, staff=lead, at=EVENING)


def test_no_team_on_the_road_is_said(lead: Staff, team: VisitTeam) -> None:
    agreed(late(), at(18), at(19), lead)
    with pytest.raises(Refused, match="No team is on the road"):
        plan(day=DAY, staff=lead, at=at(18))
    assert team.ends == time(17)


# Taking the round


def test_the_team_takes_its_round_and_has_a_permit_for_each_visits_window(
    lead: Staff, team: VisitTeam
) -> None:
    visit = agreed(late(), at(10), at(12), lead)
    found = given_out(lead, visit)
    taken = take_round(round_id=found.pk, staff=team.second, at=MORNING)
    assert [each.pk for each in taken.permitted] == [visit.pk] and not taken.refused
    visit.refresh_from_db()
    assert visit.permit is not None and visit.state == VisitState.OUT
    assert (visit.permit.serves_from, visit.permit.expires_at) == (at(10), at(12))
    assert visit.permit.asked_by == team.second.username
    again = take_round(round_id=found.pk, staff=team.first, at=MORNING + timedelta(minutes=5))
    assert len(again.permitted) == 1 and Permit.objects.count() == 1


def test_a_hold_of_the_night_is_found_by_the_permit_and_the_visit_falls_out(
    lead: Staff, team: VisitTeam
) -> None:
    case = late()
    found = given_out(lead, agreed(case, at(10), at(12), lead))
    place_hold(customer_id=case.customer_id, kind="manual", reason="ill", staff=lead, at=EVENING)
    taken = take_round(round_id=found.pk, staff=team.first, at=MORNING)
    [visit] = taken.refused
    assert (visit.fell_out_because, visit.failing) == (FallenBecause.HOLD, ["LENDER-HOLD"])
    assert Permit.objects.get().granted is False


def test_a_round_is_taken_by_its_own_team_on_its_own_day_by_two(
    lead: Staff, team: VisitTeam
) -> None:
    found = given_out(lead, agreed(late(), at(10), at(12), lead))
    other = a_visit_team()
    with pytest.raises(Refused, match="another team's"):
        take_round(round_id=found.pk, staff=other.first, at=MORNING)
    with pytest.raises(Refused, match="that morning"):
        take_round(round_id=found.pk, staff=team.first, at=EVENING)
    Staff.objects.filter(pk=team.second_id).update(is_active=False)
    with pytest.raises(Refused, match="takes two visitors"):
        take_round(round_id=found.pk, staff=team.first, at=MORNING)


def test_an_empty_round_is_not_given_out_and_none_twice(lead: Staff) -> None:
    visit = agreed(late(), at(10), at(12), lead)
    found = given_out(lead, visit)
    with pytest.raises(Refused, match="given out; it cannot become"):
        give_out(round_id=found.pk, staff=lead, at=EVENING)


# In the day


def test_a_hold_that_comes_during_the_day_calls_the_visit_off_and_the_phone_can_tell(
    lead: Staff, team: VisitTeam
) -> None:
    case = late()
    visit = agreed(case, at(10), at(12), lead)
    other = agreed(late(), at(13), at(15), lead)
    found = given_out(lead, visit, other)
    take_round(round_id=found.pk, staff=team.first, at=MORNING)
    assert call_off_unlawful(at=at(9)) == []
    place_hold(customer_id=case.customer_id, kind="manual", reason="ill", staff=lead, at=at(9))
    assert [each.pk for each in call_off_unlawful(at=at(9, 5))] == [visit.pk]
    visit.refresh_from_db(), other.refresh_from_db()
    was = found.version
    found.refresh_from_db()
    assert (visit.state, visit.fell_out_because) == ("fell_out", "hold")
    assert other.state == VisitState.OUT and found.version == was + 1


def test_the_day_is_planned_anew_from_where_the_team_is(lead: Staff, team: VisitTeam) -> None:
    visits = [agreed(late(), at(9), at(17), lead) for _ in range(3)]
    found = given_out(lead, *visits)
    take_round(round_id=found.pk, staff=team.first, at=MORNING)
    order = list(Visit.objects.filter(round=found).order_by("stop"))
    ended(order[0], at(10))
    call_off(visit_id=order[1].pk, staff=lead, at=at(10))
    added = agreed(late(), at(11), at(16), lead, at(10))
    planned = plan(day=DAY, staff=lead, at=at(10, 5))
    assert not planned.left_out
    stops = list(
        Visit.objects.filter(round=found, stop__isnull=False)
        .order_by("stop")
        .values_list("pk", "state")
    )
    assert stops[0] == (order[0].pk, "made")
    assert dict(stops[1:]) == {order[2].pk: "out", added.pk: "planned"}
    later = Visit.objects.filter(round=found, stop__gt=1)
    assert all(each.arrives_at and each.arrives_at >= at(10, 5) for each in later)
    taken = take_round(round_id=found.pk, staff=team.first, at=at(10, 6))
    assert {each.pk for each in taken.permitted} == {order[2].pk, added.pk}


def test_what_a_team_has_a_permit_for_stays_with_it_when_another_team_would_be_nearer(
    lead: Staff, team: VisitTeam
) -> None:
    visit = agreed(late(), at(9), at(17), lead)
    found = given_out(lead, visit)
    take_round(round_id=found.pk, staff=team.first, at=MORNING)
    near = a_visit_team()
    agreed(late(), at(9), at(17), lead, at(9))
    plan(day=DAY, staff=lead, at=at(9, 5))
    visit.refresh_from_db()
    assert visit.round_id == found.pk and near.pk


def test_a_round_is_done_when_all_of_its_visits_are(lead: Staff, team: VisitTeam) -> None:
    visit = agreed(late(), at(10), at(12), lead)
    found = given_out(lead, visit)
    take_round(round_id=found.pk, staff=team.first, at=MORNING)
    assert not finish_round(round_id=found.pk, actor="ma", at=at(11))
    visit.refresh_from_db()
    ended(visit, at(11))
    assert finish_round(round_id=found.pk, actor="ma", at=at(11))
    assert Round.objects.get().state == RoundState.DONE
    with pytest.raises(Refused, match="cannot become"):
        call_off(visit_id=visit.pk, staff=lead, at=at(12))


def test_what_nobody_set_out_for_is_over_when_its_window_is_and_what_nobody_told_of_later(
    lead: Staff, team: VisitTeam
) -> None:
    waiting = agreed(late(), at(10), at(12), lead)
    out = agreed(late(), at(13), at(15), lead)
    found = given_out(lead, waiting, out)
    call_off(visit_id=waiting.pk, staff=lead, at=EVENING)
    left = agreed(late(), at(10), at(12), lead)
    take_round(round_id=found.pk, staff=team.first, at=MORNING)
    assert [each.pk for each in call_off_unlawful(at=at(12))] == [left.pk]
    assert call_off_unlawful(at=at(15) + timedelta(hours=47)) == []
    assert finish_rounds(at=at(16)) == 0
    later = at(15) + timedelta(hours=48)
    assert [each.pk for each in call_off_unlawful(at=later)] == [out.pk]
    out.refresh_from_db()
    assert out.fell_out_because == FallenBecause.TIME
    assert finish_rounds(at=later) == 1 and Round.objects.get().state == RoundState.DONE


def test_a_customers_timeline_and_a_visitors_day_show_the_visit(
    lead: Staff, team: VisitTeam
) -> None:
    visit = agreed(late(), at(10), at(12), lead)
    [told] = moments_of(visit.customer_id)
    assert told.title.en == "Visit waiting for a round, 2026-03-10"
    assert rounds_of(team.first, DAY) == []
    plan(day=DAY, staff=lead, at=EVENING)
    assert rounds_of(team.first, DAY) == [], "what is drafted is nobody's yet"
    found = give_out(round_id=Round.objects.get().pk, staff=lead, at=EVENING)
    [mine] = rounds_of(team.second, DAY)
    assert mine.id == found.pk and [each.id for each in mine.visits] == [visit.pk]
    assert rounds_of(a_visit_team().first, DAY) == []
    call_off(visit_id=visit.pk, staff=lead, at=EVENING)
    [told] = moments_of(visit.customer_id)
    assert told.detail.en == "taken off by a lead"


def test_the_journal_holds_no_address_and_no_coordinates(lead: Staff) -> None:
    visit = agreed(late(), at(10), at(12), lead)
    set_place(
        address_id=visit.address_id, latitude=31.254321, longitude=121.5, staff=lead, at=EVENING
    )
    given_out(lead, visit)
    told = " ".join(str(each) for each in Entry.objects.values_list("details", flat=True))
    assert "31.25" not in told and "不存在路" not in told
