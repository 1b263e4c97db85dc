"""The database's side of the door: it counts as the rules do, and lets nothing past."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256

import pytest
from django.db import DatabaseError, connection, transaction

from fairdue.compliance.actions import place_hold, raise_mark, release_hold
from fairdue.contact.actions import asking
from fairdue.contact.actions.asking import Answer, Wish, ask, keep
from fairdue.contact.models import UNANSWERED, UNMADE, Attempt, Channel, Outcome, Permit, Terms
from fairdue.contact.queries import Known, known_of, person, terms_at
from fairdue.contact.queries.facts import facts
from fairdue.contact.queries.terms import canonical
from fairdue.contact.rules.document import verdict_from
from fairdue.contact.rules.limits import Touch
from fairdue.contact.rules.rejudging import PointNow
from fairdue.contact.rules.verdict import judge
from fairdue.contact.rules.written import Content
from fairdue.contact.tests.records import DAY, MORNING, a_case, a_member
from fairdue.delinquency.models import Case
from fairdue.journal.actions import record
from fairdue.people.models import Role, Staff
from fairdue.portfolio import queries as portfolio
from fairdue.portfolio.actions import disown_contact_point
from fairdue.portfolio.models import NEVER_THEIRS, ContactPoint

pytestmark = pytest.mark.django_db(transaction=True)


def wish(case: Case, phone: ContactPoint, at: datetime = MORNING) -> Wish:
    [point] = [each for each in portfolio.contact_points(case.customer_id) if each.id == phone.pk]
    return Wish(case.customer_id, case.pk, point, "someone", at)


def granted(case: Case, phone: ContactPoint, at: datetime = MORNING) -> Answer:
    """A granted permit that nobody has used yet."""
    with transaction.atomic():
        return ask(wish(case, phone, at), use=False)


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


def without_strangers(
    luck: random.Random, touches: list[Touch], point: int, staff: Staff, at: datetime
) -> list[Touch]:
    """A number turns out to be somebody else's; what is left of the person's touches."""
    since = luck.choice([None, at - timedelta(minutes=luck.randint(0, 900))])
    disown_contact_point(contact_point_id=point, staff=staff, at=at, since=since)
    now = PointNow(not_theirs_since_at=since or NEVER_THEIRS)
    return [
        touch for touch in touches if touch.contact_point_id != point or now.theirs_at(touch.at)
    ]


def test_the_database_counts_and_decides_as_the_rules_do() -> None:
    luck = random.Random(20260310)
    compliance = a_member(Role.COMPLIANCE)
    seen = set()
    for _ in range(60):
        case, phones = a_case(phones=2)
        at = MORNING.replace(hour=0) + timedelta(minutes=luck.randint(-3 * 60, 16 * 60))
        by_id = {phone.pk: phone for phone in phones}
        touches = [
            Touch(
                "call",
                luck.choice(phones).pk,
                at - timedelta(minutes=luck.randint(0, 900)),
                outcome,
            )
            for outcome in luck.choices(
                luck.choice([["", *Outcome], sorted(UNANSWERED)]), k=luck.randint(0, 12)
            )
        ]
        touches += [
            replace(touch, at=touch.at - timedelta(days=luck.randint(1, 60)))
            for touch in touches
            if luck.random() < 0.5
        ]
        for touch in touches:
            assert touch.contact_point_id is not None
            put_on_record(case, by_id[touch.contact_point_id], touch.at, touch.outcome)
        touches = [touch for touch in touches if touch.outcome not in UNMADE]  # they reached nobody
        if luck.random() < 0.2:
            place_hold(
                customer_id=case.customer_id,
                kind="manual",
                reason="test",
                staff=compliance,
                at=at - timedelta(hours=1),
                ends_at=at + timedelta(minutes=luck.randint(-30, 60)),
            )
        if luck.random() < 0.2:
            raise_mark(
                customer_id=case.customer_id, kind="hardship", note="", staff=compliance, at=at
            )
        if luck.random() < 0.2:
            touches = without_strangers(luck, touches, phones[1].pk, compliance, at)
        for phone in luck.choices(phones, k=4):
            someone = person(case.customer_id, at)
            [point] = [
                each for each in portfolio.contact_points(case.customer_id) if each.id == phone.pk
            ]
            known = known_of(case.customer_id, at, terms_at(at))
            back = at - timedelta(days=terms_at(at).days_back)
            in_view = [touch for touch in touches if back <= touch.at <= at]
            assert sorted(known.touches, key=repr) == sorted(in_view, key=repr)
            expected = judge(facts(someone, known, point, at), Channel.CALL, terms_at(at).terms)
            answer = granted(case, phone, at)
            permit = Permit.objects.get(pk=answer.permit_id)
            assert answer.verdict == expected
            assert permit.granted is expected.allowed
            assert permit.failing == [clause.rule for clause in expected.failing]
            if expected.allowed:
                touches.append(Touch("call", phone.pk, at, "", at + timedelta(seconds=60)))
            seen |= set(permit.failing) or {"granted"}
    assert seen == {
        "granted", "CN-HOURS-01", "CN-FREQ-01", "CN-FREQ-02", "LENDER-HOLD", "LENDER-PRESSURE",
        "LENDER-POINT",
    }  # fmt: skip


def test_a_number_found_to_be_somebody_elses_in_the_last_moment_frees_its_calls() -> None:
    case, [phone, second] = a_case(phones=2)
    for minutes in (30, 20, 10):
        put_on_record(case, second, MORNING - timedelta(minutes=minutes), "machine")
    known = known_of(case.customer_id, MORNING, terms_at(MORNING))
    assert not granted(case, phone, MORNING - timedelta(minutes=1)).verdict.allowed
    disown_contact_point(contact_point_id=second.pk, staff=a_member(Role.COMPLIANCE), at=MORNING)
    with transaction.atomic():
        assert ask(wish(case, phone), use=True, known=known).verdict.allowed


def test_a_hold_placed_in_the_last_moment_still_stops_the_call() -> None:
    case, [phone] = a_case()
    compliance = a_member(Role.COMPLIANCE)
    known = known_of(case.customer_id, MORNING, terms_at(MORNING))
    hold = place_hold(
        customer_id=case.customer_id, kind="dispute", reason="x", staff=compliance, at=MORNING
    )
    with transaction.atomic():
        answer = ask(wish(case, phone), use=True, known=known)
    assert [clause.rule for clause in answer.verdict.failing] == ["LENDER-HOLD"]
    assert Permit.objects.count() == 1
    release_hold(hold_id=hold.pk, reason="settled", staff=compliance, at=MORNING)
    assert granted(case, phone).verdict.allowed


def test_a_number_found_wrong_in_the_last_moment_is_left_alone() -> None:
    case, [phone] = a_case()
    stale = wish(case, phone)
    ContactPoint.objects.filter(pk=phone.pk).update(invalid_since=DAY)
    with transaction.atomic():
        answer = ask(stale, use=True)
    assert [clause.rule for clause in answer.verdict.failing] == ["LENDER-POINT"]
    assert answer.attempt_id is None


def test_without_the_journal_there_is_no_permit() -> None:
    case, [phone] = a_case()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE journal_entry ADD CONSTRAINT full_disk CHECK (false) NOT VALID")
    try:
        with pytest.raises(DatabaseError, match="full_disk"):
            granted(case, phone)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE journal_entry DROP CONSTRAINT full_disk")
    assert not Permit.objects.exists()
    assert granted(case, phone).verdict.allowed


def test_a_permit_serves_the_words_it_was_asked_for_and_no_others() -> None:
    case, [phone] = a_case()
    words = Content(template="reminder", digest="a" * 64)
    with transaction.atomic():
        answer = ask(replace(wish(case, phone), channel="sms", content=words), use=False)
    permit = Permit.objects.get(pk=answer.permit_id)
    assert permit.granted
    for change in ({"template": "threat"}, {"content_digest": "b" * 64}):
        with pytest.raises(DatabaseError, match="for other words"):
            an_attempt(permit, **{"template": "reminder", "content_digest": "a" * 64} | change)
    assert an_attempt(permit, template="reminder", content_digest="a" * 64).pk


def test_what_was_decided_can_be_read_back_with_its_citations() -> None:
    case, [phone] = a_case()
    permit = Permit.objects.select_related("terms").get(pk=granted(case, phone).permit_id)
    assert permit.terms is not None
    assert sha256(canonical(permit.terms.document)).hexdigest() == permit.terms.digest
    for clause in verdict_from(permit.verdict, permit.terms.document).clauses:
        assert clause.citation is not None, clause.rule
    entry = permit.journal_entry
    assert entry.details["verdict"] == sha256(canonical(permit.verdict)).hexdigest()
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        Terms.objects.update(law="US")


def test_unused_permits_count_until_they_expire() -> None:
    case, [phone] = a_case()
    for _ in range(3):
        assert granted(case, phone).verdict.allowed
    assert not granted(case, phone).verdict.allowed
    assert granted(case, phone, MORNING + timedelta(seconds=60)).verdict.allowed


def test_nothing_is_granted_while_anything_is_unknown() -> None:
    case, [phone] = a_case()
    dated, someone = terms_at(MORNING), person(case.customer_id, MORNING)
    keep(dated)
    asked = wish(case, phone)
    known = Known()
    told = facts(someone, known, asked.point, MORNING)
    verdict = judge(told, Channel.CALL, dated.terms)
    request = asking._request(asked, told, verdict, someone, known, dated, use=True)
    for unknown in asking.PARAMETERS:
        if unknown in ("case", "invalid_since", "use", "customer"):
            continue
        with transaction.atomic(), connection.cursor() as cursor:
            try:
                cursor.execute(asking.ASK, request | {unknown: None})
            except DatabaseError:
                transaction.set_rollback(True)
        assert not Permit.objects.filter(granted=True).exists(), unknown
    assert not Attempt.objects.exists()


def test_refuses_to_decide_on_a_stale_view() -> None:
    case, [phone] = a_case()
    with pytest.raises(DatabaseError, match="READ COMMITTED"), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        ask(wish(case, phone), use=True)


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
