"""What a rule pack holds: rules, their parameters' dated values, and what became of each value.

A value has two clocks. `on` asks what applies on a day; `known_on` asks what one could know of it
by then: a value nobody had published yet, or a court's order of next year, is not seen.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, time
from typing import Any

from fairdue.kernel.text import Text
from fairdue.kernel.verdict import Citation

STATUSES = ("in_force", "recommended", "stayed", "vacated", "not_yet", "repealed")
LIVE = ("in_force", "recommended")
"""A value applies while it is one of these."""
ENDED = ("vacated", "repealed")
"""Nothing comes after these. A vacated value never was: what stood before it applies again. A
repealed one was: what it had replaced stays replaced."""
LEVELS = ("L1", "L2", "L3", "L4", "L5", "L6", "L7", "policy")
CONFIDENCES = ("A", "B", "C", "policy")
ACTORS = ("creditor_own_name", "servicer", "debt_collector", "debt_buyer", "agency")
"""Who may act: the issuer in its own name, a servicer before default, who collects for another,
who bought the debt, and an agency that the issuer entrusted."""
DIRECTIONS = ("lower", "higher", "earlier", "later", "subset", "superset", "true", "false")
"""Which way a parameter tightens: the number, time or day that is stricter, the list that allows
less (subset) or forbids more (superset), or the flag."""


class RulePackError(ValueError):
    """A pack file is wrong; the message says file, place, what and how to mend it."""


class NoValueError(LookupError):
    """No value of a parameter is in force on the day asked."""


@dataclass(frozen=True, slots=True)
class StatusChange:
    """What a value became on a day, and from which day on one could know it."""

    status: str
    since: date
    known_from: date
    source: Text | None = None
    """Order, judgment or notice that changed it, where it isn't the value's own source."""


@dataclass(frozen=True)
class RuleValue:
    """One parameter's value. As `Pack.value` gives it, `citation.status` is that of the day."""

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
    statuses: tuple[StatusChange, ...] = ()
    """What became of it, oldest first; the first entry is how it began."""
    written: Any = None
    """The value as the file has it, whatever reading was chosen."""
    reading: str = ""
    """The reading that was chosen, where the texts leave one."""
    tightens: RuleValue | None = None
    """The law's value of that day that this one, the lender's own, is stricter than."""

    @property
    def reference(self) -> dict[str, str]:
        """For the journal: which rule, from which pack, in which version."""
        return {"rule": self.rule, "pack": self.pack, "version": self.version}

    @property
    def known_from(self) -> date:
        """The first day on which one could know of the value."""
        return min(change.known_from for change in self.statuses)

    def as_time(self) -> time:
        """A value of unit "local time", written HH:MM or HH:MM:SS."""
        return time.fromisoformat(str(self.value))

    def status_on(self, on: date, known_on: date | None = None) -> str | None:
        """What the value is on a day, as one could know by `known_on` (None: all we know now).

        Of two entries from the same day, the one known later counts. None before it began and
        while nobody could know of it.
        """
        seen = [
            change
            for change in self.statuses
            if change.since <= on and (known_on is None or change.known_from <= known_on)
        ]
        if not seen:
            return None
        return max(seen, key=lambda change: (change.since, change.known_from)).status

    def as_known_on(self, day: date) -> RuleValue | None:
        """The value with what had become of it by a day; None while nobody could know of it."""
        known = tuple(change for change in self.statuses if change.known_from <= day)
        if not known:
            return None
        return replace(self, statuses=known).with_status(known[-1].status)

    def with_status(self, status: str) -> RuleValue:
        """The value, its citation saying what it is on the day asked."""
        if self.citation.status == status:
            return self
        return replace(self, citation=replace(self.citation, status=status))


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read what the texts leave open."""

    name: str
    text: Text
    strict: bool
    changes_value: bool
    value: Any = None
    """What the parameter is under this reading; as written where `changes_value` is False."""
    since: date | None = None
    """Values that begin before this day stay as written; None: none do."""


@dataclass(frozen=True)
class Rule:
    """One rule of a pack: its title, and its parameters' dated values, oldest first."""

    name: str
    title: Text
    topic: str
    parameters: Mapping[str, tuple[RuleValue, ...]]
    units: Mapping[str, str]
    readings: Mapping[str, tuple[Reading, ...]] = field(default_factory=dict)
    """By parameter; only parameters that can be read in more than one way."""
    stricter: Mapping[str, str] = field(default_factory=dict)
    """By parameter: the direction that tightens it, one of DIRECTIONS."""
    binds: tuple[str, ...] | None = None
    """Whom the rule binds; None: everyone, or whom `scope` says."""
    scope: str = ""
    """The rule of the same pack whose parameter `bound_actors` says whom this one binds."""
    place: str = ""
    """The file that holds it, within the pack's folder."""

    @property
    def domain(self) -> str:
        """The folder of its file: contact, delinquency, …"""
        return self.place.partition("/")[0] if "/" in self.place else ""


def in_force(
    values: Sequence[RuleValue], on: date, known_on: date | None = None
) -> RuleValue | None:
    """The newest value that applies on a day, from values oldest first.

    One that is stayed, vacated or not yet in force lets the one before it stand; a repealed one
    ends the line.
    """
    for value in reversed(values):
        status = value.status_on(on, known_on)
        if status in LIVE:
            return value.with_status(status)
        if status == "repealed":
            return None
    return None
