"""The limitation of claims: what happened to them, with its evidence, and their last days.

Everything that interrupts is read from the record that proves it; what leaves no record here is
entered by a legal officer (models.Interruption). Lists, because the night asks for thousands.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.utils import timezone

from fairdue.contact.models import Outcome
from fairdue.contact.queries.demands import demands_spoken
from fairdue.kernel.calendars import add_months, local_day
from fairdue.kernel.text import Text
from fairdue.legal.models import Interruption, MatterAccount, MatterStep, Obstacle, StepKind
from fairdue.legal.queries.court_days import REST_DAYS
from fairdue.legal.queries.policy import demand_templates, limits_of
from fairdue.legal.rules import limitation
from fairdue.legal.rules.limitation import Event, Limits
from fairdue.messaging.queries.demands import demands_written
from fairdue.negotiation.queries.acknowledging import acknowledged_by
from fairdue.negotiation.queries.promises import zone
from fairdue.portfolio.queries import law_of
from fairdue.portfolio.queries.limitation import Owed, owed_since, payments_standing

PROCEDURE_ENDS: dict[str, tuple[str, tuple[str, ...]]] = {
    StepKind.ORDER_APPLIED: (
        "payment_order",
        (StepKind.ORDER_REJECTED, StepKind.ORDER_LAPSED, StepKind.ORDER_STANDS),
    ),
    StepKind.SUIT_FILED: ("lawsuit", (StepKind.JUDGMENT_FINAL, StepKind.SUIT_WITHDRAWN)),
    StepKind.MEDIATION_REQUESTED: (
        "mediation_request",
        (StepKind.MEDIATION_FAILED, StepKind.MEDIATION_CONFIRMED),
    ),
    StepKind.ENFORCEMENT_APPLIED: ("enforcement", (StepKind.ENFORCEMENT_ENDED,)),
}
"""Steps of a matter that interrupt as a procedure, and what ends it (Civil Code art. 195)."""


@dataclass(frozen=True, slots=True)
class Happened:
    """An event on a claim, with the record that proves it."""

    event: Event
    evidence: str
    """payment:1, attempt:2, message:3, letter:4, promise:5, agreement:6, step:7, interruption:8."""
    account_id: int | None = None
    """None: all of the customer's accounts."""
    currency: str = ""
    """Where it is about one currency's debts; else ""."""
    told: str = ""
    """What an officer wrote of the evidence."""


@dataclass(frozen=True, slots=True)
class OnClaim:
    """One event as it changed an account's clock."""

    happened: Happened
    interrupts: bool
    last_day: date
    """After it, without rest days."""


@dataclass(frozen=True, slots=True)
class Clock:
    """Until when the claim on an account can be brought."""

    owed: Owed
    as_of: date
    law: str
    limits: Limits | None
    """None where the packs don't say how long: then there is no last day either."""
    events: tuple[OnClaim, ...]
    obstacles: tuple[limitation.Obstacle, ...]
    last_day: date | None
    """While an obstacle lasts, that of the outer limit; `date.max` where there is none."""
    unknown_year: int | None = None
    """The year of the last day, where its rest days aren't announced yet: reckoned without them,
    which is never too late."""
    held_back: bool = False
    """Does an obstacle keep the period from ending?"""

    @property
    def is_over(self) -> bool | None:
        """Has the period run out? None where nobody knows how long it is."""
        return (
            None if self.last_day is None else limitation.is_time_barred(self.last_day, self.as_of)
        )

    @property
    def restarted(self) -> OnClaim | None:
        """The last event that started the period anew."""
        return next((each for each in reversed(self.events) if each.interrupts), None)

    @property
    def days_left(self) -> int | None:
        """Days until the last day, which counts in full; below zero when it is over."""
        if self.last_day is None or self.held_back:
            return None
        return (self.last_day - self.as_of).days


def clocks_of(customer_id: int, as_of: date) -> list[Clock]:
    """The clock of each of a customer's accounts with something past due."""
    return clocks(owed_since(customer_id), as_of)


def clocks(owed: Sequence[Owed], as_of: date) -> list[Clock]:
    """The clocks of these accounts, in their order."""
    customers = {each.customer_id for each in owed}
    happened = _happened(customers, as_of)
    obstacles = _obstacles(customers, as_of)
    laws = {number: law_of(number, as_of) for number in customers}
    limits = {
        key: limits_of(*key, as_of)
        for key in {(law.jurisdiction, law.region) for law in laws.values()}
    }
    return [
        clock(
            each,
            as_of,
            laws[each.customer_id].jurisdiction,
            limits[laws[each.customer_id].jurisdiction, laws[each.customer_id].region],
            [one for one in happened.get(each.customer_id, ()) if _concerns(one, each)],
            obstacles.get(each.customer_id, ()),
        )
        for each in owed
    ]


def _concerns(happened: Happened, owed: Owed) -> bool:
    return happened.account_id in (None, owed.account_id) and happened.currency in (
        "",
        owed.currency,
    )


def clock(
    owed: Owed,
    as_of: date,
    law: str,
    limits: Limits | None,
    happened: Sequence[Happened],
    obstacles: Sequence[limitation.Obstacle] = (),
) -> Clock:
    """One account's clock, by the rules of `legal.rules.limitation`."""
    rows = sorted(happened, key=lambda each: (each.event.on, each.evidence))
    since = [each for each in rows if each.event.on >= owed.oldest_unmet_due_on]
    if limits is None:
        return Clock(owed, as_of, law, None, (), tuple(obstacles), None)
    shown, before = [], limits.last_day_from(owed.oldest_unmet_due_on)
    for number, each in enumerate(since, 1):
        after = limitation.limitation_last_day(
            owed.oldest_unmet_due_on,
            [one.event for one in since[:number]],
            obstacles,
            limits=limits,
        )
        counts = limitation.event_interrupts_limitation(each.event, before, limits=limits)
        counts = counts or each.event.kind in limits.reviving_kinds
        shown.append(OnClaim(each, counts, after))
        before = after
    unmoved = limitation.limitation_last_day(
        owed.oldest_unmet_due_on, [each.event for each in since], obstacles, limits=limits
    )
    free = limitation.limitation_last_day(
        owed.oldest_unmet_due_on,
        [each.event for each in since],
        obstacles,
        limits=replace(limits, outer_years=None),
    )
    last, unknown = unmoved, None
    if law == "CN" and unmoved != date.max:
        try:
            last = limitation.roll_over(unmoved, REST_DAYS[law])
        except limitation.UnknownYearError as error:
            unknown = error.year
    return Clock(
        owed, as_of, law, limits, tuple(shown), tuple(obstacles), last, unknown, free == date.max
    )


def _happened(customers: Collection[int], as_of: date) -> dict[int, list[Happened]]:
    """Everything that may interrupt, by customer, as it was by the end of a day."""
    found: dict[int, list[Happened]] = {}
    rows: Iterable[tuple[int, Happened]] = (
        *_payments(customers),
        *_demands(customers, as_of),
        *_acknowledged(customers),
        *_steps(customers),
        *_entered(customers),
    )
    for customer_id, each in rows:
        if each.event.on <= as_of:
            found.setdefault(customer_id, []).append(each)
    return found


def _payments(customers: Collection[int]) -> Iterable[tuple[int, Happened]]:
    for paid in payments_standing(customers):
        event = Event(paid.paid_on, "partial_repayment")
        yield paid.customer_id, Happened(event, f"payment:{paid.payment_id}", paid.account_id)


def _demands(customers: Collection[int], as_of: date) -> Iterable[tuple[int, Happened]]:
    for spoken in demands_spoken(customers):
        on = local_day(spoken.at, zone())
        evidence = f"attempt:{spoken.attempt_id}"
        yield spoken.customer_id, Happened(Event(on, spoken.channel), evidence)
        if spoken.outcome == Outcome.PLAN:
            yield spoken.customer_id, Happened(Event(on, "request_to_delay"), evidence)
    name = timezone.get_default_timezone_name()
    for written in demands_written(customers, demand_templates(as_of), name):
        yield written.customer_id, Happened(Event(written.on, written.channel), written.evidence)


def _acknowledged(customers: Collection[int]) -> Iterable[tuple[int, Happened]]:
    kinds = {"promise": "acknowledgement", "agreement": "repayment_plan"}
    for each in acknowledged_by(customers):
        event = Event(each.on, kinds[each.kind])
        yield each.customer_id, Happened(event, each.evidence, currency=each.currency)


def _steps(customers: Collection[int]) -> Iterable[tuple[int, Happened]]:
    """Letters and procedures of matters, on the accounts that they are about."""
    rows = list(
        MatterStep.objects.filter(customer_id__in=customers)
        .exclude(pk__in=MatterStep.objects.filter(corrects__isnull=False).values("corrects"))
        .order_by("on", "pk")
    )
    matters = {row.matter_id for row in rows}
    accounts: dict[int, set[int]] = {}
    for matter_id, account_id in MatterAccount.objects.filter(matter_id__in=matters).values_list(
        "matter_id", "account_id"
    ):
        accounts.setdefault(matter_id, set()).add(account_id)
    for row in rows:
        if row.kind == StepKind.LETTER_REACHED:
            event = Event(row.on, "lawyer_letter")
        elif row.kind in PROCEDURE_ENDS:
            kind, ends = PROCEDURE_ENDS[row.kind]
            later = (
                each.on
                for each in rows
                if each.matter_id == row.matter_id and each.kind in ends and each.on >= row.on
            )
            event = Event(row.on, kind, ended_on=next(later, None))
        else:
            continue
        for account_id in accounts.get(row.matter_id, ()):
            yield row.customer_id, Happened(event, f"step:{row.pk}", account_id)


def _entered(customers: Collection[int]) -> Iterable[tuple[int, Happened]]:
    rows = Interruption.objects.filter(customer_id__in=customers, withdrawn_at=None)
    for row in rows.order_by("on", "pk"):
        event = Event(row.on, row.kind, row.reached, row.ended_on)
        evidence = f"interruption:{row.pk}"
        yield row.customer_id, Happened(event, evidence, row.account_id, told=row.evidence)


def _obstacles(customers: Collection[int], as_of: date) -> dict[int, list[limitation.Obstacle]]:
    found: dict[int, list[limitation.Obstacle]] = {}
    rows = Obstacle.objects.filter(
        customer_id__in=customers, withdrawn_at=None, began_on__lte=as_of
    )
    for row in rows.order_by("began_on", "pk"):
        each = limitation.Obstacle(row.began_on, row.removed_on)
        found.setdefault(row.customer_id, []).append(each)
    return found


KINDS: dict[str, Text] = {
    "partial_repayment": Text("Part payment", "部分还款"),
    "call": Text("Asked for payment by telephone", "电话催收"),
    "visit": Text("Asked for payment on a visit", "上门催收"),
    "sms": Text("Asked for payment by text", "短信催收"),
    "email": Text("Asked for payment by e-mail", "电子邮件催收"),
    "letter": Text("Asked for payment by letter", "信函催收"),
    "lawyer_letter": Text("Lawyer's letter", "律师函"),
    "acknowledgement": Text("Promise or acknowledgement", "承诺还款或承认债务"),
    "repayment_plan": Text("Agreement accepted", "接受还款协议"),
    "request_to_delay": Text("Asked for a plan", "请求延期或分期"),
    "payment_order": Text("Payment order applied for", "申请支付令"),
    "lawsuit": Text("Suit", "提起诉讼"),
    "mediation_request": Text("Mediation requested", "申请调解"),
    "enforcement": Text("Enforcement applied for", "申请强制执行"),
    "due_notice_signed": Text("Due notice signed", "签收到期通知"),
    "guarantee_given": Text("Guarantee given", "提供担保"),
    "account_deduction": Text("Deducted from an account", "从账户扣款"),
    "assignment_notice": Text("Assignment notified", "债权转让通知"),
    "public_notice": Text("Public notice", "公告"),
    "police_report": Text("Report to the police", "报案"),
    "bankruptcy_claim": Text("Claim in a bankruptcy", "申报破产债权"),
}
"""What people call the kinds of events."""


def starts_before(law_years: int, as_of: date, days_ahead: int) -> date:
    """Debts due after this day can't run out within so many days, whatever happened."""
    return add_months(date.fromordinal(as_of.toordinal() + days_ahead), -12 * law_years)
