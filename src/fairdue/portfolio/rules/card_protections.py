"""What protects a card holder in trouble in the United States: Regulation Z.

12 CFR 1026.7(b)(11), 1026.11(c), 1026.12(d), 1026.13, 1026.52(b), 1026.55(b)(3)-(5).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from fairdue.kernel.calendars import add_months
from fairdue.kernel.text import Text
from fairdue.kernel.verdict import Clause


def protected_until(noticed_on: date, *, protected_days: int) -> date:
    """The last day whose transactions an announced increase doesn't reach: 55(b)(3)."""
    return noticed_on + timedelta(days=protected_days)


def may_raise_rate(
    on: date,
    noticed_on: date,
    transaction_on: date | None,
    *,
    notice_days: int,
    protected_days: int,
) -> tuple[Clause, ...]:
    """May an announced rate apply to a transaction? Not before the notice's 45 days, and not to
    what was bought within 14 days after the notice.
    """
    first, kept = (
        noticed_on + timedelta(days=notice_days),
        protected_until(noticed_on, protected_days=protected_days),
    )
    return (
        Clause(
            "us.regz.9g",
            allowed=on >= first,
            reason=Text(
                f"Not before {first}: {notice_days} days after the notice.",
                f"须自通知满{notice_days}日即{first}起。",
            ),
        ),
        Clause(
            "us.regz.55b3",
            allowed=transaction_on is None or transaction_on > kept,
            reason=Text(
                f"Transactions up to {kept} keep their rate.", f"{kept}及以前的交易维持原利率。"
            ),
        ),
    )


def on_time_in_a_row(on_time: Sequence[bool]) -> int:
    """How many required minimums were paid in time from the first on, until one was not."""
    return next((number for number, paid in enumerate(on_time) if not paid), len(on_time))


def may_end_workout(
    *,
    disclosed_before: bool,
    rate_before: Decimal | None,
    rate_after: Decimal | None,
    applies: bool,
) -> tuple[Clause, ...]:
    """May a hardship plan end and the rate return? Only as disclosed beforehand, and no higher
    than before the plan: us.regz.55b5.
    """
    rule = "us.regz.55b5"
    higher = rate_before is not None and rate_after is not None and rate_after > rate_before
    return (
        Clause(
            rule,
            allowed=disclosed_before or not applies,
            reason=Text(
                "The plan's terms were not disclosed before it began.", "计划条款未事先披露。"
            ),
        ),
        Clause(
            rule,
            allowed=not (applies and higher),
            reason=Text(
                "The rate may not be higher than before the plan.", "利率不得高于计划开始前。"
            ),
        ),
    )


def may_charge_event_fee(fees_before: int, *, fees_max: int) -> Clause:
    """One fee for one event: us.regz.52b2ii."""
    return Clause(
        "us.regz.52b2ii",
        allowed=fees_before < fees_max,
        reason=Text("This event was already charged for.", "同一事项已收取过费用。"),
    )


def may_pursue_disputed_amount(
    on: date,
    *,
    statement_on: date | None,
    noticed_on: date | None,
    resolved_on: date | None,
    disputed: bool,
    notice_days: int,
) -> Clause:
    """May an amount be collected or reported? Not what is disputed as a billing error, from a
    timely notice until it is resolved: us.regz.13.
    """
    in_time = noticed_on is not None and (
        statement_on is None or noticed_on <= statement_on + timedelta(days=notice_days)
    )
    open_now = (
        noticed_on is not None and noticed_on <= on and (resolved_on is None or on < resolved_on)
    )
    return Clause(
        "us.regz.13",
        allowed=not (disputed and in_time and open_now),
        reason=Text(
            "The amount is disputed as a billing error; resolve it first.",
            "该金额已作为账单错误提出异议，须先处理。",
        ),
    )


def may_offset(*, court_order: bool, authorised_plan: bool, applies: bool) -> Clause:
    """May a deposit be set off against card debt? Not without a court, or the holder's own written
    authority for periodic deductions: us.regz.12.
    """
    return Clause(
        "us.regz.12",
        allowed=court_order or authorised_plan or not applies,
        reason=Text("No set-off of card debt against deposits.", "不得以存款抵销信用卡债务。"),
    )


def may_charge_estate(
    on: date,
    *,
    requested_on: date | None,
    disclosed_on: date | None,
    paid_on: date | None,
    trailing_interest: bool,
    days: int,
) -> Clause:
    """May fees or trailing interest be charged to an estate? No fees once the administrator asked
    for the balance; no trailing interest when it is paid within 30 days of the answer: us.regz.11c.
    """
    waived = (
        disclosed_on is not None
        and paid_on is not None
        and paid_on <= disclosed_on + timedelta(days=days)
    )
    barred = waived if trailing_interest else requested_on is not None and on >= requested_on
    return Clause(
        "us.regz.11c",
        allowed=not barred,
        reason=Text(
            "The estate's balance was asked for, or paid in time.",
            "遗产管理人已请求或按期清偿余额。",
        ),
    )


def within_rate_cap(rule: str, rate: Decimal, cap: Decimal, *, covered: bool) -> Clause:
    """May this annual rate, a share, be charged to a service member? 50 U.S.C. 3937 for debts from
    before service, 10 U.S.C. 987 for covered borrowers.
    """
    return Clause(
        rule,
        allowed=not covered or rate <= cap,
        reason=Text(f"The rate may be at most {cap:.0%}.", f"年利率最高为{cap:.0%}。"),
        values=(("rate_max", str(cap)),),
    )


def same_due_day(due_dates: Sequence[date]) -> bool:
    """Is the due date the same numerical day each month, or each month's last: 7(b)(11)?"""
    last = all(day == add_months(day.replace(day=1), 1) - timedelta(days=1) for day in due_dates)
    return last or len({day.day for day in due_dates}) <= 1
