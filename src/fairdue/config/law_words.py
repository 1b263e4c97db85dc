"""What `fairdue law explain` and `fairdue law diff` print, in the language asked for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from fairdue.desk.oversight.rule_pages import UNITLESS, on_one_line, written
from fairdue.desk.oversight.rule_words import parameter_words, unit_words
from fairdue.desk.oversight.value_words import actor_words
from fairdue.desk.oversight.wording import CONFIDENCES, LEVELS, STATUSES
from fairdue.kernel.text import Text
from fairdue.law_cases.compare import shown
from fairdue.law_cases.explain import Explanation
from fairdue.law_cases.touched import Touched
from fairdue.rulebook.differences import Change, Difference
from fairdue.rulebook.packs import NoValueError, Pack, Rule, RuleValue
from fairdue.rulebook.profile import Profile

INDENT = "    "


def _language() -> str:
    return get_language() or "en"


def _said(text: Text) -> str:
    return text.in_language(_language())


def case_lines(explanation: Explanation, profile: Profile) -> Iterator[str]:
    """One case: how it came out, clauses, values used, what is missing, and when it may."""
    case, answer = explanation.case, explanation.answer
    yield _("%(case)s, %(rule)s, the law of %(day)s: %(outcome)s") % {
        "case": case.id,
        "rule": case.rule,
        "day": explanation.on,
        "outcome": explanation.result.outcome,
    }
    expected = case.expect + (f" {shown(case.expect_value)}" if case.asks_value else "")
    yield INDENT + _("expected: %(answer)s (%(why)s)") % {"answer": expected, "why": case.why}
    if answer is not None:
        got = answer.label + (f" {shown(answer.value)}" if answer.label == "value" else "")
        yield INDENT + _("the rules say: %(answer)s") % {"answer": got}
    elif explanation.not_in_force:
        yield INDENT + _("not in force, so it forbids nothing: %(what)s") % {
            "what": explanation.not_in_force
        }
    elif explanation.missing:
        yield INDENT + _("missing: %(facts)s") % {"facts": explanation.missing}
    else:
        yield INDENT + _("nobody answers such a case")
    yield from _clause_lines(explanation)
    if explanation.used:
        yield INDENT + _("values used:")
    for value in explanation.used:
        rule = explanation.rules[value.rule]
        yield from value_lines(value, rule, profile)
    if answer is not None and answer.label == "deny":
        yield INDENT + (
            _("next lawful moment: %(moment)s") % {"moment": explanation.next_moment.isoformat()}
            if explanation.next_moment
            else _("next lawful moment: none that time alone brings")
        )


def _clause_lines(explanation: Explanation) -> Iterator[str]:
    if explanation.clauses:
        yield INDENT + _("clauses asked:")
    for clause in explanation.clauses:
        word = _("allows") if clause.allowed else _("denies")
        yield f"{INDENT * 2}{word}  {clause.rule}: {_said(clause.reason)}"
        if clause.citation is not None:
            yield f"{INDENT * 3}{_said(clause.citation.source)}"


def rule_lines(rule: Rule, law: Pack, profile: Profile, on: date) -> Iterator[str]:
    """One rule: whom it binds, and every dated value, the one that applies `on` a day marked."""
    yield f"{rule.name}: {_said(rule.title)} ({law.name}/{rule.place})"
    yield INDENT + _("binds: %(whom)s") % {"whom": _bound(rule, law, on)}
    for parameter in rule.parameters:
        try:
            applies: RuleValue | None = law.value(rule.name, parameter, on)
        except NoValueError:
            applies = None
        label = parameter_words(parameter, _language())
        yield INDENT + parameter + (f" ({label})" if label != parameter.replace("_", " ") else "")
        if applies is None:
            yield INDENT * 2 + _("no value in force on %(day)s") % {"day": on}
        for value in reversed(rule.parameters[parameter]):
            yield from _dated_lines(value, rule, profile, applies)
        if applies is not None and applies.tightens is not None:
            yield INDENT * 2 + _("tightened by the lender to %(value)s since %(day)s") % {
                "value": on_one_line(written(applies.value, rule.units[parameter])),
                "day": applies.citation.in_force_from,
            }


def _dated_lines(
    value: RuleValue, rule: Rule, profile: Profile, applies: RuleValue | None
) -> Iterator[str]:
    at_law = applies.tightens if applies is not None and applies.tightens else applies
    is_it = at_law is not None and at_law.statuses == value.statuses
    lines = list(value_lines(value, rule, profile))
    mark = "→" if is_it else " "
    yield f"{INDENT}  {mark} {lines[0].strip()}"
    yield from lines[1:]
    for change in value.statuses if len(value.statuses) > 1 else ():
        source = f": {_said(change.source)}" if change.source else ""
        yield (
            INDENT * 3
            + _("%(status)s from %(day)s, known from %(known)s")
            % {
                "status": STATUSES[change.status],
                "day": change.since,
                "known": change.known_from,
            }
            + source
        )


def _bound(rule: Rule, law: Pack, on: date) -> str:
    if rule.scope:
        actors = law.value(rule.scope, "bound_actors", on).value
        return f"{_actors(actors)} ({rule.scope})"
    return _actors(rule.binds) if rule.binds is not None else str(_("everyone"))


def _actors(names: list[str] | tuple[str, ...]) -> str:
    said = dict.fromkeys(actor_words(name, _language()) for name in names)
    return str(_(", ")).join(said)


def value_lines(value: RuleValue, rule: Rule, profile: Profile) -> Iterator[str]:
    """One value: what it is, since when, how sure, where it stands, and how it was read."""
    citation = value.citation
    said = _measured(value, rule.units[value.parameter])
    yield f"{INDENT * 2}{value.rule}.{value.parameter} = {said}"
    yield INDENT * 3 + _("%(since)s; %(level)s (%(rank)s); confidence %(confidence)s") % {
        "since": _since(value),
        "level": LEVELS[citation.level],
        "rank": citation.level,
        "confidence": CONFIDENCES[citation.confidence],
    }
    yield INDENT * 3 + _("source: %(source)s; verified %(verified)s, again by %(again)s") % {
        "source": _said(citation.source),
        "verified": value.verified_on,
        "again": value.verify_again_by,
    }
    if value.note is not None:
        yield INDENT * 3 + _("left open: %(note)s") % {"note": _said(value.note)}
    yield from _reading_lines(value, rule, profile)


def _reading_lines(value: RuleValue, rule: Rule, profile: Profile) -> Iterator[str]:
    readings = rule.readings.get(value.parameter, ())
    chosen = next((each for each in readings if each.name == value.reading), None)
    if chosen is None:
        return
    choice = profile.choice(rule.name, value.parameter)
    how = _("the strict one") if chosen.strict else _("chosen")
    why = f": {_said(choice.why)}" if choice is not None and choice.why else ""
    yield INDENT * 3 + _("read as %(name)s (%(how)s): %(text)s") % {
        "name": chosen.name,
        "how": f"{how}{why}",
        "text": _said(chosen.text),
    }
    for other in readings:
        if other.name != chosen.name:
            yield INDENT * 3 + _("or as %(name)s: %(text)s") % {
                "name": other.name,
                "text": _said(other.text),
            }


def difference_line(found: Difference) -> str:
    """One parameter that differs, in words."""
    before, after = found.before, found.after
    said = {
        "name": f"{found.rule.name}.{found.parameter}",
        "before": _measured(before, found.unit) if before else "",
        "after": _measured(after, found.unit) if after else "",
        "was": _since(before) if before else "",
        "now": _since(after) if after else "",
        "source": _said(after.citation.source) if after else "",
    }
    match found.change:
        case Change.ADDED:
            return _("added    %(name)s: %(after)s (%(now)s)") % said
        case Change.ENDED:
            return _("ended    %(name)s: was %(before)s (%(was)s)") % said
        case Change.CHANGED:
            return _("changed  %(name)s: %(before)s → %(after)s (%(now)s)") % said
        case Change.STATUS:
            return _("status   %(name)s: %(was)s → %(now)s, value %(after)s") % said
    return _("source   %(name)s: %(after)s, now by %(source)s (%(now)s)") % said


def _measured(value: RuleValue, unit: str) -> str:
    """A value with its unit, on one line. Flags, lists and tables have none worth saying."""
    said = on_one_line(written(value.value, unit))
    if not unit or unit in UNITLESS or value.value is None:
        return said
    return f"{said} {unit_words(unit, _language())}"


def _since(value: RuleValue) -> str:
    return _("%(status)s since %(day)s") % {
        "status": STATUSES[value.citation.status],
        "day": value.citation.in_force_from,
    }


def touched_line(found: Touched) -> str:
    """How many open cases a changed rule touches, and which are meant."""
    return INDENT + _("touches %(number)s cases (%(which)s)") % {
        "number": found.number,
        "which": _said(found.which),
    }
