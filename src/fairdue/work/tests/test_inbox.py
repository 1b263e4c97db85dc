"""Colleagues ask, tell, hand over and take over; words are read by whom they are for only."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from fairdue.journal.queries import entries
from fairdue.kernel.refusal import Refused
from fairdue.people.models import Role, Staff
from fairdue.work.actions import (
    answer,
    ask_opinion,
    ask_takeover,
    decide_takeover,
    escalate,
    finish,
    hand_over_case,
    hand_over_shift,
    plan_leave,
    put_back,
    save_note,
    see,
    see_answers,
    take_next,
    withdraw,
)
from fairdue.work.models import InboxEntry, QueueItem
from fairdue.work.queries import entry_for, handover_on, inbox_of, taken, waiting_for
from fairdue.work.tests.records import AT, DAY, a_member, a_team, an_item

pytestmark = pytest.mark.django_db(transaction=True)
LATER = AT + timedelta(minutes=5)
SECRET = "his wife is in hospital"


def in_hand() -> tuple[QueueItem, Staff, Staff]:
    """A case in somebody's hand, the holder, and the lead of their team."""
    team = a_team()
    holder, lead = a_member(team), a_member(team, Role.LEAD)
    an_item(team)
    item = take_next(staff=holder, at=AT)
    assert item is not None
    return item, holder, lead


def test_a_second_opinion_is_read_and_answered_by_the_one_asked() -> None:
    item, holder, lead = in_hand()
    colleague, stranger = a_member(a_team()), a_member(a_team())
    asked = ask_opinion(
        case_id=item.case_id, colleague_id=colleague.pk, words=SECRET, staff=holder, at=AT
    )
    [line] = inbox_of(colleague, AT)
    assert (line.words, line.case_number, line.mine_to_end) == (SECRET, item.case.number, True)
    for other in (stranger, lead):
        assert inbox_of(other, AT) == [] and entry_for(asked.pk, other, AT) is None
        with pytest.raises(Refused, match="isn't yours"):
            answer(entry_id=asked.pk, words="no", staff=other, at=LATER)
    answer(entry_id=asked.pk, words="offer a pause", staff=colleague, at=LATER)
    assert waiting_for(colleague, LATER) == 0 and waiting_for(holder, LATER) == 1
    found = entry_for(asked.pk, holder, LATER)
    assert found is not None and found.answer == "offer a pause"
    assert see_answers(staff=holder, at=LATER) == 1 and waiting_for(holder, LATER) == 0
    assert taken(holder) == item, "the case stays where it is"


def test_words_are_sealed_and_never_in_the_journal() -> None:
    item, holder, _lead = in_hand()
    escalate(case_id=item.case_id, words=SECRET, staff=holder, at=AT)
    [row] = InboxEntry.objects.all()
    assert SECRET.encode() not in bytes(row.words_sealed or b"")
    assert SECRET not in str([entry.details for entry in entries(item.case.customer_id)])


def test_only_who_may_see_cases_can_be_asked() -> None:
    item, holder, _lead = in_hand()
    uncertified = Staff.objects.create(username="new", role=Role.COLLECTOR, team=holder.team)
    for unable in (a_member(None, Role.STRATEGIST), uncertified, holder):
        with pytest.raises(Refused, match="somebody else who may see"):
            ask_opinion(
                case_id=item.case_id, colleague_id=unable.pk, words="?", staff=holder, at=AT
            )


def test_an_escalation_is_answered_by_a_lead_of_the_cases_team() -> None:
    item, holder, lead = in_hand()
    elsewhere = a_member(a_team(), Role.LEAD)
    asked = escalate(case_id=item.case_id, words="may I waive?", staff=holder, at=AT)
    assert [line.id for line in inbox_of(lead, AT)] == [asked.pk]
    with pytest.raises(Refused, match="isn't yours"):
        answer(entry_id=asked.pk, words="yes", staff=elsewhere, at=LATER)
    answer(entry_id=asked.pk, words="yes", staff=lead, at=LATER)
    with pytest.raises(Refused, match="isn't yours"):
        answer(entry_id=asked.pk, words="again", staff=lead, at=LATER)


def test_a_case_is_taken_over_when_its_holder_agrees() -> None:
    item, holder, _lead = in_hand()
    colleague = a_member(a_team())
    asked = ask_takeover(case_id=item.case_id, words="I know them", staff=colleague, at=AT)
    with pytest.raises(Refused, match="asked already"):
        ask_takeover(case_id=item.case_id, words="again", staff=colleague, at=AT)
    decide_takeover(entry_id=asked.pk, agreed=True, words="", staff=holder, at=LATER)
    assert taken(holder) is None
    assert take_next(staff=colleague, at=LATER) == item
    assert "case_taken_over" in [entry.action for entry in entries(item.case.customer_id)]


def test_a_holder_who_declines_keeps_the_case() -> None:
    item, holder, _lead = in_hand()
    colleague = a_member(holder.team)
    asked = ask_takeover(case_id=item.case_id, words="mine?", staff=colleague, at=AT)
    decide_takeover(entry_id=asked.pk, agreed=False, words="nearly done", staff=holder, at=LATER)
    assert taken(holder) == item and take_next(staff=colleague, at=LATER) is None


def test_a_lead_decides_only_while_the_holder_is_off_duty_and_says_why() -> None:
    item, holder, lead = in_hand()
    colleague = a_member(holder.team)
    asked = ask_takeover(case_id=item.case_id, words="mine?", staff=colleague, at=AT)
    with pytest.raises(Refused, match="Only whose case it is"):
        decide_takeover(entry_id=asked.pk, agreed=True, words="ill", staff=lead, at=LATER)
    plan_leave(staff_id=holder.pk, first_day=DAY, last_day=DAY, staff=lead, at=AT)
    assert [line.id for line in inbox_of(lead, LATER)] == [asked.pk]
    with pytest.raises(Refused, match="Say why"):
        decide_takeover(entry_id=asked.pk, agreed=True, words=" ", staff=lead, at=LATER)
    decide_takeover(entry_id=asked.pk, agreed=True, words="ill", staff=lead, at=LATER)
    assert take_next(staff=colleague, at=LATER) == item


def test_a_case_that_moved_on_meanwhile_is_not_taken_from_its_new_holder() -> None:
    item, holder, _lead = in_hand()
    colleague, third = a_member(holder.team), a_member(holder.team)
    asked = ask_takeover(case_id=item.case_id, words="mine?", staff=colleague, at=AT)
    put_back(item_id=item.pk, staff=holder, at=LATER)
    assert take_next(staff=third, at=LATER) == item
    with pytest.raises(Refused, match="somebody else's by now"):
        decide_takeover(entry_id=asked.pk, agreed=True, words="", staff=holder, at=LATER)
    assert taken(third) == item


def test_the_next_holder_finds_the_handover_note_on_top_until_they_read_it() -> None:
    item, holder, _lead = in_hand()
    colleague = a_member(holder.team)
    with pytest.raises(Refused, match="isn't yours to hand over"):
        hand_over_case(case_id=item.case_id, words="x", staff=colleague, at=AT)
    hand_over_case(case_id=item.case_id, words="first", staff=holder, at=AT)
    last = hand_over_case(case_id=item.case_id, words="calls back at 3", staff=holder, at=LATER)
    assert handover_on(item.case_id, holder) is None
    put_back(item_id=item.pk, staff=holder, at=LATER)
    with pytest.raises(Refused, match="isn't yours"):
        see(entry_id=last.pk, staff=colleague, at=LATER)
    take_next(staff=colleague, at=LATER)
    found = handover_on(item.case_id, colleague)
    assert found is not None and found.words == "calls back at 3"
    see(entry_id=last.pk, staff=colleague, at=LATER)
    assert handover_on(item.case_id, colleague) is None


def test_a_shift_is_handed_over_to_everyone_of_the_team() -> None:
    _item, holder, lead = in_hand()
    outside = a_member(a_team())
    assert hand_over_shift(words="the line was down at noon", staff=holder, at=AT) == 1
    [line] = inbox_of(lead, AT)
    assert line.words == "the line was down at noon" and line.case_id is None
    assert inbox_of(outside, AT) == []
    see(entry_id=line.id, staff=lead, at=LATER)
    assert inbox_of(lead, LATER) == []


def test_whoever_is_mentioned_is_told_once_when_the_note_is_closed() -> None:
    item, holder, lead = in_hand()
    visitor = a_member(holder.team, Role.VISITOR)
    words = f"@{lead.username} 请看。@{visitor.username} @nobody"
    given = {"customer_id": item.case.customer_id, "case_id": item.case_id, "staff": holder}
    save_note(**given, text=f"@{lead.username[:2]}", at=AT)
    save_note(**given, text=words, at=AT)
    assert waiting_for(lead, AT) == 0, "still being written"
    finish(item_id=item.pk, staff=holder, at=LATER)
    [line] = inbox_of(lead, LATER)
    assert (line.kind, line.words) == ("mention", words)
    assert inbox_of(visitor, LATER) == [], "who may not see cases is told nothing of them"


def test_what_was_asked_can_be_taken_back_and_is_ended_once() -> None:
    item, holder, lead = in_hand()
    asked = escalate(case_id=item.case_id, words="?", staff=holder, at=AT)
    with pytest.raises(Refused, match="isn't yours"):
        withdraw(entry_id=asked.pk, staff=lead, at=LATER)
    withdraw(entry_id=asked.pk, staff=holder, at=LATER)
    assert inbox_of(lead, LATER) == [] and waiting_for(holder, LATER) == 0
    with pytest.raises(DatabaseError, match="ended once"), transaction.atomic():
        InboxEntry.objects.filter(pk=asked.pk).update(state="open", ended_by=None, ended_at=None)


@pytest.mark.parametrize("words", ["", "  ", "x" * 1001])
def test_nothing_and_too_much_is_refused(words: str) -> None:
    item, holder, _lead = in_hand()
    with pytest.raises(Refused):
        escalate(case_id=item.case_id, words=words, staff=holder, at=AT)
