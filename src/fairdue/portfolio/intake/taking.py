"""From files to settled rows, writing nothing: shared by a run and a preview."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from django.utils.translation import gettext as _

from fairdue.portfolio.intake.mapping.document import TABLES, MappingDocument
from fairdue.portfolio.intake.planning import plan_table
from fairdue.portfolio.intake.reading.rows import SourceRows
from fairdue.portfolio.intake.reading.source import SourceFile, at_once, read_source
from fairdue.portfolio.intake.reading.survey import Survey
from fairdue.portfolio.intake.settling import Settled, settle
from fairdue.portfolio.intake.transforming import map_table

Progress = Callable[[str], None]
"""Told what is being done, in a few words."""


def take(
    document: MappingDocument,
    files: Sequence[SourceFile],
    surveys: Sequence[Survey],
    as_of: date,
    progress: Progress,
) -> Settled:
    """Read, map, check and settle everything. Raises IntakeError."""
    sources = _read(document, files, surveys, progress)
    native = {name: rows.native for name, rows in sources.items()}
    mapped = {}
    for name in TABLES:
        if name in document.tables:
            progress(_("mapping %(table)s") % {"table": name})
            plan = plan_table(document, name, as_of, native)
            mapped[name] = map_table(plan, sources)
    progress(_("checking keys"))
    return settle(document, mapped, sources)


def _read(
    document: MappingDocument,
    files: Sequence[SourceFile],
    surveys: Sequence[Survey],
    progress: Progress,
) -> dict[str, SourceRows]:
    size = sum(survey.size for survey in surveys) / 1e6
    progress(_("reading %(size).0f MB") % {"size": size})
    found = list(zip(files, surveys, strict=True))

    def read(name: str) -> SourceRows:
        mine = [(file, survey) for file, survey in found if file.source == name]
        return read_source(
            document,
            document.sources[name],
            [file for file, _survey in mine],
            [survey for _file, survey in mine],
        )

    names = list(document.sources)
    return dict(zip(names, at_once(read, names), strict=True))
