"""Matters at several stages with their papers, on cases that the strategy proposed; through the
real actions.

The legal officers take up what last night's table sent them: a payment order that was served and
may be settled, a suit that counsel conduct with the court's fee due, a lawyer's letter that
arrived, an application that one more person has to release, and a matter that waits for its second
approval. What may not go to law is passed over, as they would.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType

from fairdue.compliance.queries import holds_of
from fairdue.config.demo import cardholders, people
from fairdue.delinquency.queries import case as case_facts
from fairdue.delinquency.queries import customers_of
from fairdue.kernel.money import Money
from fairdue.kernel.refusal import Refused
from fairdue.legal import actions
from fairdue.legal.actions import Proof, papers
from fairdue.legal.models import CostKind, Matter, Paper, PaperKind, Road, StepKind
from fairdue.legal.queries.policy import court_fee
from fairdue.legal.queries.proposals import proposed_case_ids
from fairdue.legal.queries.proven_demands import demands
from fairdue.legal.rules.payment_order import CONDITIONS
from fairdue.legal.rules.road import EVIDENCE
from fairdue.people.models import Role, Staff
from fairdue.portfolio.queries import total_owed

FIRM = {"name": "明衡律师事务所", "licence": "31310000MD0000001X", "contract": "法委2026-001"}
LICENCE = "13101202600000001"
COURT = "上海市浦东新区人民法院"
FIRST_DAYS_AGO = 30
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
TO_PAY = timedelta(days=15)
INSTALMENTS = 12
SPARED = 4
"""Of the cases proposed so many stay proposed, for whoever looks at the demonstration; of people
who can't sign in, as long as there are such."""


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
        desk.application(),
        desk.letter(),
        desk.payment_order(),
        desk.suit(),
        desk.waiting(),
    ]
    actions.reckon_clocks(as_of=now.date(), at=now)
    actions.settle_deadlines(at=now)
    return sum(each is not None for each in made)


class Desk:
    """Two legal officers and a lawyer outside, with the cases proposed to them."""

    def __init__(self, now: datetime, tang: Staff, shen: Staff, qian: Staff) -> None:
        self.now, self.tang, self.shen, self.qian = now, tang, shen, qian
        proposed = proposed_case_ids()
        self.owners = customers_of(proposed)
        self.cases = sorted(proposed, key=self._signs_in)[SPARED:]

    def application(self) -> Matter | None:
        """Of somebody whom payment was demanded of; one of two released the application."""
        matter = self._approved(
            Road.PAYMENT_ORDER, "多次沟通未果，债权明确，拟申请支付令", 2, asked=True
        )
        if matter is None:
            return None
        self._court(matter, 1)
        self._paper(matter, PaperKind.EVIDENCE_LIST, 1, self.tang)
        self._paper(matter, PaperKind.PAYMENT_ORDER, 1, self.tang, released_by=(self.shen,))
        return matter

    def payment_order(self) -> Matter | None:
        """Applied for, issued, served twelve days ago; its fee is booked, a settlement drafted."""
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
            court=COURT,
            court_number="（2026）沪0115民督21号",
            staff=self.tang,
            at=self._at(21),
        )
        first_due_on = (self.now + TO_PAY).date().replace(day=20)
        settled = {
            "settled": str(Money(matter.claimed_minor, matter.currency).amount),
            "instalments": str(INSTALMENTS),
            "first_due_on": first_due_on.isoformat(),
            "pay_to": "您的信用卡账户",
        }
        self._paper(matter, PaperKind.SETTLEMENT, 0, self.tang, settled)
        return matter

    def suit(self) -> Matter | None:
        """Filed by counsel under a power that two released; the court's fee is due within days."""
        matter = self._approved(Road.SUIT, "金额较大且查明有工资收入，诉讼后可执行", 24)
        if matter is None:
            return None
        actions.engage(
            matter_id=matter.pk, username=self.qian.username, staff=self.tang, at=self._at(20)
        )
        self._court(matter, 13)
        power = {
            "agent": self.qian.display_name,
            "agent_of": FIRM["name"],
            "agent_phone": "021-60000000",
            "powers": "特别授权：代为立案、承认、变更、放弃诉讼请求，进行和解，代收法律文书。",
            "power_until": (self.now + 180 * DAY).date().isoformat(),
        }
        self._released(
            matter, PaperKind.POWER_OF_ATTORNEY, 12, self.tang, power, taken_by=self.qian
        )
        self._step(matter, StepKind.SUIT_FILED, 9, "网上立案回执", self.qian)
        self._step(matter, StepKind.FEE_NOTICE, 3, "交费通知书", self.qian)
        return matter

    def letter(self) -> Matter | None:
        """Approved; the lawyer's letter was released, sent, and arrived yesterday.

        To somebody who can sign in and find it among their letters, where there is such a case.
        """
        self.cases.sort(key=self._signs_in, reverse=True)
        matter = self._approved(Road.LETTER, "先以律师函催告，视回应再定", 8)
        if matter is None:
            return None
        self._step(matter, StepKind.REMINDER_SENT, 6, "", self.shen)
        actions.engage(
            matter_id=matter.pk, username=self.qian.username, staff=self.tang, at=self._at(6)
        )
        pay_by = {"pay_by": (self.now + TO_PAY).date().isoformat()}
        letter = self._released(
            matter, PaperKind.LAWYERS_LETTER, 5, self.qian, pay_by, taken_by=self.qian
        )
        if letter is not None:
            self._step(matter, StepKind.LETTER_SENT, 4, f"paper:{letter.number}", self.qian)
            self._step(matter, StepKind.LETTER_REACHED, 1, "特快专递签收回单", self.qian)
        return matter

    def waiting(self) -> Matter | None:
        """Opened today, approved by one of two."""
        matter = self._opened(Road.PAYMENT_ORDER, "材料齐备，拟申请支付令", 1)
        if matter is not None:
            actions.decide_road(
                matter_id=matter.pk, approves=True, staff=people.compliance(), at=self._at(0)
            )
        return matter

    def _signs_in(self, case_id: int) -> bool:
        return cardholders.can_sign_in(self.owners[case_id])

    def _approved(
        self, road: str, reason: str, days_ago: int, *, asked: bool = False
    ) -> Matter | None:
        matter = self._opened(road, reason, days_ago, asked=asked)
        if matter is None:
            return None
        for who in (self.shen, people.compliance()):
            matter = actions.decide_road(
                matter_id=matter.pk, approves=True, staff=who, at=self._at(days_ago - 1)
            )
        return matter

    def _opened(
        self, road: str, reason: str, days_ago: int, *, asked: bool = False
    ) -> Matter | None:
        """A matter on the next case that may go to law; None when there is no such case left.

        `asked`: one where payment was demanded by then, as a court wants to know.
        """
        at = self._at(days_ago)
        for case_id in list(self.cases):
            found = case_facts(case_id)
            customer_id = self.owners[case_id]
            if holds_of(customer_id):
                continue  # protected since; stays among those proposed, to be seen as such
            if asked and not any(each.went_out for each in demands(customer_id, at)):
                continue
            self.cases.remove(case_id)
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

    def _released(
        self,
        matter: Matter,
        kind: PaperKind,
        days_ago: int,
        writer: Staff,
        entered: Mapping[str, str],
        *,
        taken_by: Staff,
    ) -> Paper | None:
        """A paper that two released, neither of whom wrote it, and somebody took as Word."""
        releasers = (self.shen, people.compliance())
        paper = self._paper(matter, kind, days_ago, writer, entered, released_by=releasers)
        if paper is not None:
            papers.paper_file(
                paper_id=paper.pk, format="docx", staff=taken_by, at=self._at(days_ago) + 2 * HOUR
            )
        return paper

    def _paper(
        self,
        matter: Matter,
        kind: PaperKind,
        days_ago: int,
        writer: Staff,
        entered: Mapping[str, str] = MappingProxyType({}),
        *,
        released_by: tuple[Staff, ...] = (),
    ) -> Paper | None:
        """A paper, released by these; None where the records don't carry it."""
        at = self._at(days_ago)
        try:
            paper = papers.write_paper(
                matter_id=matter.pk,
                kind=kind,
                entered=entered,
                language="zh-hans",
                staff=writer,
                at=at,
            )
        except Refused:
            return None
        for each in released_by:
            paper = papers.release_paper(paper_id=paper.pk, staff=each, at=min(at + HOUR, self.now))
        return paper

    def _court(self, matter: Matter, days_ago: int) -> None:
        actions.confirm_court(
            matter_id=matter.pk, court=COURT, staff=self.tang, at=self._at(days_ago)
        )

    def _step(self, matter: Matter, kind: str, days_ago: int, paper: str, staff: Staff) -> None:
        at = self._at(days_ago)
        actions.record_step(
            matter_id=matter.pk, kind=kind, on=at.date(), staff=staff, at=at, proof=Proof(paper)
        )

    def _at(self, days_ago: int) -> datetime:
        return self.now - days_ago * DAY
