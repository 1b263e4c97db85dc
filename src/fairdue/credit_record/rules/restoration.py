"""How a credit record gets clean again: dated steps from what is owed and when it is paid.

China: Credit Reporting Regulation arts. 16-17, the People's Bank notice of 2025-12-22, the legend
of the report. United States: Fair Credit Reporting Act s. 605. United Kingdom: the principles of
the ICO and SCOR.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from fairdue.credit_record.rules.adverse_record import adverse_record_last_day, obsolete_from
from fairdue.credit_record.rules.one_off_repair import (
    Terms as RepairTerms,
)
from fairdue.credit_record.rules.one_off_repair import (
    hidden_no_later_than,
    one_off_repair_eligible,
)
from fairdue.kernel.calendars import add_months
from fairdue.kernel.text import Text


@dataclass(frozen=True, slots=True)
class Facts:
    """One overdue account, and when all of its arrears are paid."""

    past_due_since: date
    """The due day of the oldest amount not met."""
    past_due: Decimal
    """Now, in the account's own currency."""
    in_yuan: bool
    cleared_on: date | None
    """The day the arrears were paid, or are to be paid by the plan; None: nothing is agreed."""
    as_of: date
    charged_off: bool = False

    def __post_init__(self) -> None:
        if self.cleared_on is not None and self.cleared_on < self.past_due_since:
            raise ValueError("arrears can't be paid before they were due")


@dataclass(frozen=True, slots=True)
class China:
    """Values of China's rules on a day. None: the notice has none on it."""

    years: int
    repair: RepairTerms | None


@dataclass(frozen=True, slots=True)
class UnitedStates:
    """Values of the United States' rules on a day."""

    years: int
    wait_days: int


@dataclass(frozen=True, slots=True)
class UnitedKingdom:
    """Values of the United Kingdom's principles on a day."""

    months_min: int
    years: int


Terms = China | UnitedStates | UnitedKingdom

BEHIND, CLEARED, NEXT_MONTH, HIDDEN, DEFAULT, ENDED = (
    "behind", "cleared", "next_month", "hidden", "default", "ended",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Step:
    """Something that happens to the record, when, and by which rule; "" where none is needed."""

    kind: str
    on: date | None
    """None: as soon as the arrears are paid, which nobody knows yet."""
    text: Text
    rule: str = ""


def restoration(facts: Facts, terms: Terms) -> tuple[Step, ...]:
    """The steps in order of their days, those without a day last.

    Nothing is promised that depends on a payment nobody has agreed on: its step has no day.
    """
    steps = [
        Step(
            BEHIND,
            facts.past_due_since,
            Text(
                "A payment was missed. From here on the record shows it.",
                "未按期还款，记录由此开始。",
            ),
        ),
        Step(
            CLEARED,
            facts.cleared_on,
            Text("Everything past due is paid.", "全部逾期款项还清。"),
        ),
    ]
    match terms:
        case China():
            steps += _china(facts, terms)
        case UnitedStates():
            steps += _united_states(facts, terms)
        case UnitedKingdom():
            steps += _united_kingdom(facts, terms)
    return tuple(sorted(steps, key=lambda step: (step.on is None, step.on or date.max)))


def _china(facts: Facts, terms: China) -> list[Step]:
    paid = facts.cleared_on
    steps = [
        Step(
            NEXT_MONTH,
            _when(paid, _next_month),
            Text(
                "From this month on, every month paid in time shows as normal (N).",
                "自本月起，按时还款的月份显示为“N”（正常）。",
            ),
            "CN-CR-05",
        ),
        Step(
            ENDED,
            _when(
                paid,
                lambda day: adverse_record_last_day(day, years=terms.years) + timedelta(days=1),
            ),
            Text(
                f"The record of it is deleted, {terms.years} years after everything was paid.",
                f"还清之日起满{terms.years}年，该不良信息予以删除。",
            ),
            "CN-CR-02",
        ),
    ]
    return steps + _one_off_repair(facts, terms.repair)


def _one_off_repair(facts: Facts, terms: RepairTerms | None) -> list[Step]:
    if terms is None or not facts.in_yuan:
        return []
    # An unpaid one is asked as though it were paid on the last day that serves.
    paid = facts.cleared_on or terms.repaid_by
    if paid < facts.past_due_since or not one_off_repair_eligible(
        facts.past_due_since, facts.past_due, paid, terms=terms
    ):
        return []
    if facts.cleared_on is None:
        if facts.as_of > terms.repaid_by:
            return []
        return [
            Step(
                HIDDEN,
                terms.repaid_by,
                Text(
                    "Last day: paid in full by then, this record would be hidden for good.",
                    "最后期限：在此日前全额还清，该逾期记录将不再展示。",
                ),
                "CN-CR-04",
            )
        ]
    return [
        Step(
            HIDDEN,
            hidden_no_later_than(facts.cleared_on, terms=terms),
            Text(
                "By this day the record is hidden, by itself and free of charge.",
                "至迟于此日，该记录自动免费不再展示。",
            ),
            "CN-CR-04",
        )
    ]


def _united_states(facts: Facts, terms: UnitedStates) -> list[Step]:
    return [
        Step(
            NEXT_MONTH,
            _when(facts.cleared_on, _next_month),
            Text(
                "From this month on, the account shows as current or paid.",
                "自本月起，账户显示为正常或已还清。",
            ),
        ),
        Step(
            ENDED,
            obsolete_from(
                facts.past_due_since,
                charged_off=facts.charged_off,
                years=terms.years,
                wait_days=terms.wait_days,
            ),
            Text(
                f"Reports may no longer show it, {terms.years} years after it began, paid or not.",
                f"自逾期开始满{terms.years}年，无论是否还清，报告不得再展示。",
            ),
            "us.fcra.605",
        ),
    ]


def _united_kingdom(facts: Facts, terms: UnitedKingdom) -> list[Step]:
    default_on = add_months(facts.past_due_since, terms.months_min)
    avoided = facts.cleared_on is not None and facts.cleared_on < default_on
    steps = [
        Step(
            NEXT_MONTH,
            _when(facts.cleared_on, _next_month),
            Text(
                "From this month on, the account shows as up to date or settled.",
                "自本月起，账户显示为正常或已结清。",
            ),
        )
    ]
    if not avoided:
        steps.append(
            Step(
                DEFAULT,
                default_on,
                Text(
                    "From this day a default may be recorded, if nothing was paid or agreed.",
                    "如未还款或达成安排，自此日起可能被登记为违约。",
                ),
                "uk.cra.default",
            )
        )
    begins = facts.cleared_on if avoided else default_on
    steps.append(
        Step(
            ENDED,
            _when(begins, lambda day: adverse_record_last_day(day, years=terms.years)),
            Text(
                f"It leaves your credit file, {terms.years} years after the default, or after you "
                "paid where there was none.",
                f"自违约登记（未登记的，自还清）之日起满{terms.years}年，从信用档案中移除。",
            ),
            "uk.cra.default_record",
        )
    )
    return steps


def _next_month(day: date) -> date:
    return add_months(day.replace(day=1), 1)


def _after(day: date) -> date:
    return day + timedelta(days=1)


def _when(day: date | None, moved: Callable[[date], date]) -> date | None:
    return None if day is None else moved(day)
