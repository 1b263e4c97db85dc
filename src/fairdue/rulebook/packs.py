"""Reads rule packs: dated values, each with its citation, legal rank, status and confidence.

A pack is a folder of YAML files, one topic each: `rulepacks/law/<country>/<domain>/<topic>.yaml`
or `rulepacks/policy/<name>/<domain>/<topic>.yaml`. A file looks like this:

    topic: hours
    rules:
      CN-HOURS-01:
        title: {en: …, zh: …}
        parameters:
          night_begins:
            unit: local time
            values:
              - value: "22:00"
                in_force_from: 2025-02-28
                status: recommended
                level: L5
                confidence: B
                verified_on: 2026-11-23
                verify_again_by: 2027-05-23
                source: {en: …, zh: …}
                note: {en: …, zh: …}      # optional: what the texts leave open

A value without a source is refused. The version of a pack is a digest of its files, so that a
journal entry that names it can be checked against the files of that day.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from pathlib import Path
from typing import Any

import yaml

from fairdue.kernel.text import Text
from fairdue.kernel.verdict import Citation

STATUSES = ("in_force", "stayed", "vacated", "not_yet", "recommended")
LEVELS = ("L1", "L2", "L3", "L4", "L5", "L6", "L7", "policy")
CONFIDENCES = ("A", "B", "C", "policy")
NEEDED_KEYS = frozenset(
    {
        "value",
        "in_force_from",
        "status",
        "level",
        "confidence",
        "verified_on",
        "verify_again_by",
        "source",
    }
)
VALUE_KEYS = NEEDED_KEYS | {"note"}


class RulePackError(ValueError):
    """A pack file is wrong; the message says file, place, what and how to mend it."""


class NoValueError(LookupError):
    """No value of a parameter is in force on the day asked."""


@dataclass(frozen=True)
class RuleValue:
    """One parameter's value as in force on a day."""

    rule: str
    parameter: str
    value: Any
    citation: Citation
    pack: str
    version: str
    verified_on: date | None = None
    """When someone last checked the value against its source."""
    verify_again_by: date | None = None
    """When it should be checked again at the latest."""
    note: Text | None = None
    """What the texts leave open, and how we read them."""

    @property
    def reference(self) -> dict[str, str]:
        """For the journal: which rule, from which pack, in which version."""
        return {"rule": self.rule, "pack": self.pack, "version": self.version}

    def as_time(self) -> time:
        """A value of unit "local time", written HH:MM."""
        return time.fromisoformat(str(self.value))


@dataclass(frozen=True)
class Rule:
    """One rule of a pack: its title, and its parameters' dated values, oldest first."""

    name: str
    title: Text
    topic: str
    parameters: Mapping[str, tuple[RuleValue, ...]]
    units: Mapping[str, str]


@dataclass(frozen=True)
class Pack:
    """All rules of one folder."""

    name: str
    version: str
    rules: Mapping[str, Rule] = field(default_factory=dict)

    def value(self, rule: str, parameter: str, on: date) -> RuleValue:
        """The value in force on a day: the latest that began and is not vacated or stayed.

        Raises NoValueError when there is none, KeyError-like with the known names when the
        rule or parameter does not exist.
        """
        try:
            values = self.rules[rule].parameters[parameter]
        except KeyError:
            raise NoValueError(f"pack {self.name} has no {rule}.{parameter}") from None
        live = [
            value
            for value in values
            if value.citation.in_force_from <= on
            and value.citation.status in ("in_force", "recommended")
        ]
        if not live:
            raise NoValueError(f"{rule}.{parameter} has no value in force on {on}")
        return live[-1]

    def values_on(self, rule: str, on: date) -> dict[str, RuleValue]:
        """All parameters of a rule that have a value on a day."""
        found = {}
        for parameter in self.rules[rule].parameters:
            try:
                found[parameter] = self.value(rule, parameter, on)
            except NoValueError:
                continue
        return found


def load_pack(folder: Path, name: str) -> Pack:
    """Read every topic file below a folder. Raises RulePackError for the first wrong place."""
    if not folder.is_dir():
        raise RulePackError(f"there is no rule pack at {folder}")
    files = sorted(folder.rglob("*.yaml"))
    version = _version(folder, files)
    rules: dict[str, Rule] = {}
    for file in files:
        place = str(file.relative_to(folder))
        content = _read(file, place)
        if "rules" not in content:
            continue  # decision tables and other documents have readers of their own
        for rule_name, body in content["rules"].items():
            if rule_name in rules:
                raise RulePackError(f"{place}: {rule_name} is defined twice")
            rules[rule_name] = _rule(rule_name, body, content, place, name, version)
    return Pack(name=name, version=version, rules=rules)


@functools.cache
def pack(name: str) -> Pack:
    """A pack of this installation by name, e.g. "law/cn" or "policy/default"."""
    from django.conf import settings

    return load_pack(settings.RULEPACKS / name, name)


def pack_names() -> list[str]:
    """All packs of this installation: law by country, then policy."""
    from django.conf import settings

    folders = [*settings.RULEPACKS.glob("law/*"), *settings.RULEPACKS.glob("policy/*")]
    return sorted(str(folder.relative_to(settings.RULEPACKS)) for folder in folders)


def _version(folder: Path, files: list[Path]) -> str:
    digest = hashlib.sha256()
    for file in files:
        digest.update(str(file.relative_to(folder)).encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()[:12]


def _read(file: Path, place: str) -> dict[str, Any]:
    try:
        content = yaml.safe_load(file.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise RulePackError(f"{place}: not YAML: {error}") from None
    if not isinstance(content, dict):
        raise RulePackError(f"{place}: expected a mapping with `topic` and `rules`")
    return content


def _rule(
    name: str, body: dict[str, Any], content: dict[str, Any], place: str, pack: str, version: str
) -> Rule:
    where = f"{place}: {name}"
    parameters = {}
    units = {}
    for parameter, described in body.get("parameters", {}).items():
        units[parameter] = str(described.get("unit", ""))
        parameters[parameter] = tuple(
            _values(name, parameter, described, f"{where}.{parameter}", pack, version)
        )
    return Rule(
        name=name,
        title=_text(body.get("title"), f"{where}.title"),
        topic=str(content.get("topic", "")),
        parameters=parameters,
        units=units,
    )


def _values(
    rule: str, parameter: str, described: dict[str, Any], where: str, pack: str, version: str
) -> Iterator[RuleValue]:
    rows = described.get("values") or []
    if not rows:
        raise RulePackError(f"{where}: has no values")
    for row in sorted(rows, key=lambda row: row.get("in_force_from") or date.min):
        missing = NEEDED_KEYS - row.keys()
        unknown = row.keys() - VALUE_KEYS
        if missing or unknown:
            raise RulePackError(
                f"{where}: missing {sorted(missing)}, unknown {sorted(unknown)}; "
                "every value needs its citation"
            )
        for key, allowed in (("status", STATUSES), ("level", LEVELS), ("confidence", CONFIDENCES)):
            if row[key] not in allowed:
                raise RulePackError(f"{where}: {key} {row[key]!r} is none of {', '.join(allowed)}")
        if not isinstance(row["in_force_from"], date):
            raise RulePackError(f"{where}: in_force_from must be a date like 2026-01-30")
        yield RuleValue(
            rule=rule,
            parameter=parameter,
            value=row["value"],
            citation=Citation(
                source=_text(row["source"], f"{where}.source"),
                level=row["level"],
                confidence=row["confidence"],
                in_force_from=row["in_force_from"],
                status=row["status"],
            ),
            pack=pack,
            version=version,
            verified_on=_day(row["verified_on"], f"{where}.verified_on"),
            verify_again_by=_day(row["verify_again_by"], f"{where}.verify_again_by"),
            note=_text(row["note"], f"{where}.note") if row.get("note") else None,
        )


def _day(value: Any, where: str) -> date:
    if not isinstance(value, date):
        raise RulePackError(f"{where}: must be a date like 2026-11-23")
    return value


def _text(value: Any, where: str) -> Text:
    if not isinstance(value, dict) or not value.get("en") or not value.get("zh"):
        raise RulePackError(f"{where}: needs a text in both languages: {{en: …, zh: …}}")
    return Text(en=str(value["en"]), zh=str(value["zh"]))
