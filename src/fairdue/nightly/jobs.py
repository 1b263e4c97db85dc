"""The night as a job, asked for from the browser; replay and training are beside it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from fairdue.delinquency.rules.tables import TablesError
from fairdue.engine.engines import EngineError
from fairdue.engine.lake import DayMissingError, lake
from fairdue.nightly import progress
from fairdue.nightly.experiments import look_by_day
from fairdue.nightly.progress import NightProgress, State
from fairdue.nightly.replaying.jobs import ask_for_replay
from fairdue.nightly.run import NightBusyError, run_night
from fairdue.nightly.scoring.jobs import ask_for_training
from fairdue.nightly.steps import NightError
from fairdue.rulebook.packs import NoValueError, RulePackError
from fairdue.strategy.rules.reading import TableError

EXPECTED = (
    DayMissingError,
    EngineError,
    NightBusyError,
    NightError,
    NoValueError,
    RulePackError,
    TableError,
    TablesError,
)
"""Problems whose message tells the administrator what to mend."""


__all__ = ["ask_for_night", "ask_for_replay", "ask_for_training", "run"]


def ask_for_night(asked_by: str, at: datetime, *, again: bool = False) -> bool:
    """Have a worker run the night; False when one is already asked for or running."""
    if progress.FILE.is_held():
        return False
    try:
        with transaction.atomic():
            run.configure(queueing_lock="night", lock="night").defer(
                asked_by=asked_by, at=at.isoformat(), again=again
            )
    except AlreadyEnqueued:
        return False
    progress.FILE.write(NightProgress(State.WAITING, asked_by, at.isoformat()))
    return True


@app.task(name="nightly.run")
def run(*, asked_by: str, at: str, again: bool) -> None:
    """Run every day that is due, and keep telling how far it has come."""
    told = NightProgress(State.RUNNING, asked_by, at)

    def tell(day: date, label: str, done: int, of: int) -> None:
        nonlocal told
        told = replace(told, day=str(day), label=label, done=done, of=of)
        progress.FILE.write(told)

    try:
        run_night(at=datetime.fromisoformat(at), progress=tell, again=again)
    except EXPECTED as error:
        progress.FILE.write(replace(told, state=State.FAILED, problem=str(error)))
    except Exception:
        problem = "The night ended with an unexpected error; the server's log has the details."
        progress.FILE.write(replace(told, state=State.FAILED, problem=problem))
        raise
    else:
        progress.FILE.write(replace(told, state=State.DONE, done=told.of))


@app.periodic(cron="7 * * * *", periodic_id="experiments")
@app.task(name="nightly.look_at_experiments", queueing_lock="experiments", lock="night")
def look_at_experiments(timestamp: int) -> None:
    """Every hour, see whether an experiment does harm by what is on record so far today."""
    look_by_day(lake(), datetime.fromtimestamp(timestamp, UTC))
