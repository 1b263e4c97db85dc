"""China: five-class grades, buckets, and the watch over restructured assets."""

from __future__ import annotations

from fairdue.delinquency.rules.tables import Grade, GradeTable
from fairdue.kernel.calendars import add_months
from fairdue.law_cases.case import Answer, Facts
from fairdue.law_cases.registry import Law, answers
from fairdue.portfolio.rules import restructured

CARD, ALL_ASSETS = "CN-CLS-01", "CN-CLS-02"
BEGAN = ("restructured_on", "observation_began", "began_on", "observation_start")


@answers(
    "CN",
    "observation_period_over",
    "end_observation",
    "upgrade_restructured_asset",
    otherwise_of=("CN-CLS-03",),
)
def observation(facts: Facts, law: Law) -> Answer:
    """Is a restructured asset's observation over?"""
    over = restructured.observation_is_over(
        facts.day(*BEGAN),
        law.on,
        facts.number(
            "consecutive_periods_performed", "periods_performed", "periods",
            "consecutive_periods_paid", "consecutive_repayment_periods",
        ),
        **law.terms("CN-CLS-03"),
    )  # fmt: skip
    return Answer.computed(over)


@answers("CN", otherwise_of=("CN-CLS-03",), asked=("_end", "last_day", "until"))
def observation_end(facts: Facts, law: Law) -> Answer:
    """The earliest last day of observation."""
    if facts.word("type") != "compute" or "ended" in facts.word("what"):
        return observation(facts, law)
    began = facts.day(*BEGAN)
    terms = law.terms("CN-CLS-03")
    second = facts.day_like("period")
    months = facts.number("repayment_period_months", "period_months", default=0)
    if second is None and months:
        second = add_months(began, months * terms["periods_min"])
    return Answer.computed(
        restructured.observation_last_day(began, second, months_min=terms["months_min"])
    )


def _grade(facts: Facts, law: Law, rule: str) -> Grade:
    """An asset's grade by the dated table of one rule."""
    terms = law.terms(rule)
    table = tuple(
        (first_day, grade)
        for grade in Grade
        if (first_day := terms.get(f"{grade.name.lower()}_from_days")) is not None
    )
    days = facts.number("days_past_due", "days_overdue", "overdue_days", "dpd", default=0)
    if facts.affirms("technical") and days <= terms.get("technical_days_max", -1):
        days = 0
    grade = GradeTable(rule, table).grade(days)
    least = terms.get("fraud_at_least")
    return max(grade, Grade[least.upper()]) if least and _is_fraud(facts) else grade


def _is_fraud(facts: Facts) -> bool:
    kinds = (facts.word("asset_type"), facts.word("asset"), facts.word("kind"))
    return facts.affirms("fraud") or any("fraud" in kind for kind in kinds)


def _worse(facts: Facts, law: Law) -> Grade:
    return max(_grade(facts, law, rule) for rule in (CARD, ALL_ASSETS))


@answers("CN", "five_class_card_2011", otherwise_of=(CARD,))
def five_class_card(facts: Facts, law: Law) -> Answer:
    """The card grade of 2011."""
    return Answer.computed(_grade(facts, law, CARD).name.lower())


@answers("CN", "five_class_floor_2023", otherwise_of=(ALL_ASSETS,))
def five_class_floor(facts: Facts, law: Law) -> Answer:
    """The least grade of 2023."""
    return Answer.computed(_grade(facts, law, ALL_ASSETS).name.lower())


@answers(
    "CN",
    "five_class",
    otherwise_of=(CARD, ALL_ASSETS),
    asked=("worse", "worst", "both", "report", "combin", "final"),
)
def five_class(facts: Facts, law: Law) -> Answer:
    """The worse of both tables."""
    return Answer.computed(_worse(facts, law).name.lower())


@answers("CN", otherwise_of=(CARD, ALL_ASSETS), asked=("set_", "classify", "assign", "grade_as"))
def may_grade(facts: Facts, law: Law) -> Answer:
    """May an asset be given this grade? A worse one than the tables ask for may."""
    stated = facts.word("class", "grade", "five_class", "to")
    return Answer.computed(Grade[stated.upper()] >= _worse(facts, law))


@answers("CN", "bucket", "delinquency_bucket", otherwise_of=("CN-BKT-01",))
def bucket(facts: Facts, law: Law) -> Answer:
    """M0 to M7."""
    days = facts.number("days_past_due", "days_overdue", "overdue_days", "dpd")
    return Answer.computed(f"M{sum(days >= edge for edge in law.terms('CN-BKT-01').values())}")
