"""Checks a text before it is sent, and what was said after a talk, by the packs of a day."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from fairdue.kernel.text import Text, day_in_words
from fairdue.rulebook.packs import NoValueError, law_in_force, pack
from fairdue.rulebook.terms import citation, terms
from fairdue.wording.pressure import pressing
from fairdue.wording.rules.detecting import hits, is_chinese
from fairdue.wording.rules.findings import CLAIMS, Facts, Finding, Judging
from fairdue.wording.rules.reading_ease import long_sentences
from fairdue.wording.rules.required import ITEMS, has
from fairdue.wording.rules.sayings import Saying, told_by
from fairdue.wording.rules.truth import amounts_in, days_in

POLICY = "LENDER-WORDING"
FIELD = re.compile(r"\{\{?\s*\w+\s*\}?\}")
"""A field of a template: it stands for a value that is checked when it is filled in."""


@dataclass(frozen=True, slots=True)
class Line:
    """Something that was said: by whom (`collector`, `customer`, `other`), and from when to when
    in seconds from the beginning of the talk."""

    who: str
    text: str
    begins: float = 0.0
    ends: float = 0.0


@dataclass(frozen=True, slots=True)
class SpokenFinding:
    """A finding in the line with this number, counted from 0; -1 where something wasn't said."""

    line: int
    finding: Finding
    begins: float
    ends: float


def check(text: str, *, language: str, channel: str, facts: Facts) -> tuple[Finding, ...]:
    """What stands against sending a text, in the order of its places, missing things first.

    `language` is that of the text (`zh…` or `en…`), `channel` as in contact (sms, email, letter,
    call, …). Never raises for any text; raises KeyError for a required item that isn't known.
    """
    values = terms(pack("policy/default"), POLICY, facts.on)
    judging = _judging(facts.country, facts.on)
    found = [*_missing(text, facts, judging), *_said(text, facts, judging)]
    found += _untrue(text, facts, judging)
    read = values["characters_of_a_sentence_max"], values["words_of_a_sentence_max"]
    if channel != "letter" or not facts.legal_steps:
        found += [
            judging.finding("readability", start, end)
            for start, end in long_sentences(text, characters_max=read[0], words_max=read[1])
        ]
    return tuple(sorted(found, key=lambda one: (one.start, one.end)))


def check_spoken(
    lines: Sequence[Line], *, language: str, facts: Facts
) -> tuple[SpokenFinding, ...]:
    """What the collector said that may not be said; others' lines are only context.

    Amounts and days are held against the facts too; what must be said may stand in any line.
    """
    judging = _judging(facts.country, facts.on)
    found: list[SpokenFinding] = []
    for number, line in enumerate(lines):
        if line.who != "collector":
            continue
        one = [*_said(line.text, facts, judging), *_untrue(line.text, facts, judging)]
        one.sort(key=lambda finding: (finding.start, finding.end))
        found += [SpokenFinding(number, finding, line.begins, line.ends) for finding in one]
    whole = "\n".join(line.text for line in lines if line.who == "collector")
    missing = _missing(whole, facts, judging)
    return (*(SpokenFinding(-1, finding, 0.0, 0.0) for finding in missing), *found)


def _missing(text: str, facts: Facts, judging: Judging) -> Iterator[Finding]:
    for item in facts.required:
        if not has(item, text, facts.creditors):
            said = ITEMS[item].words
            words = Text(f"It doesn't say {said.en}.", f"未载明{said.zh}。")
            yield judging.finding("required", 0, 0, words)


def _said(text: str, facts: Facts, judging: Judging) -> Iterator[Finding]:
    bare = FIELD.sub(lambda match: " " * len(match[0]), text)
    found = hits(
        bare,
        legal_steps=facts.legal_steps,
        may_name_debt=facts.may_name_debt,
        telling=_telling(facts.country, facts.on),
        lenders=facts.creditors,
    )
    for hit in found:
        yield judging.finding(hit.kind, hit.start, hit.end)
    if not facts.legal_steps:  # lawful words of an approved step press by their nature
        for start, end in pressing(bare, [(hit.start, hit.end) for hit in found]):
            yield judging.finding("pressure", start, end)


def _untrue(text: str, facts: Facts, judging: Judging) -> Iterator[Finding]:
    if facts.amounts is not None:
        known = [Text(str(money), str(money)) for money in facts.amounts]
        for stated in amounts_in(text):
            if stated.money is None or stated.money not in facts.amounts:
                words = _not_so(text[stated.start : stated.end], known)
                yield judging.finding("amount", stated.start, stated.end, words)
    if facts.dates is not None:
        known = [day_in_words(on) for on in facts.dates]
        for day in days_in(text):
            if not any(day.agrees(on) for on in facts.dates):
                words = _not_so(text[day.start : day.end], known)
                yield judging.finding("date", day.start, day.end, words)
    yield from _other_creditor(text, facts, judging)


def _not_so(told: str, known: Sequence[Text]) -> Text:
    return Text(
        f"{told} may not be stated; there are: {', '.join(one.en for one in known) or 'none'}.",
        f"“{told}”与事实不符；可载明：{'、'.join(one.zh for one in known) or '无'}。",
    )


SIGNATURE = re.compile(r"^\s*【([^】]{1,24})】|【([^】]{1,24})】\s*$")


def _other_creditor(text: str, facts: Facts, judging: Judging) -> Iterator[Finding]:
    """A signature 【…】 that names somebody else."""
    match = SIGNATURE.search(text)
    if not facts.creditors or match is None:
        return
    named = match[1] or match[2]
    if FIELD.search(named) or any(name in named or named in name for name in facts.creditors):
        return
    yield judging.finding("creditor", *match.span(1 if match[1] else 2))


@functools.lru_cache(maxsize=64)
def _judging(country: str, on: date) -> Judging:
    values = terms(pack("policy/default"), POLICY, on)
    rules = dict(values["rule_by_kind"].get(country.upper(), {}))
    law = law_in_force(country)
    return Judging(
        values["severity_by_kind"],
        rules,
        {rule: citation(law, rule, on) for rule in set(rules.values())},
    )


@functools.lru_cache(maxsize=64)
def _telling(country: str, on: date) -> tuple[Saying, ...]:
    """The patterns of acts that a country's law pack has itself."""
    law = law_in_force(country)
    found: list[Saying] = []
    for rule in law.rules:
        try:
            words = law.value(rule, "telling_words", on).value
        except NoValueError:
            continue
        found += told_by(words)
    return tuple(
        replace(saying, kind=PACK_KINDS.get(saying.kind, saying.kind))
        for saying in found
        if saying.kind not in CLAIMS
    )


PACK_KINDS = {"intimidation": "threat", "fraud": "false_promise"}
"""Acts of the packs that are called otherwise here."""

__all__ = ["Line", "SpokenFinding", "check", "check_spoken", "is_chinese"]
