"""Matters made ready for a template: the track of stages, steps, deadlines and clocks in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fairdue.desk.oversight.rule_words import value_words
from fairdue.kernel.text import Text
from fairdue.kernel.verdict import Clause
from fairdue.legal.models import (
    Deadline,
    DeadlineState,
    Matter,
    MatterStep,
    Stage,
    StepKind,
)
from fairdue.legal.queries.limitation import KINDS, Clock
from fairdue.legal.rules import stages
from fairdue.legal.rules.deadlines import COURT, DEADLINES, DEBTOR, US

WHOSE = {
    US: pgettext_lazy("deadline", "us"),
    COURT: pgettext_lazy("deadline", "the court"),
    DEBTOR: pgettext_lazy("deadline", "the debtor"),
}
TONES = {
    DeadlineState.OPEN: "",
    DeadlineState.KEPT: "ok",
    DeadlineState.MISSED: "stop",
    DeadlineState.DROPPED: "",
}
SOON_DAYS = 7


@dataclass(frozen=True, slots=True)
class Due:
    """A last day, as clocks show it."""

    due_on: date | None

    def days_left(self, today: date) -> int | None:
        """Until that day, which counts in full; None where nothing is due."""
        return None if self.due_on is None else (self.due_on - today).days


@dataclass(frozen=True, slots=True)
class OnTrack:
    """A stage of the road: behind, here, ahead or left out."""

    label: str
    state: str
    """done | here | ahead."""


AHEAD = {
    stages.LETTER: (Stage.LAWYERS_LETTER,),
    stages.MEDIATION: (Stage.MEDIATION,),
    stages.PAYMENT_ORDER: (Stage.PAYMENT_ORDER, Stage.ENFORCEMENT),
    stages.SUIT: (Stage.SUIT, Stage.JUDGMENT, Stage.ENFORCEMENT),
}
"""The stages that a road is taken for; the others are left out unless the matter goes there."""


def track(matter: Matter, steps: list[MatterStep]) -> list[OnTrack]:
    """The stages that a matter has been in, where it is, and what its road leads to."""
    order = list(stages.NEXT)
    been = [stage for stage in order if stage in {step.stage for step in steps} | {matter.stage}]
    behind = [stage for stage in been if stage != matter.stage]
    ahead = [
        stage
        for stage in (*AHEAD[matter.road], Stage.CLOSED)
        if stage not in been and order.index(stage) > order.index(matter.stage)
    ]
    return [
        *(OnTrack(str(Stage(stage).label), "done") for stage in behind),
        OnTrack(str(Stage(matter.stage).label), "here"),
        *(OnTrack(str(Stage(stage).label), "ahead") for stage in ahead),
    ]


@dataclass(frozen=True, slots=True)
class DeadlineShown:
    """A deadline in words."""

    row: Deadline
    name: Text
    if_missed: Text | None
    whose: Any
    state: str
    tone: str
    is_ours: bool
    due: Due | None
    """For the clock; None when it is over or nobody knows."""


def deadline_shown(row: Deadline) -> DeadlineShown:
    """One deadline made ready."""
    known = DEADLINES[row.kind]
    passed = row.state == DeadlineState.MISSED and row.whose != US
    return DeadlineShown(
        row=row,
        name=known.name,
        if_missed=known.if_missed if row.state in ("open", "missed") else None,
        whose=WHOSE[row.whose],
        state=str(_("Passed") if passed else DeadlineState(row.state).label),
        tone="warn" if passed else TONES[DeadlineState(row.state)],
        is_ours=row.whose == US,
        due=Due(row.last_day) if row.state == DeadlineState.OPEN and row.last_day else None,
    )


@dataclass(frozen=True, slots=True)
class HappenedShown:
    """A step in words; `corrected` where a later one corrects it."""

    row: MatterStep
    label: str
    stage: str
    corrected: bool


def steps_shown(rows: list[MatterStep]) -> list[HappenedShown]:
    """The steps, the newest first."""
    corrected = {row.corrects_id for row in rows}
    return [
        HappenedShown(
            row, str(StepKind(row.kind).label), str(Stage(row.stage).label), row.pk in corrected
        )
        for row in reversed(rows)
    ]


@dataclass(frozen=True, slots=True)
class ClockLine:
    """One event of a clock in words."""

    on: date
    name: Text
    evidence: str
    told: str
    interrupts: bool
    last_day: date | None


@dataclass(frozen=True, slots=True)
class ClockShown:
    """An account's clock in words."""

    clock: Clock
    lines: tuple[ClockLine, ...]
    tone: str
    due: Due


def clock_shown(clock: Clock, soon_days: int) -> ClockShown:
    """One clock made ready; `soon_days` before its end it is marked."""
    left = clock.days_left
    tone = "stop" if clock.is_over else "warn" if left is not None and left <= soon_days else "ok"
    return ClockShown(
        clock,
        tuple(
            ClockLine(
                on=each.happened.event.on,
                name=KINDS.get(each.happened.event.kind, Text(each.happened.event.kind, "")),
                evidence=each.happened.evidence,
                told=each.happened.told,
                interrupts=each.interrupts,
                last_day=None if each.last_day == date.max else each.last_day,
            )
            for each in clock.events
        ),
        tone,
        Due(clock.last_day),
    )


def soon(today: date) -> date:
    """What is due by then is near."""
    return today + timedelta(days=SOON_DAYS)


def clause_values(clause: Clause, language: str) -> str:
    """The values a clause used, in words."""
    return ", ".join(
        f"{value_words(name, language)} {value_words(value, language)}"
        for name, value in clause.values
        if value
    )
