"""The database's side of the door: it counts as the rules do, and lets nothing past."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from fairdue.compliance.actions import place_hold, release_hold
from fairdue.contact.actions import asking
from fairdue.contact.actions.asking import Answer, Wish, ask
from fairdue.contact.models import UNANSWERED, Attempt, Channel, Outcome, Permit
from fairdue.contact.queries import BEIJING, _counts, standing_holds, terms_at
from fairdue.contact.rules.frequency import Call, Counts, Unspent, count
from fairdue.contact.rules.points import Point
from fairdue.contact.rules.verdict import Facts, judge
from fairdue.contact.tests.records import MORNING, a_case, a_member
from fairdue.delinquency.models import Case
from fairdue.journal.actions import record
from fairdue.people.models import Role
from fairdue.portfolio import queries as portfolio
from fairdue.portfolio.models import ContactPoint

pytestmark = pytest.mark.django_db(transaction=True)


def wish(case: Case, phone: ContactPoint, at: datetime = MORNING) -> Wish:
    [point] = [each for each in portfolio.contact_points(case.customer_id) if each.id == phone.pk]
    return Wish(case.customer_id, case.pk, point, "someone", at)


def granted(case: Case, phone: ContactPoint, at: datetime = MORNING) -> Answer:
    """A granted permit that nobody has used yet."""
    with transaction.atomic():
        return ask(wish(case, phone, at), dial=False)


def an_attempt(permit: Permit, **changes: object) -> Attempt:
    """The attempt that fits a permit, but for the changes."""
    with transaction.atomic():
        fitting: dict[str, object] = {
            "permit": permit,
            "customer_id": permit.customer_id,
            "contact_point_id": permit.contact_point_id,
            "channel": permit.channel,
            "made_by": permit.asked_by,
            "made_at": permit.asked_at,
            "journal_entry": record(actor="test", action="tested", at=permit.asked_at),
        }
        return Attempt.objects.create(**(fitting | changes))


def put_on_record(case: Case, phone: ContactPoint, made_at: datetime, outcome: str) -> None:
    """A call of whatever time and outcome, under a permit of its own that no rule was asked for."""
    with transaction.atomic():
        entry = record(actor="test", action="tested", at=made_at)
        permit = Permit.objects.create(
            customer_id=case.customer_id,
            contact_point=phone,
            channel=Channel.CALL,
            asked_by="test",
            asked_at=made_at,
            granted=True,
            expires_at=made_at + timedelta(seconds=60),
            verdict={},
            pack_version="test",
            journal_entry=entry,
        )
        Attempt.objects.create(
            permit=permit,
            customer_id=case.customer_id,
            contact_point=phone,
            channel=Channel.CALL,
            made_by="test",
            made_at=made_at,
            outcome=outcome,
            journal_entry=entry,
        )


def test_the_database_counts_and_decides_as_the_rules_do() -> None:
    luck = random.Random(20260310)
    compliance = a_member(Role.COMPLIANCE)
    seen = set()
    for _ in range(60):
        case, phones = a_case(phones=2)
        at = MORNING.replace(hour=0) + timedelta(minutes=luck.randint(-3 * 60, 16 * 60))
        calls = [
            Call(luck.choice(phones).pk, at - timedelta(minutes=luck.randint(0, 900)), outcome)
            for outcome in luck.choices(
                luck.choice([["", *Outcome], sorted(UNANSWERED)]), k=luck.randint(0, 12)
            )
        ]
        by_id = {phone.pk: phone for phone in phones}
        for call in calls:
            assert call.contact_point_id is not None
            put_on_record(case, by_id[call.contact_point_id], call.made_at, call.outcome)
        if luck.random() < 0.2:
            place_hold(
                customer_id=case.customer_id,
                kind="manual",
                reason="test",
                staff=compliance,
                at=at - timedelta(hours=1),
                ends_at=at + timedelta(minutes=luck.randint(-30, 60)),
            )
        unspent: list[Unspent] = []
        for phone in luck.choices(phones, k=4):
            counts = count(
                calls,
                unspent,
                contact_point_id=phone.pk,
                at=at,
                zone=BEIJING,
                unanswered=UNANSWERED,
            )
            points = portfolio.contact_points(case.customer_id)
            assert _counts(case.customer_id, points, at)[phone.pk] == counts
            known = Facts(at, counts, standing_holds(case.customer_id, at), Point(phone.pk, None))
            expected = judge(known, Channel.CALL, terms_at(at))
            answer = granted(case, phone, at)
            permit = Permit.objects.get(pk=answer.permit_id)
            assert answer.verdict == expected
            assert permit.granted is expected.allowed
            assert permit.failing == [clause.rule for clause in expected.failing]
            if expected.allowed:
                unspent.append(Unspent(phone.pk, at + timedelta(seconds=60)))
            seen |= set(permit.failing) or {"granted"}
    assert seen == {"granted", "CN-HOURS-01", "CN-FREQ-01", "CN-FREQ-02", "LENDER-HOLD"}


def test_a_hold_placed_in_the_last_moment_still_stops_the_call(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    case, [phone] = a_case()
    compliance = a_member(Role.COMPLIANCE)
    read = asking.queries.standing_holds
    placed = []

    def read_then_place(customer_id: int, at: datetime) -> object:
        holds = read(customer_id, at)
        if not placed:
            placed.append(
                place_hold(
                    customer_id=customer_id, kind="dispute", reason="x", staff=compliance, at=at
                )
            )
        return holds

    monkeypatch.setattr(asking.queries, "standing_holds", read_then_place)
    answer = granted(case, phone)
    assert [clause.rule for clause in answer.verdict.failing] == ["LENDER-HOLD"]
    assert Permit.objects.count() == 1
    release_hold(hold_id=placed[0].pk, reason="settled", staff=compliance, at=MORNING)
    assert granted(case, phone).verdict.allowed


def test_unused_permits_count_until_they_expire() -> None:
    case, [phone] = a_case()
    for _ in range(3):
        assert granted(case, phone).verdict.allowed
    assert not granted(case, phone).verdict.allowed
    assert granted(case, phone, MORNING + timedelta(seconds=60)).verdict.allowed


def test_nothing_is_granted_without_a_limit() -> None:
    case, [phone] = a_case()
    terms = terms_at(MORNING)
    calls = terms.effective_calls_per_day_max
    assert calls is not None
    request = asking._request(
        wish(case, phone),
        Facts(MORNING, Counts(0, 0), (), Point(phone.pk, None)),
        terms,
        dial=True,
    )
    for unknown in ("effective_max", "unanswered_max", "at", "expires", "clauses", "missing"):
        with transaction.atomic(), connection.cursor() as cursor:
            try:
                cursor.execute(asking.ASK, request | {unknown: None})
            except DatabaseError:
                transaction.set_rollback(True)
    assert not Permit.objects.filter(granted=True).exists()
    assert not Attempt.objects.exists()


def test_refuses_to_decide_on_a_stale_view() -> None:
    case, [phone] = a_case()
    with pytest.raises(DatabaseError, match="READ COMMITTED"), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        ask(wish(case, phone), dial=True)


def test_refuses_an_attempt_without_a_granted_permit() -> None:
    case, [phone] = a_case()
    night = MORNING + timedelta(hours=12)
    denied = Permit.objects.get(pk=granted(case, phone, night).permit_id)
    with pytest.raises(DatabaseError, match="without a granted permit"):
        an_attempt(denied)


def test_refuses_a_permit_of_another_person_channel_or_number() -> None:
    case, [phone, second] = a_case(phones=2)
    other, [others_phone] = a_case()
    permit = Permit.objects.get(pk=granted(case, phone).permit_id)
    for change in (
        {"customer_id": other.customer_id},
        {"contact_point_id": second.pk},
        {"contact_point_id": others_phone.pk},
        {"contact_point_id": None},
        {"channel": Channel.SMS},
        {"made_by": "someone else"},
    ):
        with pytest.raises(DatabaseError, match="for another person, caller, channel"):
            an_attempt(permit, **change)
    assert an_attempt(permit).pk


def test_refuses_a_permit_made_up_against_a_rule_or_without_an_end() -> None:
    case, [phone] = a_case()
    night = MORNING + timedelta(hours=12)
    for change in (
        {"failing": ["CN-HOURS-01"], "expires_at": night + timedelta(seconds=60)},
        {"failing": [], "expires_at": None},
        {"failing": [], "expires_at": night},
    ):
        with pytest.raises(DatabaseError, match="granted_by_every_rule"), transaction.atomic():
            entry = record(
                actor="someone",
                action="permit_granted",
                at=night,
                customer_id=case.customer_id,
            )
            Permit.objects.create(
                journal_entry=entry,
                customer_id=case.customer_id,
                contact_point_id=phone.pk,
                channel=Channel.CALL,
                asked_by="someone",
                asked_at=night,
                granted=True,
                verdict={},
                pack_version="none",
                **change,
            )


def test_refuses_a_permit_that_is_void_or_spent() -> None:
    case, [phone] = a_case()
    permit = Permit.objects.get(pk=granted(case, phone).permit_id)
    for seconds in (-1, 60):
        with pytest.raises(DatabaseError, match="is void"):
            an_attempt(permit, made_at=MORNING + timedelta(seconds=seconds))
    an_attempt(permit, made_at=MORNING + timedelta(seconds=59))
    with pytest.raises(DatabaseError, match="duplicate key"):
        an_attempt(permit)


def test_refuses_an_attempt_or_permit_without_a_journal_entry_of_its_own() -> None:
    case, [phone] = a_case()
    permit = Permit.objects.get(pk=granted(case, phone).permit_id)
    with pytest.raises(DatabaseError, match="without a journal entry"):
        an_attempt(permit, journal_entry=permit.journal_entry)
    with pytest.raises(DatabaseError, match="without a journal entry"), transaction.atomic():
        Permit.objects.create(
            **{
                field: getattr(permit, field)
                for field in (
                    *("customer_id", "contact_point_id", "channel", "asked_by", "asked_at"),
                    *("granted", "expires_at", "verdict", "pack_version", "journal_entry"),
                )
            }
        )


def test_refuses_to_change_what_an_attempt_was() -> None:
    case, [phone, second] = a_case(phones=2)
    other, _ = a_case()
    attempt = an_attempt(Permit.objects.get(pk=granted(case, phone).permit_id))
    spare = granted(case, phone)
    for change in (
        {"contact_point": second},
        {"customer_id": other.customer_id},
        {"permit_id": spare.permit_id},
        {"made_by": "someone else"},
        {"made_at": MORNING + timedelta(seconds=1)},
    ):
        with pytest.raises(DatabaseError, match="may only be given an outcome"):
            _update(attempt, **change)
    _update(attempt, outcome=Outcome.NO_ANSWER)
    with pytest.raises(DatabaseError, match="already has an outcome"):
        _update(attempt, outcome=Outcome.REFUSES)


def _update(attempt: Attempt, **changes: object) -> None:
    with transaction.atomic():
        entry = record(actor="test", action="tested", at=MORNING)
        Attempt.objects.filter(pk=attempt.pk).update(journal_entry=entry, **changes)


def test_refuses_to_change_a_permit() -> None:
    case, [phone] = a_case()
    permit = Permit.objects.get(pk=granted(case, phone).permit_id)
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        entry = record(actor="test", action="tested", at=MORNING)
        Permit.objects.filter(pk=permit.pk).update(
            expires_at=MORNING + timedelta(days=1), journal_entry=entry
        )
