"""Decisions: by whom, a second look for the gravest, tasks that follow, figures that tell."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from fairdue.contact.models import Attempt
from fairdue.contact.tests.records import a_member, a_team
from fairdue.journal.actions import record
from fairdue.journal.models import Entry
from fairdue.kernel.refusal import Refused
from fairdue.people.models import Role, Staff
from fairdue.quality import actions
from fairdue.quality.models import ReviewTask, SpokenFinding
from fairdue.quality.queries import reviews
from fairdue.quality.rules.kinds import GRAVE, SEVERITIES
from fairdue.quality.rules.reviewing import STATES, Decided
from fairdue.quality.tests.test_taking_in import GOOD, LATER, a_talk, attempt, collector, take
from fairdue.wording import Line

__all__ = ["attempt", "collector"]
THREAT = Line("collector", "再不还钱就打断你的腿。", 20, 22)
STOP = Line("customer", "不要再给我打电话了。", 22, 24)


@pytest.fixture
def grave(attempt: Attempt) -> SpokenFinding:
    return SpokenFinding.objects.get(
        transcript=take(attempt, *GOOD, THREAT, STOP), severity="grave"
    )


def says(finding: SpokenFinding, staff: Staff, *, confirms: bool = True) -> SpokenFinding:
    return actions.decide(
        finding_id=finding.pk, confirms=confirms, note="heard it", staff=staff, at=LATER
    )


@given(
    st.sampled_from(SEVERITIES),
    st.none() | st.booleans(),
    st.none() | st.booleans(),
)
def test_a_state_is_always_one_of_those_there_are_and_grave_is_never_settled_alone(
    severity: str, first: bool | None, second: bool | None
) -> None:
    state = Decided(severity, first, "a", second if first is not None else None).state
    assert state in STATES
    if severity == GRAVE and second is None:
        assert state in ("open", "second_look")


def test_what_is_grave_waits_for_another_person(grave: SpokenFinding, collector: Staff) -> None:
    lead = a_member(Role.LEAD, collector.team)
    assert says(grave, lead).state == "second_look"
    assert not ReviewTask.objects.exists()
    with pytest.raises(Refused, match="somebody else"):
        says(grave, lead)
    assert says(grave, a_member(Role.COMPLIANCE)).state == "confirmed"
    kinds = ReviewTask.objects.values_list("kind", flat=True)
    assert sorted(kinds) == ["coach", "inform", "report"]
    with pytest.raises(Refused, match="decided already"):
        says(grave, a_member(Role.COMPLIANCE))


def test_only_compliance_overturns_a_colleague(grave: SpokenFinding, collector: Staff) -> None:
    says(grave, a_member(Role.COMPLIANCE))
    with pytest.raises(Refused, match="overturn"):
        says(grave, a_member(Role.LEAD, collector.team), confirms=False)
    assert says(grave, a_member(Role.COMPLIANCE), confirms=False).state == "not_confirmed"
    assert not ReviewTask.objects.exists()


def test_nobody_reviews_without_a_note_their_own_talk_or_another_teams(
    grave: SpokenFinding, collector: Staff
) -> None:
    with pytest.raises(Refused, match="Say why"):
        actions.decide(
            finding_id=grave.pk,
            confirms=True,
            note=" ",
            staff=a_member(Role.COMPLIANCE),
            at=LATER,
        )
    with pytest.raises(Refused, match="team leads"):
        says(grave, collector)
    with pytest.raises(Refused, match="not a talk of your team"):
        says(grave, a_member(Role.LEAD, a_team()))
    lead = a_member(Role.LEAD, a_team())
    own = SpokenFinding.objects.get(transcript=take(a_talk(lead), *GOOD, THREAT), severity="grave")
    with pytest.raises(Refused, match="your own talk"):
        says(own, lead)


def test_what_is_not_grave_is_decided_by_one_and_its_task_is_done_with_a_note(
    grave: SpokenFinding, collector: Staff
) -> None:
    lead = a_member(Role.LEAD, collector.team)
    stop = SpokenFinding.objects.get(transcript=grave.transcript, want="stop_channel")
    assert says(stop, lead).state == "confirmed"
    task = ReviewTask.objects.get(finding=stop, kind="record")
    assert task.due_on == LATER.date() + timedelta(days=1)
    done = actions.finish_task(task_id=task.pk, note="recorded", staff=lead, at=LATER)
    assert (done.done_by, done.note) == (lead.username, "recorded")
    with pytest.raises(Refused, match="over already"):
        actions.finish_task(task_id=task.pk, note="again", staff=lead, at=LATER)


def test_notes_stay_out_of_the_journal(grave: SpokenFinding) -> None:
    says(grave, a_member(Role.COMPLIANCE))
    entry = Entry.objects.get(action="spoken_finding_decided")
    assert entry.details == {
        "kind": grave.kind,
        "confirms": True,
        "second_look": False,
        "state": "second_look",
    }


def test_the_gravest_comes_first_and_each_sees_their_own(
    grave: SpokenFinding, collector: Staff
) -> None:
    compliance, lead = a_member(Role.COMPLIANCE), a_member(Role.LEAD, collector.team)
    queue = list(reviews.to_review(compliance, state="open"))
    assert queue[0] == grave
    ranks = [SEVERITIES.index(each.severity) for each in queue]
    assert ranks == sorted(ranks)
    assert list(reviews.to_review(lead, state="open")) == queue
    assert list(reviews.to_review(a_member(Role.LEAD, a_team()))) == []
    assert reviews.counts_by_state(lead)["open"] == len(queue)


def test_figures_say_how_often_people_confirmed(grave: SpokenFinding) -> None:
    officer, second = a_member(Role.COMPLIANCE), a_member(Role.COMPLIANCE)
    stop = SpokenFinding.objects.get(transcript=grave.transcript, want="stop_channel")
    says(stop, officer, confirms=False)
    says(grave, officer)
    assert [(each.kind, each.percent) for each in reviews.trust()] == [("unrecorded", 0)]
    says(grave, second)
    assert {each.kind: each.percent for each in reviews.trust()} == {
        "unrecorded": 0,
        grave.kind: 100,
    }


def test_a_collector_sees_what_was_confirmed_about_themselves_only(
    grave: SpokenFinding, collector: Staff
) -> None:
    assert reviews.confirmed_of(collector) == []
    says(grave, a_member(Role.COMPLIANCE))
    says(grave, a_member(Role.COMPLIANCE))
    assert reviews.confirmed_of(collector) == [grave]
    assert reviews.confirmed_of(a_member(Role.COLLECTOR, collector.team)) == []


@pytest.mark.parametrize(
    "change",
    [
        "state = 'confirmed'",
        "line = 1",
        "first_confirms = true, first_by = 'a', second_confirms = true, second_by = 'a', "
        "state = 'confirmed'",
    ],
)
def test_the_database_refuses_what_the_decisions_do_not_say(
    grave: SpokenFinding, change: str
) -> None:
    with (
        pytest.raises(DatabaseError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        entry = record(
            actor="x", action="spoken_finding_decided", at=LATER, customer_id=grave.customer_id
        )
        cursor.execute(
            f"UPDATE quality_spokenfinding SET journal_entry_id = %s, {change} WHERE id = %s",
            [entry.pk, grave.pk],
        )
