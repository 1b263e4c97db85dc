"""Where the data is: its folder, the keys that seal and sign it, the database."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import Error as DjangoDatabaseError
from django.db import connection
from django.utils.translation import gettext as _

from fairdue.config import database, readiness
from fairdue.config.doctor.finding import Finding, Level
from fairdue.vault import keys, signing

POSTGRESQL_NEEDED = 15
DISK_WARNING_BYTES = 5 * 1024**3
DISK_PROBLEM_BYTES = 512 * 1024**2


def data_folder() -> Iterator[Finding]:
    """The data folder can be written to."""
    folder: Path = settings.VAR
    probe = folder / f".probe-{os.getpid()}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as error:
        yield Finding(
            Level.PROBLEM,
            _("data folder"),
            f"{folder}: {error.strerror}",
            _("make it writable for this user, or name another in FAIRDUE_VAR"),
        )
    else:
        yield Finding(Level.OK, _("data folder"), str(folder))


def disk_space() -> Iterator[Finding]:
    """Room for the lake and the database."""
    folder = next(path for path in (settings.VAR, *settings.VAR.parents) if path.exists())
    free = shutil.disk_usage(folder).free
    text = _("%(size)s GiB free") % {"size": f"{free / 1024**3:.1f}"}
    mend = _("free some space, or name a folder on another disk in FAIRDUE_VAR")
    if free < DISK_PROBLEM_BYTES:
        yield Finding(Level.PROBLEM, _("disk"), text, mend)
    elif free < DISK_WARNING_BYTES:
        yield Finding(Level.WARNING, _("disk"), text, mend)
    else:
        yield Finding(Level.OK, _("disk"), text)


def key_file() -> Iterator[Finding]:
    """The keys that seal personal data are there, whole, and readable by nobody else."""
    path = Path(os.environ.get("FAIRDUE_KEYS", settings.VAR / "secrets" / "keys.json"))
    try:
        keys.load()
    except (keys.KeyFileError, OSError) as error:
        yield Finding(Level.PROBLEM, _("keys"), str(error), _("restore the key file from a backup"))
        return
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        yield Finding(
            Level.PROBLEM,
            _("keys"),
            _("%(path)s can be read by others") % {"path": path},
            f"chmod 600 {path}",
        )
    else:
        yield Finding(
            Level.OK,
            _("keys"),
            _("%(path)s: keep a copy elsewhere, without it data is lost") % {"path": path},
        )


def signing_key_file() -> Iterator[Finding]:
    """The key that signs the journal's seals is there and readable by nobody else."""
    try:
        path, fingerprint = signing.signing_file(), signing.signing_key().fingerprint
    except (keys.KeyFileError, OSError) as error:
        mend = _("restore the file from a backup, or move it away and let a new key be made")
        yield Finding(Level.PROBLEM, _("signing key"), str(error), mend)
        return
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        text = _("%(path)s can be read by others") % {"path": path}
        yield Finding(Level.PROBLEM, _("signing key"), text, f"chmod 600 {path}")
    else:
        yield Finding(Level.OK, _("signing key"), fingerprint)


def database_server() -> Iterator[Finding]:
    """The server starts or answers, is new enough, and has every migration."""
    try:
        database.start()
        with connection.cursor() as cursor:
            cursor.execute("SHOW server_version_num")
            version = int(cursor.fetchone()[0]) // 10_000
    except (database.DatabaseError, DjangoDatabaseError) as error:
        mend = _("see the server's log in postgres/log under the data folder; is the disk full?")
        if not database.is_embedded():
            mend = _("check DATABASE_URL, and that the server lets this machine and user in")
        yield Finding(Level.PROBLEM, _("database"), str(error).strip(), mend)
        return
    kind = _("embedded") if database.is_embedded() else _("from DATABASE_URL")
    text = f"PostgreSQL {version}, {kind}"
    if version < POSTGRESQL_NEEDED:
        mend = _("use PostgreSQL %(version)s or newer") % {"version": POSTGRESQL_NEEDED}
        yield Finding(Level.PROBLEM, _("database"), text, mend)
        return
    yield Finding(Level.OK, _("database"), text)
    waiting = readiness.unapplied_migrations()
    if waiting:
        text = _("%(number)s not applied, the first is %(first)s") % {
            "number": len(waiting),
            "first": waiting[0],
        }
        yield Finding(Level.WARNING, _("migrations"), text, _("run: fairdue migrate"))
    else:
        yield Finding(Level.OK, _("migrations"), _("all applied"))
