"""Takes an issuer's files in for a day: the lake, the run's record and the journal in one go."""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import polars as pl
from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext as _

from fairdue.engine.lake import lake
from fairdue.journal.actions import record
from fairdue.portfolio.columns import ACCOUNTS, DATASET, PAYMENTS, PERSONS
from fairdue.portfolio.intake.errors import IntakeBusyError, IntakeError
from fairdue.portfolio.intake.files import GivenFile, match_files
from fairdue.portfolio.intake.mapping.document import MappingDocument
from fairdue.portfolio.intake.mappings import keep_version
from fairdue.portfolio.intake.previewing import problem_groups
from fairdue.portfolio.intake.reading.source import SourceFile, survey_files
from fairdue.portfolio.intake.reading.survey import Survey
from fairdue.portfolio.intake.settling import Settled
from fairdue.portfolio.intake.taking import Progress, take
from fairdue.portfolio.lake_files import write_persons
from fairdue.portfolio.models import IntakeRun, IntakeState, Mapping

FOLDER = "intake"
"""Below settings.VAR: the files of rejected rows."""

EDITION = 1
"""Raised when the same files and mapping would make another day than before."""

LOCK_SPACE = 0x1A7A
ROWS_PER_GROUP = 250_000


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an intake. `changed` is False when the same was taken in before."""

    run: IntakeRun
    changed: bool


def run_intake(
    files: Sequence[GivenFile],
    document: MappingDocument,
    as_of: date,
    *,
    actor: str,
    at: datetime,
    progress: Progress = lambda _step: None,
) -> Outcome:
    """Take files in for a day. The same files, mapping and day again change nothing.

    Raises IntakeBusyError while another process does the same day, IntakeError when nothing can
    be taken in; the run is then kept as failed, with its problem, and the lake is as it was.
    """
    with _only_one(as_of):
        _bury_the_dead(as_of, at)
        matched = match_files(files, document)
        mapping = keep_version(document, actor, at)
        progress(_("looking through %(number)s files") % {"number": len(matched)})
        started = time.monotonic()
        run = IntakeRun(mapping=mapping, as_of=as_of, started_at=at, started_by=actor)
        run.files = [{"source": file.source, "name": file.name} for file in matched]
        try:
            surveys = survey_files(matched, document)
            run.files = _described(matched, surveys)
            run.content_digest = _digest(run.files, mapping, as_of)
            done = _done_before(run.content_digest, as_of)
            if done is not None:
                return Outcome(done, changed=False)
            run.state = IntakeState.RUNNING
            run.save()
            teller = _Teller(run, progress)
            settled = take(document, matched, surveys, as_of, teller.tell)
            _write(run, settled, teller, started)
        except Exception as error:
            _fail(run, error, at + _since(started))
            raise
    return Outcome(run, changed=True)


class _Teller:
    """Passes progress on, and keeps it where other processes can read it."""

    def __init__(self, run: IntakeRun, progress: Progress) -> None:
        self.run, self.progress = run, progress

    def tell(self, step: str) -> None:
        """A new step begins."""
        self.progress(step)
        self.run.progress = step[:200]
        self.run.save(update_fields=["progress"])


def rejects_path(run: IntakeRun) -> Path | None:
    """The CSV file of a run's rejected rows; None when there are none."""
    return settings.VAR / run.rejects_file if run.rejects_file else None


@contextmanager
def _only_one(as_of: date) -> Iterator[None]:
    """Hold the day's lock; it falls with the process, so a killed run never blocks the next."""
    key = [LOCK_SPACE, as_of.toordinal()]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", key)
        row = cursor.fetchone()
        if not row or not row[0]:
            raise IntakeBusyError(
                _("files for %(day)s are being taken in by another process; wait until it is done")
                % {"day": as_of}
            )
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s, %s)", key)


def _bury_the_dead(as_of: date, at: datetime) -> None:
    """Runs of the day that never ended: their process is gone, or it would hold the lock."""
    IntakeRun.objects.filter(as_of=as_of, state=IntakeState.RUNNING).update(
        state=IntakeState.FAILED,
        problem=_("The process ended before the run did. Nothing was changed."),
        finished_at=at,
    )
    for draft in _folder().glob(f".{as_of}-*.csv"):
        draft.unlink()


def _described(files: Sequence[SourceFile], surveys: Sequence[Survey]) -> list[dict[str, object]]:
    return [
        {"source": file.source, "name": file.name, "sha256": seen.sha256, "bytes": seen.size}
        for file, seen in zip(files, surveys, strict=True)
    ]


def _digest(files: list[dict[str, object]], mapping: Mapping, as_of: date) -> str:
    """Of the files' contents and sources, the mapping and the day; names don't matter."""
    parts = sorted([str(file["source"]), str(file["sha256"])] for file in files)
    text = json.dumps([EDITION, parts, mapping.digest, as_of.isoformat()])
    return hashlib.sha256(text.encode()).hexdigest()


def _done_before(digest: str, as_of: date) -> IntakeRun | None:
    if lake().manifest(DATASET, as_of).get("content_digest") != digest:
        return None
    runs = IntakeRun.objects.filter(content_digest=digest, state=IntakeState.DONE, as_of=as_of)
    return runs.order_by("pk").last()


def _write(run: IntakeRun, settled: Settled, teller: _Teller, started: float) -> None:
    """The day of the lake, the run and the journal stand or fall together."""
    total = settled.total
    run.rows_in, run.rows_accepted = total.came_in, total.accepted
    run.rows_rejected = total.rejected
    run.summary = _summary(settled)
    draft = _draft_rejects(run, settled.rejects)
    if settled.tables["accounts"].is_empty():
        _keep_rejects(run, draft)
        raise IntakeError(
            _(
                "not one account could be taken in, so nothing was changed. Most frequent: "
                "%(problem)s. All problems: %(file)s"
            )
            % {"problem": _most_frequent(settled), "file": run.rejects_file}
        )
    teller.tell(_("writing %(rows)s rows") % {"rows": f"{total.accepted:,}"})
    replaced = lake().manifest(DATASET, run.as_of).get("content_digest", "")
    with transaction.atomic():
        _keep_rejects(run, draft)
        run.state, run.progress = IntakeState.DONE, ""
        run.finished_at = run.started_at + _since(started)
        run.save()
        _journal(run, settled, replaced)
        with lake().write_day(DATASET, run.as_of, _manifest(run, settled)) as folder:
            _write_tables(folder, settled.tables)


def _write_tables(folder: Path, tables: dict[str, pl.DataFrame] | object) -> None:
    assert isinstance(tables, dict)
    for name, schema in (("accounts", ACCOUNTS), ("payments", PAYMENTS)):
        frame = tables.get(name, pl.DataFrame(schema=schema))
        frame.write_parquet(
            folder / f"{name}.parquet",
            compression="zstd",
            compression_level=1,
            row_group_size=ROWS_PER_GROUP,
        )
    write_persons(folder, tables.get("persons", pl.DataFrame(schema=PERSONS)))


def _manifest(run: IntakeRun, settled: Settled) -> dict[str, object]:
    return {
        "content_digest": run.content_digest,
        "mapping": str(run.mapping),
        "rows": {name: frame.height for name, frame in settled.tables.items()},
    }


def _summary(settled: Settled) -> dict[str, object]:
    """What a page shows of a run: rows by source, by table, and the most frequent problems."""
    return {
        "sources": {
            name: {"in": count.came_in, "accepted": count.accepted, "rejected": count.rejected}
            for name, count in settled.counts.items()
        },
        "tables": {name: frame.height for name, frame in settled.tables.items()},
        "problems": [
            {
                "source": group.source,
                "field": group.field,
                "reason": group.reason,
                "rows": group.rows,
            }
            for group in problem_groups(settled.rejects)[:50]
        ],
    }


def _most_frequent(settled: Settled) -> str:
    groups = problem_groups(settled.rejects)
    if not groups:
        return _("none")
    first = groups[0]
    return f"{first.source} {first.field} {first.reason} ({first.rows})"


def _journal(run: IntakeRun, settled: Settled, replaced: str) -> None:
    record(
        actor=run.started_by,
        action="portfolio_taken_in",
        at=run.started_at,
        subject=f"portfolio:{run.as_of}",
        details={
            "run": run.pk,
            "mapping": str(run.mapping),
            "content_digest": run.content_digest,
            "replaced": replaced,
            "rows_in": run.rows_in,
            "rows_accepted": run.rows_accepted,
            "rows_rejected": run.rows_rejected,
            "tables": {name: frame.height for name, frame in settled.tables.items()},
        },
    )


def _folder() -> Path:
    folder: Path = settings.VAR / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _draft_rejects(run: IntakeRun, rejects: pl.DataFrame) -> Path | None:
    """Write the rejected rows beside their place. A byte order mark lets Excel read them."""
    if rejects.is_empty():
        return None
    path = _folder() / f".{run.as_of}-{os.getpid()}.csv"
    rejects.with_columns(_safe_in_spreadsheets()).write_csv(path, include_bom=True)
    return path


def _safe_in_spreadsheets() -> pl.Expr:
    """A value that a spreadsheet would take for a formula gets an apostrophe before it."""
    value = pl.col("value")
    is_formula = value.str.contains(r"^[=@\t\r]|^[+-].*[^0-9.,+\s-]")
    safe = pl.when(is_formula).then(pl.concat_str(pl.lit("'"), value)).otherwise(value)
    return safe.alias("value")


def _keep_rejects(run: IntakeRun, draft: Path | None) -> None:
    if draft is None:
        return
    name = f"{run.as_of}-run-{run.pk}-rejected.csv"
    draft.rename(draft.with_name(name))
    run.rejects_file = f"{FOLDER}/{name}"


def _since(started: float) -> timedelta:
    return timedelta(seconds=round(time.monotonic() - started, 3))


def _fail(run: IntakeRun, error: Exception, at: datetime) -> None:
    known = isinstance(error, IntakeError)
    run.problem = (
        str(error) if known else _("Unexpected: %(kind)s") % {"kind": type(error).__name__}
    )
    run.state, run.finished_at = IntakeState.FAILED, at
    if run.rows_in != run.rows_accepted + run.rows_rejected:
        run.rows_in = run.rows_accepted = run.rows_rejected = 0
    run.save()
