"""United Kingdom: breathing space under the debt respite regulations, and Scotland's moratorium."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

from fairdue.compliance.rules import breathing_space
from fairdue.law_cases.adapters.uk import nation_of
from fairdue.law_cases.case import Answer, Facts, as_day
from fairdue.law_cases.compare import Named
from fairdue.law_cases.registry import Law, answers

ENTRY = "register_entry|registered|entered"
ENFORCES = re.compile("enforce|court|possess|bailiff|legal|claim|seiz|attach|sell_debt|proceed")
IN_SCHEME = ("england", "wales", "england_and_wales")


def kind_of(facts: Facts) -> str:
    """standard, or mental_health_crisis."""
    given = Facts(facts.get("overshadowed", default={}))
    told = [given.word("kind"), *(facts.word(name) for name in (
        "moratorium_kind", "moratorium_type", "moratorium", "type", "kind"))]  # fmt: skip
    mental = any("mental" in word or "crisis" in word for word in told)
    return breathing_space.MENTAL_HEALTH if mental else breathing_space.STANDARD


def moratorium_of(facts: Facts, law: Law) -> breathing_space.Moratorium:
    """The moratorium a case tells of."""
    entered = facts.day_like(ENTRY)
    began = facts.day_like("moratorium_(start|began)|^starts?(_on|_date)?$")
    if entered is None and began is not None:
        entered = began - timedelta(days=1)
    return breathing_space.moratorium(
        entered or facts.day("register_entry"),
        kind_of(facts),
        treatment_ended_on=facts.day_like("treatment"),
        cancelled_on=facts.day_like("cancel"),
        **law.terms("uk.debt_respite.length"),
    )


@answers("UK", "moratorium_dates", "moratorium_period", "moratorium", "moratorium_start",
         "moratorium_first_day", "moratorium_end", "moratorium_last_day", "moratorium_end_date",
         "midway_review_window", "midway_review", "latest_register_entry", "register_entry_by",
         otherwise_of=("uk.debt_respite",))  # fmt: skip
def dates(facts: Facts, law: Law) -> Answer:
    """First and last day, the register entry's last day, or the adviser's review."""
    kind = facts.question
    if re.search("interest|charge|fee|penalt", kind) or ENFORCES.search(kind):
        return effect(facts, law)
    if re.search("regist|entry", kind):
        submitted = facts.day_like("submi|application|applied") or facts.day("adviser_submission")
        return Answer.computed(breathing_space.register_by(submitted))
    if nation_of(facts) == "scotland":
        months = law.term("uk.debt_respite.scotland", "months")
        began = facts.day_like("start|began|entry") or facts.day("start")
        return Answer.computed(breathing_space.scottish_moratorium_end(began, months=months))
    space = moratorium_of(facts, law)
    if re.search("^is_|active|covers", kind):
        return Answer.computed(space.covers(law.on))
    return Answer.computed(_named(space, kind, law))


def _named(space: breathing_space.Moratorium, kind: str, law: Law) -> Any:
    """The day, days or length of a moratorium that a question names."""
    if re.search("review", kind):
        first, last = breathing_space.review_window(
            space.first_day, **law.terms("uk.debt_respite.review")
        )
        told = {"from": first, "to": last, "earliest": first, "latest": last}
        return Named(first, start=first, end=last, **told)
    if re.search("after|length|how_long|days", kind) and space.last_day:
        length = (space.last_day - space.first_day).days + 1
        return space.last_day + timedelta(days=1) if "after" in kind else length
    if re.search("start|first|begin", kind):
        return space.first_day
    first, end = space.first_day, space.last_day
    return Named(
        end,
        start=first,
        first_day=first,
        starts=first,
        begins=first,
        end=end,
        last_day=end,
        ends=end,
    )


@answers("UK", "start_moratorium", "apply_for_breathing_space", "enter_breathing_space",
         "may_start_standard", "may_start_moratorium", "start_standard_moratorium",
         otherwise_of=("uk.debt_respite.once", "uk.debt_respite.again"))  # fmt: skip
def start(facts: Facts, law: Law) -> Answer:
    """May a moratorium start?"""
    if kind_of(facts) != breathing_space.STANDARD:
        return Answer("allow")
    rows = facts.parts("prior_moratoria", "previous_moratoria", "earlier_moratoria")
    ends = [row.day("end", "ended", "ended_on", "to", "end_date") for row in rows
            if "mental" not in row.word("kind", "type")]  # fmt: skip
    told = facts.day_like("previous.*end|prior.*end|last_moratorium_end") or (
        facts.day_like("previous|prior|last_moratorium") if not rows else None
    )
    on = facts.day_like("^at$|applied|application") or law.on
    months = law.term("uk.debt_respite.again", "months")
    clause = breathing_space.may_start_standard(on, [*ends, *([told] if told else [])],
                                                months=months)  # fmt: skip
    if facts.question.startswith(("may", "is_", "can")):
        return Answer.computed(clause.allowed)
    latest = max([*ends, *([told] if told else [])], default=None)
    if re.search("earliest|from", facts.question) and latest:
        return Answer.computed(breathing_space.may_enter_again_on(latest, months=months))
    return Answer.judged(clause)


@answers("UK", "charge_interest", "charge_fee", "add_charge", "charge_default_fee",
         "charge_late_fee", "add_interest", "add_fee", "enforce", "interest_accrued",
         otherwise_of=("uk.debt_respite.effect",))  # fmt: skip
def effect(facts: Facts, law: Law) -> Answer:
    """May interest or charges be added, or the debt be enforced?"""
    kind = facts.question
    outside = facts.flags("^moratorium_debt") is False or nation_of(facts) not in IN_SCHEME
    untold = facts.day_like(ENTRY) is None and not facts.tells("moratorium_start", "start")
    if outside or untold:
        return Answer("allow")
    space = moratorium_of(facts, law)
    if ENFORCES.search(kind):
        allowed_by_court = facts.flags("court_(permi|leave|allow)")
        return Answer("allow") if allowed_by_court else Answer.judged(
            breathing_space.may_enforce(law.on, space)
        )  # fmt: skip
    clause = breathing_space.may_charge(
        _days_charged(facts, law), space,
        co_debtor="co" in facts.word("to", "against", "debtor") and "interest" in kind,
    )  # fmt: skip
    amounts = re.search("accrued|amount|how_much", kind) and not clause.allowed
    if amounts or re.search("recover.*after|after_moratorium", kind):
        return Answer.computed(0)
    return Answer.judged(clause)


def _days_charged(facts: Facts, law: Law) -> tuple[date, date]:
    period = facts.get("for_period", "period")
    if isinstance(period, list):
        return as_day(period[0], None), as_day(period[-1], None)
    first, last = facts.day_or_none("from"), facts.day_or_none("to", "until")
    day = facts.day_like("accru|for_day|for_date") or law.on
    return first or day, last or first or day


@answers("UK", whole_of=("uk.debt_respite.search",))
def search(facts: Facts, law: Law) -> Answer:
    """On notice the creditor searches for other debts and tells the adviser."""
    law.term("uk.debt_respite.search", "applies")
    skips = re.search("skip|not_|ignore|omit", facts.question)
    return Answer("deny" if skips else "allow")
