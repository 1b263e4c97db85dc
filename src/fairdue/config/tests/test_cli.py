"""The console speaks the terminal's language, explains itself and needs no preparation."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from argparse import ArgumentTypeError
from pathlib import Path

import pytest
from django.core.management import CommandError
from django.utils import translation

from fairdue.config.cli import terminal_language
from fairdue.config.console import DatabaseCommand, day, port
from fairdue.config.helping import DAILY, Console

FAIRDUE = str(Path(sys.executable).with_name("fairdue"))


@pytest.mark.parametrize(
    ("locale", "language"),
    [
        ({"LANG": "zh_CN.UTF-8"}, "zh-hans"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "en_GB.UTF-8"}, "en"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({}, "en"),
    ],
)
def test_the_terminal_s_locale_decides(
    monkeypatch: pytest.MonkeyPatch, locale: dict[str, str], language: str
) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in locale.items():
        monkeypatch.setenv(name, value)
    assert terminal_language() == language


@pytest.mark.parametrize(("locale", "word"), [("zh_CN.UTF-8", "数据目录"), ("C", "data folder")])
def test_a_command_answers_in_it(locale: str, word: str) -> None:
    environment = os.environ | {"LC_ALL": locale, "PYTHONIOENCODING": "utf-8"}
    run = subprocess.run(
        [FAIRDUE, "doctor"], env=environment, capture_output=True, text=True, check=False
    )
    assert word in run.stdout, run.stderr


@pytest.mark.parametrize("given", ["two", "-1", "1.5", "²"])
def test_a_number_that_is_none_is_told_with_how_to_mend_it(given: str) -> None:
    environment = os.environ | {"FAIRDUE_PROXIES": given, "PYTHONIOENCODING": "utf-8"}
    run = subprocess.run(
        [FAIRDUE, "doctor"], env=environment, capture_output=True, text=True, check=False
    )
    assert run.returncode == 1
    assert run.stderr.startswith(f"fairdue: FAIRDUE_PROXIES is {given!r}")
    assert "FAIRDUE_PROXIES=1" in run.stderr
    assert "Traceback" not in run.stderr


def test_an_unknown_command_is_named() -> None:
    run = subprocess.run([FAIRDUE, "nosuch"], capture_output=True, text=True, check=False)
    assert run.returncode == 1
    assert "nosuch" in run.stderr


def test_the_first_page_says_what_each_command_does() -> None:
    with translation.override("en"):
        page = Console(["fairdue"]).main_help_text()
    for name in DAILY:
        assert f"\n  {name} " in page
    assert "Take an issuer's files in for a day." in page
    assert max(map(len, page.splitlines())) <= 100


@pytest.mark.parametrize("command", [*DAILY, "team", "administrator"])
def test_help_speaks_of_the_command_alone(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with translation.override("en"), pytest.raises(SystemExit, match="^0$"):
        Console(["fairdue", command, "-h"]).execute()
    page = capsys.readouterr().out
    assert f"fairdue {command}" in page
    assert "--pythonpath" not in page


@pytest.mark.parametrize("text", ["2026-02-30", "tomorrow", ""])
def test_a_wrong_day_is_refused_with_an_example(text: str) -> None:
    with translation.override("en"), pytest.raises(ArgumentTypeError, match="like 2026-01-31"):
        day(text)


@pytest.mark.parametrize("text", ["0", "65536", "-1", "http"])
def test_a_wrong_port_is_refused(text: str) -> None:
    with translation.override("en"), pytest.raises(ArgumentTypeError, match="1 to 65535"):
        port(text)


def test_a_reader_that_leaves_early_is_no_error() -> None:
    with subprocess.Popen(
        [FAIRDUE, "doctor"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as run:
        assert run.stdout and run.stderr
        run.stdout.close()
        assert run.stderr.read() == ""
    assert run.returncode == 128 + signal.SIGPIPE


@pytest.mark.slow
def test_on_a_fresh_clone_the_first_command_makes_the_tables(tmp_path: Path) -> None:
    environment = os.environ | {"FAIRDUE_VAR": str(tmp_path), "LC_ALL": "C.UTF-8"}
    environment.pop("DATABASE_URL", None)
    run = subprocess.run(
        [FAIRDUE, "intake", "a.csv", "--mapping", "nosuch", "--as-of", "2026-01-31"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 1
    assert "there is no mapping 'nosuch'" in run.stderr
    assert "Traceback" not in run.stderr


@pytest.mark.django_db
def test_a_server_of_ones_own_is_never_migrated_unasked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://db.example.org/fairdue")
    monkeypatch.setattr("fairdue.config.readiness.unapplied_migrations", lambda: ["work.0009"])
    with translation.override("en"), pytest.raises(CommandError, match="fairdue migrate"):
        DatabaseCommand().execute()
