"""`fairdue law`: check, explain and diff, in the language asked for."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from pytest_django import Settings

from fairdue.compliance.queries import profile_at
from fairdue.config.management.commands import law
from fairdue.work.tests.records import AT, a_team, an_item

CALL = {
    "id": "T-1",
    "rule": "CN-HOURS-01",
    "jurisdiction": "CN",
    "given": {"now": "2026-05-12T22:00:00+08:00", "consents": [], "contact_log": []},
    "action": {"type": "call", "to": "debtor", "number": "P1"},
    "expect": "deny",
    "why": "night",
}


@pytest.fixture(autouse=True)
def _no_database(settings: Settings, tmp_path: Path) -> None:
    settings.VAR = tmp_path / "var"


def asked(*words: str) -> str:
    out = StringIO()
    call_command("law", *words, stdout=out)
    return out.getvalue()


def a_file(folder: Path, *cases: dict[str, Any]) -> Path:
    file = folder / "cases.jsonl"
    file.write_text("\n".join(map(json.dumps, cases)), encoding="utf-8")
    return file


def test_check_ends_with_the_count_and_fails_with_any_failure(tmp_path: Path) -> None:
    apart = CALL | {"id": "T-2", "ambiguous": True}
    lines = asked("check", str(a_file(tmp_path, CALL, apart))).splitlines()
    assert lines == [
        "pass T-1 CN-HOURS-01",
        "pass T-2 CN-HOURS-01",
        "apart (ambiguous or confidence C): 1 passed, 0 failed, 0 unsupported",
        "1 passed, 0 failed, 0 unsupported",
    ]
    for wrong in (CALL | {"expect": "allow"}, CALL | {"jurisdiction": "XX"}):
        with pytest.raises(SystemExit) as ended:
            asked("check", str(a_file(tmp_path, wrong)))
        assert ended.value.code == 1


def test_check_asks_the_law_of_a_day_as_known_on_another(tmp_path: Path) -> None:
    fee = {
        "id": "T-3",
        "rule": "us.regz.52b1ii.safe_harbour",
        "jurisdiction": "US",
        "given": {"violation": "first", "minimum_payment": "100.00"},
        "action": {"kind": "late_fee_safe_harbor"},
        "expect": "value",
        "why": "amounts",
    }
    file = a_file(tmp_path, fee | {"expect_value": "8"})
    assert "pass T-3" in asked("check", str(file), "--on", "2024-06-01", "--known-on", "2024-04-01")
    file = a_file(tmp_path, fee | {"expect_value": "30"})
    assert "pass T-3" in asked("check", str(file), "--on", "2024-06-01")


def test_explains_one_case_of_a_file(tmp_path: Path) -> None:
    file = a_file(tmp_path, CALL, CALL | {"id": "T-2"})
    said = asked("explain", "--case", f"{file}:T-1")
    assert said.startswith("T-1, CN-HOURS-01, the law of 2026-05-12: pass")
    assert "denies  CN-HOURS-01" in said and "allows  CN-FREQ-02" in said
    assert "CN-HOURS-01.night_begins = 22:00 local time" in said
    assert "In force since 2026-01-30; Self-regulation (L6); confidence B" in said
    assert "read as inside (the strict one)" in said and "or as outside" in said
    assert said.rstrip().endswith("next lawful moment: 2026-05-13T08:00:00+08:00")
    assert "T-2, CN-HOURS-01" in asked("explain", "--case", str(file))
    with pytest.raises(CommandError, match="has no case T-9"):
        asked("explain", "--case", f"{file}:T-9")


def test_explains_in_chinese(tmp_path: Path) -> None:
    said = asked("explain", "--case", str(a_file(tmp_path, CALL)), "--language", "zh")
    assert "拒绝  CN-HOURS-01" in said and "下一合法时点" in said and "夜间开始" not in said
    assert "night_begins（夜间开始）" in asked(
        "explain", "--rule", "CN-HOURS-01", "--language", "zh"
    ).replace(" (夜间开始)", "（夜间开始）")


def test_explains_a_rule_as_known_on_a_day() -> None:
    rule = "us.regz.52b1ii.safe_harbour"
    now = asked("explain", "--rule", rule, "--on", "2024-06-01")
    assert f"→ {rule}.first = 30 USD" in now and "Vacated from 2024-05-14" in now
    then = asked("explain", "--rule", rule, "--on", "2024-06-01", "--known-on", "2024-04-01")
    assert f"→ {rule}.first = 8 USD" in then and "Vacated" not in then
    with pytest.raises(CommandError, match="no pack has a rule CN-NONE"):
        asked("explain", "--rule", "CN-NONE")


def test_tells_what_two_days_differ_in_without_a_database() -> None:
    said = asked("diff", "2025-12-31", "2026-02-01", "--pack", "law/cn")
    assert "added    CN-FREQ-02.unanswered_dials_per_day_max: 6 dials" in said
    assert "source   CN-HOURS-01.night_begins" in said or "status   CN-HOURS-01" in said
    assert "there is no database to ask" in said
    assert asked("diff", "2026-02-01", "2026-02-01").startswith("0 differences")
    with pytest.raises(CommandError, match="there is no pack law/xx; there are law/cn"):
        asked("diff", "2026-01-01", "2026-02-01", "--pack", "law/xx")


@pytest.mark.django_db(transaction=True)
def test_counts_the_open_cases_that_a_changed_rule_touches(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    an_item(a_team())
    monkeypatch.setattr(law, "now", lambda: AT)
    monkeypatch.setattr(law, "_profile_of_database", profile_at)
    lines = asked("diff", "2025-12-31", "2026-02-01", "--pack", "law/cn").splitlines()
    place = next(i for i, line in enumerate(lines) if "CN-FREQ-02" in line)
    assert "touches 1 cases (open cases in the queue" in lines[place + 1]
