"""What is left when baresip or we ourselves are killed, and what is never left."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import soundfile

from fairdue import telephony
from fairdue.telephony import (
    Failed,
)
from fairdue.telephony.baresip import BaresipLine
from fairdue.telephony.tests.baresip_lines import (
    HIGH,
    LOW,
    NUMBER,
    OpenLine,
    a_call,
    answered,
    the_recording,
)
from fairdue.telephony.tests.course import Course
from fairdue.telephony.tests.phones import MakePhone, loudest


def test_a_process_that_dies_ends_its_call_and_leaves_what_was_recorded(
    sip_phone: MakePhone, open_line: OpenLine, recordings: Path
) -> None:
    collector, customer = sip_phone("answers", tone=HIGH), sip_phone("answers", tone=LOW)
    line = open_line(customer.proxy)
    assert isinstance(line, BaresipLine)
    line.place(a_call(collector, record_to=recordings))
    course = Course(line)
    course.until(answered)
    course.rest(1.5)
    [pid] = line.pids()
    os.kill(pid, signal.SIGKILL)
    told = course.to_the_end("c1")
    final = told[-1]
    assert isinstance(final, Failed)
    assert final.why == "line"
    samples, _ = soundfile.read(the_recording(told).path)
    assert loudest(samples[:, 0]) == pytest.approx(HIGH, abs=5)
    assert loudest(samples[:, 1]) == pytest.approx(LOW, abs=5)


OPERATOR = """
import sys, time
from pathlib import Path
import django
django.setup()
from fairdue import telephony
line = telephony.line(sys.argv[1])
request = telephony.CallRequest(
    call="c1", collector=sys.argv[2], number="13800138000", record_to=Path(sys.argv[3])
)
line.place(request)
while True:
    for event in line.events(1):
        if isinstance(event, telephony.Answered) and event.side == "customer":
            time.sleep(1)
            print(*line.pids(), flush=True)
"""


def test_killing_us_leaves_no_process_and_nobody_on_the_line(
    sip_phone: MakePhone, open_line: OpenLine, tmp_path: Path, recordings: Path
) -> None:
    collector, customer = sip_phone("answers", tone=HIGH), sip_phone("answers", tone=LOW)
    url = f"baresip:?proxy={customer.proxy}&from=sip:95588@127.0.0.1&interface=127.0.0.1"
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "fairdue.config.settings",
        "FAIRDUE_VAR": str(tmp_path / "var"),
    }
    command = [sys.executable, "-c", OPERATOR, url, collector.address, str(recordings)]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE) as operator:
        assert operator.stdout is not None
        pid = int(operator.stdout.readline())
        operator.kill()
    assert collector.went_well()  # it was told that the call is over
    assert customer.went_well()
    for _ in range(100):
        if not Path(f"/proc/{pid}").exists():
            break
        time.sleep(0.05)
    assert not Path(f"/proc/{pid}").exists()
    [(call, path)] = telephony.left_behind(recordings)
    samples, _ = soundfile.read(path)
    assert call == "c1"
    assert loudest(samples[:, 0]) == pytest.approx(HIGH, abs=5)
    assert loudest(samples[:, 1]) == pytest.approx(LOW, abs=5)
    assert telephony.left_behind(recordings) == []
    assert len(list((tmp_path / "var" / "telephony").iterdir())) == 1
    open_line(customer.proxy).close()
    assert list((tmp_path / "var" / "telephony").iterdir()) == []


def test_neither_numbers_nor_passwords_stay_where_others_could_find_them(
    sip_phone: MakePhone,
    open_line: OpenLine,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level("DEBUG")
    collector, customer = sip_phone("answers"), sip_phone("answers")
    line = open_line(customer.proxy, user="fairdue", password="s3cret!")
    assert isinstance(line, BaresipLine)
    line.place(a_call(collector))
    course = Course(line)
    course.until(answered)
    written = [path for path in (tmp_path / "var").rglob("*") if path.is_file()]
    assert written
    for path in written:
        assert path.stat().st_mode & 0o077 == 0 or path.parent.stat().st_mode & 0o077 == 0
        assert b"s3cret!" not in path.read_bytes()
        assert NUMBER.encode() not in path.read_bytes()
    [pid] = line.pids()
    assert NUMBER not in Path(f"/proc/{pid}/cmdline").read_text()
    line.close()
    shown = caplog.text + "".join(capfd.readouterr()) + repr(course.told)
    assert NUMBER not in shown
    assert "s3cret!" not in shown
