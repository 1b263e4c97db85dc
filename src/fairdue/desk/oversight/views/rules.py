"""The rule packs as a lawyer reads them: every value with its date, source and status."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import groupby
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from fairdue.compliance.actions import choose_reading
from fairdue.compliance.queries import choices_of, profile_at
from fairdue.desk.access import StaffRequest, for_roles
from fairdue.desk.oversight.access import for_those_who_may
from fairdue.desk.oversight.rule_pages import (
    bound_actors,
    briefly,
    cases_shown,
    measured,
    parameters_of,
    row_of,
)
from fairdue.desk.oversight.rule_words import parameter_words, topic_words
from fairdue.desk.oversight.wording import STATUSES
from fairdue.kernel.calendars import local_day
from fairdue.kernel.refusal import Refused
from fairdue.law_cases.of_rules import cases_of
from fairdue.law_cases.touched import Touched, touched
from fairdue.people.models import Role
from fairdue.people.rules import may
from fairdue.rulebook.differences import Change, Difference, differences
from fairdue.rulebook.packs import Pack, Rule, RuleValue, law_in_force, pack, pack_names
from fairdue.rulebook.profile import Profile

PACK_TITLES = {
    "law/cn": _("China: law"),
    "law/uk": _("United Kingdom: law"),
    "law/us": _("United States: law"),
    "policy/default": _("The lender's policy"),
}
CHANGES = {
    Change.ADDED: _("Added"),
    Change.CHANGED: _("Changed"),
    Change.ENDED: _("Ended"),
    Change.STATUS: _("Other status"),
    Change.SOURCE: _("Other source"),
}


@dataclass(frozen=True, slots=True)
class DifferenceShown:
    """One parameter that two days differ in, as shown."""

    label: str
    name: str
    change: str
    before: str
    before_since: str
    after: str
    after_since: str
    source: str


@dataclass(frozen=True, slots=True)
class ChangedRule:
    """A rule that two days differ in, and the open cases that touches."""

    rule: Rule
    topic: str
    lines: list[DifferenceShown]
    touched: Touched


@require_GET
@for_roles(Role.LEAD, Role.COMPLIANCE, Role.ADMINISTRATOR)
def rules(request: StaffRequest) -> HttpResponse:
    """One pack: rules by topic, filtered by words and by what is due for another look."""
    names = pack_names()
    name = request.GET.get("pack") or (names[0] if names else "")
    chosen = _pack(name, profile_at(request.now))
    on = _today(request)
    words = request.GET.get("q", "").strip()
    rows = [row_of(chosen, rule, on) for rule in chosen.rules.values()]
    overdue = sum(each.overdue for each in rows)
    if words:
        rows = [each for each in rows if words.lower() in each.words]
    if request.GET.get("due"):
        rows = [each for each in rows if each.overdue]
    return render(
        request,
        "desk/oversight/rules.html",
        {
            "packs": [(each, PACK_TITLES.get(each, each)) for each in names],
            "pack": chosen,
            "kind": chosen.name.partition("/")[0],
            "owner": chosen.name.partition("/")[2],
            "on": on,
            "words": words,
            "due_only": bool(request.GET.get("due")),
            "overdue": overdue,
            "shown": rows,
            "topics": [
                (topic, list(rows)) for topic, rows in groupby(rows, key=lambda row: row.topic)
            ],
        },
    )


@require_GET
@for_roles(Role.LEAD, Role.COMPLIANCE, Role.ADMINISTRATOR)
def rule(request: StaffRequest, kind: str, owner: str, rule_name: str) -> HttpResponse:
    """One rule: its values over time, how it is read, whom it binds, and the cases that test it."""
    profile = profile_at(request.now)
    chosen = _pack(f"{kind}/{owner}", profile)
    found = _rule(chosen, rule_name)
    on = _today(request)
    cases = cases_of(rule_name, chosen) if kind == "law" else []
    tested = cases_shown(cases, settings.RULEPACKS, on, profile)
    return render(
        request,
        "desk/oversight/rule.html",
        {
            "pack": chosen,
            "pack_title": PACK_TITLES.get(chosen.name, chosen.name),
            "rule": found,
            "topic": topic_words(found.topic, get_language() or "en"),
            "kind": kind,
            "owner": owner,
            "on": on,
            "bound": bound_actors(chosen, found, on),
            "parameters": parameters_of(chosen, found, on, profile, choices_of(rule_name)),
            "cases": tested,
            "failing": sum(not each.passes for each in tested),
            "touched": touched(chosen.name, found.domain, request.now),
            "may_choose": may(request.user, "choose_reading"),
            "sees_customers": may(request.user, "search"),
        },
    )


@require_POST
@for_those_who_may("choose_reading")
def choose(
    request: StaffRequest, kind: str, owner: str, rule_name: str, parameter: str
) -> HttpResponse:
    """Read an open text another way, with a reason; journalled."""
    _rule(_pack(f"{kind}/{owner}", profile_at(request.now)), rule_name)
    try:
        choose_reading(
            rule=rule_name,
            parameter=parameter,
            reading=request.POST.get("reading", ""),
            reason=request.POST.get("reason", ""),
            staff=request.user,
            at=request.now,
        )
    except Refused as refused:
        messages.error(request, refused.text.in_language(get_language() or "en"))
    else:
        messages.success(
            request, _("Chosen. The next night and tomorrow's contact are judged by it.")
        )
    return redirect("rule", kind, owner, rule_name)


@require_GET
@for_roles(Role.LEAD, Role.COMPLIANCE, Role.ADMINISTRATOR)
def changes(request: StaffRequest) -> HttpResponse:
    """What the law of two days differs in, and the open cases that each changed rule touches."""
    names = pack_names()
    name = request.GET.get("pack") or (names[0] if names else "")
    chosen = _pack(name, profile_at(request.now))
    today = _today(request)
    first = _day(request, "first", today.replace(year=today.year - 1, day=1))
    second = _day(request, "second", today)
    known_on = _day(request, "known_on", None)
    found = []
    if first and second:
        found = _changed(chosen, differences(chosen, first, second, known_on), request)
    return render(
        request,
        "desk/oversight/rule_changes.html",
        {
            "packs": [(each, PACK_TITLES.get(each, each)) for each in names],
            "pack": chosen,
            "kind": chosen.name.partition("/")[0],
            "owner": chosen.name.partition("/")[2],
            "first": first,
            "second": second,
            "known_on": known_on,
            "shown": found,
            "sees_customers": may(request.user, "search"),
        },
    )


def _changed(chosen: Pack, found: list[Difference], request: StaffRequest) -> list[ChangedRule]:
    language = get_language() or "en"
    by_domain: dict[str, Touched] = {}
    shown = []
    for name, lines in groupby(found, key=lambda each: each.rule.name):
        changed = chosen.rules[name]
        if changed.domain not in by_domain:
            by_domain[changed.domain] = touched(chosen.name, changed.domain, request.now)
        shown.append(
            ChangedRule(
                rule=changed,
                topic=topic_words(changed.topic, language),
                lines=[_difference_shown(each, language) for each in lines],
                touched=by_domain[changed.domain],
            )
        )
    return shown


def _difference_shown(found: Difference, language: str) -> DifferenceShown:
    shown = found.after or found.before
    assert shown is not None  # a difference has at least one side
    return DifferenceShown(
        label=parameter_words(found.parameter, language),
        name=found.parameter,
        change=str(CHANGES[found.change]),
        before=briefly(measured(found.before, found.unit)) if found.before else "",
        before_since=_since(found.before),
        after=briefly(measured(found.after, found.unit)) if found.after else "",
        after_since=_since(found.after),
        source=shown.citation.source.in_language(language),
    )


def _since(value: RuleValue | None) -> str:
    if value is None:
        return ""
    return f"{STATUSES[value.citation.status]} · {value.citation.in_force_from}"


def _pack(name: str, profile: Profile) -> Pack:
    """A pack as it is used now. Raises Http404."""
    if name not in pack_names():
        raise Http404(f"no rule pack is called {name!r}")
    folder, _slash, country = name.partition("/")
    return law_in_force(country, profile=profile) if folder == "law" else pack(name)


def _rule(chosen: Pack, name: str) -> Rule:
    if name not in chosen.rules:
        raise Http404(f"{chosen.name} has no rule {name!r}")
    return chosen.rules[name]


def _today(request: StaffRequest) -> date:
    return local_day(request.now, ZoneInfo(settings.TIME_ZONE))


def _day(request: StaffRequest, name: str, otherwise: date | None) -> date | None:
    """A day of the query; what can't be read is answered with the default."""
    try:
        return date.fromisoformat(request.GET[name])
    except (KeyError, ValueError):
        return otherwise
