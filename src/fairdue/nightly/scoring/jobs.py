"""The training of scores as a job, asked for from the browser."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from django.db import connection, transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from fairdue.delinquency.columns import STANDING_DATASET
from fairdue.engine.lake import lake
from fairdue.nightly.scoring import progress
from fairdue.nightly.scoring.progress import State, TrainingProgress
from fairdue.nightly.scoring.training import TrainingError, train


def ask_for_training(asked_by: str, at: datetime) -> bool:
    """Have a worker train all scores on what is known by the newest day in the lake.

    False when one is asked for or running, or when no night has run yet.
    """
    days = lake().days(STANDING_DATASET)
    if not days:
        return False
    told = progress.FILE.read()
    if told is not None and told.state is State.RUNNING:
        return False
    try:
        with transaction.atomic():
            run_training.configure(queueing_lock="training", lock="training").defer(
                asked_by=asked_by, at=at.isoformat(), as_of=days[-1].isoformat()
            )
    except AlreadyEnqueued:
        return False
    progress.FILE.write(
        TrainingProgress(State.WAITING, asked_by, at.isoformat(), days[-1].isoformat())
    )
    return True


@app.task(name="nightly.train")
def run_training(*, asked_by: str, at: str, as_of: str) -> None:
    """Train every score; what history lacks for one is told beside those that were trained."""
    told = TrainingProgress(State.RUNNING, asked_by, at, as_of)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [progress.LOCK])
        try:
            progress.FILE.write(told)
            progress.FILE.write(_trained(told))
        except TrainingError as error:
            progress.FILE.write(replace(told, state=State.FAILED, problem=str(error)))
        except Exception:
            problem = "The training ended with an unexpected error; the server's log has more."
            progress.FILE.write(replace(told, state=State.FAILED, problem=problem))
            raise
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [progress.LOCK])


def _trained(told: TrainingProgress) -> TrainingProgress:
    made = train(
        date.fromisoformat(told.as_of),
        at=datetime.fromisoformat(told.asked_at),
        actor=told.asked_by,
    )
    return replace(
        told,
        state=State.DONE,
        trained=tuple(str(one.target) for one in made if one.model is not None),
        missing=tuple(
            (str(one.target), one.missing.as_dict()) for one in made if one.missing is not None
        ),
    )
