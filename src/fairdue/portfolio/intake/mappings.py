"""Where mappings are kept: saved versions in the database, shipped ones under examples/."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from fairdue.journal.actions import record
from fairdue.portfolio.intake.errors import IntakeError, MappingError, nearest
from fairdue.portfolio.intake.mapping.document import MappingDocument
from fairdue.portfolio.intake.mapping.loading import read_mapping
from fairdue.portfolio.models import Mapping

SHIPPED = "fairdue"
"""Who saved the mappings that come with the product."""

NAME = re.compile(r"^[a-z0-9][a-z0-9_-]{0,59}$")
SUFFIXES = (".yaml", ".yml")


@dataclass(frozen=True, slots=True)
class KnownMapping:
    """A mapping that can be named. `version` is 0 for a shipped one that was never used."""

    name: str
    title: str
    version: int
    saved_at: datetime | None
    saved_by: str
    problem: str = ""


def known_mappings() -> list[KnownMapping]:
    """The newest version of every mapping, by name; one that no longer reads says why."""
    newest = {row.name: row for row in Mapping.objects.order_by("name", "version")}
    found = []
    for name in sorted({*newest, *shipped()}):
        row = newest.get(name)
        title, problem = name, ""
        try:
            title = read_mapping(name, text_of(name)).title
        except MappingError as error:
            problem = str(error)
        found.append(
            KnownMapping(
                name=name,
                title=title,
                version=row.version if row else 0,
                saved_at=row.saved_at if row else None,
                saved_by=row.saved_by if row else SHIPPED,
                problem=problem,
            )
        )
    return found


def text_of(name: str, version: int | None = None) -> str:
    """The document of a mapping, in its newest version unless another is asked for.

    A shipped document is the newest until somebody saves another under its name. Raises
    IntakeError with the known names.
    """
    rows = Mapping.objects.filter(name=name)
    row = rows.filter(version=version).first() if version else rows.order_by("version").last()
    path = shipped().get(name)
    if path is not None and version is None and (row is None or row.saved_by == SHIPPED):
        return path.read_text(encoding="utf-8")
    if row is None:
        known = sorted({*Mapping.objects.values_list("name", flat=True), *shipped()})
        near = nearest(name, known, 1)
        hint = _(" Did you mean %(near)s?") % {"near": near[0]} if near else ""
        raise IntakeError(
            _("there is no mapping %(name)r; known are: %(known)s.%(hint)s")
            % {"name": name, "known": ", ".join(known), "hint": hint}
        )
    return row.document


def find_mapping(name: str) -> MappingDocument:
    """A mapping by name, or by the path of its YAML file. Raises IntakeError, MappingError."""
    path = Path(name)
    if path.suffix in SUFFIXES or len(path.parts) > 1:
        if not path.is_file():
            raise IntakeError(_("there is no mapping file %(path)s") % {"path": name})
        stem = path.resolve().parent.name if path.stem == "mapping" else path.stem
        return read_mapping(_slug(stem), _read(path))
    return read_mapping(name, text_of(name))


def save_mapping(name: str, text: str, actor: str, at: datetime) -> Mapping:
    """Keep a document under a name; the same text again is the same version.

    Raises MappingError when the document is wrong or the name is no name.
    """
    if not NAME.match(name):
        raise MappingError(
            _("%(name)r is no name for a mapping: small letters, digits, - and _ only, at most 60")
            % {"name": name}
        )
    document = read_mapping(name, text)
    with transaction.atomic():
        rows = Mapping.objects.select_for_update().filter(name=name).order_by("version")
        last = list(rows)[-1:]
        if last and last[0].digest == document.digest:
            return last[0]
        saved = Mapping.objects.create(
            name=name,
            version=last[0].version + 1 if last else 1,
            document=text,
            digest=document.digest,
            saved_at=at,
            saved_by=actor,
        )
        record(
            actor=actor,
            action="mapping_saved",
            at=at,
            subject=f"mapping:{name}",
            details={"version": saved.version, "digest": saved.digest},
        )
    return saved


def keep_version(document: MappingDocument, actor: str, at: datetime) -> Mapping:
    """The saved version of a document about to be used; shipped ones are saved by the product."""
    path = shipped().get(document.name)
    is_shipped = path is not None and _read(path) == document.text
    return save_mapping(document.name, document.text, SHIPPED if is_shipped else actor, at)


def shipped() -> dict[str, Path]:
    """The mappings that come with the product, by the name of their folder."""
    folder: Path = settings.ROOT / "examples"
    return {path.parent.name: path for path in sorted(folder.glob("*/mapping.yaml"))}


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise MappingError(
            _("%(path)s can't be read as UTF-8 text: %(why)s") % {"path": path.name, "why": error}
        ) from None


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9_-]+", "-", text.lower()).strip("-_")[:60] or "mapping"
