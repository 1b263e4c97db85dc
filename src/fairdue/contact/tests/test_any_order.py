"""Facts arrive in any order; what stands against the contacts in the end is the same."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django.db import transaction

from fairdue.compliance.actions import (
    grant_consent,
    place_hold,
    raise_mark,
    record_request,
    revoke_consent,
    withdraw_request,
)
from fairdue.contact.actions import record_outcome
from fairdue.contact.actions.rejudging import rejudge
from fairdue.contact.models import Attempt, Channel, Finding, FindingKind, Outcome, Permit
from fairdue.contact.tests.office import an_account, pay
from fairdue.contact.tests.records import DAY, MORNING, a_case, a_member
from fairdue.journal.actions import record
from fairdue.people.models import Role, Staff
from fairdue.portfolio.actions import disown_contact_point, mark_contact_point
from fairdue.portfolio.models import ContactPoint

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

SPAN_MINUTES = 4 * 24 * 60
LATER = MORNING + timedelta(days=6)
OUTCOMES = [
    outcome for outcome in Outcome
    if outcome in ("no_answer", "busy", "machine", "refuses", "promise", "callback", "third_party")
]  # fmt: skip
STEPS = ("CN-FREQ-01", "CN-HOURS-01", "LENDER-HOLD", "LENDER-PRESSURE")
Step = Callable[["World"], None]


class World:
    """One customer to whom the same things happen, in some order."""

    def __init__(self, staff: Staff, compliance: Staff) -> None:
        self.case, self.phones = a_case(phones=2)
        self.customer_id = self.case.customer_id
        self.staff, self.compliance = staff, compliance
        self.account = an_account(self.customer_id, 50_000, DAY - timedelta(days=1), MORNING)
        self.named: dict[str, Any] = {}

    def put_on_record(
        self, made_at: datetime, phone: ContactPoint, failing: list[str], name: str
    ) -> None:
        """A call or a denial as an agency reports it: under a permit, whatever was known."""
        with transaction.atomic():
            entry = record(actor="test", action="tested", at=made_at, customer_id=self.customer_id)
            permit = Permit.objects.create(
                customer_id=self.customer_id,
                contact_point=phone,
                channel=Channel.CALL,
                asked_by=self.staff.username,
                asked_at=made_at,
                granted=not failing,
                failing=failing,
                expires_at=None if failing else made_at + timedelta(seconds=60),
                verdict={},
                pack_version="test",
                journal_entry=entry,
            )
            if not failing:
                self.named[name] = Attempt.objects.create(
                    permit=permit,
                    customer_id=self.customer_id,
                    contact_point=phone,
                    channel=Channel.CALL,
                    made_by=self.staff.username,
                    made_at=made_at,
                    journal_entry=entry,
                )

    def standing(self) -> list[Any]:
        """What stands in the end, without numbers and without when it was found."""
        return [
            (
                finding.permit.asked_at,
                finding.kind,
                finding.rules,
                finding.clauses,
                [(cause["kind"], cause["known_at"]) for cause in finding.causes],
                sorted(finding.remedies.filter(withdrawn_at=None).values_list("kind", flat=True)),
            )
            for finding in Finding.objects.filter(
                customer_id=self.customer_id, withdrawn_at=None
            ).select_related("permit").order_by("permit__asked_at", "kind")
        ]  # fmt: skip


def a_moment(luck: random.Random) -> datetime:
    return MORNING + timedelta(minutes=luck.randint(0, SPAN_MINUTES))


def things_that_happen(luck: random.Random) -> list[list[Step]]:
    """Contacts and facts; those of one list come in its order, the lists in any."""
    minutes = luck.sample(range(SPAN_MINUTES), k=luck.randint(6, 14))
    things = [_a_contact(luck, MORNING + timedelta(minutes=minute)) for minute in minutes]
    kinds = [_a_request, _a_consent, _a_hold, _a_payment]
    things += [luck.choice(kinds)(luck) for _ in range(luck.randint(2, 6))]
    things += [[_of_a_number(luck, place)] for place in (0, 1) if luck.random() < 0.5]
    if luck.random() < 0.4:
        since = a_moment(luck)
        things.append([lambda world: _mark(world, since)])
    return things


def _a_contact(luck: random.Random, at: datetime) -> list[Step]:
    place, name = luck.randint(0, 1), at.isoformat()
    failing = luck.sample(STEPS, k=luck.randint(1, 2)) if luck.random() < 0.3 else []
    outcome, ended_at = luck.choice(OUTCOMES), at + timedelta(minutes=luck.choice([1, 4000]))

    def report(world: World) -> None:
        world.put_on_record(at, world.phones[place], failing, name)

    def end(world: World) -> None:
        record_outcome(
            attempt_id=world.named[name].pk, outcome=outcome, staff=world.staff, at=ended_at
        )

    return [report] if failing or luck.random() < 0.2 else [report, end]


def _a_request(luck: random.Random) -> list[Step]:
    kind, received_at, name = luck.choice(["cease", "letters_only"]), a_moment(luck), str(luck)
    name = f"{kind} {received_at} {luck.random()}"

    def ask(world: World) -> None:
        world.named[name] = record_request(
            customer_id=world.customer_id,
            kind=kind,
            reason="x",
            staff=world.compliance,
            at=LATER,
            received_at=received_at,
        )

    back_at = received_at + timedelta(hours=luck.randint(0, 40))

    def take_back(world: World) -> None:
        withdraw_request(
            request_id=world.named[name].pk,
            reason="x",
            staff=world.compliance,
            at=LATER,
            withdrawn_at=back_at,
        )

    return [ask, take_back] if luck.random() < 0.6 else [ask]


def _a_consent(luck: random.Random) -> list[Step]:
    granted_at, name = a_moment(luck), f"consent {luck.random()}"
    revoked_at = granted_at + timedelta(hours=luck.randint(1, 48))

    def grant(world: World) -> None:
        world.named[name] = grant_consent(
            customer_id=world.customer_id,
            kind="night_contact",
            evidence="x",
            begins=time(21),
            ends=time(9),
            staff=world.staff,
            at=LATER,
            granted_at=granted_at,
        )

    def revoke(world: World) -> None:
        revoke_consent(
            consent_id=world.named[name].pk,
            reason="x",
            staff=world.staff,
            at=LATER,
            revoked_at=revoked_at,
        )

    return [grant, revoke] if luck.random() < 0.5 else [grant]


def _a_hold(luck: random.Random) -> list[Step]:
    kind, since = luck.choice(["deceased", "manual", "imprisoned"]), a_moment(luck)

    def place(world: World) -> None:
        place_hold(
            customer_id=world.customer_id,
            kind=kind,
            reason="x",
            staff=world.compliance,
            at=LATER,
            since=since,
        )

    return [place]


def _a_payment(luck: random.Random) -> list[Step]:
    amount = luck.choice([10_000, 50_000, -10_000, 25_000])
    paid_on = DAY + timedelta(days=luck.randint(-1, 4))
    return [lambda world: pay(world.account, amount, paid_on, LATER)]


def _mark(world: World, since: datetime) -> None:
    raise_mark(
        customer_id=world.customer_id,
        kind="abuse",
        note="",
        staff=world.compliance,
        at=LATER,
        since=since,
    )


def _of_a_number(luck: random.Random, place: int) -> Step:
    since = luck.choice([None, a_moment(luck)])
    dead_since = DAY + timedelta(days=luck.randint(-1, 4))

    def disown(world: World) -> None:
        disown_contact_point(
            contact_point_id=world.phones[place].pk, staff=world.staff, at=LATER, since=since
        )

    def mark(world: World) -> None:
        mark_contact_point(
            contact_point_id=world.phones[place].pk,
            invalid_since=dead_since,
            staff=world.staff,
            at=LATER,
        )

    return disown if luck.random() < 0.6 else mark


def shuffled(luck: random.Random, things: list[list[Step]]) -> list[Step]:
    """All steps in a random order that keeps each list's own."""
    left, order = [list(thing) for thing in things], []
    while any(left):
        thing = luck.choice([each for each in left if each])
        order.append(thing.pop(0))
    return order


def end_of(order: list[Step], luck: random.Random, staff: Staff, compliance: Staff) -> list[Any]:
    """What stands once everything has happened, however often it was judged on the way."""
    world = World(staff, compliance)
    for step in order:
        step(world)
        if luck.random() < 0.15:
            rejudge(world.customer_id, at=LATER)
    rejudge(world.customer_id, at=LATER)
    return world.standing()


def test_the_order_in_which_facts_arrive_does_not_matter() -> None:
    luck = random.Random(20260310)
    staff, compliance = a_member(), a_member(Role.COMPLIANCE)
    seen = set()
    for _ in range(9):
        things = things_that_happen(luck)
        first = end_of([step for thing in things for step in thing], luck, staff, compliance)
        for _ in range(2):
            again = end_of(shuffled(luck, things), luck, staff, compliance)
            for one, other in zip(first, again, strict=False):
                assert one == other
            assert len(first) == len(again)
        seen |= {kind for _, kind, *_ in first}
        seen |= {rule for _, _, rules, *_ in first for rule in rules}
    assert seen >= {
        *FindingKind.values,
        "LENDER-HOLD", "LENDER-REQUEST", "LENDER-OWED", "LENDER-STATED", "LENDER-POINT",
        "CN-HOURS-01", "CN-FREQ-01",
    }  # fmt: skip
