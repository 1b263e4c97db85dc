"""Collectors at work: each gesture goes through the desk's own actions, at lawful hours.

What comes of a call is drawn at random, but a customer who is going to pay (the invented
payments are known) mostly promises to, so that promises are kept and broken as in life.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from fairdue.contact.actions import ContactDenied, dial
from fairdue.contact.models import Attempt, Outcome
from fairdue.desk.wrap_up import Gesture, wrap_up
from fairdue.kernel.calendars import local_day
from fairdue.kernel.money import Money
from fairdue.people.models import Staff
from fairdue.portfolio import queries as portfolio
from fairdue.portfolio.actions import reveal
from fairdue.work import actions as work
from fairdue.work.models import QueueItem

OUTCOMES = {
    Outcome.NO_ANSWER: 36,
    Outcome.BUSY: 8,
    Outcome.MACHINE: 5,
    Outcome.NUMBER_INVALID: 3,
    Outcome.THIRD_PARTY: 4,
    Outcome.NOT_VERIFIED: 3,
    Outcome.PROMISE: 15,
    Outcome.CALLBACK: 7,
    Outcome.PAID: 4,
    Outcome.PLAN: 3,
    Outcome.REFUSES: 4,
    Outcome.HARDSHIP: 3,
    Outcome.DISPUTE: 2,
    Outcome.VULNERABILITY: 1,
    Outcome.ASKS_TO_STOP: 1,
    Outcome.ABUSE: 1,
    Outcome.COMPLAINT: 1,
}
"""What comes of a hundred calls."""

PROMISES_OF_PAYERS = 0.6
QUIET = frozenset({Outcome.NO_ANSWER, Outcome.BUSY, Outcome.NUMBER_INVALID})

TOLD = {
    Outcome.HARDSHIP: "上月公司停产，目前只有临时收入，希望减轻每月还款。",
    Outcome.VULNERABILITY: "近期住院治疗，说话吃力，请勿频繁致电。",
    Outcome.DISPUTE: "对一笔境外消费有异议，称从未授权，要求核对凭证。",
    Outcome.COMPLAINT: "称本周已多次致电，要求停止频繁来电并书面答复。",
    Outcome.ABUSE: "通话中多次辱骂，已礼貌结束通话。",
}
NOTES = {
    Outcome.REFUSES: "客户表示暂时不会还款，未说明原因。",
    Outcome.PLAN: "希望分期，月收入约五千元，需进一步了解收支情况。",
    Outcome.PAID: "客户称昨日已通过手机银行还款，待入账核实。",
    Outcome.THIRD_PARTY: "非本人接听，未透露任何信息，已结束通话。",
    Outcome.PROMISE: "因出差忘记还款，已说明金额与日期。",
}
REVEAL_REASON = "客户来电，核对登记信息"


@dataclass(frozen=True)
class Coming:
    """A payment that a customer is going to make."""

    on: date
    amount: Money


Payers = Mapping[str, list[Coming]]


class Shift:
    """One collector from one moment to another."""

    def __init__(self, staff: Staff, begins: datetime, ends: datetime, zone: ZoneInfo) -> None:
        self.staff = staff
        self.at = begins
        self.ends = ends
        self.zone = zone
        self.chance = random.Random(f"{staff.username} {begins.isoformat()}")
        self.done: Counter[str] = Counter()

    def work(self, cases: int, payers: Payers) -> Counter[str]:
        """Work up to so many cases before the shift ends; gives how often each thing was done."""
        item = work.take_next(staff=self.staff, at=self.at)
        while item is not None and self.done["cases"] < cases:
            self._pass(20, 90)
            if self.at >= self.ends:
                break
            item = self._handle(item, payers) or work.take_next(staff=self.staff, at=self.at)
        return self.done

    def go_home(self) -> None:
        """Put back what is still in hand."""
        item = work.take_next(staff=self.staff, at=self.at)
        if item is not None:
            work.put_back(item_id=item.pk, staff=self.staff, at=self.at)

    def _handle(self, item: QueueItem, payers: Payers) -> QueueItem | None:
        """Call the customer of a case and wrap it up; gives the next case, if one came."""
        self.done["cases"] += 1
        attempt = self._dial(item)
        if attempt is None:
            tomorrow = self.at + timedelta(days=1)
            work.put_back(item_id=item.pk, staff=self.staff, at=self.at, next_at=tomorrow)
            return None
        outcome = self._outcome(item, payers)
        self._pass(*((15, 45) if outcome in QUIET else (70, 300)))
        gesture = self._gesture(item, attempt, outcome, payers)
        self.done[gesture.outcome] += 1
        return wrap_up(gesture, staff=self.staff, at=self.at).next_item

    def _dial(self, item: QueueItem) -> Attempt | None:
        """An open call to the customer's first usable number; None when there is none."""
        points = portfolio.contact_points(item.case.customer_id)
        phones = [each for each in points if each.kind == "phone" and each.invalid_since is None]
        if not phones:
            return None
        if self.chance.random() < 0.05:
            reveal(
                customer_id=item.case.customer_id,
                what=phones[0].id,
                reason=REVEAL_REASON,
                staff=self.staff,
                at=self.at,
            )
            self.done["reveals"] += 1
        try:
            return dial(
                case_id=item.case_id,
                contact_point_id=phones[0].id,
                staff=self.staff,
                at=self.at,
            )
        except ContactDenied:  # kept as a denied permit
            self.done["denied"] += 1
            return None

    def _outcome(self, item: QueueItem, payers: Payers) -> Outcome:
        if self._coming(item, payers) and self.chance.random() < PROMISES_OF_PAYERS:
            return Outcome.PROMISE
        [drawn] = self.chance.choices(list(OUTCOMES), weights=list(OUTCOMES.values()))
        return drawn

    def _gesture(
        self, item: QueueItem, attempt: Attempt, outcome: Outcome, payers: Payers
    ) -> Gesture:
        today = local_day(self.at, self.zone)
        amount, due_on = None, None
        if outcome == Outcome.PROMISE:
            amount, due_on = self._promise(item, payers, today)
            if amount is None:
                outcome = Outcome.NO_ANSWER
        hours = self.chance.choice((3, 24, 26, 48))
        return Gesture(
            case_id=item.case_id,
            outcome=outcome,
            attempt_id=attempt.pk,
            amount=amount,
            due_on=due_on,
            callback_at=self.at + timedelta(hours=hours) if outcome == Outcome.CALLBACK else None,
            told=TOLD.get(outcome, ""),
            note=NOTES.get(outcome, "") if self.chance.random() < 0.6 else "",
        )

    def _promise(
        self, item: QueueItem, payers: Payers, today: date
    ) -> tuple[Money | None, date | None]:
        """What the customer says: near the truth when a payment is coming, else a hope."""
        owed = portfolio.total_owed(item.case.customer_id)
        coming = self._coming(item, payers)
        if coming and coming.amount.currency in owed:
            amount = min(coming.amount, owed[coming.amount.currency])
            return amount, coming.on + timedelta(days=self.chance.choice((0, 0, 1)))
        late = [
            account.balance.past_due
            for account in portfolio.accounts_of(item.case.customer_id)
            if account.balance and account.balance.past_due.minor > 0
        ]
        return (late[0] if late else None), today + timedelta(days=self.chance.randint(1, 7))

    def _coming(self, item: QueueItem, payers: Payers) -> Coming | None:
        """The customer's next payment within a fortnight, if one is coming."""
        today = local_day(self.at, self.zone)
        soon = (today, today + timedelta(days=14))
        known = payers.get(item.case.customer.customer_ref, [])
        return next((one for one in known if soon[0] < one.on <= soon[1]), None)

    def _pass(self, least: int, most: int) -> None:
        self.at += timedelta(seconds=self.chance.randint(least, most))
