"""Which file belongs to which source of the mapping."""

from __future__ import annotations

import fnmatch
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from fairdue.portfolio.intake.errors import IntakeError
from fairdue.portfolio.intake.mapping.document import MappingDocument
from fairdue.portfolio.intake.mapping.tree import unknown
from fairdue.portfolio.intake.reading.source import SourceFile


@dataclass(frozen=True, slots=True)
class GivenFile:
    """A file to take in. `name` is what the sender called it (an upload's path tells nothing)."""

    path: Path
    name: str = ""
    source: str | None = None

    @classmethod
    def written(cls, text: str, sources: Sequence[str]) -> GivenFile:
        """From a command line: PATH, or SOURCE=PATH with a source of the mapping."""
        source, equals, path = text.partition("=")
        if equals and source in sources:
            return cls(Path(path), source=source)
        if equals and not Path(text).exists() and "/" not in source:
            raise IntakeError(unknown(source, list(sources)))
        return cls(Path(text))


def match_files(given: Sequence[GivenFile], document: MappingDocument) -> list[SourceFile]:
    """Every file with its source, in the order of the sources, files of one by name.

    Raises IntakeError for a file that fits no source or several, and for a source without one.
    """
    if not given:
        raise IntakeError(_("no file was given"))
    found = [_matched(file, document) for file in given]
    paths = [file.path.resolve() for file in found]
    for file in found:
        if paths.count(file.path.resolve()) > 1:
            raise IntakeError(_("%(file)s is given twice") % {"file": file.name})
    for source in document.sources.values():
        if not source.may_be_missing and source.name not in {file.source for file in found}:
            raise IntakeError(
                _("no file for %(source)s: expected one named like %(patterns)s, or SOURCE=FILE")
                % {"source": source.name, "patterns": " or ".join(source.files)}
            )
    order = list(document.sources)
    return sorted(found, key=lambda file: (order.index(file.source), file.name, str(file.path)))


def _matched(file: GivenFile, document: MappingDocument) -> SourceFile:
    name = file.name or file.path.name
    if not file.path.exists():
        raise IntakeError(_("there is no file %(file)s") % {"file": file.name or file.path})
    if file.path.is_dir():
        raise IntakeError(
            _("%(file)s is a directory; name the files in it one by one") % {"file": name}
        )
    if file.source is not None:
        if file.source not in document.sources:
            raise IntakeError(unknown(file.source, document.sources))
        return SourceFile(file.path, name, file.source)
    if len(document.sources) == 1:
        return SourceFile(file.path, name, next(iter(document.sources)))
    fitting = [
        source.name
        for source in document.sources.values()
        if any(fnmatch.fnmatch(name.lower(), pattern.lower()) for pattern in source.files)
    ]
    if len(fitting) == 1:
        return SourceFile(file.path, name, fitting[0])
    patterns = "; ".join(f"{s.name}: {' '.join(s.files)}" for s in document.sources.values())
    reason = _("fits several sources") if fitting else _("fits no source")
    raise IntakeError(
        _("%(file)s %(reason)s of the mapping (%(patterns)s). Name it as SOURCE=FILE")
        % {"file": name, "reason": reason, "patterns": patterns}
    )
