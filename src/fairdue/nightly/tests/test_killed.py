"""A night whose process is killed, anywhere: nothing half done is seen, and the next goes on."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as configured
from django.db import connection

from fairdue.engine.lake import lake
from fairdue.nightly.run import run_night
from fairdue.nightly.steps import STEPS
from fairdue.nightly.tests.portfolios import an_account, database, empty, lake_bytes, write_day
from fairdue.nightly.tests.stopping import AT
from fairdue.people.models import Team
from fairdue.vault.sealing import vault

D = [date(2026, 3, day) for day in range(1, 4)]
PLACES = [
    *(("step", number) for number in range(len(STEPS))),
    *(("rename", number) for number in (0, 2)),
    *(("statement", number) for number in (10, 30, 50)),
]
"""Before every step, between those that put a day of the lake into its place, and amid the
statements of the transaction."""

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture(autouse=True)
def _own_lake(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A lake and keys that another process can use too."""
    keys = tmp_path / "keys.json"
    keys.write_text(json.dumps({"sealing": {"1": "11" * 32}, "index": "22" * 32}))
    monkeypatch.setenv("FAIRDUE_KEYS", str(keys))
    monkeypatch.setenv("FAIRDUE_VAR", str(configured.VAR))
    vault.cache_clear()
    of_the_run, settings.VAR = settings.VAR, tmp_path
    yield
    monkeypatch.undo()
    settings.VAR = of_the_run
    vault.cache_clear()
    vault()


def portfolio() -> None:
    """Three days: people enter, get worse, cure, come back, pay, and leave the issuer's file."""
    ages: dict[str, tuple[int | None, ...]] = {
        "a1": (40, 41, 42),
        "a2": (None, 5, None),
        "b1": (29, 30, 31),
        "c1": (70, None, 8),
        "d1": (None, None, 9),
        "e1": (95, 96, 97),
    }
    for place, day in enumerate(D):
        late = {ref: spell[place] for ref, spell in ages.items() if (ref, place) != ("e1", 2)}
        paid = {"payment_ref": f"p{place}", "account_ref": "c1", "paid_on": day}
        write_day(
            day,
            [an_account(ref, day, days) for ref, days in late.items()],
            [paid | {"amount_minor": 100, "currency": "CNY"}],
        )


def killed_at(folder: Path, place: str, number: int) -> bool:
    """Start a night, and kill its process once it is there; False when it ended before."""
    name = str(connection.settings_dict["NAME"])
    command = [sys.executable, "-m", "fairdue.nightly.tests.stopping", name, str(folder)]
    with subprocess.Popen(
        [*command, place, str(number)], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        said = process.stdout.readline().strip()
        if said == "stopped":
            os.kill(process.pid, signal.SIGKILL)
    assert said in ("stopped", "ended"), f"the night at {place} {number} failed"
    return said == "stopped"


def begin() -> None:
    """The first night is over; two more are due."""
    empty()
    Team.objects.create(code="one", name="One")
    portfolio()
    run_night(D[0], at=AT)


def test_killed_anywhere_and_run_again_it_ends_the_same(tmp_path: Path) -> None:
    begin()
    run_night(at=AT)
    expected = database(), lake_bytes()
    begin()
    first = database()
    killed = []
    for place, number in PLACES:
        if killed_at(tmp_path, place, number):
            killed.append((place, number))
            assert database() == first, f"something half done is seen: {place} {number}"
        else:
            begin()
    assert [place for place, _ in killed].count("step") == len(STEPS)
    assert {place for place, _ in killed} == {"step", "rename", "statement"}
    run_night(at=AT)
    assert (database(), lake_bytes()) == expected


def test_a_step_that_left_its_files_whole_is_not_run_again(tmp_path: Path) -> None:
    begin()
    assert killed_at(tmp_path, "step", 3)
    made = {dataset: _inode(dataset) for dataset in ("standing", "cases")}
    run_night(D[1], at=AT)
    assert {dataset: _inode(dataset) for dataset in ("standing", "cases")} == made
    run_night(D[1], at=AT, again=True)
    assert all(_inode(dataset) != made[dataset] for dataset in made)


def _inode(dataset: str) -> int:
    return lake().path(dataset, D[1]).stat().st_ino
