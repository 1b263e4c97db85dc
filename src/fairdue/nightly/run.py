"""Runs the night, day by day, in order; the same input ends in the same state every time."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection, transaction

from fairdue.compliance.queries import profile_at
from fairdue.contact.actions import rejudge_due
from fairdue.delinquency import actions as delinquency
from fairdue.delinquency.queries import tables_on
from fairdue.engine.copy import expect_many_rows
from fairdue.engine.engines import Engine, configured_engine
from fairdue.engine.lake import DayMissingError, Lake, lake
from fairdue.journal.actions import record
from fairdue.journal.sealing import seal
from fairdue.kernel.calendars import day_bounds
from fairdue.kernel.text import Text
from fairdue.messaging.actions import take_up_stops
from fairdue.nightly.experiments import look_at_experiments, stopped_by_itself
from fairdue.nightly.plan import COMPLETED, Plan, make_plan
from fairdue.nightly.report import DATASET, NightReport, StepReport
from fairdue.nightly.steps import ACTOR, IN_TRANSACTION, STEPS, Night, NightError, Step
from fairdue.portfolio.columns import DATASET as PORTFOLIO
from fairdue.quality.actions import take_messages
from fairdue.rulebook.packs import Pack, law_in_force
from fairdue.strategy import actions as strategy
from fairdue.strategy.queries import arms_in_use

LOCK = 0x6E69676874
"""Key of the advisory lock that lets one night run at a time."""

LOCK_TRIES, LOCK_PAUSE_SECONDS = 10, 0.2

Progress = Callable[[date, str, int, int], None]
"""Told before each step: the day, the step's label, how many steps are done, and of how many."""


class NightBusyError(RuntimeError):
    """Another night is running; wait for it to end."""


def run_night(
    as_of: date | None = None,
    *,
    at: datetime,
    progress: Progress | None = None,
    again: bool = False,
    engine: Engine | None = None,
) -> NightReport:
    """Bring every day up to `as_of` up to date, in order, and give the report of that day.

    `as_of` is a day that intake has written; without it, the newest. Days that are done are left
    alone, unless `again` asks for `as_of` anew (after holds, marks or the strategy changed).
    A day that arrived late or was replaced re-runs itself and every later day in one
    transaction, so that nobody sees the past meanwhile. `engine` runs the columns; without one,
    the installation's is opened. Raises DayMissingError for a day that intake has not written,
    NightBusyError while another night runs, NightError when rows went missing, EngineError where
    the engine isn't there.
    """
    house = lake()
    days = house.days(PORTFOLIO)
    if not days or (as_of or days[-1]) not in days:
        known = ", ".join(map(str, days[-5:])) or "none"
        raise DayMissingError(f"there is no portfolio of {as_of or 'any day'}; days are: {known}")
    wanted = as_of or days[-1]
    anew = wanted if again else None
    with _alone(), nullcontext(engine) if engine else configured_engine() as runs_on:
        plan = make_plan(house, wanted, again=anew)
        if plan.rewinds:
            with transaction.atomic():
                first = plan.due[0].as_of
                strategy.rewind(first)
                delinquency.rewind(first)
                _run_days(house, runs_on, plan, days[-1], at, progress, anew)
        else:
            _run_days(house, runs_on, plan, days[-1], at, progress, anew)
        stopped = look_at_experiments(house, wanted, at, again={one.as_of for one in plan.due})
    if stopped:
        _warn(house, wanted, [stopped_by_itself(name) for name in stopped])
    take_up_stops(at=at)  # of what came in while the night was filing numbers
    take_messages(at=at)
    for _customer in rejudge_due(at=at):
        pass  # each is stored by itself, so a killed night goes on where it was
    seal(at=at)
    return NightReport.from_dict(house.manifest(DATASET, wanted))


def versions_in_use(day: date, at: datetime) -> dict[str, str]:
    """Rule packs and decision tables that a night of `day` would use if it ran at `at`."""
    return {**tables_on(day, law=_law_of(day)).versions, **arms_in_use(at).versions}


def reports(limit: int = 60) -> list[NightReport]:
    """The newest nights first."""
    house = lake()
    days = house.days(DATASET)[::-1][:limit]
    return [NightReport.from_dict(house.manifest(DATASET, day)) for day in days]


def _run_days(
    house: Lake,
    engine: Engine,
    plan: Plan,
    newest: date,
    at: datetime,
    progress: Progress | None,
    anew: date | None,
) -> None:
    due = plan.due
    for number, one in enumerate(due):
        facts_until = at if one.as_of == newest else _end_of(one.as_of, at)
        night = Night(
            as_of=one.as_of,
            before=one.before,
            digest=one.digest,
            at=at,
            facts_until=facts_until,
            rewound=plan.rewinds,
            anew=one.as_of == anew,
            known=one.known,
            last=one is due[-1],
            lake=house,
            engine=engine,
            tables=tables_on(one.as_of, law=_law_of(one.as_of)),
            arms=arms_in_use(facts_until),
        )

        def tell(label: str, step: int, done: int = number, day: date = one.as_of) -> None:
            if progress is not None:
                progress(day, label, done * len(STEPS) + step, len(due) * len(STEPS))

        _run_day(night, tell)


def _run_day(night: Night, tell: Callable[[str, int], None]) -> None:
    """All steps of one day; those that touch PostgreSQL stand or fall together."""
    done: list[StepReport] = []
    before = [step for step in STEPS if step.name not in IN_TRANSACTION]
    for step in before:
        tell(str(step.label), len(done))
        done.append(_run_step(step, night))
    with transaction.atomic():
        with connection.cursor() as cursor:
            expect_many_rows(cursor)
        for step in STEPS[len(before) :]:
            tell(str(step.label), len(done))
            done.append(_run_step(step, night))
        if night.rewound and night.last:
            night.figures["cases_corrected"] = delinquency.drop_corrected()
        report = NightReport(
            as_of=night.as_of,
            digest=night.digest,
            at=night.at,
            steps=tuple(done),
            figures=night.figures,
            versions=night.versions,
            denied=night.denied,
            warnings=tuple(night.warnings),
            before=night.before,
            missing=tuple(sorted(night.missing)),
            mark=night.mark,
            engine=night.engine.name,
        )
        record(
            actor=ACTOR,
            action=COMPLETED,
            at=night.at,
            subject=f"night:{night.as_of}",
            details={"digest": night.digest, **night.figures},
            rules=[
                {"rule": rule, "pack": pack, "version": version}
                for pack, version in night.versions.items()
                for rule in [pack.rpartition("/")[2]]
            ],
        )
        with night.lake.write_day(DATASET, night.as_of, report.as_dict()):
            pass


def _warn(house: Lake, day: date, texts: Sequence[Text]) -> None:
    """Add to what the report of a night warns of."""
    report = NightReport.from_dict(house.manifest(DATASET, day))
    warned = replace(report, warnings=(*report.warnings, *texts))
    with house.write_day(DATASET, day, warned.as_dict()):
        pass


def _run_step(step: Step, night: Night) -> StepReport:
    """Run one step and check that it had what it needs, gave what it promised, lost nothing."""
    missing = [name for name in step.needs if name not in night.given]
    if missing:
        raise NightError(f"step {step.name} needs {missing}, which no earlier step gave")
    begun = time.perf_counter()
    rows_in, rows_out = step.run(night)
    seconds = time.perf_counter() - begun
    not_given = [name for name in step.gives if name not in night.given]
    if not_given or rows_in != rows_out:
        raise NightError(
            f"step {step.name} of {night.as_of}: {rows_in} rows in, {rows_out} out"
            + (f"; did not give {not_given}" if not_given else "")
        )
    was_whole = step.name in night.whole
    return StepReport(step.name, rows_in, rows_out, round(seconds, 3), was_whole)


def _law_of(day: date) -> Pack:
    """The law as it was read that day, whenever the night runs: by choices made before it ended."""
    _, end = day_bounds(day, ZoneInfo(settings.TIME_ZONE))
    return law_in_force("CN", profile=profile_at(end))


def _end_of(day: date, at: datetime) -> datetime:
    _, end = day_bounds(day, ZoneInfo(settings.TIME_ZONE))
    return min(at, end)


@contextmanager
def _alone() -> Iterator[None]:
    """Hold the night's lock. It falls away by itself when the process dies, if only once the
    server has noticed: so one that is held is asked for again for a moment.
    """
    for tries_left in reversed(range(LOCK_TRIES)):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
            if cursor.fetchone()[0]:
                break
        if not tries_left:
            raise NightBusyError("another night is running; wait for it to end")
        time.sleep(LOCK_PAUSE_SECONDS)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
