"""Telephones that are really there: sipp with a behaviour, and an ear for what it is sent.

Use the fixture `sip_phone` from another room's conftest:
`from fairdue.telephony.tests.phones import sip_phone`. Skips where sipp is not installed.
"""

from __future__ import annotations

import shutil
import socket
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt
import pytest

SCENARIOS = Path(__file__).with_name("scenarios")
SECONDS_MAX = 60
RATE = 8_000
_RTP_HEADER_BYTES = 12


class Ear:
    """Keeps what is said into a telephone: the sound of the RTP packets sent to it (G.711)."""

    def __init__(self) -> None:
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self._socket.settimeout(0.1)
        self.port: int = self._socket.getsockname()[1]
        self._packets: list[bytes] = []
        self._open = True
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def heard(self) -> npt.NDArray[np.float64]:
        """All samples so far, from -1 to 1."""
        return linear(b"".join(self._packets))

    def close(self) -> None:
        self._open = False
        self._thread.join(2)
        self._socket.close()

    def _listen(self) -> None:
        while self._open:
            try:
                packet = self._socket.recv(4096)
            except TimeoutError:
                continue
            self._packets.append(packet[_RTP_HEADER_BYTES:])


class SipPhone:
    """A telephone of sipp's. `address` is where it is reached, `number` what to dial there."""

    def __init__(self, process: subprocess.Popen[bytes], port: int, ear: Ear) -> None:
        self.process = process
        self.port = port
        self.ear = ear
        self.proxy = f"sip:127.0.0.1:{port}"
        self.address = f"sip:phone@127.0.0.1:{port}"

    def went_well(self) -> bool:
        """Did everything happen that its behaviour expects? Waits for its end."""
        return self.process.wait(SECONDS_MAX) == 0

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self.ear.close()


class MakePhone(Protocol):
    """Makes a telephone: `behaves` names a file of `scenarios`."""

    def __call__(
        self,
        behaves: str,
        *,
        tone: int = 0,
        pause_ms: int = 200,
        calls: str = "",
        caller: str = "13800138000",
        refusal: int = 486,
        times: int = 1,
        port: int = 0,
    ) -> SipPhone: ...


@pytest.fixture
def sip_phone(tmp_path: Path) -> Iterator[MakePhone]:
    """A maker of telephones, which all end with the test.

    `tone` in hertz is what it says once lifted; `pause_ms` how long it rings, or talks before it
    hangs up; `calls` (user@host:port) whom it calls, as `caller`; `times` how many calls it takes;
    `port` where it listens, if that was told to others before it was there.
    """
    if shutil.which("sipp") is None:
        pytest.skip("sipp is not installed (Debian: sip-tester)")
    made: list[SipPhone] = []

    def make(
        behaves: str,
        *,
        tone: int = 0,
        pause_ms: int = 200,
        calls: str = "",
        caller: str = "13800138000",
        refusal: int = 486,
        times: int = 1,
        port: int = 0,
    ) -> SipPhone:
        folder = tmp_path / f"phone-{len(made)}"
        folder.mkdir()
        (folder / "tone.ulaw").write_bytes(mu_law(tone))
        ear, port = Ear(), port or free_port()
        service, _, host = calls.partition("@")
        command = ["sipp", *([host, "-s", service] if calls else [])]
        command += ["-sf", str(SCENARIOS / f"{behaves}.xml"), "-i", "127.0.0.1", "-p", str(port)]
        command += ["-mi", "127.0.0.1", "-m", str(times), "-d", str(pause_ms), "-nostdin"]
        command += ["-timeout", f"{SECONDS_MAX}s", "-timeout_error", "-trace_err"]
        command += ["-key", "ear", str(ear.port), "-key", "caller", caller]
        command += ["-key", "refusal", str(refusal)]
        process = subprocess.Popen(
            command,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        made.append(SipPhone(process, port, ear))
        if not calls:
            _wait_until_taken(port)
        return made[-1]

    yield make
    for phone in made:
        phone.stop()


def free_port() -> int:
    """A UDP port nobody listens on."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def mu_law(hertz: int, seconds: int = 2) -> bytes:
    """A tone, or silence for 0 Hz, as G.711 μ-law."""
    times = np.arange(RATE * seconds) / RATE
    samples = np.round(np.sin(2 * np.pi * hertz * times) * 8_000).astype(int)
    clipped = np.minimum(np.abs(samples), 32_635) + 132
    exponent = np.floor(np.log2(clipped)).astype(int) - 7
    mantissa = (clipped >> (exponent + 3)) & 0x0F
    sign = np.where(samples < 0, 0x80, 0)
    return bytes((~(sign | (exponent << 4) | mantissa) & 0xFF).astype(np.uint8))


def linear(sound: bytes) -> npt.NDArray[np.float64]:
    """μ-law as samples from -1 to 1."""
    code = ~np.frombuffer(sound, np.uint8)
    size = ((((code & 0x0F).astype(int) << 3) + 132) << ((code >> 4) & 7)) - 132
    return np.where(code & 0x80, -size, size) / 32_768


def loudest(samples: npt.NDArray[np.floating], rate: int = RATE) -> float:
    """The frequency that is heard most, in hertz; 0 for silence."""
    if len(samples) < rate // 10 or np.max(np.abs(samples)) < 0.01:
        return 0.0
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples))))
    return float(np.argmax(spectrum) * rate / len(samples))


def strength(samples: npt.NDArray[np.floating], hertz: int, rate: int = RATE) -> float:
    """How much of a tone there is, from 0 to about 1 for one at full scale."""
    if not len(samples):
        return 0.0
    times = np.arange(len(samples)) / rate
    return float(2 * np.abs(np.mean(samples * np.exp(-2j * np.pi * hertz * times))))


def _wait_until_taken(port: int) -> None:
    """Until sipp listens; it takes the port before it reads what comes."""
    for _ in range(200):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                return
        threading.Event().wait(0.02)
    raise AssertionError("sipp did not start")
