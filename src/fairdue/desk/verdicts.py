"""Turns a verdict into the lines of the "May I?" panel. Shows; decides nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fairdue.contact.models import Channel
from fairdue.contact.rules.best_way import Way
from fairdue.contact.rules.verdict import missing_text
from fairdue.desk.templatetags.desk import day, in_language, moment, whole_day
from fairdue.kernel.text import Text
from fairdue.kernel.verdict import Citation, Clause, Verdict

ICONS = {
    Channel.CALL: "phone",
    Channel.SMS: "message",
    Channel.EMAIL: "mail",
    Channel.LETTER: "letter",
    Channel.VISIT: "visit",
}
COUNTERS: dict[str, str | Promise] = {
    "CN-FREQ-01": gettext_lazy("Effective calls today"),
    "CN-FREQ-02": gettext_lazy("Unanswered on this number"),
    "us.regf.14b.call_frequency": gettext_lazy("Within seven days"),
}
"""Rules that count, and what the panel calls what they count."""

WINDOWS = {"today": gettext_lazy("Today"), "count": gettext_lazy("Within seven days")}
"""What the panel calls a count of a rule that has no name there, by the value's own name."""

PRESSURE = "LENDER-PRESSURE"

OF_THE_NUMBER = frozenset({"CN-FREQ-02", "LENDER-POINT"})
"""Rules that are about the number asked for, not the person."""


@dataclass(frozen=True, slots=True)
class ClauseLine:
    """One rule's answer as people read it."""

    rule: str
    allowed: bool
    reason: str
    citation: str
    as_above: bool = False
    """True when another channel's answer already showed it."""


@dataclass(frozen=True, slots=True)
class CountLine:
    """How much of a limit is used up."""

    label: str | Promise
    text: str


@dataclass(frozen=True, slots=True)
class Answer:
    """One channel's answer: allowed or denied, until when, and by which clauses."""

    channel: str
    label: str
    icon: str
    allowed: bool
    when: str
    why: str
    free_from: datetime | None
    """The next moment at which it is allowed, when time alone brings it."""
    only_this_number: bool
    """True when every denial is about the one number asked for, not the person."""
    missing: list[str]
    clauses: list[ClauseLine]
    all_clauses: list[ClauseLine]
    counts: list[CountLine]


def answers(verdicts: Mapping[Channel, Verdict], at: datetime) -> list[Answer]:
    """An answer per channel that was asked about, in the channels' own order."""
    found = [answer(channel, verdicts[channel], at) for channel in Channel if channel in verdicts]
    shown: set[str] = set()
    for one in found:
        one.clauses[:] = [
            replace(clause, as_above=clause.reason in shown) for clause in one.clauses
        ]
        shown |= {clause.reason for clause in one.clauses}
    return found


def answer(channel: Channel, verdict: Verdict, at: datetime) -> Answer:
    """One channel's answer."""
    missing = [in_language(missing_text(name)) for name in verdict.missing]
    denials = [in_language(clause.reason) for clause in verdict.failing]
    return Answer(
        channel=channel.value,
        label=str(channel.label),
        icon=ICONS[channel],
        allowed=verdict.allowed,
        when=_when(verdict, at),
        why=" ".join(missing + denials),
        free_from=verdict.earliest,
        only_this_number=not missing
        and all(clause.rule in OF_THE_NUMBER for clause in verdict.failing),
        missing=missing,
        clauses=[_line(clause) for clause in verdict.failing],
        all_clauses=[_line(clause) for clause in verdict.clauses],
        counts=_counts(verdict),
    )


def _when(verdict: Verdict, at: datetime) -> str:
    """Until when the answer holds, as far as time alone decides."""
    until = verdict.allowed_until if verdict.allowed else verdict.earliest
    return _("until %(moment)s") % {"moment": moment(until, at)} if until else ""


def _counts(verdict: Verdict) -> list[CountLine]:
    lines = []
    for clause in verdict.clauses:
        values = dict(clause.values)
        window = next((name for name in WINDOWS if name in values), None)
        if window is not None and "max" in values:
            text = _("%(used)s of %(most)s") % {"used": values[window], "most": values["max"]}
            lines.append(CountLine(COUNTERS.get(clause.rule, WINDOWS[window]), text))
    return lines


@dataclass(frozen=True, slots=True)
class PressureLine:
    """The pressure that the customer is under, of their budget; in points."""

    now: int
    budget: int

    @property
    def percent(self) -> int:
        """How much of the budget is used."""
        return min(100, round(100 * self.now / self.budget)) if self.budget else 100

    @property
    def full(self) -> bool:
        """True when not even a call has room any more."""
        return self.now >= self.budget


def pressure(verdicts: Mapping[Channel, Verdict]) -> PressureLine | None:
    """The person's pressure, which is the same whatever the channel; None where not known."""
    for verdict in verdicts.values():
        for clause in verdict.clauses:
            if clause.rule == PRESSURE:
                values = dict(clause.values)
                return PressureLine(int(values["pressure"]), int(values["budget"]))
    return None


def _line(clause: Clause) -> ClauseLine:
    return ClauseLine(
        rule=clause.rule,
        allowed=clause.allowed,
        reason=in_language(clause.reason),
        citation=_cited(clause.citation) if clause.citation else "",
    )


def _cited(citation: Citation) -> str:
    """Source, legal rank and the day it came into force; of the lender's own, the source only."""
    if citation.level == "policy":
        return in_language(citation.source)
    return _("%(source)s (%(level)s, in force since %(since)s)") % {
        "source": in_language(citation.source),
        "level": citation.level,
        "since": whole_day(citation.in_force_from),
    }


WAYS_SHOWN = 1
"""The best alone: the panel's first question is what may be done."""


@dataclass(frozen=True, slots=True)
class WayLine:
    """A way of reaching somebody, as people read it."""

    label: str
    icon: str
    when: str
    percent: str
    why: tuple[Text, ...]


def ways(found: Sequence[Way], at: datetime) -> list[WayLine]:
    """The best ways to reach a person, the likeliest first."""
    return [
        WayLine(
            label=str(Channel(way.channel).label),
            icon=ICONS[Channel(way.channel)],
            when=_hours(way, at),
            percent=f"{round(way.chance_per_mille / 10)}%",
            why=way.why,
        )
        for way in found[:WAYS_SHOWN]
    ]


def _hours(way: Way, at: datetime) -> str:
    """The hours by the customer's own clock, and the day where it isn't today."""
    span = f"{way.begins:%H:%M}–{way.ends.astimezone(way.begins.tzinfo):%H:%M}"
    if way.begins.date() == at.astimezone(way.begins.tzinfo).date():
        return span
    return f"{day(way.begins.date())} {span}"
