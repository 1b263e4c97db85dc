"""Holds stack and end by themselves; marks bring the holds that policy ties to them."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from fairdue.compliance.actions import (
    clear_mark,
    place_hold,
    raise_mark,
    release_hold,
    release_holds_caused_by,
)
from fairdue.compliance.models import Hold, HoldKind, Mark, MarkKind
from fairdue.compliance.queries import (
    HOLD_NAMES,
    MARK_NAMES,
    circumstances,
    customers_with_holds_or_marks,
    holds_in_force,
    holds_of,
    marks_of,
    timeline,
)
from fairdue.compliance.tests.records import AT, HOUR, a_customer, a_member
from fairdue.journal.queries import entries
from fairdue.kernel.refusal import Refused
from fairdue.people.models import Role
from fairdue.portfolio.models import Customer

pytestmark = pytest.mark.django_db(transaction=True)


def hold(customer_id: int, kind: str = "manual", ends_at: datetime | None = None) -> Hold:
    return place_hold(
        customer_id=customer_id,
        kind=kind,
        reason="asked by the branch",
        staff=a_member(),
        at=AT,
        ends_at=ends_at,
    )


def test_a_hold_stands_from_its_first_moment_to_before_its_last() -> None:
    customer_id = a_customer()
    hold(customer_id, ends_at=AT + HOUR)
    second = timedelta(seconds=1)
    standing = [bool(holds_in_force(customer_id, AT + after)) for after in (-second, 0 * HOUR)]
    assert standing == [False, True]
    standing = [bool(holds_in_force(customer_id, AT + after)) for after in (HOUR - second, HOUR)]
    assert standing == [True, False]


def test_holds_stack_and_releasing_one_leaves_the_others() -> None:
    customer_id = a_customer()
    first, second = hold(customer_id), hold(customer_id, "complaint")
    lead = a_member(Role.LEAD)
    release_hold(hold_id=first.pk, reason="cleared up", staff=lead, at=AT + HOUR)
    assert [each.id for each in holds_in_force(customer_id, AT + HOUR)] == [second.pk]
    assert [each.id for each in holds_in_force(customer_id, AT)] == [first.pk, second.pk]
    assert [entry.action for entry in entries(customer_id)] == [
        "hold_released",
        "hold_placed",
        "hold_placed",
    ]


def test_a_hold_is_released_once_and_by_leads_and_compliance_only() -> None:
    placed = hold(a_customer())
    with pytest.raises(Refused, match="team leads, compliance officers"):
        release_hold(hold_id=placed.pk, reason="please", staff=a_member(), at=AT)
    compliance = a_member(Role.COMPLIANCE)
    with pytest.raises(Refused, match="Say why"):
        release_hold(hold_id=placed.pk, reason="  ", staff=compliance, at=AT)
    release_hold(hold_id=placed.pk, reason="verified", staff=compliance, at=AT)
    with pytest.raises(Refused, match="already ended"):
        release_hold(hold_id=placed.pk, reason="again", staff=compliance, at=AT + HOUR)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"kind": "whim"}, "no hold of kind"),
        ({"reason": " "}, "Say why"),
        ({"reason": "x" * 401}, "within 400"),
        ({"ends_at": AT}, "must end in the future"),
    ],
)
def test_refuses_a_hold_that_makes_no_sense(change: dict[str, object], says: str) -> None:
    asked: dict[str, object] = {
        "customer_id": a_customer(),
        "kind": "manual",
        "reason": "why",
        "staff": a_member(),
        "at": AT,
    }
    with pytest.raises(Refused, match=says):
        place_hold(**(asked | change))  # type: ignore[arg-type]
    assert not Hold.objects.exists()


def mark(customer_id: int, kind: str, note: str = "") -> Mark:
    return raise_mark(customer_id=customer_id, kind=kind, note=note, staff=a_member(), at=AT)


def test_a_dispute_stops_contact_until_released() -> None:
    customer_id = a_customer()
    raised = mark(customer_id, "dispute", "says the March statement is wrong")
    [placed] = holds_in_force(customer_id, AT + timedelta(days=400))
    assert (placed.kind, placed.ends_at) == ("dispute", None)
    assert Hold.objects.get().cause == f"mark:{raised.pk}"


def test_a_vulnerability_stops_contact_for_days_of_review() -> None:
    customer_id = a_customer()
    mark(customer_id, "vulnerability")
    [placed] = holds_in_force(customer_id, AT)
    assert (placed.kind, placed.ends_at) == ("vulnerability", AT + timedelta(days=5))


def test_abuse_stops_nothing() -> None:
    customer_id = a_customer()
    mark(customer_id, "abuse")
    assert holds_in_force(customer_id, AT) == []


def test_a_dispute_mark_adds_no_second_hold_to_one_without_end() -> None:
    customer_id = a_customer()
    hold(customer_id, "dispute")
    mark(customer_id, "dispute")
    assert len(holds_in_force(customer_id, AT)) == 1


def test_a_review_hold_is_added_only_where_it_would_outlast_the_one_that_stands() -> None:
    customer_id = a_customer()
    hold(customer_id, "vulnerability", ends_at=AT + timedelta(days=4))
    first = mark(customer_id, "vulnerability")
    assert [each.ends_at for each in holds_in_force(customer_id, AT)] == [
        AT + timedelta(days=4),
        AT + timedelta(days=5),
    ]
    clear_mark(mark_id=first.pk, staff=a_member(Role.LEAD), at=AT)
    mark(customer_id, "vulnerability")
    assert len(holds_in_force(customer_id, AT)) == 2


def test_a_note_is_sealed_at_rest_and_opened_for_staff() -> None:
    customer_id = a_customer()
    raised = mark(customer_id, "vulnerability", "in hospital since May")
    sealed = bytes(Mark.objects.get(pk=raised.pk).note_sealed or b"")
    assert b"hospital" not in sealed
    assert marks_of(customer_id)[0].note == "in hospital since May"
    assert "hospital" not in str([entry.details for entry in entries(customer_id)])


def test_a_mark_stands_once_and_is_cleared_by_leads_and_compliance_only() -> None:
    customer_id = a_customer()
    raised = mark(customer_id, "abuse")
    with pytest.raises(Refused, match="already stands"):
        mark(customer_id, "abuse")
    with pytest.raises(Refused, match="team leads, compliance officers"):
        clear_mark(mark_id=raised.pk, staff=a_member(), at=AT)
    compliance = a_member(Role.COMPLIANCE)
    clear_mark(mark_id=raised.pk, staff=compliance, at=AT + HOUR)
    with pytest.raises(Refused, match="no longer stands"):
        clear_mark(mark_id=raised.pk, staff=compliance, at=AT + HOUR)
    assert mark(customer_id, "abuse").pk != raised.pk


def test_what_a_record_brought_is_released_with_it_and_nothing_else() -> None:
    customer_id = a_customer()
    collector = a_member()
    kept = hold(customer_id)
    place_hold(
        customer_id=customer_id,
        kind="cease",
        reason="asked",
        staff=collector,
        at=AT,
        cause="attempt:7",
    )
    released = release_holds_caused_by(
        cause="attempt:7", reason="undone", staff=collector, at=AT + HOUR
    )
    assert released == 1
    assert [each.id for each in holds_in_force(customer_id, AT + HOUR)] == [kept.pk]


def test_the_night_reads_everyone_at_once() -> None:
    held, disputed, vulnerable, abusive = (a_customer() for _ in range(4))
    hold(held)
    mark(disputed, "dispute")
    mark(vulnerable, "vulnerability")
    mark(abusive, "abuse")
    found = customers_with_holds_or_marks(AT + timedelta(days=5))
    refs = dict(Customer.objects.values_list("pk", "customer_ref"))
    assert found.rows() == [
        (refs[held], True, False, False),
        (refs[disputed], True, False, True),
        (refs[vulnerable], False, True, False),
    ]


def test_the_timeline_names_holds_and_marks_but_no_reasons_or_notes() -> None:
    customer_id = a_customer()
    mark(customer_id, "dispute", "a secret")
    lead = a_member(Role.LEAD)
    release_hold(
        hold_id=holds_of(customer_id)[0].id, reason="also secret", staff=lead, at=AT + HOUR
    )
    moments = timeline(customer_id)
    assert [moment.kind for moment in moments] == ["hold_released", "hold", "mark"]
    assert "secret" not in str(moments)


def test_every_kind_has_a_name() -> None:
    assert set(HOLD_NAMES) == set(HoldKind)
    assert set(MARK_NAMES) == set(MarkKind)


def test_a_hold_learned_late_begins_when_its_reason_did() -> None:
    customer_id = a_customer()
    place_hold(
        customer_id=customer_id,
        kind="deceased",
        reason="certificate",
        staff=a_member(),
        at=AT,
        since=AT - 2 * HOUR,
    )
    assert holds_in_force(customer_id, AT - HOUR)
    with pytest.raises(Refused, match="still to come"):
        place_hold(
            customer_id=customer_id,
            kind="deceased",
            reason="certificate",
            staff=a_member(),
            at=AT,
            since=AT + HOUR,
        )


def test_a_mark_has_an_owner_a_reason_a_day_of_review_and_an_end() -> None:
    customer_id = a_customer()
    raise_mark(
        customer_id=customer_id,
        kind="hardship",
        note="",
        staff=a_member(),
        at=AT,
        reason="call of this morning",
        owner="lead7",
        review_on=date(2026, 4, 1),
        ends_at=AT + HOUR,
    )
    (mark_now,) = marks_of(customer_id)
    assert (mark_now.reason, mark_now.owner) == ("call of this morning", "lead7")
    assert mark_now.review_on == date(2026, 4, 1)
    assert [mark_now.stands_at(AT + after) for after in (0 * HOUR, HOUR)] == [True, False]
    night = customers_with_holds_or_marks(AT + timedelta(days=30))
    assert night.is_empty(), "neither the mark nor its hold stands any more"
    mark(customer_id, "abuse")
    raise_mark(
        customer_id=customer_id, kind="hardship", note="", staff=a_member(), at=AT + 2 * HOUR
    )


def test_without_a_day_of_review_policy_names_one_and_past_days_are_refused() -> None:
    placed = hold(a_customer())
    assert placed.review_on == date(2026, 4, 9), "30 days from 10 March"
    with pytest.raises(Refused, match="day of review is over"):
        place_hold(
            customer_id=placed.customer_id,
            kind="manual",
            reason="x",
            staff=a_member(),
            at=AT,
            review_on=date(2026, 3, 9),
        )


def test_a_mark_and_the_hold_it_brings_may_have_been_true_before_they_were_recorded() -> None:
    customer_id = a_customer()
    raise_mark(
        customer_id=customer_id,
        kind="vulnerability",
        note="",
        staff=a_member(),
        at=AT,
        since=AT - 5 * HOUR,
    )
    [mark], [held] = marks_of(customer_id), holds_of(customer_id)
    assert mark.raised_at == held.starts_at == AT - 5 * HOUR
    known_then = circumstances(customer_id, AT - HOUR, known_at=AT - HOUR)
    assert (known_then.marks, known_then.holds) == ((), ())
    assert len(circumstances(customer_id, AT - HOUR).marks) == 1
    with pytest.raises(Refused, match="still to come"):
        raise_mark(
            customer_id=customer_id, kind="abuse", note="", staff=a_member(), at=AT, since=AT + HOUR
        )
