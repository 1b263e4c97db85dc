"""Debian's postfix as an instance of the test's own: its settings, queue and ports in one folder.

It relays to the servers it is told of, by domain, and returns what they refuse, as any mail
server does. Its programs change to the system's user `postfix`, so it runs as root only; the
test says so and is skipped elsewhere. It is ended by its process id.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

PROGRAMS = Path("/usr/lib/postfix/sbin")
MASTER = PROGRAMS / "master"
START_SECONDS_MAX = 15.0

_QUEUES = {
    **dict.fromkeys(("active", "bounce", "corrupt", "defer", "deferred", "flush"), 0o700),
    **dict.fromkeys(("hold", "incoming", "saved", "trace", "private"), 0o700),
    "maildrop": 0o730,
    "public": 0o710,
}

_MAIN = """\
compatibility_level = 3.6
queue_directory = {queue}
data_directory = {data}
daemon_directory = {programs}
command_directory = /usr/sbin
mail_owner = postfix
setgid_group = postdrop
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = relay.test
mydestination =
local_recipient_maps =
mynetworks = 127.0.0.0/8
smtpd_relay_restrictions = permit_mynetworks, reject
transport_maps = inline:{{ {routes} }}
alias_maps =
alias_database =
smtp_dns_support_level = disabled
smtp_host_lookup = native
maillog_file = {log}
maillog_file_prefixes = {folder}
notify_classes =
smtputf8_enable = yes
queue_run_delay = 1s
minimal_backoff_time = 1s
maximal_backoff_time = 2s
maximal_queue_lifetime = {lifetime}
bounce_queue_lifetime = {lifetime}
delay_warning_time = {warned}
smtp_connect_timeout = 3s
"""

_MASTER = """\
127.0.0.1:{port} inet n - n - - smtpd
cleanup   unix  n - n - 0 cleanup
qmgr      unix  n - n 300 1 qmgr
tlsmgr    unix  - - n 1000? 1 tlsmgr
rewrite   unix  - - n - - trivial-rewrite
bounce    unix  - - n - 0 bounce
defer     unix  - - n - 0 bounce
trace     unix  - - n - 0 bounce
verify    unix  - - n - 1 verify
flush     unix  n - n 1000? 0 flush
proxymap  unix  - - n - - proxymap
smtp      unix  - - n - - smtp
relay     unix  - - n - - smtp
lmtp      unix  - - n - - lmtp
error     unix  - - n - - error
retry     unix  - - n - - error
discard   unix  - - n - - discard
anvil     unix  - - n - 1 anvil
scache    unix  - - n - 1 scache
postlog   unix-dgram n - n - 1 postlogd
"""


@dataclass(frozen=True, slots=True)
class Postfix:
    """A running instance."""

    port: int
    log: Path

    @property
    def url(self) -> str:
        """For FAIRDUE_SMTP_URL."""
        return f"smtp://127.0.0.1:{self.port}?timeout=5"


@contextmanager
def postfix(
    routes: Mapping[str, str], *, lifetime: str = "5s", warned: str = "0h"
) -> Iterator[Postfix]:
    """A mail server that takes mail from this machine and passes it on by domain.

    `routes` has a transport for each domain, as `final.test: smtp:[127.0.0.1]:2525`; `lifetime`
    is how long it tries, `warned` after how long it tells of a delay (0h: never).
    """
    if not MASTER.exists():
        pytest.skip("postfix is not installed: apt-get install postfix")
    if os.geteuid() != 0:
        pytest.skip("postfix needs root: its programs change to the user postfix")
    folder = Path(tempfile.mkdtemp(prefix="postfix-"))
    try:
        found = _laid_out(folder, routes, lifetime, warned)
        process = subprocess.Popen(
            [MASTER, "-c", folder / "etc", "-d"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            _wait(found, process)
            yield found
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _laid_out(folder: Path, routes: Mapping[str, str], lifetime: str, warned: str) -> Postfix:
    owner = pwd.getpwnam("postfix")
    folder.chmod(0o755)
    queue, data, etc = (folder / name for name in ("queue", "data", "etc"))
    for place in (queue, data, etc, queue / "pid"):
        place.mkdir(mode=0o755)
    for name, mode in _QUEUES.items():
        (queue / name).mkdir()
        (queue / name).chmod(mode)
        os.chown(queue / name, owner.pw_uid, owner.pw_gid)
    os.chown(data, owner.pw_uid, owner.pw_gid)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    main = _MAIN.format(
        queue=queue,
        data=data,
        programs=PROGRAMS,
        folder=folder,
        log=folder / "log",
        lifetime=lifetime,
        warned=warned,
        routes=", ".join(f"{{ {domain} = {where} }}" for domain, where in routes.items()),
    )
    (etc / "main.cf").write_text(main)
    (etc / "master.cf").write_text(_MASTER.format(port=port))
    return Postfix(port, folder / "log")


def _wait(found: Postfix, process: subprocess.Popen[bytes]) -> None:
    give_up = time.monotonic() + START_SECONDS_MAX
    while time.monotonic() < give_up:
        if process.poll() is not None:
            break
        with suppress(OSError), socket.create_connection(("127.0.0.1", found.port), 1) as link:
            link.settimeout(2)
            if link.recv(3) == b"220":
                return
        time.sleep(0.05)
    said = found.log.read_text()[-2000:] if found.log.exists() else ""
    pytest.fail(f"postfix did not start:\n{said}")
