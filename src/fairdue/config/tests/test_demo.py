"""The demonstration: whole, lawful, repeatable, and never over somebody's own data."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import translation
from pytest_django import Settings

from fairdue.config.demo import cardholders, making, marker, people
from fairdue.identity.actions.sending_codes import send_code
from fairdue.identity.actions.signing_in import ask_code
from fairdue.identity.models import RequestState, SignInRequest
from fairdue.nightly.run import reports
from fairdue.people.models import Role, Staff
from fairdue.strategy.models import Experiment, ExperimentReading, Proposal, Replay
from fairdue.strategy.queries import parse
from fairdue.strategy.queries.documents import table_of_file

FAIRDUE = str(Path(sys.executable).with_name("fairdue"))
ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 3, 10, 10, 30, tzinfo=ZONE)


@pytest.fixture
def var(settings: Settings, tmp_path: Path) -> Path:
    settings.VAR, settings.OUTBOX = tmp_path, True
    return tmp_path


@pytest.fixture
def folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="fairdue-test-"))
    yield folder
    shutil.rmtree(folder)


def answer(query: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return list(cursor.fetchall())


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_it_is_whole_and_its_desk_is_alive(var: Path, settings: Settings) -> None:
    settings.OUTBOX = True
    lines: list[str] = []
    made = making.make(2000, 1, NOW, lines.append)
    assert made.as_of == "2026-03-10"
    assert marker.read() == made
    assert all(re.match(r" *\d+\.\d s  ", line) for line in lines)
    days = [str(report.as_of) for report in reports()]
    assert days == ["2026-03-10", "2026-03-07", "2026-02-07", "2026-01-07", "2025-12-07"]

    [(attempts, last)] = answer("SELECT count(*), max(made_at) FROM contact_attempt")
    assert attempts > 100  # type: ignore[operator]
    assert last <= NOW  # type: ignore[operator]
    clock = "(made_at AT TIME ZONE 'Asia/Shanghai')::time"
    assert (
        answer(f"SELECT 1 FROM contact_attempt WHERE {clock} NOT BETWEEN '08:00' AND '22:00'") == []
    )
    unended = "SELECT 1 FROM contact_attempt WHERE outcome = '' AND channel = 'call' LIMIT 1"
    assert answer(unended) == []
    states = {state for (state,) in answer("SELECT DISTINCT state FROM negotiation_promise")}
    assert {"open", "kept", "broken"} <= states
    states = {state for (state,) in answer("SELECT DISTINCT state FROM negotiation_agreement")}
    assert {"active", "breached", "completed", "proposed", "approved"} <= states
    assert answer("SELECT count(*) FROM contact_permit WHERE NOT granted") != [(0,)]
    messages_and_letters_have_every_fate()
    assert answer("SELECT 1 FROM compliance_hold LIMIT 1") == [(1,)]
    worked = (
        "SELECT DISTINCT item.treatment FROM work_stint AS stint"
        " JOIN work_queueitem AS item ON item.case_id = stint.case_id"
        " WHERE item.assigned_to_id IS NOT NULL"
    )
    assert {"visit", "legal"} & {treatment for (treatment,) in answer(worked)}
    strategists_are_at_work()
    cardholders_can_be_looked_at()
    in_hand = answer("SELECT taken_by_id FROM work_queueitem WHERE state = 'taken'")
    assert 0 < len(in_hand) < len(people.collectors())


def messages_and_letters_have_every_fate() -> None:
    told = answer(
        "SELECT attempt.channel, message.state FROM messaging_message AS message"
        " JOIN contact_attempt AS attempt ON attempt.id = message.attempt_id"
    )
    written = {"sent", "delivered", "not_delivered", "unconfirmed", "waiting", "withdrawn"}
    assert {state for channel, state in told if channel == "sms"} == written
    assert {state for channel, state in told if channel == "email"} == written
    letters = {state for channel, state in told if channel == "letter"}
    assert letters == {"sent", "sending", "not_delivered", "waiting"}
    batches = {state for (state,) in answer("SELECT state FROM messaging_letterbatch")}
    assert batches == {"posted", "printed"}
    assert answer("SELECT count(*) FROM messaging_inboundmessage WHERE customer_id > 0") == [(4,)]


def cardholders_can_be_looked_at() -> None:
    """Who is suggested gets a code by what is told of them: the one behind, and the one who owes
    an instalment today."""
    for someone in (cardholders.behind(), cardholders.due_on(NOW.date())):
        assert someone is not None
        ask_code(
            contact=someone.email,
            second_fact=someone.card_last4,
            client="192.0.2.1",
            language="en",
            at=NOW,
        )
        request = SignInRequest.objects.latest("pk")
        send_code(request_id=request.pk, at=NOW)
        request.refresh_from_db()
        assert request.customer_id == someone.customer_id
        assert request.state == RequestState.SENT


def strategists_are_at_work() -> None:
    """One change is tried on a tenth, one drafted, one submitted and replayed."""
    tried, draft, submitted = Proposal.objects.order_by("pk")
    assert (tried.state, draft.state, submitted.state) == ("approved", "draft", "submitted")
    assert tried.decided_by != tried.submitted_by
    assert _changed(draft.text) > _changed(tried.text) == {"visit-late"}
    assert _changed(submitted.text) == {"leave-small-and-early"}

    experiment = Experiment.objects.get()
    assert experiment.challenger == tried.version
    assert (experiment.state, experiment.share) == ("running", 100)
    readings = ExperimentReading.objects.order_by("as_of")
    assert [str(one.as_of) for one in readings] == ["2026-02-07", "2026-03-07", "2026-03-10"]
    last = readings[len(readings) - 1].figures["customers"]
    assert 0 < last["challenger"] < last["champion"]

    replay = Replay.objects.get()
    assert (replay.state, replay.document) == ("done", submitted.version.document)  # type: ignore[union-attr]
    assert replay.result["days"] == ["2026-02-07", "2026-03-07", "2026-03-10"]
    assert 0 < replay.result["differing"] < replay.result["cases"]
    assert answer("SELECT 1 FROM strategy_activation") == []


def _changed(text: str) -> set[str]:
    """The rows that ask something else than the shipped table's."""
    shipped = {row.id: row.conditions for row in table_of_file().table.rows}
    return {row.id for row in parse(text).rows if set(row.conditions) != set(shipped[row.id])}


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_before_the_desk_opens_nobody_has_worked_today(var: Path) -> None:
    early = NOW.replace(hour=1)
    making.make(600, 1, early, lambda _: None)
    latest = answer("SELECT max(made_at) FROM contact_attempt")[0][0]
    assert latest < early.replace(hour=0)  # type: ignore[operator]
    assert answer("SELECT max(at) FROM journal_entry")[0][0] <= early  # type: ignore[operator]
    assert answer("SELECT 1 FROM work_queueitem WHERE state = 'taken'") == []


@pytest.mark.django_db
def test_everyone_can_sign_in_and_every_role_is_there(settings: Settings) -> None:
    people.hire(NOW)
    for username, *_ in people.STAFF:
        assert authenticate(username=username, password=people.PASSWORD)
    assert set(Staff.objects.values_list("role", flat=True)) == set(Role.values)
    assert len({staff.team_id for staff in people.collectors()}) == 2


@pytest.mark.django_db
def test_a_folder_with_staff_of_its_own_is_left_alone(var: Path) -> None:
    Staff.objects.create_user("someone")
    with translation.override("en"), pytest.raises(CommandError, match="your own"):
        call_command("demo", "--no-serve")
    assert marker.read() is None


@pytest.mark.slow
def test_a_second_run_reuses_it_and_a_half_made_one_is_made_anew(folder: Path) -> None:
    environment = os.environ | {"FAIRDUE_VAR": str(folder), "FAIRDUE_CLOCK": NOW.isoformat()}
    environment["LC_ALL"] = "C.UTF-8"
    environment.pop("DATABASE_URL", None)

    def run(*options: str) -> str:
        done = subprocess.run(
            [FAIRDUE, "demo", "--no-serve", "--accounts", "80", *options],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    first = run()
    assert "made in" in first
    assert re.search(rf"password[^:]*: *{people.PASSWORD}", first)
    again = run()
    assert "there already" in again
    assert "made in" not in again
    mark = folder / "demo.json"
    mark.write_text(json.dumps(json.loads(mark.read_text()) | {"whole": False}))
    assert "made in" in run()
    assert "made in" in run("--fresh", "--seed", "2")
    assert json.loads(mark.read_text())["seed"] == 2
