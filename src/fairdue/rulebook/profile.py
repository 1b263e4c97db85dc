"""How this installation reads the law: as whom it collects, and which readings it chose.

`rulepacks/policy/<name>/profile.yaml`:

    profile:
      actor: creditor_own_name
      readings:
        CN-CRIM-02.gap_days:
          reading: at_least_30
          why: {en: …, zh: …}

What isn't named is read strictly. Choices made in the browser come on top (`choosing`); they are
kept by the room compliance and handed in from there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml

from fairdue.kernel.text import Text
from fairdue.rulebook.parsing import read_text
from fairdue.rulebook.values import ACTORS, RulePackError

FILE = "profile.yaml"


@dataclass(frozen=True, slots=True)
class Choice:
    """A reading chosen for one parameter, and why."""

    rule: str
    parameter: str
    reading: str
    why: Text | None = None


@dataclass(frozen=True, slots=True)
class Profile:
    """Role and chosen readings of an installation. Without choices all is strict."""

    actor: str = "creditor_own_name"
    choices: tuple[Choice, ...] = ()

    def choice(self, rule: str, parameter: str) -> Choice | None:
        """The reading chosen for a parameter; None: the strict one."""
        return next(
            (each for each in self.choices if (each.rule, each.parameter) == (rule, parameter)),
            None,
        )

    def choosing(self, choices: Mapping[tuple[str, str], str]) -> Profile:
        """The profile with other readings, by rule and parameter; the rest stays."""
        kept = tuple(each for each in self.choices if (each.rule, each.parameter) not in choices)
        chosen = tuple(Choice(*at, reading) for at, reading in sorted(choices.items()))
        return replace(self, choices=kept + chosen)


STRICT = Profile()


def load_profile(folder: Path) -> Profile:
    """The profile of a policy pack's folder; strict where it has none. Raises RulePackError."""
    file = folder / FILE
    if not file.is_file():
        return STRICT
    place = f"{folder.name}/{FILE}"
    try:
        content = yaml.safe_load(file.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise RulePackError(f"{place}: not YAML: {error}") from None
    body = content.get("profile") if isinstance(content, dict) else None
    if not isinstance(body, dict):
        raise RulePackError(f"{place}: expected `profile:` with actor and readings")
    actor = str(body.get("actor", STRICT.actor))
    if actor not in ACTORS:
        raise RulePackError(f"{place}: actor {actor!r} is none of {', '.join(ACTORS)}")
    readings = body.get("readings") or {}
    return Profile(
        actor=actor,
        choices=tuple(_choice(name, chosen, place) for name, chosen in readings.items()),
    )


def _choice(name: str, chosen: Any, place: str) -> Choice:
    rule, dot, parameter = str(name).rpartition(".")
    if not dot or not isinstance(chosen, dict) or "reading" not in chosen:
        raise RulePackError(
            f"{place}: readings.{name}: expected RULE.parameter: {{reading: …, why: {{en, zh}}}}"
        )
    why = read_text(chosen.get("why"), f"{place}: readings.{name}.why")
    return Choice(rule, parameter, str(chosen["reading"]), why)
