"""`fairdue strategy`: decision tables as files, checked and passed to and from other tools."""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import translation

from fairdue.strategy.queries.documents import parse

FIRST = settings.RULEPACKS / "policy" / "default" / "strategy" / "first.yaml"


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def run(*words: object) -> str:
    said = StringIO()
    call_command("strategy", *map(str, words), stdout=said)
    return said.getvalue()


def test_checking_tells_findings_with_examples_and_then_that_the_table_works() -> None:
    said = run("check", FIRST)
    assert "names no amount in JPY, KRW" in said
    assert "-> call-past-due" in said
    assert said.splitlines()[-1].endswith("works: 15 rows, 64 overlaps, 0 gaps")
    assert "未设 JPY、KRW 的金额" in run("check", FIRST, "--language", "zh")


def test_checking_refuses_a_table_that_cannot_work_and_names_its_file(tmp_path: Path) -> None:
    lines = FIRST.read_text(encoding="utf-8")
    moved = tmp_path / "moved.yaml"
    moved.write_text(lines.replace("when: {vulnerable: true}", "when: {past_due: {above: 0}}"))
    with pytest.raises(CommandError, match=r"moved\.yaml: row 5 \(legal-suspected-fraud\) is"):
        run("check", moved)


def test_what_was_exported_is_imported_as_the_same_table(tmp_path: Path) -> None:
    drawn, back = tmp_path / "first.dmn", tmp_path / "back.yaml"
    run("export", FIRST, "--dmn", drawn)
    run("import", drawn, "--out", back)
    table, again = (parse(path.read_text(encoding="utf-8")) for path in (FIRST, back))
    assert [row.id for row in again.rows] == [row.id for row in table.rows]
    assert run("import", drawn) == back.read_text(encoding="utf-8")


def test_a_file_that_is_no_dmn_is_refused_by_name(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.dmn"
    wrong.write_text("<a/>")
    with pytest.raises(CommandError, match=r"wrong\.dmn: the file is no DMN"):
        run("import", wrong)
