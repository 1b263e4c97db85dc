"""`fairdue nightly`: classify, decide and publish every day that is not done."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import CommandError
from django.utils import translation

from fairdue.config.console import DatabaseCommand, day
from fairdue.config.middleware import now
from fairdue.delinquency.rules.tables import TablesError
from fairdue.engine.engines import ENGINES, EngineError, configured_engine
from fairdue.engine.lake import DayMissingError
from fairdue.nightly.report import NightReport
from fairdue.nightly.run import NightBusyError, run_night
from fairdue.nightly.steps import NightError
from fairdue.rulebook.packs import NoValueError, RulePackError
from fairdue.strategy.rules.reading import TableError
from fairdue.vault.sealing import SealBrokenError
from fairdue.work.actions import NoTeamError

EXPECTED = (
    DayMissingError,
    EngineError,
    NightBusyError,
    NightError,
    NoValueError,
    RulePackError,
    SealBrokenError,
    TableError,
    TablesError,
)


class Command(DatabaseCommand):
    """Runs the night. Killed anywhere, it is started again and ends the same."""

    help = "Run the night: every day that intake wrote and no night has finished, in order."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The day to report, whether to run it again, and on which engine."""
        parser.add_argument(
            "--as-of", type=day, help="a day that was taken in (default: the newest)"
        )
        parser.add_argument(
            "--again", action="store_true", help="run the day again, as holds or strategy changed"
        )
        parser.add_argument(
            "--engine",
            choices=ENGINES,
            help="what runs it (default: FAIRDUE_ENGINE, or polars)",
        )
        parser.add_argument(
            "--master",
            help="Spark's, as spark://host:7077 (default: FAIRDUE_SPARK_MASTER)",
        )

    def handle(
        self,
        *_: Any,
        as_of: date | None,
        again: bool,
        engine: str | None = None,
        master: str | None = None,
        **__: Any,
    ) -> None:
        """Run, showing each step, then a short summary."""
        try:
            with translation.override("en"), configured_engine(engine, master) as runs_on:
                report = run_night(
                    as_of, at=now(), progress=self._tell, again=again, engine=runs_on
                )
        except NoTeamError as error:
            raise CommandError(f"{error}: fairdue team early-1 催收一组") from None
        except EXPECTED as error:
            raise CommandError(str(error)) from None
        self._summarise(report)

    def _tell(self, day: date, label: str, done: int, of: int) -> None:
        self.stdout.write(f"{day}  {done + 1:>3}/{of}  {label}")

    def _summarise(self, report: NightReport) -> None:
        for step in report.steps:
            self.stdout.write(f"  {step.name:<12}{step.rows_out:>12,} rows {step.seconds:>8.2f} s")
        figures = report.figures
        self.stdout.write(
            f"{report.as_of}: {figures['accounts']:,} accounts, {figures['past_due']:,} past due, "
            f"{figures['cases_open']:,} cases open ({figures['entered']:,} entered, "
            f"{figures['exited']:,} left), {figures['queued']:,} on the queue, "
            f"{report.seconds:.1f} s"
        )
        self.stdout.write(
            f"plan: worth {figures['plan_value_minor']:,}, no plan more than "
            f"{figures['plan_bound_minor']:,}, gap {figures['plan_gap_ppm'] / 10_000:.4f} %, "
            f"{figures['waiting_capacity']:,} waiting for capacity"
        )
