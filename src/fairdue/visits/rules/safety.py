"""When somebody who is at a door should have been heard of, and who is told when not. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

AT_THE_DOOR, ON_THE_WAY = "at_the_door", "on_the_way"


@dataclass(frozen=True, slots=True)
class Patience:
    """How long the lender waits for a word."""

    check_in: timedelta
    """At a visit: from arriving, and from each word since."""
    silence: timedelta
    """After a visit was to be over, with a phone that told nothing: it may be without network."""
    step: timedelta
    """From one person told of an alarm to the next, while nobody answers it."""


@dataclass(frozen=True, slots=True)
class Watched:
    """A visit under way, as far as we have heard. Aware moments."""

    planned_end: datetime
    arrived_at: datetime | None = None
    last_word_at: datetime | None = None
    """The last time that the team said anything from this visit."""
    left_at: datetime | None = None
    is_over: bool = False
    """Recorded, refused or fallen out: nobody is expected there."""


def due_at(watched: Watched, patience: Patience) -> datetime | None:
    """When a word is due; None where none is expected any more.

    Once there, a word is due every so often. Before we hear of an arrival the plan alone tells:
    some time after the visit should have been over.
    """
    if watched.is_over or watched.left_at is not None:
        return None
    if watched.arrived_at is None:
        return watched.planned_end + patience.silence
    heard = max(watched.arrived_at, watched.last_word_at or watched.arrived_at)
    return heard + patience.check_in


def is_overdue(watched: Watched, patience: Patience, at: datetime) -> bool:
    """Has the word not come in time?"""
    due = due_at(watched, patience)
    return due is not None and at > due


def steps_due(raised_at: datetime, patience: Patience, at: datetime, *, steps: int) -> int:
    """How many of `steps` people or groups should have been told by now: one at once, and one
    more each time the patience is over.
    """
    if at < raised_at:
        return 0
    return min(steps, 1 + int((at - raised_at) / patience.step))
