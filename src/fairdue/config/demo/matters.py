"""Matters at several stages, on cases that the strategy proposed; through the real actions.

The legal officers take up what last night's table sent them: a payment order that was served and
awaits an objection, a suit that counsel conduct with the court's fee due, a lawyer's letter, and
one that waits for its second approval. What may not go to law is passed over, as they would.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from fairdue.config.demo import people
from fairdue.delinquency.queries import case as case_facts
from fairdue.delinquency.queries import customers_of
from fairdue.kernel.money import Money
from fairdue.kernel.refusal import Refused
from fairdue.legal import actions
from fairdue.legal.actions import Proof
from fairdue.legal.models import CostKind, Matter, Road, StepKind
from fairdue.legal.queries.policy import court_fee
from fairdue.legal.queries.proposals import proposed_case_ids
from fairdue.legal.rules.payment_order import CONDITIONS
from fairdue.legal.rules.road import EVIDENCE
from fairdue.people.models import Role, Staff
from fairdue.portfolio.queries import total_owed

FIRM = {"name": "明衡律师事务所", "licence": "31310000MD0000001X", "contract": "法委2026-001"}
LICENCE = "13101202600000001"
FIRST_DAYS_AGO = 30
DAY = timedelta(days=1)
SPARED = 4
"""Of the cases proposed so many stay proposed, for whoever looks at the demonstration."""


def take_up(now: datetime) -> int:
    """Make the matters; gives how many. None where the strategy proposed too few cases."""
    tang, shen = Staff.objects.filter(role=Role.LEGAL).order_by("pk")[:2]
    qian = Staff.objects.get(role=Role.COUNSEL)
    begun = now - FIRST_DAYS_AGO * DAY
    firm = actions.register_firm(**FIRM, engaged_on=begun.date(), staff=tang, at=begun)
    actions.register_lawyer(
        firm_id=firm.pk, username=qian.username, licence=LICENCE, staff=tang, at=begun
    )
    desk = Desk(now, tang, shen, qian)
    made = [
        desk.payment_order(),
        desk.suit(),
        desk.letter(),
        desk.waiting(),
    ]
    actions.reckon_clocks(as_of=now.date(), at=now)
    actions.settle_deadlines(at=now)
    return sum(each is not None for each in made)


class Desk:
    """Two legal officers and a lawyer outside, with the cases proposed to them."""

    def __init__(self, now: datetime, tang: Staff, shen: Staff, qian: Staff) -> None:
        self.now, self.tang, self.shen, self.qian = now, tang, shen, qian
        self.cases: Iterator[int] = iter(proposed_case_ids()[SPARED:])

    def payment_order(self) -> Matter | None:
        """Applied for, issued, served twelve days ago; its fee is booked."""
        matter = self._approved(
            Road.PAYMENT_ORDER, "金额明确、地址已确认，支付令费用低、时间短", 28
        )
        if matter is None:
            return None
        for kind, days_ago, paper in (
            (StepKind.REMINDER_SENT, 27, ""),
            (StepKind.ORDER_APPLIED, 25, "支付令申请书及材料收据"),
            (StepKind.ORDER_ACCEPTED, 21, "受理通知书"),
            (StepKind.ORDER_ISSUED, 16, "支付令"),
            (StepKind.ORDER_SERVED, 12, "送达回证"),
        ):
            self._step(matter, kind, days_ago, paper, self.tang)
        fee = court_fee("payment_order_fee", matter.claimed_minor, self._at(21).date())
        actions.book_cost(
            matter_id=matter.pk,
            kind=CostKind.PAYMENT_ORDER_FEE,
            amount=Money(fee.amount_minor, matter.currency),
            on=self._at(21).date(),
            receipt="诉讼费专用票据0021",
            staff=self.tang,
            at=self._at(21),
        )
        actions.confirm_court(
            matter_id=matter.pk,
            court="上海市浦东新区人民法院",
            court_number="（2026）沪0115民督21号",
            staff=self.tang,
            at=self._at(21),
        )
        return matter

    def suit(self) -> Matter | None:
        """Filed by counsel; the court's fee must be paid within days."""
        matter = self._approved(Road.SUIT, "金额较大且查明有工资收入，诉讼后可执行", 24)
        if matter is None:
            return None
        actions.engage(
            matter_id=matter.pk, username=self.qian.username, staff=self.tang, at=self._at(20)
        )
        self._step(matter, StepKind.SUIT_FILED, 9, "网上立案回执", self.qian)
        self._step(matter, StepKind.FEE_NOTICE, 3, "交费通知书", self.qian)
        return matter

    def letter(self) -> Matter | None:
        """Approved; the reminder went out."""
        matter = self._approved(Road.LETTER, "先以律师函催告，视回应再定", 6)
        if matter is not None:
            self._step(matter, StepKind.REMINDER_SENT, 4, "", self.shen)
        return matter

    def waiting(self) -> Matter | None:
        """Opened today, approved by one of two."""
        matter = self._opened(Road.PAYMENT_ORDER, "材料齐备，拟申请支付令", 1)
        if matter is not None:
            actions.decide_road(
                matter_id=matter.pk, approves=True, staff=people.compliance(), at=self._at(0)
            )
        return matter

    def _approved(self, road: str, reason: str, days_ago: int) -> Matter | None:
        matter = self._opened(road, reason, days_ago)
        if matter is None:
            return None
        for who in (self.shen, people.compliance()):
            matter = actions.decide_road(
                matter_id=matter.pk, approves=True, staff=who, at=self._at(days_ago - 1)
            )
        return matter

    def _opened(self, road: str, reason: str, days_ago: int) -> Matter | None:
        """A matter on the next case that may go to law; None when there is no such case left."""
        at = self._at(days_ago)
        for case_id in self.cases:
            found = case_facts(case_id)
            customer_id = customers_of([case_id])[case_id]
            owed = sorted(total_owed(customer_id).values(), key=lambda each: -each.minor)
            if found is None or found.opened_on >= at.date() or not owed:
                continue
            try:
                return actions.open_matter(
                    customer_id=customer_id,
                    currency=owed[0].currency,
                    road=road,
                    reason=reason,
                    staff=self.tang,
                    at=at,
                    evidence=tuple(EVIDENCE),
                    conditions=tuple(CONDITIONS),
                    by_strategy=True,
                )
            except Refused:
                continue
        return None

    def _step(self, matter: Matter, kind: str, days_ago: int, paper: str, staff: Staff) -> None:
        at = self._at(days_ago)
        actions.record_step(
            matter_id=matter.pk, kind=kind, on=at.date(), staff=staff, at=at, proof=Proof(paper)
        )

    def _at(self, days_ago: int) -> datetime:
        return self.now - days_ago * DAY
