"""A replay as a job: a month of a large portfolio takes longer than anybody waits for a page."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from procrastinate.contrib.django import app

from fairdue.contact.queries import terms_at
from fairdue.contact.rules.pressure import Pressure
from fairdue.engine.lake import DayMissingError, lake
from fairdue.nightly.replaying.days import ReplayError
from fairdue.nightly.replaying.run import replay
from fairdue.people.models import Staff
from fairdue.rulebook.packs import NoValueError, RulePackError
from fairdue.strategy.actions import begin_replay, fail_replay, finish_replay, tell_progress
from fairdue.strategy.models import Replay, ReplayState
from fairdue.strategy.queries import Document, find_replay, parse, running
from fairdue.strategy.rules.reading import TableError

EXPECTED = (DayMissingError, NoValueError, ReplayError, RulePackError, TableError)
"""Problems whose message tells what to mend."""


def ask_for_replay(
    document: Document, *, source: str, since: date, until: date, staff: Staff, at: datetime
) -> Replay:
    """Have a worker replay a challenger. Raises Refused as `begin_replay` does."""
    with transaction.atomic():
        asked = begin_replay(document, source=source, since=since, until=until, staff=staff, at=at)
        run.configure(lock="replay").defer(replay_id=asked.pk)
    return asked


def pressure_at(at: datetime) -> Pressure:
    """The lender's scale and budget of pressure. Raises ReplayError where policy names none."""
    term = terms_at(at).terms.pressure
    if term is None:
        raise ReplayError("the policy names no budget of pressure; add LENDER-PRESSURE")
    return term.value


@app.task(name="nightly.replay")
def run(*, replay_id: int) -> None:
    """Replay, keep telling how far it has come, and keep what was found."""
    found = find_replay(replay_id)
    if found is None or found.replay.state != ReplayState.WAITING:
        return
    asked = found.replay

    def tell(day: date | None, done: int, of: int) -> None:
        tell_progress(replay_id, day, done, of)

    with running(replay_id):
        try:
            table, pressure = parse(asked.document), pressure_at(asked.asked_at)
            replayed = replay(lake(), table, asked.since, asked.until, pressure, tell)
        except EXPECTED as error:
            fail_replay(replay_id, str(error), asked.asked_at)
        except Exception:
            problem = "The replay ended with an unexpected error; the server's log has the details."
            fail_replay(replay_id, problem, asked.asked_at)
            raise
        else:
            finish_replay(replay_id, replayed, asked.asked_at)
