"""Files handed over in the browser, kept until they were taken in or thrown away.

    <VAR>/uploads/<token>/upload.json, 0.csv, 1.csv.gz, …

Files hold personal data as the issuer wrote it, so the folder is closed to other users of the
machine, files carry no name from outside, and all of it goes as soon as the intake ended, was
discarded, or was left for a day.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from django.conf import settings

from fairdue.portfolio.intake.files import GivenFile

BYTES_MAX = 4 * 1024**3
"""All files of one upload together."""
FILES_MAX = 40
KEPT = timedelta(days=1)
ENDINGS = (".csv", ".txt", ".tsv", ".dat", ".parquet", ".xlsx", ".gz")
TOKEN = re.compile(r"^[0-9a-f]{32}$")


class UploadError(ValueError):
    """The files can't be accepted; `code` says why: none, too_many, too_big, ending, empty."""

    def __init__(self, code: str, name: str = "") -> None:
        super().__init__(f"{code} {name}".strip())
        self.code = code
        self.name = name


class UploadState(StrEnum):
    """How far an upload has come."""

    KEPT = "kept"
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Incoming(Protocol):
    """A file as the web framework hands it over."""

    @property
    def name(self) -> str | None:
        """What the sender called it."""
        ...

    @property
    def size(self) -> int | None:
        """Bytes."""
        ...

    def chunks(self) -> Iterable[bytes]:
        """The content, piece by piece."""
        ...


@dataclass(frozen=True, slots=True)
class StoredFile:
    """One file: its name here, what the sender called it, and its size in bytes."""

    stored_as: str
    name: str
    bytes: int


@dataclass(frozen=True, slots=True)
class Upload:
    """Files, the mapping and the day they are for, and how far their intake has come."""

    token: str
    mapping: str
    as_of: str
    files: tuple[StoredFile, ...]
    by: str
    at: str
    state: UploadState = UploadState.KEPT
    progress: str = ""
    problem: str = ""
    run_id: int | None = None
    changed: bool = True
    folder: Path = field(default=Path(), compare=False)

    @property
    def day(self) -> date:
        """The day the files speak of."""
        return date.fromisoformat(self.as_of)

    @property
    def given(self) -> list[GivenFile]:
        """For the intake."""
        return [GivenFile(self.folder / file.stored_as, file.name) for file in self.files]

    @property
    def is_under_way(self) -> bool:
        """True while a worker has it or will."""
        return self.state in (UploadState.WAITING, UploadState.RUNNING)


def keep(
    incoming: Sequence[Incoming], mapping: str, as_of: date, *, by: str, at: datetime
) -> Upload:
    """Store files under names of our own. Raises UploadError; then nothing is kept."""
    _check(incoming)
    sweep(at)
    token = secrets.token_hex(16)
    folder = _root() / token
    folder.mkdir(mode=0o700)
    try:
        files = tuple(_store(folder, number, file) for number, file in enumerate(incoming))
        upload = Upload(token, mapping, as_of.isoformat(), files, by, at.isoformat(), folder=folder)
        save(upload)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return upload


def find(token: str) -> Upload | None:
    """An upload by its token; None when there is none, or no longer."""
    if not TOKEN.match(token):
        return None
    folder = _root() / token
    try:
        stored = json.loads((folder / "upload.json").read_text(encoding="utf-8"))
    except OSError:
        return None
    files = tuple(StoredFile(**file) for file in stored.pop("files"))
    state = UploadState(stored.pop("state"))
    return Upload(**stored, files=files, state=state, folder=folder)


def save(upload: Upload) -> Upload:
    """Write down how far an upload has come."""
    stored = asdict(upload)
    del stored["folder"]
    draft = upload.folder / f".upload.json.{os.getpid()}"
    draft.write_text(json.dumps(stored, ensure_ascii=False), encoding="utf-8")
    draft.replace(upload.folder / "upload.json")
    return upload


def change(upload: Upload, **changes: object) -> Upload:
    """The same upload with some fields changed, and written down."""
    return save(replace(upload, **changes))  # type: ignore[arg-type]


def drop_files(upload: Upload) -> None:
    """Remove the issuer's files; what is known of the upload stays until swept."""
    for file in upload.files:
        (upload.folder / file.stored_as).unlink(missing_ok=True)


def discard(upload: Upload) -> None:
    """Remove everything of an upload."""
    shutil.rmtree(upload.folder, ignore_errors=True)


def sweep(at: datetime) -> None:
    """Remove uploads that were left for a day; those a worker has are left alone."""
    for folder in _root().iterdir():
        upload = find(folder.name)
        left = upload is None or datetime.fromisoformat(upload.at) < at - KEPT
        if left and not (upload and upload.state is UploadState.RUNNING):
            shutil.rmtree(folder, ignore_errors=True)


def _check(incoming: Sequence[Incoming]) -> None:
    if not incoming:
        raise UploadError("none")
    if len(incoming) > FILES_MAX:
        raise UploadError("too_many")
    if sum(file.size or 0 for file in incoming) > BYTES_MAX:
        raise UploadError("too_big")
    for file in incoming:
        if not file.size:
            raise UploadError("empty", _display_name(file))
        if not _ending(file):
            raise UploadError("ending", _display_name(file))


def _store(folder: Path, number: int, file: Incoming) -> StoredFile:
    stored_as = f"{number}{_ending(file)}"
    size = 0
    descriptor = os.open(folder / stored_as, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as target:
        for chunk in file.chunks():
            size += target.write(chunk)
    return StoredFile(stored_as, _display_name(file), size)


def _ending(file: Incoming) -> str:
    """The last one or two endings, when all are known ones: .csv, .csv.gz; else ""."""
    endings = [ending.lower() for ending in Path(_display_name(file)).suffixes[-2:]]
    known = [ending for ending in endings if ending in ENDINGS]
    return "".join(known) if endings and endings[-1] in ENDINGS else ""


def _display_name(file: Incoming) -> str:
    """What the sender called it, without folders and control characters."""
    name = re.split(r"[\\/]", file.name or "")[-1]
    return "".join(character for character in name if character.isprintable())[:150]


def _root() -> Path:
    root: Path = settings.VAR / "uploads"
    root.mkdir(parents=True, exist_ok=True, mode=0o700)
    return root
