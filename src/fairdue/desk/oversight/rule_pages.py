"""The rule packs as pages show them: values in words, histories, readings, cases."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from fairdue.compliance.models import HoldKind, MarkKind
from fairdue.compliance.queries import ChoiceFacts
from fairdue.contact.models import Channel, Outcome
from fairdue.desk.oversight.rule_words import PARAMETERS, parameter_words, topic_words, unit_words
from fairdue.desk.oversight.value_words import actor_words, value_words
from fairdue.desk.oversight.wording import CONFIDENCES, LEVELS, STATUSES
from fairdue.desk.reasons import label_of
from fairdue.kernel.text import Text
from fairdue.law_cases.case import Case
from fairdue.law_cases.compare import shown
from fairdue.law_cases.explain import explain
from fairdue.law_cases.run import PASS
from fairdue.rulebook.packs import NoValueError, Pack, Rule, RuleValue
from fairdue.rulebook.profile import Profile
from fairdue.rulebook.values import Reading

WORDS = "words"
"""The unit of words that are looked for in a text: they stand as they are."""
UNITLESS = frozenset(
    {"flag", "list", WORDS, "brackets", "tiers", "date", "profile", "grade", "tier"}
)
"""Units that say nothing after a value."""
BRIEF = 90
BRIEF_PARAMETERS = 3


@dataclass(frozen=True, slots=True)
class ValueShown:
    """One dated value: what it says, whether it is the one that applies, and where it stands."""

    said: str
    applies: bool
    value: RuleValue
    status: str
    level: str
    confidence: str
    overdue: bool
    history: list[tuple[str, date, date, str]]
    """Status, from when, known from when, and by what; only where it changed."""


@dataclass(frozen=True, slots=True)
class ReadingShown:
    """One way to read an open text."""

    name: str
    text: str
    said: str
    strict: bool
    chosen: bool


@dataclass(frozen=True, slots=True)
class ParameterShown:
    """A parameter with all its values, newest first."""

    name: str
    label: str
    unit: str
    stricter: str
    lines: list[ValueShown]
    readings: list[ReadingShown]
    why_chosen: str
    by_staff: ChoiceFacts | None
    """The newest choice made in the browser, where there is one."""
    own: ValueShown | None
    """The lender's own, where it is stricter than the law's today."""


@dataclass(frozen=True, slots=True)
class CaseShown:
    """A case that tests a rule: what is expected, and what the rules say now."""

    id: str
    place: str
    expected: str
    got: str
    why: str
    because: list[str]
    passes: bool
    apart: bool


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A rule in the list of its pack."""

    rule: Rule
    topic: str
    values: list[tuple[str, str]]
    more: int
    levels: list[str]
    statuses: list[str]
    again_by: date | None
    overdue: bool
    open_text: bool
    tightened: bool
    words: str


STRICTER = {
    "lower": gettext_lazy("a policy may lower it"),
    "higher": gettext_lazy("a policy may raise it"),
    "earlier": gettext_lazy("a policy may set it earlier"),
    "later": gettext_lazy("a policy may set it later"),
    "subset": gettext_lazy("a policy may take entries out"),
    "superset": gettext_lazy("a policy may add entries"),
    "true": gettext_lazy("a policy may switch it on"),
    "false": gettext_lazy("a policy may switch it off"),
}


def row_of(pack: Pack, rule: Rule, on: date) -> RuleRow:
    """A rule as the list shows it on a day."""
    language = get_language() or "en"
    today = pack.values_on(rule.name, on)
    every = [value for values in rule.parameters.values() for value in values]
    again = [value.verify_again_by for value in every if value.verify_again_by]
    named = [
        (parameter_words(name, language), briefly(measured(value, rule.units[name])))
        for name, value in today.items()
    ]
    levels = {value.citation.level: str(LEVELS[value.citation.level]) for value in today.values()}
    topic = topic_words(rule.topic, language)
    return RuleRow(
        rule=rule,
        topic=topic,
        values=named[:BRIEF_PARAMETERS],
        more=max(0, len(named) - BRIEF_PARAMETERS),
        levels=[f"{levels[key]} ({key})" for key in sorted(levels)],
        statuses=list(
            dict.fromkeys(str(STATUSES[each.citation.status]) for each in today.values())
        ),
        again_by=min(again, default=None),
        overdue=any(day < on for day in again),
        open_text=bool(rule.readings),
        tightened=any(value.tightens for value in today.values()),
        words=_searched(rule, topic, every, language),
    )


def _searched(rule: Rule, topic: str, values: Iterable[RuleValue], language: str) -> str:
    texts = [rule.name, topic, rule.title.in_language(language)]
    texts += [name.replace("_", " ") for name in rule.parameters]
    texts += [parameter_words(name, language) for name in rule.parameters]
    texts += [value.citation.source.in_language(language) for value in values]
    return "\n".join(texts).lower()


def parameters_of(
    pack: Pack, rule: Rule, on: date, profile: Profile, choices: Sequence[ChoiceFacts]
) -> list[ParameterShown]:
    """Every parameter of a rule, as its page shows it on a day."""
    language = get_language() or "en"
    found = []
    for name, values in rule.parameters.items():
        applies = _applies(pack, rule.name, name, on)
        of_law = applies.tightens if applies is not None and applies.tightens else applies
        choice = profile.choice(rule.name, name)
        newest = next((each for each in choices if each.parameter == name), None)
        unit = rule.units[name]
        found.append(
            ParameterShown(
                name=name,
                label=parameter_words(name, language),
                unit="" if unit in UNITLESS else unit_words(unit, language),
                stricter=str(STRICTER[rule.stricter[name]]) if name in rule.stricter else "",
                lines=[_value_shown(value, unit, of_law, on) for value in reversed(values)],
                readings=_readings_shown(rule, name, values[-1]),
                why_chosen=choice.why.in_language(language) if choice and choice.why else "",
                by_staff=newest,
                own=(
                    _value_shown(applies, unit, applies, on)
                    if applies and applies.tightens
                    else None
                ),
            )
        )
    return found


def _applies(pack: Pack, rule: str, parameter: str, on: date) -> RuleValue | None:
    try:
        return pack.value(rule, parameter, on)
    except NoValueError:
        return None


def _value_shown(value: RuleValue, unit: str, applies: RuleValue | None, on: date) -> ValueShown:
    language = get_language() or "en"
    status = value.status_on(on) or value.statuses[0].status
    changed = len(value.statuses) > 1
    return ValueShown(
        said=written(value.value, unit),
        applies=applies is not None and applies.statuses == value.statuses,
        value=value,
        status=str(STATUSES[status]),
        level=str(LEVELS[value.citation.level]),
        confidence=str(CONFIDENCES[value.citation.confidence]),
        overdue=value.verify_again_by is not None and value.verify_again_by < on,
        history=[
            (
                str(STATUSES[change.status]),
                change.since,
                change.known_from,
                change.source.in_language(language) if change.source else "",
            )
            for change in value.statuses
            if changed
        ],
    )


def _readings_shown(rule: Rule, parameter: str, newest: RuleValue) -> list[ReadingShown]:
    language = get_language() or "en"

    def said(reading: Reading) -> str:
        value = reading.value if reading.changes_value else newest.written
        return written(value, rule.units[parameter])

    return [
        ReadingShown(
            name=each.name,
            text=each.text.in_language(language),
            said=said(each),
            strict=each.strict,
            chosen=each.name == newest.reading,
        )
        for each in rule.readings.get(parameter, ())
    ]


ANSWERS = {"allow": gettext_lazy("allow"), "deny": gettext_lazy("deny")}


def cases_shown(
    cases: Iterable[tuple[str, Case]], packs: Path, on: date, profile: Profile
) -> list[CaseShown]:
    """Cases run against the rules as they are read now; those that fail first."""
    language = get_language() or "en"
    found = []
    for place, case in cases:
        told = explain(case, packs, on, profile=profile)
        answer = told.answer
        got = "" if answer is None else _answer(answer.label)
        if answer is not None and answer.label == "value":
            got = shown(answer.value)
        found.append(
            CaseShown(
                id=case.id,
                place=place,
                expected=shown(case.expect_value) if case.asks_value else _answer(case.expect),
                got=got or told.missing or told.not_in_force,
                why=case.why,
                because=[
                    clause.reason.in_language(language)
                    for clause in told.clauses
                    if not clause.allowed
                ],
                passes=told.result.outcome == PASS,
                apart=case.apart,
            )
        )
    return sorted(found, key=lambda each: each.passes)


def _answer(label: str) -> str:
    """Allow and deny in words; other labels as the cases write them."""
    return str(ANSWERS.get(label, label.replace("_", " ")))


def bound_actors(pack: Pack, rule: Rule, on: date) -> list[str]:
    """Whom a rule binds, in words; none: everyone."""
    names = rule.binds or ()
    if rule.scope:
        names = tuple(pack.value(rule.scope, "bound_actors", on).value)
    language = get_language() or "en"
    return list(dict.fromkeys(actor_words(name, language) for name in names))


def measured(value: RuleValue, unit: str) -> str:
    """A value with its unit."""
    said = written(value.value, unit)
    if unit in UNITLESS or value.value is None:
        return said
    return f"{said} {unit_words(unit, get_language() or 'en')}"


def on_one_line(said: str) -> str:
    """A value of several lines as one; a heading stands before its first row."""
    colon = str(_(": "))
    return said.replace(colon.rstrip() + "\n", colon).replace("\n", str(_("; ")))


def briefly(said: str) -> str:
    """The beginning of a long value, on one line."""
    line = on_one_line(said)
    return line if len(line) <= BRIEF else line[: BRIEF - 1].rstrip() + "…"


def written(value: Any, unit: str = "") -> str:
    """A parameter's value in words: yes and no, lists by line, tables as name and value."""
    if value is None:
        return "–"
    if unit == WORDS:
        return str(_(", ")).join(value)
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if isinstance(value, dict):
        colon = str(_(": "))
        heading = colon.rstrip() + "\n"
        parted = colon if _is_deep(value.values()) else " "
        lines = [
            f"{_coded(str(name))}{heading if _is_table(inner) else parted}{_inner(inner)}"
            for name, inner in value.items()
        ]
        return _separator(value.values()).join(lines)
    if isinstance(value, list):
        rows = (_inner(each).replace("\n", str(_("; "))) for each in value)
        return _separator(value).join(rows)
    return _coded(str(value))


def _inner(value: Any) -> str:
    """A value within another; a text stands in the reader's language alone."""
    if isinstance(value, dict) and value.keys() == {"en", "zh"}:
        return Text(**value).in_language(get_language() or "en")
    return written(value)


def _coded(code: str) -> str:
    """A channel, an outcome, a hold or a mark by its name; anything else as it is written."""
    named = label_of((Channel, HoldKind, MarkKind, Outcome), code)
    language = get_language() or "en"
    if named == code and code in PARAMETERS:
        return parameter_words(code, language)
    return value_words(code, language) if named == code else named


def _is_deep(values: Iterable[Any]) -> bool:
    return any(isinstance(inner, dict) or _is_table(inner) for inner in values)


def _is_table(value: Any) -> bool:
    return isinstance(value, list) and any(isinstance(row, dict) for row in value)


def _separator(values: Iterable[Any]) -> str:
    return "\n" if _is_deep(values) else str(_(", "))
