"""Reads one rule of a pack file. Every refusal says file, place, what and how to mend it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from fairdue.kernel.text import Text
from fairdue.kernel.verdict import Citation
from fairdue.rulebook.values import (
    ACTORS,
    CONFIDENCES,
    DIRECTIONS,
    LEVELS,
    STATUSES,
    Reading,
    Rule,
    RulePackError,
    RuleValue,
    StatusChange,
)

NEEDED_KEYS = frozenset(
    {"value", "in_force_from", "level", "confidence", "verified_on", "verify_again_by", "source"}
)
VALUE_KEYS = NEEDED_KEYS | {"status", "statuses", "known_from", "note"}
STATUS_KEYS = frozenset({"status", "from", "known_from", "source"})
PARAMETER_KEYS = frozenset({"unit", "values", "stricter", "readings"})
RULE_KEYS = frozenset({"title", "parameters", "binds"})
READING_KEYS = frozenset({"text", "strict", "value", "from"})


@dataclass(frozen=True, slots=True)
class Origin:
    """Which pack a rule comes from, in which version, and from which of its files."""

    pack: str
    version: str
    place: str
    topic: str


def read_rule(name: str, body: Mapping[str, Any], origin: Origin) -> Rule:
    """One rule with all its parameters. Raises RulePackError for the first wrong place."""
    where = f"{origin.place}: {name}"
    _refuse_unknown(body, RULE_KEYS, where)
    parameters, units, readings, stricter = {}, {}, {}, {}
    for parameter, described in (body.get("parameters") or {}).items():
        place = f"{where}.{parameter}"
        _refuse_unknown(described, PARAMETER_KEYS, place)
        units[parameter] = str(described.get("unit", ""))
        parameters[parameter] = tuple(_values(name, parameter, described, place, origin))
        if "stricter" in described:
            stricter[parameter] = _direction(described["stricter"], place)
        if described.get("readings"):
            readings[parameter] = tuple(_readings(described["readings"], place))
    binds = body.get("binds")
    return Rule(
        name=name,
        title=read_text(body.get("title"), f"{where}.title"),
        topic=origin.topic,
        parameters=parameters,
        units=units,
        readings=readings,
        stricter=stricter,
        binds=None if binds is None or isinstance(binds, str) else _actors(binds, where),
        scope=binds if isinstance(binds, str) else "",
        place=origin.place,
    )


def read_text(value: Any, where: str) -> Text:
    """A text in both languages."""
    if not isinstance(value, dict) or not value.get("en") or not value.get("zh"):
        raise RulePackError(f"{where}: needs a text in both languages: {{en: …, zh: …}}")
    return Text(en=str(value["en"]), zh=str(value["zh"]))


def _values(
    rule: str, parameter: str, described: Mapping[str, Any], where: str, origin: Origin
) -> Iterator[RuleValue]:
    rows = described.get("values") or []
    if not rows:
        raise RulePackError(f"{where}: has no values")
    found = [_value(rule, parameter, row, where, origin) for row in rows]
    yield from sorted(found, key=lambda value: (value.citation.in_force_from, value.known_from))


def _value(
    rule: str, parameter: str, row: Mapping[str, Any], where: str, origin: Origin
) -> RuleValue:
    missing = NEEDED_KEYS - row.keys()
    unknown = row.keys() - VALUE_KEYS
    if "status" not in row and not row.get("statuses"):
        missing |= {"status"}
    if missing or unknown:
        raise RulePackError(
            f"{where}: missing {sorted(missing)}, unknown {sorted(unknown)}; "
            "every value needs its citation"
        )
    _one_of(row, "level", LEVELS, where)
    _one_of(row, "confidence", CONFIDENCES, where)
    statuses = _statuses(row, where)
    return RuleValue(
        rule=rule,
        parameter=parameter,
        value=row["value"],
        written=row["value"],
        citation=Citation(
            source=read_text(row["source"], f"{where}.source"),
            level=row["level"],
            confidence=row["confidence"],
            in_force_from=row["in_force_from"],
            status=statuses[-1].status,
        ),
        pack=origin.pack,
        version=origin.version,
        verified_on=_day(row, "verified_on", where),
        verify_again_by=_day(row, "verify_again_by", where),
        note=read_text(row["note"], f"{where}.note") if row.get("note") else None,
        statuses=statuses,
    )


def _statuses(row: Mapping[str, Any], where: str) -> tuple[StatusChange, ...]:
    """A value's history, oldest first. `status` alone is a history of one entry.

    Nothing could be verified before it could be known, so what isn't told was known by the day
    it was verified, or by the day it began where that is earlier.
    """
    began, verified = _day(row, "in_force_from", where), _day(row, "verified_on", where)
    known = _day(row, "known_from", where) if "known_from" in row else min(began, verified)
    if not row.get("statuses"):
        _one_of(row, "status", STATUSES, where)
        return (StatusChange(row["status"], began, known),)
    history = sorted(
        (_status_change(entry, began, known, verified, where) for entry in row["statuses"]),
        key=lambda change: (change.since, change.known_from),
    )
    if history[0].since != began:
        raise RulePackError(
            f"{where}.statuses: the first begins on {history[0].since}, the value on {began}; "
            "begin with the status from in_force_from on, and give an earlier order known_from"
        )
    if row.get("status", history[-1].status) != history[-1].status:
        raise RulePackError(
            f"{where}: status is {row['status']!r}, but statuses end with "
            f"{history[-1].status!r}; leave status out or make it the last one"
        )
    return tuple(history)


def _status_change(
    entry: Mapping[str, Any], began: date, value_known: date, verified: date, where: str
) -> StatusChange:
    """One entry. How the value began was known when the value was."""
    place = f"{where}.statuses"
    _refuse_unknown(entry, STATUS_KEYS, place)
    _one_of(entry, "status", STATUSES, place)
    since = _day(entry, "from", place)
    told = value_known if since == began else min(since, verified)
    known = _day(entry, "known_from", place) if "known_from" in entry else told
    source = read_text(entry["source"], f"{place}.source") if entry.get("source") else None
    return StatusChange(entry["status"], since, max(known, value_known), source)


def _readings(described: Mapping[str, Any], where: str) -> Iterator[Reading]:
    strict = [name for name, body in described.items() if body.get("strict")]
    if len(described) < 2 or len(strict) != 1:
        raise RulePackError(
            f"{where}.readings: give at least two, and `strict: true` to exactly one of them "
            f"(now: {', '.join(strict) or 'none'})"
        )
    for name, body in described.items():
        place = f"{where}.readings.{name}"
        _refuse_unknown(body, READING_KEYS, place)
        yield Reading(
            name=str(name),
            text=read_text(body.get("text"), f"{place}.text"),
            strict=bool(body.get("strict")),
            changes_value="value" in body,
            value=body.get("value"),
            since=_day(body, "from", place) if "from" in body else None,
        )


def _direction(value: Any, where: str) -> str:
    word = str(value).lower() if isinstance(value, bool) else str(value)
    if word not in DIRECTIONS:
        raise RulePackError(f"{where}.stricter: {word!r} is none of {', '.join(DIRECTIONS)}")
    return word


def _actors(value: Any, where: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not value or not set(value) <= set(ACTORS):
        raise RulePackError(
            f"{where}.binds: give a list of {', '.join(ACTORS)}, or the name of the rule whose "
            "bound_actors says so; leave it out where everyone is bound"
        )
    return tuple(value)


def _refuse_unknown(body: Any, known: frozenset[str], where: str) -> None:
    if not isinstance(body, Mapping):
        raise RulePackError(f"{where}: expected a mapping with {', '.join(sorted(known))}")
    unknown = sorted(map(str, body.keys() - known))
    if unknown:
        raise RulePackError(f"{where}: unknown {unknown}; known are {', '.join(sorted(known))}")


def _one_of(row: Mapping[str, Any], key: str, allowed: Sequence[str], where: str) -> None:
    if row.get(key) not in allowed:
        raise RulePackError(f"{where}: {key} {row.get(key)!r} is none of {', '.join(allowed)}")


def _day(row: Mapping[str, Any], key: str, where: str) -> date:
    value = row.get(key)
    if not isinstance(value, date):
        raise RulePackError(f"{where}: {key} must be a date like 2026-01-30")
    return value
