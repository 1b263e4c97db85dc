"""The lender's side of a day: the desk works its queue through the product's own actions.

Nothing here knows a rule: whom to contact comes from the queue, whether it may be done from the
permit. What a person answers comes from the simulated cardholder.
"""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from fairdue.contact.actions import Contact, ContactDenied, dial, record_outcome, request_permit
from fairdue.contact.models import Attempt, Outcome
from fairdue.contact.rules.verdict import CALL, LETTER, POINT_KIND, VISIT
from fairdue.desk.wrap_up import Gesture, wrap_up
from fairdue.kernel.money import Money
from fairdue.kernel.refusal import Refused
from fairdue.people.models import Role, Staff, Team
from fairdue.portfolio import queries as portfolio
from fairdue.training.tests.records import certified
from fairdue.work import actions as work
from fairdue.work.models import QueueItem, QueueState
from tests.simulation.cardholder import Cardholder, Said

OPENS, CLOSES = time(9, 30), time(18, 30)
CALLS_A_DAY_EACH = 40
VISITS_A_DAY = 2
LETTERS_A_DAY = 5
POINTS = {CALL: 10, LETTER: 3, VISIT: 25}
MAY_BE_VISITED_AT_HOME = 0.5


@dataclass
class Office:
    """The staff, and what they did so far."""

    seed: int
    people: dict[str, Cardholder]
    zone: ZoneInfo
    collectors: list[Staff] = field(default_factory=list)
    done: Counter[str] = field(default_factory=Counter)

    def hire(self, collectors: int) -> None:
        """Make a team and its collectors."""
        team = Team.objects.create(code="simulated", name="Simulated")
        for number in range(collectors):
            staff = Staff.objects.create_user(f"collector-{number}", role=Role.COLLECTOR, team=team)
            self.collectors.append(certified(staff))

    def work(self, day: date) -> None:
        """One working day, Sundays off."""
        if day.weekday() == 6:
            return
        for number, staff in enumerate(self.collectors):
            if number == 0:
                self._by_name(staff, day)
            self._by_telephone(staff, day)

    def _by_telephone(self, staff: Staff, day: date) -> None:
        at = datetime.combine(day, OPENS, tzinfo=self.zone)
        ends = datetime.combine(day, CLOSES, tzinfo=self.zone)
        draw = random.Random(f"{self.seed} shift {staff.username} {day}")
        item = work.take_next(staff=staff, at=at)
        calls = 0
        while item is not None and at < ends and calls < CALLS_A_DAY_EACH:
            calls += 1
            at += timedelta(seconds=draw.randint(60, 700))
            item = self._call(item, staff, at) or work.take_next(staff=staff, at=at)
        if item is not None:
            work.put_back(item_id=item.pk, staff=staff, at=at)

    def _call(self, item: QueueItem, staff: Staff, at: datetime) -> QueueItem | None:
        attempt = self._dialled(item, staff, at)
        if attempt is None:
            tomorrow = at + timedelta(days=1)
            work.put_back(item_id=item.pk, staff=staff, at=at, next_at=tomorrow)
            return None
        person = self.people[item.case.customer.customer_ref]
        self.done[CALL] += 1
        said = Said(Outcome.NO_ANSWER)
        ended = at + timedelta(seconds=30)
        if person.picks_up(at, attempt.pk):
            said = person.talk(at, POINTS[CALL], attempt.pk)
            ended = at + timedelta(seconds=240)
        self.done[str(said.outcome)] += 1
        return wrap_up(self._gesture(item, attempt, said, ended), staff=staff, at=ended).next_item

    def _dialled(self, item: QueueItem, staff: Staff, at: datetime) -> Attempt | None:
        points = portfolio.contact_points(item.case.customer_id)
        phone = next((one for one in points if one.kind == "phone" and not one.invalid_since), None)
        if phone is None:
            self.done["no number"] += 1
            return None
        try:
            return dial(case_id=item.case_id, contact_point_id=phone.id, staff=staff, at=at)
        except ContactDenied as denied:
            self.done["denied"] += 1
            for clause in denied.verdict.failing:
                self.done[f"denied by {clause.rule}"] += 1
            return None

    def _gesture(self, item: QueueItem, attempt: Attempt, said: Said, at: datetime) -> Gesture:
        outcome = Outcome(said.outcome)
        amount = Money(said.amount, "CNY") if outcome == Outcome.PROMISE else None
        return Gesture(
            case_id=item.case_id,
            outcome=outcome,
            attempt_id=attempt.pk,
            amount=amount,
            due_on=said.due_on,
            callback_at=at + timedelta(hours=26) if outcome == Outcome.CALLBACK else None,
            told="-" if outcome in (Outcome.HARDSHIP, Outcome.VULNERABILITY) else "",
        )

    def _by_name(self, staff: Staff, day: date) -> None:
        """Visits and letters: for cases that the queue gives to nobody by itself."""
        at = datetime.combine(day, OPENS, tzinfo=self.zone)
        for treatment, channel, most in (
            ("visit", VISIT, VISITS_A_DAY),
            ("legal", LETTER, LETTERS_A_DAY),
        ):
            waiting = QueueItem.objects.filter(
                treatment=treatment, state=QueueState.WAITING, available_at__lte=at
            ).select_related("case__customer")
            for item in waiting.order_by("-priority", "id")[:most]:
                at = self._go_or_write(item, channel, staff, at) + timedelta(minutes=20)

    def _go_or_write(self, item: QueueItem, channel: str, staff: Staff, at: datetime) -> datetime:
        """Gives when it was done."""
        ended = at + timedelta(minutes=30)
        points = portfolio.contact_points(item.case.customer_id)
        place = next((one for one in points if one.kind == POINT_KIND[channel]), None)
        taken = work.take_case(case_id=item.case_id, staff=staff, at=at)
        if place is not None:
            contact = Contact(
                item.case_id, place.id, channel, visitors=2 if channel == VISIT else 0
            )
            try:
                answer = request_permit(contact, actor=staff.username, at=at, use=True)
            except Refused:
                self.done["refused"] += 1
            else:
                self._came(answer.attempt_id, item, channel, staff, ended)
        work.finish(item_id=taken.pk, staff=staff, at=ended, next_at=ended + timedelta(days=14))
        return ended

    def _came(
        self, attempt_id: int | None, item: QueueItem, channel: str, staff: Staff, at: datetime
    ) -> None:
        """What a letter or a visit brings."""
        if attempt_id is None:
            self.done[f"{channel} denied"] += 1
            return
        self.done[channel] += 1
        person = self.people[item.case.customer.customer_ref]
        if channel == LETTER:
            person.read(at.date(), POINTS[LETTER])
            return
        draw = random.Random(f"{self.seed} visit {attempt_id}")
        said = Said(Outcome.NO_ANSWER)
        if draw.random() < MAY_BE_VISITED_AT_HOME:
            said = person.talk(at, POINTS[VISIT], attempt_id)
        met = Outcome.REFUSES if said.outcome == Outcome.PROMISE else Outcome(said.outcome)
        record_outcome(attempt_id=attempt_id, outcome=met, staff=staff, at=at)
