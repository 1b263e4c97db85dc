"""The console speaks the terminal's language."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from fairdue.config.cli import terminal_language

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


def test_an_unknown_command_is_named() -> None:
    run = subprocess.run([FAIRDUE, "nosuch"], capture_output=True, text=True, check=False)
    assert run.returncode == 1
    assert "nosuch" in run.stderr
