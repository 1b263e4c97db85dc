"""The rule packs as a lawyer reads them: every value with its date, source and status."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from fairdue.compliance.models import HoldKind, MarkKind
from fairdue.contact.models import Channel, Outcome
from fairdue.desk.access import StaffRequest, for_roles
from fairdue.desk.oversight.rule_words import (
    PARAMETERS,
    parameter_words,
    topic_words,
    unit_words,
)
from fairdue.desk.oversight.wording import CONFIDENCES, LEVELS, STATUSES
from fairdue.desk.reasons import label_of
from fairdue.kernel.calendars import local_day
from fairdue.people.models import Role
from fairdue.rulebook.packs import NoValueError, Pack, Rule, RuleValue, pack, pack_names

PACK_TITLES = {
    "law/cn": _("China: law"),
    "law/uk": _("United Kingdom: law"),
    "law/us": _("United States: law"),
    "policy/default": _("The lender's policy"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One dated value of a parameter, as shown."""

    value: str
    applies: bool
    value_of: RuleValue
    status: str
    level: str
    confidence: str
    overdue: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """One rule as shown: its parameters with all their values, the one that applies marked."""

    rule: Rule
    topic: str
    parameters: list[tuple[str, str, str, list[Line]]]
    """Code, name, unit and dated values of each."""
    overdue: bool


@require_GET
@for_roles(Role.LEAD, Role.COMPLIANCE, Role.ADMINISTRATOR)
def rules(request: StaffRequest) -> HttpResponse:
    """One pack: rules by topic, filtered by words and by what is due for another look."""
    names = pack_names()
    name = request.GET.get("pack") or (names[0] if names else "")
    if name not in names:
        raise Http404(f"no rule pack is called {name!r}")
    chosen = pack(name)
    on = local_day(request.now, ZoneInfo(settings.TIME_ZONE))
    words = request.GET.get("q", "").strip()
    language = get_language() or "en"
    shown = [_shown(chosen, rule, on) for rule in chosen.rules.values()]
    overdue = sum(each.overdue for each in shown)
    if words:
        shown = [each for each in shown if _mentions(each, words.lower(), language)]
    if request.GET.get("due"):
        shown = [each for each in shown if each.overdue]
    return render(
        request,
        "desk/oversight/rules.html",
        {
            "packs": [(each, PACK_TITLES.get(each, each)) for each in names],
            "pack": chosen,
            "on": on,
            "words": words,
            "due_only": bool(request.GET.get("due")),
            "overdue": overdue,
            "shown": shown,
        },
    )


def _shown(chosen: Pack, rule: Rule, on: date) -> Shown:
    language = get_language() or "en"
    parameters = [
        (
            name,
            parameter_words(name, language),
            unit_words(rule.units[name], language),
            _lines(chosen, rule, name, on),
        )
        for name in rule.parameters
    ]
    overdue = any(line.overdue for *_, lines in parameters for line in lines)
    return Shown(rule, topic_words(rule.topic, language), parameters, overdue)


def _lines(chosen: Pack, rule: Rule, parameter: str, on: date) -> list[Line]:
    try:
        applies: RuleValue | None = chosen.value(rule.name, parameter, on)
    except NoValueError:
        applies = None
    return [
        Line(
            value=written(value.value),
            applies=value is applies,
            value_of=value,
            status=str(STATUSES[value.citation.status]),
            level=str(LEVELS[value.citation.level]),
            confidence=str(CONFIDENCES[value.citation.confidence]),
            overdue=value.verify_again_by is not None and value.verify_again_by < on,
        )
        for value in reversed(rule.parameters[parameter])
    ]


def written(value: Any) -> str:
    """A parameter's value in words: yes and no, lists by line, tables as name and value."""
    if value is None:
        return "–"
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if isinstance(value, dict):
        parted = str(_(": ")) if _is_deep(value.values()) else " "
        lines = [f"{_coded(name)}{parted}{written(inner)}" for name, inner in value.items()]
        return _separator(value.values()).join(lines)
    if isinstance(value, list):
        return _separator(value).join(written(inner) for inner in value)
    return _coded(str(value))


def _coded(code: str) -> str:
    """A channel, an outcome, a hold or a mark by its name; anything else as it is written."""
    named = label_of((Channel, HoldKind, MarkKind, Outcome), code)
    if named == code and code in PARAMETERS:
        return parameter_words(code, get_language() or "en")
    return named


def _is_deep(values: Iterable[Any]) -> bool:
    return any(isinstance(inner, dict) for inner in values)


def _separator(values: Iterable[Any]) -> str:
    return "\n" if _is_deep(values) else str(_(", "))


def _mentions(shown: Shown, words: str, language: str) -> bool:
    texts = [shown.rule.name, shown.topic, shown.rule.title.in_language(language)]
    for name, label, _unit, lines in shown.parameters:
        texts += [name.replace("_", " "), label]
        texts += [line.value_of.citation.source.in_language(language) for line in lines]
    return any(words in text.lower() for text in texts)
