"""What customers allowed, asked, disputed and complained of, and what the desk did about it.

Everything goes through the desk's own actions, the afternoon before the demonstration's day.
Letters that came earlier are recorded late, so that some clocks are near their end.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from itertools import islice

from django.utils.translation import gettext as _

from fairdue.compliance import actions, queries
from fairdue.compliance.models import Complaint, Dispute
from fairdue.config.demo import people
from fairdue.kernel.money import Money
from fairdue.people.models import Staff
from fairdue.portfolio import queries as portfolio
from fairdue.strategy import queries as strategy
from fairdue.work.models import QueueItem, QueueState

EVERY = 4
"""Every fourth customer of the queue has something to say."""

CONSENTS = (
    {"kind": "night_contact", "begins": time(22), "ends": time(22, 30), "channel": "call"},
    {"kind": "more_dials", "dials_max": 8, "channel": "call"},
    {"kind": "channel", "channel": "sms"},
)
REQUESTS = (
    {"kind": "inconvenient_time", "begins": time(9), "ends": time(12), "weekdays": [0, 1, 2, 3, 4]},
    {"kind": "stop_medium", "channel": "visit"},
    {"kind": "not_at_work"},
    {"kind": "representative", "representative": "某某律师事务所，传真与地址见委托书"},
    {"kind": "letters_only"},
)
DISPUTES = (
    ("fees", "对上月收取的违约金有异议，认为已在宽限期内还款。", 11),
    ("billing_error", "称一笔境外网购并非本人交易，要求核对签购单。", 4),
    ("already_paid", "称三月五日已通过柜面还款，账单未扣减。", 1),
)
COMPLAINTS = (
    ("frequency", "online", "complex", "一天内接到多次来电，影响工作，要求说明原因。", 27),
    ("conduct", "call", "simple", "称催收员语气生硬，要求道歉。", 13),
    ("privacy", "letter", "simple", "称催收信函寄到旧址，被他人拆阅。", 16),
    ("amount", "branch", "simple", "称还款金额与账单不一致，要求出具明细。", 2),
    ("staff", "regulator", "complex", "通过监管转办，反映承诺回电未回。", 6),
)
EVIDENCE = "通话录音"
LETTER = "来函已归档"


def handle(at: datetime) -> str:
    """Put it all on record at one moment; gives how much of it there is."""
    desk = Desk(at)
    said = _(
        "consents %(consents)s, requests %(requests)s, disputes %(disputes)s, "
        "complaints %(complaints)s"
    )
    return said % {
        "consents": desk.consents(),
        "requests": desk.requests(),
        "disputes": desk.disputes(),
        "complaints": desk.complaints(),
    }


class Desk:
    """Lead and compliance officer, and the customers who have something to say, in order."""

    def __init__(self, at: datetime) -> None:
        self.at = at
        self.lead = people.lead()
        self.officer = people.officer()
        self.customers = _customers()

    def consents(self) -> int:
        """Some things allowed; the last is taken back."""
        given = [
            actions.grant_consent(
                customer_id=customer_id,
                evidence=EVIDENCE,
                granted_at=self.at - timedelta(days=20),
                staff=self.lead,
                at=self.at,
                **wish,  # type: ignore[arg-type]
            )
            for wish, customer_id in zip(CONSENTS, self.customers, strict=False)
        ]
        for consent in given[-1:]:
            actions.revoke_consent(
                consent_id=consent.pk,
                reason=EVIDENCE,
                revoked_at=self.at - timedelta(days=1),
                staff=self.lead,
                at=self.at,
            )
        return len(given)

    def requests(self) -> int:
        """Some things asked, by letter, received a few days ago."""
        asked = [
            actions.record_request(
                customer_id=customer_id,
                reason=LETTER,
                manner="written",
                received_at=self.at - timedelta(days=3),
                staff=self.lead,
                at=self.at,
                **wish,  # type: ignore[arg-type]
            )
            for wish, customer_id in zip(REQUESTS, self.customers, strict=False)
        ]
        return len(asked)

    def disputes(self) -> int:
        """One is decided, one looked into, one has just come."""
        opened = [
            self._dispute(customer_id, ground, said, days)
            for (ground, said, days), customer_id in zip(DISPUTES, self.customers, strict=False)
        ]
        for dispute in opened[:2]:
            actions.take_dispute(
                dispute_id=dispute.pk, owner=self.lead.username, staff=self.lead, at=self.at
            )
            actions.take_step(
                dispute_id=dispute.pk, step="annotated_at", staff=self.lead, at=self.at
            )
        for dispute in opened[:1]:
            actions.take_step(
                dispute_id=dispute.pk, step="investigated_at", staff=self.lead, at=self.at
            )
            actions.decide_dispute(
                dispute_id=dispute.pk,
                decision="partly",
                reason="违约金按宽限期规则退还一半。",
                staff=self.lead,
                at=self.at,
            )
        return len(opened)

    def complaints(self) -> int:
        """One waits for more time, one is decided, one is overdue, one nobody has taken."""
        made = [
            self._complaint(customer_id, *what)
            for what, customer_id in zip(COMPLAINTS, self.customers, strict=False)
        ]
        for complaint, owner in zip(made, (self.lead, self.officer, self.officer), strict=False):
            self._take(complaint, owner)
        for complaint in made[:1]:
            actions.ask_extension(
                complaint_id=complaint.pk,
                reason="需向两家外包机构调取拨打记录。",
                staff=self.lead,
                at=self.at,
            )
        for complaint in made[1:2]:
            self._uphold(complaint)
        return len(made)

    def _dispute(self, customer_id: int, ground: str, said: str, days: int) -> Dispute:
        account = next(iter(portfolio.accounts_of(customer_id)))
        return actions.open_dispute(
            customer_id=customer_id,
            ground=ground,
            statement=said,
            account_id=account.id,
            amount=Money.of("380", "CNY") if ground == "fees" else None,
            received_at=self.at - timedelta(days=days),
            staff=self.lead,
            at=self.at,
        )

    def _complaint(
        self, customer_id: int, about: str, channel: str, complexity: str, said: str, days: int
    ) -> Complaint:
        table, row = _strategy_of(customer_id)
        return actions.record_complaint(
            customer_id=customer_id,
            about=about,
            channel=channel,
            complexity=complexity,
            statement=said,
            received_at=self.at - timedelta(days=days),
            fault=actions.Fault(strategy_table=table, strategy_row=row),
            staff=self.lead,
            at=self.at,
        )

    def _take(self, complaint: Complaint, owner: Staff) -> None:
        actions.take_complaint(
            complaint_id=complaint.pk, owner=owner.username, staff=owner, at=self.at
        )
        actions.acknowledge_complaint(complaint_id=complaint.pk, staff=owner, at=self.at)

    def _uphold(self, complaint: Complaint) -> None:
        due_on = (self.at + timedelta(days=2)).date()
        actions.decide_complaint(
            complaint_id=complaint.pk,
            decision="upheld",
            reason="复听录音，语气确有不当。",
            remedy=actions.Remedy("书面致歉并安排复训。", self.officer.username, due_on),
            staff=self.officer,
            at=self.at,
        )
        actions.answer_complaint(complaint_id=complaint.pk, staff=self.officer, at=self.at)


def _customers() -> Iterator[int]:
    """Customers of the queue whom nothing stops yet, a few places apart."""
    waiting = QueueItem.objects.filter(state=QueueState.WAITING).order_by("pk")
    ids = waiting.values_list("case__customer_id", flat=True)
    free = (each for each in ids if not queries.holds_of(each))
    return islice(free, 0, None, EVERY)


def _strategy_of(customer_id: int) -> tuple[str, str]:
    """The decision table and row by which the customer's case is treated."""
    item = QueueItem.objects.filter(case__customer_id=customer_id).first()
    decided = strategy.decision_of(item.case_id) if item else None
    return (decided.table, decided.row) if decided else ("", "")
