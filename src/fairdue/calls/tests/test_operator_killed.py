"""`fairdue operator` as a process: killed in the middle of calls, it loses and repeats nothing.

baresip carries the calls, sipp is the telephones.
"""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import soundfile
from django.db import connection
from pytest_django import Settings

from fairdue.calls.models import Call, CallState, Recording
from fairdue.calls.queries.calls import operator_is_there
from fairdue.calls.queries.recordings import place_of
from fairdue.calls.tests.telephone import Office
from fairdue.contact.models import Attempt
from fairdue.contact.tests.records import MORNING, a_case
from fairdue.journal.models import Entry
from fairdue.people.models import Staff
from fairdue.telephony.tests.phones import MakePhone, free_port, loudest, sip_phone
from fairdue.vault.files import SealedFile
from fairdue.vault.sealing import vault

__all__ = ["sip_phone"]

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

OURS, THEIRS = 1000, 400
"""What either side says, in hertz."""

SECONDS_MAX = 60


class OperatorProcess:
    """The command, on the tests' database, with its clock at the moment of the calls."""

    def __init__(self, environment: dict[str, str]) -> None:
        self._environment = os.environ | environment
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [sys.executable, "-m", "django", "operator"]
        self._process = subprocess.Popen(command, env=self._environment, stderr=subprocess.DEVNULL)
        until(operator_is_there)

    def kill(self) -> None:
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    def stop(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            assert self._process.wait(SECONDS_MAX) == 0

    def telephones(self) -> set[int]:
        """The processes that carry its calls."""
        assert self._process is not None
        found = set()
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                name, _, rest = stat.read_text().partition("(")[2].rpartition(")")
            except OSError:
                continue  # it ended meanwhile
            if name == "baresip" and int(rest.split()[1]) == self._process.pid:
                found.add(int(stat.parent.name))
        return found


def until(holds: Callable[[], bool]) -> None:
    give_up = time.monotonic() + SECONDS_MAX
    while not holds():
        assert time.monotonic() < give_up, "it never came"
        time.sleep(0.05)


@pytest.fixture
def customers() -> int:
    """The port of the one telephone that every number leads to."""
    return free_port()


@pytest.fixture
def operator(settings: Settings, tmp_path: Path, customers: int) -> Iterator[OperatorProcess]:
    if shutil.which("baresip") is None:
        pytest.skip("baresip is not installed (Debian: baresip-core)")
    keys = tmp_path / "keys.json"
    ours = vault()._keys  # whatever this process sealed with, the other opens
    sealing = {number: key.hex() for number, key in ours.sealing.items()}
    keys.write_text(json.dumps({"sealing": sealing, "index": ours.index.hex()}))
    keys.chmod(0o600)
    line = f"proxy=sip:127.0.0.1:{customers}&from=sip:95588@127.0.0.1&interface=127.0.0.1"
    settings.VAR, settings.PHONE_URL = tmp_path, f"baresip:?{line}"
    host, name = (connection.settings_dict[key] for key in ("HOST", "NAME"))
    started = OperatorProcess(
        {
            "DATABASE_URL": f"postgresql://postgres@/{name}?host={host}",
            "DJANGO_SETTINGS_MODULE": "fairdue.config.settings",
            "FAIRDUE_CLOCK": MORNING.isoformat(),
            "FAIRDUE_KEYS": str(keys),
            "FAIRDUE_PHONE_URL": settings.PHONE_URL,
            "FAIRDUE_VAR": str(tmp_path),
        }
    )
    yield started
    started.stop()


def state(call: Call) -> tuple[str, str]:
    call.refresh_from_db()
    return call.state, call.ending


def with_telephone(staff: Staff, address: str) -> Staff:
    staff.telephone = address
    staff.save()
    return staff


def test_killed_during_calls_it_leaves_each_in_a_known_state_and_repeats_none(
    operator: OperatorProcess, sip_phone: MakePhone, customers: int, tmp_path: Path
) -> None:
    office = Office()
    talker = sip_phone("answers", tone=OURS)
    customer = sip_phone("answers", tone=THEIRS, port=customers)
    with_telephone(office.staff, talker.address)
    away = with_telephone(office.a_collector(), sip_phone("rings_out").address)
    operator.start()
    talks = office.dials()
    until(lambda: state(talks)[0] == CallState.TALKING)
    case, [phone] = a_case()
    rings = office.dials(away, case, phone)
    until(lambda: state(rings)[0] == CallState.CALLING_STAFF)
    time.sleep(1.5)  # something is said
    telephones = operator.telephones()
    assert len(telephones) == 2

    operator.kill()
    assert talker.went_well(), "both were told that it is over"
    assert customer.went_well()
    until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in telephones))
    until(lambda: not operator_is_there())
    assert state(talks) == (CallState.TALKING, "")
    assert state(rings) == (CallState.CALLING_STAFF, "")

    later = sip_phone("answers", tone=OURS)
    sip_phone("busy", port=customers)
    case, [phone] = a_case()
    waits = office.dials(with_telephone(office.a_collector(), later.address), case, phone)
    operator.start()
    until(lambda: state(waits)[0] == CallState.ENDED)
    assert state(talks) == (CallState.ENDED, "lost")
    assert state(rings) == (CallState.ENDED, "lost")
    assert state(waits) == (CallState.ENDED, "busy")
    assert not Attempt.objects.exclude(outcome="").exists(), "what came of them people say"
    claims = Entry.objects.filter(action="call_claimed").values_list("subject", flat=True)
    assert sorted(claims) == sorted(f"call:{call.pk}" for call in (talks, rings, waits))
    is_heard(Recording.objects.get(), talks)
    left = (tmp_path / "telephony" / "incoming").rglob("*.wav")
    assert not list(left), "nothing plain is left"


def is_heard(recording: Recording, call: Call) -> None:
    """What was said until the kill was kept, either side on its own channel."""
    assert recording.call_id == call.pk
    with SealedFile(place_of(recording.file_name)) as file:
        sound = b"".join(file.read(0, recording.bytes_plain))
    samples, _ = soundfile.read(io.BytesIO(sound))
    assert loudest(samples[:, 0]) == pytest.approx(OURS, abs=5)
    assert loudest(samples[:, 1]) == pytest.approx(THEIRS, abs=5)
