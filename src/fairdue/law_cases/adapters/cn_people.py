"""China: collectors, agencies and how they are paid."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from fairdue.compliance.rules import agencies, staff
from fairdue.kernel.calendars import add_months
from fairdue.kernel.verdict import Clause
from fairdue.law_cases.case import Answer, Facts, as_decimal, is_amount
from fairdue.law_cases.registry import Law, answers
from fairdue.law_cases.words import holds

RECOVERY = ("recover", "commission", "collected")
OTHER_WEIGHTS = ("complian", "complain", "base", "salary", "quality", "service", "fixed", "audit")


@answers("CN", "approve_collector_pay_plan", otherwise_of=("CN-STAFF-01",))
def pay_plan(facts: Facts, law: Law) -> Answer:
    """May collectors be paid this way? Every weight but the recovery's is something else."""
    record = facts.get("pay_plan", "plan", "pay_scheme", "scheme")
    plan = Facts(record, facts.zone) if isinstance(record, dict) else facts
    recovery = "recovery_commission"
    told = plan.get("components", "basis", "criteria")
    parts = [told] if isinstance(told, str) else told
    if parts is not None:
        weights = {recovery if _is_recovery(part) else part: Decimal(1) for part in parts}
    elif plan.affirms("solely", "only", "pure") or holds(
        plan.word("kind", "scheme", "basis_kind"), "pure", "sole", "only"
    ):
        weights = {recovery: Decimal(1)}
    else:
        weights = {
            recovery if _is_recovery(name) else name: as_decimal(value)
            for name, value in plan.known.items()
            if is_amount(value) and (plan is not facts or holds(name, *RECOVERY, *OTHER_WEIGHTS))
        }
    return Answer.judged(staff.may_approve_pay_plan(weights, recovery, **law.terms("CN-STAFF-01")))


def _is_recovery(name: str) -> bool:
    return any(token in name for token in RECOVERY)


@answers("CN", "assign_case_to_collector", "hire_collector", otherwise_of=("CN-STAFF-02",))
def assign_collector(facts: Facts, law: Law) -> Answer:
    """May the collector be given a case?"""
    record = facts.get("collector", "candidate", "employee", "applicant")
    known = record if isinstance(record, dict) else facts.known
    own = Facts({n: v for n, v in known.items() if n != "now"}, facts.zone)
    collector = staff.Collector(
        exam_passed=not own.denies("exam", "pre_job", "train", "test_passed", "passed_test"),
        trained_on=_trained_on(own),
        violent_record=own.affirms("violen") or "violen" in own.word("criminal_record"),
        serious_bad_credit=own.affirms("bad_credit", "credit_bad", "dishonest")
        or "bad" in own.word("credit_record", "credit"),
        confidentiality_signed=not own.denies("confidential", "secrecy", "nda"),
    )
    clauses = staff.may_assign_to_collector(collector, law.on, **law.terms("CN-STAFF-02"))
    return Answer.judged(*clauses)


def _trained_on(collector: Facts) -> date | None:
    """The older of the last training and the last test: both are due yearly. Where there was
    none yet, the first exam counts; without one, never.
    """
    days = [
        collector.day_like(token)
        for token in ("training", "trained", "annual_exam", "annual_test", "last_exam", "last_test")
    ]
    told = [day for day in days if day is not None]
    if not told and collector.mentions("last_annual_training", "last_training"):
        return collector.day_like("exam", "hired", "onboard") or date.min
    return min(told, default=None)


def bare(agency: object) -> str:
    """An agency's name without what says that it is one."""
    return str(agency or "").removeprefix("agency:")


@answers("CN", "assign_case", "place_case", otherwise_of=("CN-OUT-01", "CN-OUT-02"))
def place(facts: Facts, law: Law) -> Answer:
    """May the case go to this agency?"""
    clauses = [*published(facts, law, _agency(facts))]
    told = facts.within("agency")
    clauses.append(
        agencies.evaluation_is_passed(not told.denies("passed", "standards_met", "standard_met"))
    )
    if _tells_evaluation(told):
        evaluated = told.day_like("evaluat", "inspect")
        clauses.append(agencies.evaluation_is_current(evaluated, law.on, **law.terms("CN-OUT-02")))
        clauses.append(agencies.evaluated_at_end(not told.denies("before_contract_end")))
    return Answer.judged(*clauses)


def _agency(facts: Facts) -> str:
    told = facts.get("agency", "to", "agency_id")
    return bare(told.get("id", told.get("name")) if isinstance(told, dict) else told)


def _tells_evaluation(told: Facts) -> bool:
    return any("evaluat" in name or "inspect" in name for name in told.known)


def published(facts: Facts, law: Law, agency: str) -> tuple[Clause, ...]:
    """Is the agency published, on the whitelist and under contract, where the case tells?"""
    told = facts.within("agency")
    listed = told.get("published_agencies", "published", "publicly_listed_agencies",
                      "official_list", "public_list")  # fmt: skip
    whitelist = told.get("whitelist", "whitelisted_agencies")
    return agencies.may_place_with(
        published=_is_listed(agency, listed) and not told.denies("published"),
        whitelisted=_is_listed(agency, whitelist)
        and not told.denies("whitelist", "contract_active", "contract_valid"),
        **law.terms("CN-OUT-01"),
    )


def _is_listed(agency: str, listed: object) -> bool:
    """On a list of names, or of names with what is published of each. No list: not in question."""
    if isinstance(listed, dict):
        entry = listed.get(agency)
        return entry is not None and (not isinstance(entry, dict) or False not in entry.values())
    if not isinstance(listed, list):
        return True
    rows = [row if isinstance(row, dict) else {"name": row} for row in listed]
    named = [row for row in rows if bare(row.get("name", row.get("id"))) == agency]
    return any(None not in row.values() for row in named)


@answers("CN", otherwise_of=("CN-OUT-01",), asked=("third_part", "unrelated", "stranger"))
def collect_from_others(facts: Facts, law: Law) -> Answer:
    """May someone unrelated to the debt be collected from? Never."""
    law.terms("CN-OUT-01")
    related = facts.affirms("guarantor", "debt_related", "related_to_debt")
    return Answer.judged(agencies.may_collect_from_unrelated(related=related))


@answers("CN", otherwise_of=("CN-OUT-01",), asked=("disclos", "leak"))
def disclose(facts: Facts, law: Law) -> Answer:
    """May arrears be disclosed? Never unlawfully."""
    law.terms("CN-OUT-01")
    lawful = facts.affirms("lawful", "authoris", "consent")
    return Answer.judged(agencies.may_disclose_arrears(lawful=lawful))


@answers("CN", otherwise_of=("CN-OUT-02",), asked=("due", "last_day", "next", "deadline"))
def evaluation_due(facts: Facts, law: Law) -> Answer:
    """By when the next evaluation is due."""
    evaluated = facts.day_like("evaluat", "inspect") or facts.day("last_evaluation")
    return Answer.computed(add_months(evaluated, law.term("CN-OUT-02", "months")))
