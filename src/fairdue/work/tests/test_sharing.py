"""Leads move work with a reason; notes are sealed; the timeline tells."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fairdue.journal.queries import entries
from fairdue.kernel.refusal import Refused
from fairdue.people.models import Role
from fairdue.work.actions import (
    finish,
    reallocate,
    save_note,
    schedule_callback,
    take_case,
    take_next,
)
from fairdue.work.models import Note
from fairdue.work.queries import (
    live_queue,
    notes_of,
    open_note,
    queue_counts,
    taken,
    timeline,
)
from fairdue.work.tests.records import AT, a_case, a_member, a_team, an_item

pytestmark = pytest.mark.django_db(transaction=True)

LATER = AT + timedelta(minutes=5)


def test_a_lead_gives_cases_to_a_person_of_another_team() -> None:
    ours, theirs = a_team(), a_team()
    lead, member = a_member(ours, Role.LEAD), a_member(theirs)
    items = [an_item(ours) for _ in range(2)]
    moved = reallocate(
        item_ids=[item.pk for item in items], to=member, reason="illness", staff=lead, at=AT
    )
    assert moved == 2
    assert take_next(staff=member, at=AT) in items
    [entry] = entries(items[0].case.customer_id)
    assert (entry.action, entry.actor) == ("case_reallocated", lead.username)
    assert entry.details == {
        "from_team": ours.pk,
        "from_staff": None,
        "to_team": theirs.pk,
        "to_staff": member.pk,
        "reason": "illness",
    }


def test_a_case_in_hand_is_taken_out_of_it_and_done_ones_stay() -> None:
    team, other = a_team(), a_team()
    lead, holder = a_member(team, Role.LEAD), a_member(team)
    in_hand, done = an_item(team, priority=1), an_item(team, priority=2)
    take_next(staff=holder, at=AT)
    finish(item_id=done.pk, staff=holder, at=AT)
    take_next(staff=holder, at=AT)
    moved = reallocate(
        item_ids=[in_hand.pk, done.pk], to=other, reason="overload", staff=lead, at=LATER
    )
    assert moved == 1
    assert taken(holder) is None
    assert take_next(staff=a_member(other), at=LATER) == in_hand


def test_moving_work_needs_a_lead_a_reason_and_someone_who_can_work() -> None:
    team = a_team()
    item = an_item(team)
    lead = a_member(team, Role.LEAD)
    with pytest.raises(Refused, match="for team leads"):
        reallocate(item_ids=[item.pk], to=team, reason="x", staff=a_member(team), at=AT)
    with pytest.raises(Refused, match="Say why"):
        reallocate(item_ids=[item.pk], to=team, reason=" ", staff=lead, at=AT)
    for unable in (a_member(None), a_member(team, Role.COMPLIANCE)):
        with pytest.raises(Refused, match="can't work cases"):
            reallocate(item_ids=[item.pk], to=unable, reason="x", staff=lead, at=AT)
    assert entries(item.case.customer_id) == []


def test_the_live_queue_shows_what_is_in_hand_first() -> None:
    team = a_team()
    me = a_member(team)
    waiting, held = an_item(team, priority=9), an_item(team, priority=1)
    take_case(case_id=held.case_id, staff=me, at=AT)
    an_item(a_team())
    lines = live_queue(team)
    assert [line.item_id for line in lines] == [held.pk, waiting.pk]
    assert lines[0].taken_by == me.display_name
    assert queue_counts(team) == {"waiting": 1, "taken": 1, "done": 0}
    assert queue_counts()["waiting"] == 2


def test_a_note_is_saved_live_sealed_and_opened_for_staff() -> None:
    me, case = a_member(a_team()), a_case()
    draft = save_note(
        customer_id=case.customer_id, case_id=case.pk, text="lost his", staff=me, at=AT
    )
    again = save_note(
        customer_id=case.customer_id, case_id=case.pk, text="lost his job", staff=me, at=LATER
    )
    assert again.pk == draft.pk
    assert b"job" not in bytes(Note.objects.get().text_sealed)
    [note] = notes_of(case.customer_id)
    assert (note.text, note.author, note.written_at) == ("lost his job", me.display_name, LATER)
    assert open_note(me, case.pk) == note


def test_a_closed_note_or_anothers_is_never_edited() -> None:
    team = a_team()
    me, colleague = a_member(team), a_member(team)
    item = an_item(team)
    case = item.case
    take_next(staff=me, at=AT)
    note = save_note(customer_id=case.customer_id, case_id=case.pk, text="a", staff=me, at=AT)
    for author, closed in ((colleague, False), (me, True)):
        if closed:
            finish(item_id=item.pk, staff=me, at=AT)
        with pytest.raises(Refused, match="closed or not yours"):
            save_note(
                customer_id=case.customer_id,
                case_id=case.pk,
                text="b",
                staff=author,
                at=LATER,
                note_id=note.pk,
            )
    fresh = save_note(customer_id=case.customer_id, case_id=case.pk, text="c", staff=me, at=LATER)
    assert fresh.pk != note.pk
    assert [each.text for each in notes_of(case.customer_id)] == ["c", "a"]


def test_a_note_that_is_too_long_is_refused() -> None:
    case = a_case()
    with pytest.raises(Refused, match="within 4000"):
        save_note(
            customer_id=case.customer_id,
            case_id=case.pk,
            text="x" * 4_001,
            staff=a_member(a_team()),
            at=AT,
        )


def test_the_timeline_shows_callbacks_and_notes_without_their_text() -> None:
    me, case = a_member(a_team()), a_case()
    schedule_callback(case_id=case.pk, due_at=LATER, staff=me, at=AT)
    save_note(customer_id=case.customer_id, case_id=case.pk, text="secret", staff=me, at=LATER)
    note, callback = timeline(case.customer_id)
    assert (note.kind, callback.kind) == ("note", "callback")
    assert callback.detail.en == "for 10 Mar 2026 10:35"
    assert "secret" not in str((note, callback))
