"""Runs the web server, the worker, the sender, the campaigner, the sealer and, where it is asked
for, the test gateway as child processes, and ends them together.

Any child's end ends the others: a desk without its worker, or a worker without its desk, is
half a product, and whoever supervises this process should start it anew. On Linux the kernel
ends the children even when this process is killed.
"""

from __future__ import annotations

import ctypes
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType

from django.utils.translation import gettext as _

WORKERS = 2
THREADS = 4
REQUEST_SECONDS_MAX = 120
SEAL_EVERY_SECONDS = 60
STOP_SECONDS_MAX = 20
START_SECONDS_MAX = 180
"""Eight processes begin at once; on a machine that has other things to do that takes long."""

_LIBRARY = ctypes.CDLL(None)
_SET_PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG in linux/prctl.h


class ServeError(RuntimeError):
    """The site can't be served; the message says why and what to do."""


def claim(host: str, port: int) -> None:
    """Raise ServeError unless something may listen on the address now."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        family, kind, *_rest, address = found
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        raise ServeError(
            _(
                "can't listen on %(host)s port %(port)s: %(why)s. Is Fairdue running already? "
                "Otherwise choose another: --port %(other)s"
            )
            % {"host": host, "port": port, "why": error.strerror, "other": port + 1}
        ) from None


def serve(host: str, port: int, ready: Callable[[], None]) -> None:
    """Serve until SIGINT, SIGTERM or SIGHUP; calls `ready` when the site answers.

    All children have ended when this returns. Raises ServeError when the address is taken or
    a child ends by itself.
    """
    claim(host, port)
    stop = _Stop()
    children: dict[str, subprocess.Popen[bytes]] = {}
    with stop.heeded():
        try:
            for name, command in _commands(host, port).items():
                children[name] = _start(command)
            _wait_until_answers(host, port, children, stop)
            if not stop.asked:
                ready()
            while not stop.asked and _all_alive(children):
                time.sleep(0.2)
        finally:
            _end(children.values())


class _Stop:
    """Remembers that someone asked us to stop."""

    def __init__(self) -> None:
        self.asked = False

    def _ask(self, number: int, frame: FrameType | None) -> None:
        self.asked = True

    @contextmanager
    def heeded(self) -> Iterator[None]:
        """Heed the signals that stop a server, until the block ends."""
        numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
        before = {number: signal.signal(number, self._ask) for number in numbers}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


def _commands(host: str, port: int) -> dict[str, list[str]]:
    address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    web = {
        "bind": address,
        "workers": WORKERS,
        "threads": THREADS,
        "timeout": REQUEST_SECONDS_MAX,
        "graceful-timeout": STOP_SECONDS_MAX // 2,
        "log-level": "warning",
    }
    options = [f"--{name}={value}" for name, value in web.items()]
    gunicorn = ["gunicorn", *options, "--no-control-socket", "fairdue.config.wsgi"]
    worker = ["django", "procrastinate", "worker", "--concurrency=1"]
    worker.append(f"--shutdown-graceful-timeout={STOP_SECONDS_MAX // 2}")
    messenger = [*worker, "--queues=prompt"]  # what somebody waits for waits for no night
    courier = ["django", "procrastinate", "worker", f"--concurrency={THREADS}"]
    courier += ["--queues=webhooks", "--delete-jobs=successful", *worker[-1:]]
    sender = ["django", "sender"]
    sealer = ["django", "proof", "seal", f"--every={SEAL_EVERY_SECONDS}"]
    python = [sys.executable, "-m"]
    commands = {
        _("the web server"): python + gunicorn,
        _("the worker"): python + worker,
        _("the messenger"): python + messenger,
        _("the courier"): python + courier,
        _("the sender"): python + sender,
        _("the campaigner"): [*python, "django", "campaigns"],
        _("the sealer"): python + sealer,
    }
    if os.environ.get("FAIRDUE_PHONE_URL"):
        commands[_("the operator")] = [*python, "django", "operator"]
    if os.environ.get("FAIRDUE_GATEWAY") == "test":
        commands[_("the test gateway")] = python + _gateway(os.environ["FAIRDUE_GATEWAY_URL"])
    return commands


def _gateway(url: str) -> list[str]:
    """One process, so that one thread alone tells notices."""
    address = url.removeprefix("http://")
    options = [f"--bind={address}", "--workers=1", f"--threads={THREADS}", "--log-level=warning"]
    return ["gunicorn", *options, "--no-control-socket", "fairdue.config.gateway.wsgi"]


def address_beside(host: str, port: int) -> str:
    """An address for the test gateway: the next port if it is free, else any that is."""
    for wanted in (port + 1, 0):
        with suppress(OSError), socket.socket() as probe:
            probe.bind((host, wanted))
            return f"http://{host}:{probe.getsockname()[1]}"
    raise ServeError(_("there is no free port for the test gateway on %(host)s") % {"host": host})


def _start(command: list[str]) -> subprocess.Popen[bytes]:
    """Start a child in a session of its own, so that Ctrl+C reaches it through us alone.

    `preexec_fn` is safe here: this process has no other thread.
    """
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "fairdue.config.settings"}
    return subprocess.Popen(
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=_end_with_parent if sys.platform == "linux" else None,  # noqa: PLW1509
    )


def _end_with_parent() -> None:
    """Runs in the child: the kernel sends it SIGTERM when its parent is gone."""
    _LIBRARY.prctl(_SET_PARENT_DEATH_SIGNAL, signal.SIGTERM)


def _all_alive(children: dict[str, subprocess.Popen[bytes]]) -> bool:
    """True, or ServeError naming the child that ended."""
    for name, child in children.items():
        if child.poll() is not None:
            raise ServeError(
                _("%(name)s ended by itself (exit code %(code)s); see above")
                % {"name": name, "code": child.returncode}
            )
    return True


def _wait_until_answers(
    host: str, port: int, children: dict[str, subprocess.Popen[bytes]], stop: _Stop
) -> None:
    target = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    give_up = time.monotonic() + START_SECONDS_MAX
    while not stop.asked and _all_alive(children):
        link = http.client.HTTPConnection(target, port, timeout=2)
        try:
            link.request("GET", "/health")
            link.getresponse()
            return
        except (OSError, http.client.HTTPException):
            if time.monotonic() > give_up:
                raise ServeError(
                    _("the site did not answer in %(seconds)s s") % {"seconds": START_SECONDS_MAX}
                ) from None
            time.sleep(0.05)
        finally:
            link.close()


def _end(children: Iterable[subprocess.Popen[bytes]]) -> None:
    """Ask all to stop, then make them."""
    alive = [child for child in children if child.poll() is None]
    for child in alive:
        child.terminate()
    give_up = time.monotonic() + STOP_SECONDS_MAX
    for child in alive:
        try:
            child.wait(max(0.1, give_up - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()
