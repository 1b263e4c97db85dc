"""Reads rule packs: dated values, each with its citation, legal rank, status and confidence.

A pack is a folder of YAML files, one topic each: `rulepacks/law/<country>/<domain>/<topic>.yaml`
or `rulepacks/policy/<name>/<domain>/<topic>.yaml`. A file looks like this:

    topic: hours
    rules:
      CN-HOURS-01:
        title: {en: …, zh: …}
        binds: [debt_collector, agency]   # optional: whom; or a rule that says so
        parameters:
          night_begins:
            unit: local time
            stricter: earlier             # optional: which way a policy may go
            readings:                     # optional: ways to read what the texts leave open
              inside: {strict: true, text: {en: …, zh: …}}
              outside: {value: "22:00:01", text: {en: …, zh: …}}
            values:
              - value: "22:00"
                in_force_from: 2025-02-28
                known_from: 2025-02-28    # optional: first day one could know
                status: recommended       # or `statuses`, what became of it
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
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from fairdue.rulebook.parsing import Origin, read_rule
from fairdue.rulebook.profile import Profile, load_profile
from fairdue.rulebook.tightening import refuse_loosening, tightened
from fairdue.rulebook.values import (
    NoValueError,
    Rule,
    RulePackError,
    RuleValue,
    in_force,
)

__all__ = [
    "NoValueError",
    "Pack",
    "Rule",
    "RulePackError",
    "RuleValue",
    "law_in_force",
    "load_law",
    "load_pack",
    "pack",
    "pack_names",
    "profile",
]

RESTATED = "law"
"""The folder of a policy pack that holds its tighter values, by country."""


LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""Safe in either form; libyaml's reads a pack ten times as fast, and every process reads some."""


@dataclass(frozen=True)
class Pack:
    """All rules of one folder, as written or as a profile reads them."""

    name: str
    version: str
    rules: Mapping[str, Rule] = field(default_factory=dict)
    tightenings: Mapping[str, Rule] = field(default_factory=dict)
    """The lender's own values of these rules, each no looser than the law's when it began."""

    def value(self, rule: str, parameter: str, on: date, known_on: date | None = None) -> RuleValue:
        """The value in force on a day, as one could know by `known_on` (None: all we know now).

        It is the newest that began and is in force or recommended, or the lender's own where
        that is stricter. Raises NoValueError when there is none, and when the rule or parameter
        does not exist.
        """
        try:
            values = self.rules[rule].parameters[parameter]
        except KeyError:
            raise NoValueError(f"pack {self.name} has no {rule}.{parameter}") from None
        found = in_force(values, on, known_on)
        if rule in self.tightenings and parameter in self.tightenings[rule].parameters:
            own = in_force(self.tightenings[rule].parameters[parameter], on, known_on)
            found = tightened(found, own, self.rules[rule].stricter[parameter])
        if found is None:
            raise NoValueError(f"{rule}.{parameter} has no value in force on {on}")
        return found

    def values_on(self, rule: str, on: date, known_on: date | None = None) -> dict[str, RuleValue]:
        """All parameters of a rule that have a value on a day."""
        found = {}
        for parameter in self.rules[rule].parameters:
            try:
                found[parameter] = self.value(rule, parameter, on, known_on)
            except NoValueError:
                continue
        return found

    def binds(self, rule: str, actor: str, on: date | None = None) -> bool:
        """Does a rule bind this actor, one of values.ACTORS? Unless it says otherwise, it does.

        Where another rule says who is bound, its newest value counts, or the one in force `on` a
        day. Nobody knows what an actor that isn't told ("") may do, so it is bound.
        """
        known = self.rules[rule]
        bound = known.binds
        if known.scope:
            values = self.rules[known.scope].parameters["bound_actors"]
            told = values[-1] if on is None else in_force(values, on)
            bound = tuple(told.value) if told else None
        return bound is None or not actor or actor in bound

    def as_known_on(self, day: date) -> Pack:
        """The pack without anything that one could only know later."""
        return replace(
            self,
            rules={name: _known(rule, day) for name, rule in self.rules.items()},
            tightenings={name: _known(rule, day) for name, rule in self.tightenings.items()},
        )

    def read_by(self, profile: Profile) -> Pack:
        """The pack with the readings a profile chose, the strict ones where it chose none.

        Its version covers the choices. Raises RulePackError for a reading that doesn't exist.
        """
        rules, chosen = {}, []
        for name, rule in self.rules.items():
            parameters = dict(rule.parameters)
            for parameter in rule.readings:
                reading = _chosen(rule, parameter, profile)
                chosen.append(f"{name}.{parameter}={reading}")
                parameters[parameter] = _read_as(rule, parameter, reading)
            rules[name] = replace(rule, parameters=parameters)
        return replace(self, rules=rules)._versioned(*sorted(chosen))

    def tightened_by(self, restated: Pack) -> Pack:
        """The law with the lender's own values on top; the stricter applies on every day.

        Raises RulePackError, naming file, place, both values and the way out, for a value that
        loosens.
        """
        for name, rule in restated.rules.items():
            refuse_loosening(self.rules.get(name), rule, self.name)
        whole = replace(self, tightenings=restated.rules)
        return whole._versioned(restated.version) if restated.rules else whole

    def _versioned(self, *parts: str) -> Pack:
        """The pack under a version of its own: that of its files and of what was added to them."""
        if not parts:
            return self
        version = _digest(self.version, *parts)
        return replace(
            self,
            version=version,
            rules={name: _stamped(rule, version) for name, rule in self.rules.items()},
        )


def load_pack(folder: Path, name: str) -> Pack:
    """Read every topic file below a folder, as written. Raises RulePackError."""
    if not folder.is_dir():
        raise RulePackError(f"there is no rule pack at {folder}")
    files = sorted(folder.rglob("*.yaml"))
    version = _version(folder, files)
    rules: dict[str, Rule] = {}
    for file in files:
        place = str(file.relative_to(folder))
        if place.startswith(f"{RESTATED}/"):
            continue  # the law's parameters, tightened; read beside the law
        content = _read(file, place)
        if "rules" not in content:
            continue  # decision tables and other documents have readers of their own
        origin = Origin(name, version, place, str(content.get("topic", "")))
        for rule_name, body in content["rules"].items():
            if rule_name in rules:
                raise RulePackError(f"{place}: {rule_name} is defined twice")
            rules[rule_name] = read_rule(rule_name, body, origin)
    found = Pack(name=name, version=version, rules=rules)
    _refuse_lost_scopes(found)
    return found


def load_law(
    root: Path, jurisdiction: str, policy: str = "default", profile: Profile | None = None
) -> Pack:
    """A country's law as a policy reads and tightens it, from the packs below `root`.

    `profile` None: the one the policy pack comes with. Raises RulePackError.
    """
    country, own = jurisdiction.lower(), root / "policy" / policy
    law = load_pack(root / "law" / country, f"law/{country}")
    read = law.read_by(load_profile(own) if profile is None else profile)
    folder = own / RESTATED / country
    if not folder.is_dir():
        return read
    return read.tightened_by(load_pack(folder, f"policy/{policy}/{RESTATED}/{country}"))


def pack(name: str, profile: Profile | None = None) -> Pack:
    """A pack of this installation by name, e.g. "law/cn" or "policy/default".

    It is read by the installation's own profile unless another is handed in.
    """
    from django.conf import settings

    return _pack(settings.RULEPACKS, name, profile)


def profile(policy: str = "default") -> Profile:
    """How this installation reads the law, as its policy pack has it. Choices made in the
    browser are not in it: compliance.queries.profile_at has them too.
    """
    from django.conf import settings

    return _profile(settings.RULEPACKS, policy)


def law_in_force(
    jurisdiction: str, policy: str = "default", profile: Profile | None = None
) -> Pack:
    """The law of a country (CN, US, UK), as this installation reads and tightens it.

    `profile` None: the one the policy pack comes with, without choices made in the browser.
    """
    from django.conf import settings

    return _law(settings.RULEPACKS, jurisdiction.upper(), policy, profile)


def pack_names() -> list[str]:
    """All packs of this installation: law by country, then policy."""
    from django.conf import settings

    folders = [*settings.RULEPACKS.glob("law/*"), *settings.RULEPACKS.glob("policy/*")]
    return sorted(str(folder.relative_to(settings.RULEPACKS)) for folder in folders)


@functools.cache
def _profile(root: Path, policy: str) -> Profile:
    return load_profile(root / "policy" / policy)


@functools.lru_cache(maxsize=32)
def _pack(root: Path, name: str, profile: Profile | None) -> Pack:
    return load_pack(root / name, name).read_by(profile or _profile(root, "default"))


@functools.lru_cache(maxsize=32)
def _law(root: Path, jurisdiction: str, policy: str, profile: Profile | None) -> Pack:
    return load_law(root, jurisdiction, policy, profile)


def _chosen(rule: Rule, parameter: str, profile: Profile) -> str:
    readings = rule.readings[parameter]
    choice = profile.choice(rule.name, parameter)
    if choice is None:
        return next(reading.name for reading in readings if reading.strict)
    names = [reading.name for reading in readings]
    if choice.reading not in names:
        raise RulePackError(
            f"{rule.place}: {rule.name}.{parameter} has no reading {choice.reading!r}; "
            f"choose one of {', '.join(names)}"
        )
    return choice.reading


def _read_as(rule: Rule, parameter: str, name: str) -> tuple[RuleValue, ...]:
    reading = next(each for each in rule.readings[parameter] if each.name == name)

    def read(value: RuleValue) -> RuleValue:
        changes = reading.changes_value and (
            reading.since is None or reading.since <= value.citation.in_force_from
        )
        return replace(value, value=reading.value if changes else value.written, reading=name)

    return tuple(map(read, rule.parameters[parameter]))


def _known(rule: Rule, day: date) -> Rule:
    return replace(
        rule,
        parameters={
            name: tuple(known for value in values if (known := value.as_known_on(day)))
            for name, values in rule.parameters.items()
        },
    )


def _stamped(rule: Rule, version: str) -> Rule:
    parameters = {
        name: tuple(replace(value, version=version) for value in values)
        for name, values in rule.parameters.items()
    }
    return replace(rule, parameters=parameters)


def _refuse_lost_scopes(found: Pack) -> None:
    for rule in found.rules.values():
        scope = found.rules.get(rule.scope)
        if rule.scope and (scope is None or "bound_actors" not in scope.parameters):
            raise RulePackError(
                f"{rule.place}: {rule.name}.binds: {found.name} has no rule {rule.scope} with a "
                "parameter bound_actors; name one, or give a list of actors"
            )


def _version(folder: Path, files: list[Path]) -> str:
    digest = hashlib.sha256()
    for file in files:
        digest.update(str(file.relative_to(folder)).encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()[:12]


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:12]


def _read(file: Path, place: str) -> dict[str, Any]:
    try:
        content = yaml.load(file.read_text(encoding="utf-8"), LOADER)
    except yaml.YAMLError as error:
        raise RulePackError(f"{place}: not YAML: {error}") from None
    if not isinstance(content, dict):
        raise RulePackError(f"{place}: expected a mapping with `topic` and `rules`")
    return content
