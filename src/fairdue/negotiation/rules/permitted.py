"""What an agreement may be by the lender's policy and the law. Pure.

LENDER-PLAN; China: CN-PLAN-01; United States: us.ffiec.2003.workout, us.ffiec.urccp.reage. The
United Kingdom's law sets no term, so policy does.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from fairdue.kernel.money import Money
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.kernel.verdict import Clause
from fairdue.negotiation.rules.agreements import Following
from fairdue.negotiation.rules.schedule import Due, months_of
from fairdue.negotiation.rules.schedule import starts_on as start_of
from fairdue.negotiation.rules.terms import (
    HARDSHIP,
    INSTALMENT_PLAN,
    KINDS,
    RE_AGE,
    SETTLEMENT,
    SHORT_PLAN,
    Terms,
)
from fairdue.portfolio.rules.charge_off import ReAge, may_offer_workout, may_reage
from fairdue.portfolio.rules.instalment import may_grant_personal_instalment

STAYS, NEXT_WORKING_DAY = "stays", "next_working_day"


@dataclass(frozen=True, slots=True)
class PlanTerms:
    """The lender's values of a day (LENDER-PLAN)."""

    months_max: Mapping[str, int]
    """By kind of agreement; a kind not named is not offered."""
    short_days_max: int
    short_instalments_max: int
    yearly_rate_max: Decimal
    re_age_allowed: bool
    """Where no law says when."""
    proposal_days: int
    first_due_days_max: int
    shift: str
    """STAYS or NEXT_WORKING_DAY."""
    closed_days: frozenset[date]
    """Days that aren't working days, besides weekends and the law's holidays."""
    booking_days: int
    following: Following


@dataclass(frozen=True, slots=True)
class Situation:
    """What is known of the customer as an agreement is proposed."""

    law: str
    """CN, US or UK."""
    today: date
    owed: Money
    """All that is owed in the currency."""
    capacity_minor: int | None
    """The most that can be paid a month; None: not assessed."""
    items: Collection[str]
    """What the agreement's text shows."""
    re_age: ReAge | None = None


def check_policy(terms: Terms, dues: Sequence[Due], situation: Situation, plan: PlanTerms) -> None:
    """Raise Refused, saying how to mend it, unless the lender offers such an agreement."""
    for holds, why in _asked_by_policy(terms, dues, situation, plan):
        if not holds:
            raise Refused(why)


def _asked_by_policy(
    terms: Terms, dues: Sequence[Due], situation: Situation, plan: PlanTerms
) -> list[tuple[bool, Text]]:
    today, owed = situation.today, Money(terms.owed_minor, terms.currency)
    kind, months = KINDS[terms.kind], months_of(dues, start_of(terms))
    months_max = plan.months_max.get(terms.kind, 0)
    latest = today + timedelta(days=plan.first_due_days_max)
    rate = plan.yearly_rate_max
    asked = [
        (
            owed.minor <= situation.owed.minor,
            Text(
                f"{owed} is more than the {situation.owed} owed. Enter at most that.",
                f"{owed}超过欠款总额{situation.owed}，请输入不超过该金额的数。",
            ),
        ),
        (
            months <= months_max,
            Text(
                f"{kind.en.capitalize()}: {months} months; the longest term is {months_max}.",
                f"{kind.zh}：{months}个月，最长{months_max}个月。",
            ),
        ),
        (
            today <= terms.first_due_on <= latest,
            Text(
                f"The first instalment falls due from {today} to {latest}.",
                f"首期还款日应在{today}至{latest}之间。",
            ),
        ),
        (
            terms.yearly_rate <= rate,
            Text(
                f"The yearly rate is at most {rate:.2%}.",
                f"年利率不得高于{rate:.2%}。",
            ),
        ),
        (
            terms.yearly_rate == 0 or start_of(terms) >= today,
            Text(
                f"Interest of the agreement can't run before {today}.",
                f"协议期间利息不得早于{today}起算。",
            ),
        ),
    ]
    return asked + _asked_of_kind(terms, dues, situation, plan)


def _asked_of_kind(
    terms: Terms, dues: Sequence[Due], situation: Situation, plan: PlanTerms
) -> list[tuple[bool, Text]]:
    if terms.kind == SHORT_PLAN:
        last = situation.today + timedelta(days=plan.short_days_max)
        most = plan.short_instalments_max
        return [
            (
                len(dues) <= most and dues[-1].due_on <= last,
                Text(
                    f"A short plan has at most {most} instalments, the last by {last}. "
                    "Choose an instalment plan for a longer one.",
                    f"短期分次还款最多{most}期，且须在{last}前还清；更长期限请选择个性化分期。",
                ),
            )
        ]
    if terms.kind == SETTLEMENT:
        return [
            (
                terms.waived_minor > 0,
                Text(
                    "A settlement is for less than is owed. Enter what is forgiven.",
                    "和解结清须有减免，请输入减免金额。",
                ),
            ),
            (
                terms.owed_minor == situation.owed.minor,
                Text(
                    f"A settlement is final, so it covers all of the {situation.owed} owed.",
                    f"和解结清为最终结清，须覆盖全部欠款{situation.owed}。",
                ),
            ),
        ]
    if terms.kind == RE_AGE and situation.law != "US":
        return [
            (
                plan.re_age_allowed,
                Text("The lender's policy allows no re-age.", "本机构政策不允许重新起算账龄。"),
            )
        ]
    return []


def law_clauses(
    terms: Terms,
    dues: Sequence[Due],
    situation: Situation,
    values: Mapping[str, Mapping[str, Any]],
) -> tuple[Clause, ...]:
    """What the law asks of it: the parameters of each rule in force are in `values`, by rule."""
    months = months_of(dues, start_of(terms))
    asked: list[Clause] = []
    if situation.law == "CN" and terms.kind == INSTALMENT_PLAN and "CN-PLAN-01" in values:
        capacity = situation.capacity_minor
        asked += may_grant_personal_instalment(
            months,
            debt_exceeds_ability=capacity is None or terms.owed_minor > capacity,
            willing_to_repay=True,  # it takes effect only when the customer accepts it
            agreement_items=situation.items,
            **values["CN-PLAN-01"],
        )
    workout = "us.ffiec.2003.workout"
    if situation.law == "US" and terms.kind in (INSTALMENT_PLAN, HARDSHIP) and workout in values:
        asked += may_offer_workout(
            months=months, negative_amortisation=_grows(dues), **values[workout]
        )
    if situation.law == "US" and terms.kind == RE_AGE and situation.re_age is not None:
        asked += may_reage(situation.re_age, **values["us.ffiec.urccp.reage"])
    return tuple(asked)


def check_law(clauses: Sequence[Clause]) -> None:
    """Raise Refused with every clause that stands in the way."""
    failing = [clause for clause in clauses if not clause.allowed]
    if failing:
        raise Refused(
            Text(
                " ".join(f"{clause.reason.en} ({clause.rule})" for clause in failing),
                "".join(f"{clause.reason.zh}（{clause.rule}）" for clause in failing),
            )
        )


def _grows(dues: Sequence[Due]) -> bool:
    """Does an instalment pay nothing but interest of the plan, so that the debt doesn't shrink?"""
    return any(due.amount_minor == due.plan_interest_minor for due in dues[:-1])
