"""Days of a simulation: life, the issuer's files, intake, the night, the desk, the checks."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings

from fairdue.journal.auditing import audit
from fairdue.nightly.run import run_night
from fairdue.portfolio.intake.files import GivenFile
from fairdue.portfolio.intake.mappings import find_mapping
from fairdue.portfolio.intake.running import run_intake
from tests.simulation import invariants
from tests.simulation.office import Office
from tests.simulation.world import World

FIRST_DAY = date(2026, 3, 2)
NIGHT_AT = time(2)
CHECK_EVERY_DAYS = 7
MAPPING = "generic-cn"


@dataclass
class Outcome:
    """What a simulation came to. Money is fen."""

    days: int
    customers: int
    past_due_seen: int = 0
    """All that ever became past due: what there was to recover."""
    recovered: int = 0
    """Paid on accounts while something was past due on them, up to what was."""
    points: int = 0
    """Pressure put on people, undiminished, in points."""
    late_days: int = 0
    """Days on which a customer had something past due, summed over customers."""
    done: Counter[str] = field(default_factory=Counter)
    promises: Counter[str] = field(default_factory=Counter)


class BrokenError(AssertionError):
    """An invariant did not hold; the message names the day and each case."""


def simulate(
    *, seed: int, days: int, customers: int, tell: Callable[[str], None] = print
) -> Outcome:
    """Run so many days in this process's installation, which must be empty.

    Raises BrokenError on the first week's end with a case that breaks an invariant.
    """
    zone = ZoneInfo(settings.TIME_ZONE)
    world = World.invented(customers, seed, FIRST_DAY)
    office = Office(seed, world.people, zone)
    office.hire(max(1, customers // 120))
    outcome = Outcome(days, customers, done=office.done)
    for number in range(days):
        day = FIRST_DAY + timedelta(days=number)
        office.work(day)
        _live(world, day, outcome)
        _night(world, day, datetime.combine(day + timedelta(days=1), NIGHT_AT, tzinfo=zone))
        if (number + 1) % CHECK_EVERY_DAYS == 0 or number + 1 == days:
            _check(world, day)
            late = sum(1 for card in world.cards if card.past_due(day))
            tell(
                f"{day}  {late:>4} accounts late, {outcome.recovered / 100:>12,.2f} recovered, "
                f"{office.done['call']:>6} calls, {office.done['denied']} denied"
            )
    _sum_up(outcome)
    return outcome


def _live(world: World, day: date, outcome: Outcome) -> None:
    yesterday = day - timedelta(days=1) if day > FIRST_DAY else date.min
    before = {card.ref: card.past_due(day) for card in world.cards}
    outcome.past_due_seen += sum(
        before[card.ref] - card.past_due(yesterday) for card in world.cards
    )
    outcome.late_days += sum(1 for person in world.people.values() if person.wants(day))
    for paid in world.live(day):
        part = min(paid.amount, before[paid.card.ref])
        before[paid.card.ref] -= part
        outcome.recovered += part


def _night(world: World, day: date, at: datetime) -> None:
    folder = Path(settings.VAR) / "simulated"
    files = [GivenFile(path, source=path.stem) for path in world.write(day, folder)]
    run_intake(files, find_mapping(MAPPING), day, actor="simulation", at=at)
    run_night(day, at=at)
    shutil.rmtree(folder)


def _check(world: World, day: date) -> None:
    found = [
        *invariants.contacts(),
        *invariants.pressure(),
        *invariants.balances(world, day),
        *invariants.payments(world),
        *invariants.promises(world, day),
        *(f"journal: {problem}" for problem in audit().problems),
    ]
    if found:
        shown = "\n  ".join(found[:20])
        raise BrokenError(f"{day}: {len(found)} cases break what must hold:\n  {shown}")


def _sum_up(outcome: Outcome) -> None:
    from fairdue.contact.models import Attempt
    from fairdue.negotiation.models import Promise

    for channel, result in Attempt.objects.values_list("channel", "outcome"):
        scale = invariants.MISSED if result in invariants.MISSING_OUTCOMES else invariants.REACHED
        outcome.points += scale[channel]
    outcome.promises = Counter(Promise.objects.values_list("state", flat=True))
