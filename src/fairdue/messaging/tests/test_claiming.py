"""Many claimed at once: what was in hand is known, and all else never left."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fairdue.compliance.actions import place_hold
from fairdue.contact.models import Attempt
from fairdue.contact.tests.records import MORNING, a_member
from fairdue.delivery import Report
from fairdue.delivery.tests.conftest import Postbox
from fairdue.journal.models import Entry
from fairdue.messaging.actions import (
    Claimed,
    Handed,
    begin,
    end_lost,
    settle_messages,
    take_report,
    take_turns,
    withdraw,
    withdraw_from,
)
from fairdue.messaging.actions.storing import HANDED_OVER
from fairdue.messaging.models import InHand, Message, MessageState
from fairdue.messaging.rules.handing_over import Batch
from fairdue.messaging.tests.outside import Office
from fairdue.people.models import Role

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("postbox")]

SOON = MORNING + timedelta(seconds=5)


def claim(most: int = 50, at: datetime = MORNING, handed: tuple[Handed, ...] = ()) -> list[Claimed]:
    return take_turns(
        list(handed), carrier="smtp", channels=["email"], most=most, at=at, ahead=True
    )


def sent(claimed: Claimed) -> Handed:
    reference = f"r{claimed.message_id}"
    return Handed(claimed.message_id, MessageState.SENT, "", "smtp", (reference,))


def states() -> list[str]:
    return list(Message.objects.order_by("pk").values_list("state", flat=True))


def test_of_a_claim_whose_sender_was_killed_only_what_was_in_hand_is_unknown() -> None:
    Office(4)
    first, second, third, _fourth = claim()
    assert begin(first, at=MORNING)
    assert begin(second, last=sent(first), at=MORNING)
    assert begin(third, last=Handed(second.message_id, MessageState.WAITING), at=MORNING)
    # and killed here
    assert end_lost(carrier="smtp", at=SOON) == 1
    assert states() == ["sent", "waiting", "unconfirmed", "waiting"]
    assert not InHand.objects.exists()
    rows = list(Message.objects.order_by("pk"))
    assert rows[0].references == [f"r{first.message_id}"]
    assert [row.tries for row in rows] == [1, 1, 1, 0], "one that never was in hand was no try"
    assert [row.again_at is None for row in rows] == [True, False, True, True]
    outcomes = Attempt.objects.order_by("pk").values_list("outcome", flat=True)
    assert list(outcomes) == ["sent", "", "unconfirmed", ""]


def test_one_that_was_given_back_may_not_be_handed_over_any_more() -> None:
    Office(2)
    first, second = claim()
    assert settle_messages(at=MORNING + HANDED_OVER)["unconfirmed"] == 0
    assert not begin(first, at=MORNING), "its sender slept for ten minutes"
    assert not begin(second, at=MORNING)
    assert not InHand.objects.exists()


def test_what_is_told_late_of_a_claim_given_back_changes_no_later_one() -> None:
    Office(1)
    [lost] = claim()
    assert end_lost(carrier="smtp", at=SOON) == 0
    [now] = claim(at=SOON)
    assert now.claim != lost.claim
    assert begin(now, at=SOON)
    claim(0, SOON, (lost.not_begun,))
    assert states() == ["sending"], "the other process has it in hand"
    assert InHand.objects.filter(pk=now.message_id).exists()


def test_whoever_asks_to_stop_after_the_claim_gets_nothing() -> None:
    Office(2)
    stopped, other = claim()
    place_hold(
        customer_id=stopped.customer_id,
        kind="dispute",
        reason="asked",
        staff=a_member(Role.COMPLIANCE),
        at=MORNING + timedelta(seconds=1),
    )
    assert not begin(stopped, at=MORNING)
    assert begin(other, at=MORNING)
    assert not claim(5, SOON, (stopped.not_begun, sent(other)))
    assert states() == ["withdrawn", "sent"]


def test_what_is_claimed_can_be_taken_back_and_what_is_in_hand_cannot() -> None:
    Office(3)
    first, second, third = claim()
    assert begin(first, at=MORNING)
    ids = [each.message_id for each in (first, second)]
    assert withdraw(ids, why="campaign_stopped", actor="lead", at=MORNING) == 1
    assert withdraw_from(third.customer_id, why="opted_out", actor="x", at=MORNING) == 1
    assert not begin(second, last=sent(first), at=MORNING)
    claim(0, SOON, (sent(first), second.not_begun, third.not_begun))
    assert states() == ["sent", "withdrawn", "withdrawn"]


def test_nothing_is_begun_once_its_permit_is_void() -> None:
    Office(1)
    [claimed] = claim()
    late = claimed.until
    assert not begin(claimed, at=late)
    assert not claim(5, late, (claimed.not_begun,))
    assert states() == ["withdrawn"]


def test_a_receipt_that_comes_while_a_claim_is_stored_counts() -> None:
    Office(2)
    first, second = claim()
    assert begin(first, at=MORNING)
    key = Message.objects.get(pk=first.message_id).key
    assert take_report(Report("smtp", "", key, "delivered", "", SOON), at=SOON)
    claim(0, SOON, (sent(first), second.not_begun))
    assert states() == ["delivered", "waiting"]


def test_every_change_has_an_entry_of_its_customer() -> None:
    Office(3)
    first, second, third = claim()
    assert begin(first, at=MORNING)
    claim(0, SOON, (sent(first), second.not_begun, third.not_begun))
    told = Entry.objects.filter(actor="delivery").order_by("pk")
    assert [(each.action, each.customer_id) for each in told] == [
        ("message_claimed", first.customer_id),
        ("message_claimed", second.customer_id),
        ("message_claimed", third.customer_id),
        ("outcome_recorded", first.customer_id),
        ("message_put_back", second.customer_id),
        ("message_put_back", third.customer_id),
    ]


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=st.lists(st.sampled_from(["send", "kill", "killed in hand", "stop"]), max_size=12))
def test_none_leaves_twice_wherever_a_claim_is_cut_off(postbox: Postbox, steps: list[str]) -> None:
    office = Office(3)
    mine = set(Message.objects.order_by("-pk").values_list("pk", flat=True)[: office.number])
    left: list[int] = []
    mind: list[Handed] = []
    at, unknown = MORNING, 0
    for step in steps:
        claimed = claim(2, at, tuple(mind))
        mind, last = [], None
        for each in claimed:
            if step == "stop":
                mind.append(each.not_begun)
                continue
            assert begin(each, last=last, at=at)
            left.append(each.message_id)
            if step == "killed in hand":
                break
            last = sent(each)
            mind.append(last)
        if step.startswith("kill"):
            mind = []
            unknown += end_lost(carrier="smtp", at=at) if claimed else 0
    claim(0, at, tuple(mind))
    assert len(left) == len(set(left)), "none left twice"
    rows = dict(Message.objects.filter(pk__in=mine).values_list("pk", "state"))
    gone = {pk for pk, state in rows.items() if state in ("sent", "unconfirmed")}
    assert gone == set(left)
    assert {rows[pk] for pk in mine - gone} <= {"waiting"}
    assert sum(state == "unconfirmed" for state in rows.values()) == unknown
    assert unknown <= sum(step.startswith("kill") for step in steps)
    withdraw(list(mine - gone), why="opted_out", actor="x", at=at)


@given(st.lists(st.tuples(st.integers(0, 50), st.booleans())), st.floats(0.01, 1000))
def test_a_claim_is_never_larger_than_leaves_in_its_time(
    past: list[tuple[int, bool]], rate: float
) -> None:
    batch = Batch(rate)
    for gone, all_went in past:
        batch.done(min(gone, batch.size()), all_went=all_went)
        assert 1 <= batch.size() <= max(1, min(50, rate / 2))
