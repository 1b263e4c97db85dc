"""Runs cases and says how each came out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from fairdue.law_cases import thresholds
from fairdue.law_cases.case import Answer, Case
from fairdue.law_cases.compare import same, shown
from fairdue.law_cases.registry import Answers, Law, find, find_by_rule
from fairdue.rulebook.packs import NoValueError, Pack, load_pack
from fairdue.rulebook.profile import Profile, load_profile

PASS, FAIL, UNSUPPORTED = "pass", "fail", "unsupported"
WRONG_FACTS = (LookupError, TypeError, ValueError, ArithmeticError, AttributeError)
"""What facts that are missing or of another shape raise: the case fails, the file goes on."""


@dataclass(frozen=True)
class Result:
    """How one case came out, and the line that says so."""

    case: Case
    outcome: str
    line: str


def check(
    cases: Iterable[Case],
    packs: Path,
    on: date,
    known_on: date | None = None,
    profile: Profile | None = None,
) -> Iterator[Result]:
    """Run every case against the packs below a folder, as a profile reads them.

    The law of the case's own day applies, or that of `on` where a case has none; as one could
    know it by `known_on`, or as we know it now. `profile` None: the default policy's. What a
    lender tightened isn't law and isn't asked.
    """
    loaded: dict[str, Pack | None] = {}
    for case in cases:
        country = case.jurisdiction.lower()
        if country not in loaded:
            loaded[country] = read_law(packs, country, known_on, profile)
        yield _check_one(case, loaded[country], packs, on)


@lru_cache(maxsize=16)
def read_law(
    packs: Path, country: str, known_on: date | None = None, profile: Profile | None = None
) -> Pack | None:
    """A country's law as read and as known on a day; None where there is no such pack.

    Read once per process, like the packs of the installation.
    """
    folder = packs / "law" / country
    if not folder.is_dir():
        return None
    own = load_profile(packs / "policy" / "default") if profile is None else profile
    law = load_pack(folder, f"law/{country}").read_by(own)
    return law if known_on is None else law.as_known_on(known_on)


def summary(results: Iterable[Result]) -> str:
    """`N passed, N failed, N unsupported`."""
    counts = Counter(result.outcome for result in results)
    return f"{counts[PASS]} passed, {counts[FAIL]} failed, {counts[UNSUPPORTED]} unsupported"


def _check_one(case: Case, pack: Pack | None, packs: Path, on: date) -> Result:
    answering = pack and (find(case) or thresholds.find(case, packs) or find_by_rule(case))
    if pack is None or not answering:
        return Result(case, UNSUPPORTED, f"{UNSUPPORTED} {case.id} {case.rule}")
    expected = case.expect + (f" {shown(case.expect_value)}" if case.asks_value else "")
    try:
        answer = _answer(case, answering, Law(pack, case.day(on)))
    except WRONG_FACTS as error:
        reason = error.args[0] if isinstance(error, LookupError) and error.args else error
        return Result(
            case, FAIL, f"{FAIL} {case.id} expected {expected} got {type(error).__name__}: {reason}"
        )
    if answer.meets(case.expect) and (not case.asks_value or same(case.expect_value, answer.value)):
        return Result(case, PASS, f"{PASS} {case.id} {case.rule}")
    got = answer.label + (f" {shown(answer.value)}" if answer.label == "value" else "")
    because = f" ({answer.why})" if answer.why else ""
    return Result(
        case, FAIL, f"{FAIL} {case.id} expected {expected} got {got}{because} because {case.why}"
    )


def _answer(case: Case, answering: Answers, law: Law) -> Answer:
    """The answer. A rule that is not in force on the day forbids nothing."""
    try:
        return answering(case.facts, law).put_as(case.computes)
    except NoValueError:
        if case.asks_value or case.expect == "value":
            raise
        return Answer("allow")
