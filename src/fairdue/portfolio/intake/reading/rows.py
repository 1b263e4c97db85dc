"""What reading a source gives: its rows as text, where each stands, and the lines that broke."""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl
from django.utils.translation import gettext as _

from fairdue.portfolio.intake.errors import IntakeError, nearest

BROKEN: dict[str, pl.DataType] = {
    "file": pl.String(),
    "line": pl.Int64(),
    "reason": pl.String(),
}
LINE = "#line"
FILE = "#file"


@dataclass(frozen=True, slots=True)
class FileRows:
    """One file: its wanted columns as trimmed text, each row's LINE (from 1), broken lines."""

    frame: pl.DataFrame
    broken: list[tuple[int, str]] = field(default_factory=list)
    native: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class SourceRows:
    """All files of a source. `frame` has LINE, and FILE (a place in `files`) beside the columns."""

    source: str
    files: tuple[str, ...]
    frame: pl.DataFrame
    broken: pl.DataFrame
    native: frozenset[str]

    @property
    def names(self) -> list[str]:
        """The issuer's columns."""
        return [name for name in self.frame.columns if name not in (LINE, FILE)]

    @property
    def height(self) -> int:
        """Rows that came in, broken ones included."""
        return self.frame.height + self.broken.height


def check_columns(file: str, wanted: set[str], optional: frozenset[str], found: list[str]) -> None:
    """All wanted columns are there, once. Raises IntakeError with the nearest names."""
    twice = sorted(name for name in wanted if found.count(name) > 1)
    if twice:
        raise IntakeError(
            _("%(file)s: these columns occur twice: %(names)s")
            % {"file": file, "names": ", ".join(twice)}
        )
    missing = sorted(wanted - set(found) - optional)
    if not missing:
        return
    described = []
    for name in missing:
        near = nearest(name, found)
        hint = _(" (there is %(near)s)") % {"near": ", ".join(near)} if near else ""
        described.append(name + hint)
    shown = [name if len(name) <= 60 else name[:60] + "…" for name in found[:40]]
    text = _("%(file)s: the mapping needs columns that are not there: %(missing)s.") % {
        "file": file,
        "missing": ", ".join(described),
    }
    if len(found) == 1:
        text += " " + _("The file seems to have one column only: is the delimiter right?")
    text += " " + _("Its columns are: %(found)s") % {"found": ", ".join(shown)}
    raise IntakeError(text)


def trimmed(frame: pl.DataFrame, nulls: tuple[str, ...]) -> pl.DataFrame:
    """Text without surrounding blanks; null for nothing and for the mapping's null words."""
    text = pl.col(pl.String)
    frame = frame.with_columns(text.str.strip_chars())
    nothing = text.is_in(["", *nulls])
    found = frame.select(nothing.any())
    empty = [name for name in found.columns if found[name][0]]
    return frame.with_columns(pl.when(pl.col(empty).is_in(["", *nulls]).not_()).then(pl.col(empty)))
