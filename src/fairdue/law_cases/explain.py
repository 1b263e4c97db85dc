"""Why a case comes out as it does: clauses, values with their sources, and what would help."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path

from fairdue.kernel.verdict import Clause, Verdict
from fairdue.law_cases import thresholds
from fairdue.law_cases.case import Answer, Case, MissingFactError
from fairdue.law_cases.registry import Answers, Law, find, find_by_rule
from fairdue.law_cases.run import FAIL, UNSUPPORTED, Result, check, read_law
from fairdue.rulebook.packs import NoValueError, Pack, Rule, RuleValue
from fairdue.rulebook.profile import Profile

STEPS_MAX = 8
MOMENTS = ("at", "now")
"""The names under which cases tell when they happen, in the order in which they count."""


@dataclass(frozen=True)
class WatchedPack(Pack):
    """A pack that remembers which values were asked of it."""

    asked: dict[tuple[str, str], RuleValue] = field(default_factory=dict)

    def value(self, rule: str, parameter: str, on: date, known_on: date | None = None) -> RuleValue:
        """Like Pack.value."""
        found = super().value(rule, parameter, on, known_on)
        self.asked[rule, parameter] = found
        return found


@dataclass(frozen=True)
class Explanation:
    """How a case came out and all that bears on it."""

    case: Case
    result: Result
    on: date
    """The day whose law was asked."""
    answer: Answer | None
    """None where nobody answers such a case, or a fact is missing."""
    used: tuple[RuleValue, ...]
    """Every value that was looked up, in that order."""
    rules: dict[str, Rule]
    """The rules of these values and of the case itself, by name."""
    missing: str
    """The facts that the case doesn't tell and a rule can't do without; else ""."""
    not_in_force: str
    """Set where no value was in force that day, so that the rule forbids nothing."""
    next_moment: datetime | None
    """When the same would first be allowed, if time alone can bring it."""

    @property
    def clauses(self) -> tuple[Clause, ...]:
        """Every clause asked, in order."""
        return tuple(self.answer.clauses) if self.answer else ()


def explain(
    case: Case,
    packs: Path,
    on: date,
    known_on: date | None = None,
    profile: Profile | None = None,
) -> Explanation:
    """Run one case as `check` does and keep what it asked. `on` counts for a case without a day."""
    (result,) = check([case], packs, on, known_on, profile)
    law = read_law(packs, case.jurisdiction.lower(), known_on, profile)
    answering = law and (find(case) or thresholds.find(case, packs) or find_by_rule(case))
    day = _day(case, on)
    if law is None or not answering:
        return Explanation(case, result, day, None, (), {}, "", "", None)
    watched = WatchedPack(law.name, law.version, law.rules, law.tightenings)
    answer, missing, not_in_force = _ask(case, answering, Law(watched, day))
    used = tuple(watched.asked.values())
    names = dict.fromkeys([*(value.rule for value in used), case.rule])
    return Explanation(
        case=case,
        result=result,
        on=day,
        answer=answer,
        used=used,
        rules={name: law.rules[name] for name in names if name in law.rules},
        missing=missing,
        not_in_force=not_in_force,
        next_moment=_next_moment(case, answering, law, answer),
    )


def _day(case: Case, on: date) -> date:
    try:
        return case.day(on)
    except (TypeError, ValueError):
        return on


def _ask(case: Case, answering: Answers, law: Law) -> tuple[Answer | None, str, str]:
    """The answer, the missing fact, and what isn't in force. Errors of a case are the result's."""
    try:
        return answering(case.facts, law).put_as(case.computes), "", ""
    except NoValueError as error:
        return None, "", str(error.args[0])
    except MissingFactError as error:
        return None, str(error.args[0]), ""
    except (KeyError, TypeError, ValueError, AttributeError, ArithmeticError) as error:
        return None, f"{type(error).__name__}: {error}", ""


def _next_moment(
    case: Case, answering: Answers, law: Pack, answer: Answer | None
) -> datetime | None:
    """Move the case's clock to where the failing clauses end until it is allowed.

    Another clause may begin to deny meanwhile, so each step is asked again.
    """
    for _ in range(STEPS_MAX):
        if answer is None or answer.label != "deny":
            return None
        moment = Verdict(tuple(answer.clauses)).allowed_from
        moved = None if moment is None else at_moment(case, moment)
        if moment is None or moved is None:
            return None
        answer, _missing, _none = _ask(moved, answering, Law(law, _day(moved, moment.date())))
        if answer is not None and answer.label == "allow":
            return moment
    return None


def at_moment(case: Case, moment: datetime) -> Case | None:
    """The same case at another moment; None where it tells no moment of its own."""
    for facts in (case.action, case.given):
        name = next((each for each in MOMENTS if "T" in str(facts.get(each, ""))), None)
        if name is not None:
            moved = {**facts, name: moment.isoformat()}
            if facts is case.action:
                return replace(case, action=moved)
            return replace(case, given=moved)
    return None


def explain_all(
    cases: list[Case],
    packs: Path,
    on: date,
    known_on: date | None = None,
    profile: Profile | None = None,
) -> Iterator[Explanation]:
    """`explain` for each."""
    for case in cases:
        yield explain(case, packs, on, known_on, profile)


def went_wrong(explanation: Explanation) -> bool:
    """Did it fail, or does nobody answer such a case?"""
    return explanation.result.outcome in (FAIL, UNSUPPORTED)
