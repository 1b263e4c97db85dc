"""Last days in a matter: what is counted from which step, who must act, what ends it. Pure.

China: Civil Procedure Law arts. 85 (a last day that is a rest day moves to the first day after),
171, 226-228, 250; Decree 481 art. 22.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass
from datetime import date

from fairdue.kernel.calendars import add_months
from fairdue.kernel.text import Text
from fairdue.legal.rules import payment_order, steps
from fairdue.legal.rules.limitation import UnknownYearError, roll_over

US, COURT, DEBTOR = "us", "court", "debtor"
DAYS, MONTHS, YEARS = "days", "months", "years"


@dataclass(frozen=True, slots=True)
class Counted:
    """A last day: as counted, and as moved by rest days where they are known."""

    unmoved_on: date
    last_day: date | None
    """None where the rest days of a year that matters aren't known."""
    unknown_year: int | None = None


def counted(unmoved_on: date, rest_days: Container[date]) -> Counted:
    """The last day on or after `unmoved_on` that is no rest day (Civil Procedure Law art. 85)."""
    try:
        return Counted(unmoved_on, roll_over(unmoved_on, rest_days))
    except UnknownYearError as unknown:
        return Counted(unmoved_on, None, unknown.year)


def unmoved_last_day(counted_from: date, length: int, unit: str) -> date:
    """The last day of a span of days, months or years; the day it begins isn't counted."""
    if unit == DAYS:
        return payment_order.last_day(counted_from, length)
    return add_months(counted_from, length if unit == MONTHS else 12 * length)


@dataclass(frozen=True, slots=True)
class Deadline:
    """What must happen by when after a step."""

    name: Text
    after: tuple[str, ...]
    rule: str
    parameter: str
    unit: str
    whose: str
    kept_by: tuple[str, ...]
    """Steps that keep it, when they come in time."""
    dropped_by: tuple[str, ...] = ()
    """Steps after which nobody waits for it."""
    if_missed: Text | None = None


DEADLINES: Mapping[str, Deadline] = {
    "order_answer": Deadline(
        Text("The court says whether it accepts the application", "法院通知是否受理支付令申请"),
        (steps.ORDER_APPLIED,), "CN-PO-02", "answer_days", DAYS, COURT,
        (steps.ORDER_ACCEPTED, steps.ORDER_REJECTED), (steps.SUIT_FILED,),
    ),
    "order_issue": Deadline(
        Text("The court issues the payment order", "法院签发支付令"),
        (steps.ORDER_ACCEPTED,), "CN-PO-02", "issue_days", DAYS, COURT,
        (steps.ORDER_ISSUED, steps.ORDER_REJECTED), (steps.SUIT_FILED,),
    ),
    "order_service": Deadline(
        Text("The payment order is served", "支付令送达债务人"),
        (steps.ORDER_ISSUED,), "CN-PO-02", "serve_within_days", DAYS, COURT,
        (steps.ORDER_SERVED,), (steps.ORDER_LAPSED, steps.SUIT_FILED),
        Text("An order that wasn't served in time is void.", "未按期送达的，支付令失效。"),
    ),
    "order_objection": Deadline(
        Text("The debtor pays, or objects in writing", "债务人清偿或提出书面异议"),
        (steps.ORDER_SERVED,), "CN-PO-02", "objection_days", DAYS, DEBTOR,
        (steps.ORDER_OPPOSED,), (steps.ORDER_STANDS, steps.ORDER_LAPSED),
        Text(
            "Neither paid nor opposed: the order can be enforced.",
            "既未清偿又未异议的，可申请执行支付令。",
        ),
    ),
    "refuse_suit": Deadline(
        Text("Refuse going over to suit, or the case goes to trial", "表示不同意转入诉讼的期限"),
        (steps.ORDER_LAPSED,), "CN-PO-03", "refuse_suit_days", DAYS, US,
        (steps.SUIT_REFUSED,), (steps.SUIT_FILED, steps.SUIT_ACCEPTED),
        Text("Not refused: the case goes to trial.", "期满未表示不同意的，转入诉讼程序。"),
    ),
    "court_fee": Deadline(
        Text("Pay the court fee", "预交案件受理费"),
        (steps.FEE_NOTICE,), "CN-FEE-06", "prepay_days", DAYS, US,
        (steps.FEE_PAID,), (steps.SUIT_WITHDRAWN,),
        Text(
            "A fee not paid in time counts as a suit withdrawn.", "逾期未交的，按自动撤诉处理。"
        ),
    ),
    "trial": Deadline(
        Text("The court decides in simplified procedure", "简易程序审限"),
        (steps.SUIT_ACCEPTED,), "CN-SIMPLE-01", "months", MONTHS, COURT,
        (steps.JUDGMENT_RECEIVED,), (steps.SUIT_WITHDRAWN, steps.SETTLED),
    ),
    "appeal": Deadline(
        Text("Appeal against the judgment", "对一审判决提起上诉"),
        (steps.JUDGMENT_RECEIVED,), "CN-APPEAL-01", "appeal_days", DAYS, US,
        (steps.APPEALED,), (steps.JUDGMENT_FINAL, steps.SETTLED),
        Text("Not appealed: the judgment becomes final.", "期满未上诉的，判决发生法律效力。"),
    ),
    "enforcement": Deadline(
        Text("Apply for enforcement", "申请强制执行"),
        (steps.PERFORMANCE_OVER, steps.ORDER_STANDS), "CN-LIM-05", "years", YEARS, US,
        (steps.ENFORCEMENT_APPLIED,), (steps.SETTLED,),
        Text("Later the debtor may refuse enforcement.", "逾期申请的，债务人可提出时效异议。"),
    ),
}  # fmt: skip
"""By name. A matter's end drops all that are open."""


def begun_by(step: str) -> tuple[str, ...]:
    """The deadlines that a step sets running."""
    return tuple(name for name, each in DEADLINES.items() if step in each.after)


def ends(name: str, step: str, on: date, last_day: date | None) -> str:
    """What a step on a day makes of an open deadline: kept, missed, dropped, or "" (nothing)."""
    each = DEADLINES[name]
    if step in each.kept_by:
        return "kept" if last_day is None or on <= last_day else "missed"
    return "dropped" if step in each.dropped_by or step == steps.CLOSED else ""
