"""Looks for what would keep Fairdue from working, and says how to mend it, topic by topic."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from fairdue.config.doctor import (
    browser,
    data,
    machine,
    messages,
    programs,
    rules,
    telephone,
    transcripts,
)
from fairdue.config.doctor.browser import bring_browser
from fairdue.config.doctor.finding import Finding, Level

__all__ = ["Finding", "Level", "bring_browser", "examine"]


def examine(today: date) -> Iterator[Finding]:
    """Every finding, one check after another."""
    yield from machine.python_version()
    yield from data.data_folder()
    yield from data.disk_space()
    yield from data.key_file()
    yield from data.signing_key_file()
    yield from data.database_server()
    yield from messages.mail()
    yield from messages.texts()
    yield from messages.sender()
    yield from telephone.telephone()
    yield from transcripts.transcripts()
    yield from rules.rule_packs(today)
    yield from rules.decision_table()
    yield from machine.translations()
    yield from browser.chinese_font()
    yield from machine.score_library()
    yield from browser.chromium()
    yield from programs.of_tests()
