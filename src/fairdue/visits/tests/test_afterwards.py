"""After abuse each of a team says how they want to go on, and the rest of their round follows."""

from __future__ import annotations

import itertools
import json
from datetime import timedelta
from typing import Any

import pytest
from django.utils.translation import override

from fairdue.care.actions import close
from fairdue.care.models import Closing, Incident
from fairdue.contact.actions import Contact, request_permit
from fairdue.contact.models import Channel
from fairdue.contact.tests.records import a_member
from fairdue.journal.models import Entry
from fairdue.kernel.refusal import Refused
from fairdue.people.models import Role
from fairdue.visits.actions import Wanted, call_off_unlawful, choose, plan
from fairdue.visits.actions.afterwards import GoOn, take_answer
from fairdue.visits.actions.records import take_record
from fairdue.visits.models import (
    FallenBecause,
    Origin,
    Round,
    RoundState,
    Visit,
    VisitRecord,
    VisitState,
)
from fairdue.visits.queries.afterwards import asked_today
from fairdue.visits.tests.phones import Phone, a_record, an_outing, written
from fairdue.visits.tests.records import (
    DAY,
    a_case_with_a_home,
    a_lead,
    a_visit,
    a_visit_team,
    at,
)
from fairdue.work.actions import see
from fairdue.work.models import RespiteKind
from fairdue.work.queries import inbox_of, respite_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def outing() -> tuple[Visit, Phone, Phone]:
    """The first visit of a round under way, and the telephones of both who are on it."""
    visit, phone = an_outing()
    assert visit.round is not None
    return visit, phone, Phone(visit.round.second).registered(at(8))


def one_more(visit: Visit, stop: int, *, out: bool = True) -> Visit:
    """Another visit of the same round: the team is out for it, or it was added since."""
    assert visit.round is not None
    case, home = a_case_with_a_home()
    permit = None
    if out:
        contact = Contact(
            case_id=case.pk, contact_point_id=home.pk, channel=Channel.VISIT, visitors=2
        )
        permit = request_permit(contact, actor=visit.round.first.username, at=at(10)).permit_id
    return a_visit(
        case,
        home,
        round=visit.round,
        stop=stop,
        arrives_at=at(10 + stop),
        leaves_at=at(10 + stop, 20),
        permit_id=permit,
        state=VisitState.OUT if out else VisitState.PLANNED,
    )


def abused(visit: Visit, phone: Phone) -> None:
    phone.hands_in(written(a_record(visit, at(10, 20), outcome="abuse")), at(11))


def answers(phone: Phone, visit: Visit, go_on: str, hour: int = 11, minute: int = 5) -> str:
    when = at(hour, minute)
    return take_answer(visit_id=visit.pk, go_on=go_on, bringing=phone.brings(when))


def of(phone: Phone) -> Incident:
    return Incident.objects.get(staff=phone.staff)


def test_both_are_asked_on_the_day_until_each_said_how_they_go_on(
    outing: tuple[Visit, Phone, Phone],
) -> None:
    visit, phone, other = outing
    assert asked_today(phone.staff, at(11)) == {}
    abused(visit, phone)
    assert asked_today(phone.staff, at(11)) == asked_today(other.staff, at(11)) == {visit.pk: 15}

    assert answers(phone, visit, "fine") == "taken"

    assert asked_today(phone.staff, at(12)) == {}
    assert asked_today(other.staff, at(12)) == {visit.pk: 15}
    assert asked_today(other.staff, at(9) + timedelta(days=1)) == {}
    lead = a_lead(phone.staff.team)  # type: ignore[arg-type]
    close(incident_id=of(other).pk, closing=Closing.TALKED, staff=lead, at=at(13))
    assert asked_today(other.staff, at(14)) == {}


@pytest.mark.parametrize(
    ("go_on", "kind", "talks"),
    [
        ("fine", None, False),
        ("break", RespiteKind.BREAK, False),
        ("end", RespiteKind.LIGHTER, False),
        ("talk", RespiteKind.BREAK, True),
    ],
)
def test_what_somebody_chose_is_theirs_and_only_a_wish_to_talk_is_kept(
    outing: tuple[Visit, Phone, Phone], go_on: str, kind: str | None, talks: bool
) -> None:
    visit, phone, other = outing
    abused(visit, phone)

    assert answers(phone, visit, go_on) == "taken"

    respite, others = respite_of(phone.staff, at(11, 6)), respite_of(other.staff, at(11, 6))
    assert (respite and respite.kind) == kind
    assert others is not None
    assert others.kind == RespiteKind.LIGHTER
    assert (of(phone).talk_asked_at is not None) == talks
    assert of(other).answered_at is None
    details = [json.dumps(each) for each in Entry.objects.values_list("details", flat=True)]
    assert not any(f'"{each}"' in said for each in GoOn for said in details)


@pytest.mark.parametrize("order", itertools.permutations(range(3)))
def test_any_order_and_any_repetition_ends_in_the_same_state(
    outing: tuple[Visit, Phone, Phone], order: tuple[int, ...]
) -> None:
    visit, phone, other = outing
    left, added = one_more(visit, 2), one_more(visit, 3, out=False)
    content = written(a_record(visit, at(10, 20), outcome="abuse"))
    deeds = [
        lambda: phone.hands_in(content, at(11)),
        lambda: answers(phone, visit, "end"),
        lambda: answers(other, visit, "talk"),
    ]

    for number in [*order, *order]:  # what waits is brought again
        deeds[number]()

    assert of(phone).answered_at is not None
    assert of(other).talk_asked_at is not None
    assert [answers(each, visit, "break") for each in (phone, other)] == ["already", "already"]
    for each in (left, added):
        each.refresh_from_db()
        assert (each.state, each.fell_out_because) == (VisitState.FELL_OUT, FallenBecause.TEAM)
    visit.refresh_from_db()
    assert visit.state == VisitState.MADE
    assert "fell_out" not in VisitRecord.objects.get().conflicts
    found = Round.objects.get()
    assert (found.state, found.over_since) == (RoundState.DONE, at(11, 5))
    assert Entry.objects.filter(action="round_over").count() == 1


def test_an_answer_waits_on_its_telephone_while_its_record_is_not_here(
    outing: tuple[Visit, Phone, Phone],
) -> None:
    visit, phone, _other = outing
    content = written(a_record(visit, at(10, 20), outcome="abuse"))
    with pytest.raises(Refused, match="as the phone signed it"):
        take_record(
            content=content + b" ", signature=phone.signed(content), bringing=phone.brings(at(11))
        )
    before = Entry.objects.count()

    assert [answers(phone, visit, each) for each in ("fine", "break", "talk")] == ["waits"] * 3

    assert Entry.objects.count() == before, "nothing is kept of an answer"
    phone.hands_in(content, at(11, 10))
    assert answers(phone, visit, "talk", 11, 11) == "taken"


def test_where_the_record_tells_of_no_abuse_the_answer_says_so_and_the_round_ends_all_the_same(
    outing: tuple[Visit, Phone, Phone],
) -> None:
    visit, phone, other = outing
    left = one_more(visit, 2)
    phone.hands_in(written(a_record(visit, at(10, 20))), at(11))

    with pytest.raises(Refused, match="tells of no abuse"):
        answers(other, visit, "talk")
    assert answers(other, visit, "end") == "taken"

    left.refresh_from_db()
    assert left.fell_out_because == FallenBecause.TEAM


def test_a_round_that_is_over_goes_to_others_and_its_lead_is_told_once(
    outing: tuple[Visit, Phone, Phone],
) -> None:
    visit, phone, other = outing
    left = one_more(visit, 2)
    assert visit.round is not None
    lead = a_lead(visit.round.visit_team.team)
    stranger = a_lead(a_visit_team().team)
    version = visit.round.version
    abused(visit, phone)

    answers(phone, visit, "end")
    answers(other, visit, "end")

    found = Round.objects.get()
    assert found.version > version, "the other telephone asks for it again"
    [told] = inbox_of(lead, at(12))
    assert (told.kind, told.sender, told.mine_to_end) == (
        "round_over", phone.staff.display_name, True,
    )  # fmt: skip
    for language, words in (("en", "no more visits today"), ("zh-hans", "今天不再外访")):
        with override(language):
            assert words in inbox_of(lead, at(12))[0].words
    assert inbox_of(stranger, at(12)) == inbox_of(other.staff, at(12)) == []
    with pytest.raises(Refused):
        see(entry_id=told.id, staff=stranger, at=at(12))
    see(entry_id=told.id, staff=lead, at=at(12))
    assert inbox_of(lead, at(12)) == []

    wanted = Wanted(left.case_id, DAY, origin=Origin.AGREED, window=(at(14), at(16)))
    anew = choose(wanted, staff=lead, at=at(12))
    plan(day=DAY, staff=lead, at=at(12))
    anew.refresh_from_db()
    assert anew.round is not None
    assert anew.round.visit_team != found.visit_team


def test_a_plan_before_the_record_came_leaves_the_round_that_is_over_alone(
    outing: tuple[Visit, Phone, Phone],
) -> None:
    visit, phone, _other = outing
    answers(phone, visit, "end")
    found = Round.objects.get()
    a_visit_team()
    lead = a_lead(found.visit_team.team)

    plan(day=DAY, staff=lead, at=at(12))

    visit.refresh_from_db()
    assert (visit.state, visit.round) == (VisitState.OUT, found)
    assert Round.objects.get(pk=found.pk).version == found.version
    abused(visit, phone)
    assert Round.objects.get(pk=found.pk).state == RoundState.DONE


def test_a_break_changes_no_plan_and_what_can_not_be_met_falls_out_by_the_rule_there_is(
    outing: tuple[Visit, Phone, Phone],
) -> None:
    visit, phone, _other = outing
    left = one_more(visit, 2)
    before = Round.objects.get().version
    abused(visit, phone)

    answers(phone, visit, "break")

    left.refresh_from_db()
    assert (left.state, left.arrives_at) == (VisitState.OUT, at(12))
    assert Round.objects.get().version == before
    assert call_off_unlawful(at=at(12)) == []
    assert call_off_unlawful(at=at(17) + timedelta(days=2)) == [left]


def test_an_answer_of_the_day_before_grants_no_time_and_ends_no_round(
    outing: tuple[Visit, Phone, Phone],
) -> None:
    visit, phone, other = outing
    left = one_more(visit, 2)
    abused(visit, phone)
    later = at(10) + timedelta(days=1)

    for each, go_on in ((phone, "end"), (other, "break")):
        take_answer(visit_id=visit.pk, go_on=go_on, bringing=each.brings(later))

    left.refresh_from_db()
    assert left.state == VisitState.OUT
    assert respite_of(other.staff, later + timedelta(minutes=1)) is None


@pytest.mark.parametrize("go_on", ["lighter", "", "FINE"])
def test_there_is_nothing_else_to_choose(outing: tuple[Visit, Phone, Phone], go_on: Any) -> None:
    visit, phone, _other = outing
    with pytest.raises(Refused, match="how you want to go on"):
        answers(phone, visit, go_on)


def test_nobody_answers_for_a_visit_that_is_not_theirs(
    outing: tuple[Visit, Phone, Phone],
) -> None:
    visit, phone, _other = outing
    abused(visit, phone)
    stranger = Phone(a_member(Role.VISITOR)).registered(at(8))
    for go_on in GoOn:
        with pytest.raises(Refused, match="not on a round of yours"):
            answers(stranger, visit, go_on)
    assert Round.objects.get(pk=visit.round_id).over_since is None
