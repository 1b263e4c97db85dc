"""What `fairdue doctor` finds, and how it says to mend it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.utils import translation
from pytest_django import Settings

from fairdue.config import doctor
from fairdue.config.doctor import (
    Finding,
    Level,
    browser,
    data,
    messages,
    programs,
    rules,
    telephone,
)
from fairdue.config.middleware import now
from fairdue.contact.tests.records import MORNING, a_case, an_address
from fairdue.delivery import DeliveryError
from fairdue.delivery.sms.tests.counterparts import RunningSmsc, smsc
from fairdue.kernel.money import Money
from fairdue.kernel.text import Text
from fairdue.messaging.actions import Letter, send_message
from fairdue.messaging.actions.beating import beat

__all__ = ["smsc"]
FAIRDUE = str(Path(sys.executable).with_name("fairdue"))
PACK = """
topic: hours
rules:
  TEST-01:
    title: {en: Test, zh: 测试}
    parameters:
      begins:
        unit: local time
        values:
          - value: "22:00"
            in_force_from: 2025-01-01
            status: in_force
            level: L3
            confidence: A
            verified_on: 2026-01-01
            verify_again_by: 2026-06-30
            source: {en: A text, zh: 某文}
"""


def only(found: Iterator[Finding]) -> Finding:
    [finding] = found
    return finding


@pytest.mark.django_db
def test_this_installation_has_no_problem() -> None:
    with translation.override("en"):
        found = list(doctor.examine(date(2026, 3, 1)))
    assert not [finding for finding in found if finding.level is Level.PROBLEM]
    subjects = [finding.subject for finding in found]
    for subject in (
        "Python",
        "data folder",
        "disk",
        "keys",
        "signing key",
        "database",
        "translations",
    ):
        assert subject in subjects
    assert "rules law/cn" in subjects


def test_whatever_is_wrong_comes_with_a_way_to_mend_it(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    settings.VAR = tmp_path / "file" / "var"
    finding = only(data.data_folder())
    assert finding.level is Level.PROBLEM
    assert "FAIRDUE_VAR" in finding.mend


@pytest.mark.parametrize(
    ("free", "level"),
    [(100 * 1024**3, Level.OK), (1024**3, Level.WARNING), (1024**2, Level.PROBLEM)],
)
def test_little_space_is_a_warning_and_none_a_problem(
    monkeypatch: pytest.MonkeyPatch, free: int, level: Level
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=free))
    assert only(data.disk_space()).level is level


def test_keys_that_others_can_read_are_a_problem(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = tmp_path / "keys.json"
    path.write_text(json.dumps({"sealing": {"1": "00" * 32}, "index": "11" * 32}))
    monkeypatch.setenv("FAIRDUE_KEYS", str(path))
    path.chmod(0o644)
    finding = only(data.key_file())
    assert finding.level is Level.PROBLEM
    assert finding.mend == f"chmod 600 {path}"
    path.chmod(0o600)
    assert only(data.key_file()).level is Level.OK
    path.write_text("{}")
    assert only(data.key_file()).level is Level.PROBLEM


def test_a_signing_key_that_others_can_read_is_a_problem(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("FAIRDUE_KEYS", str(tmp_path / "keys.json"))
    assert only(data.signing_key_file()).level is Level.OK
    path = tmp_path / "signing.json"
    path.chmod(0o644)
    assert only(data.signing_key_file()).mend == f"chmod 600 {path}"
    path.write_text("{}")
    assert only(data.signing_key_file()).level is Level.PROBLEM


@pytest.mark.parametrize(
    ("today", "level"),
    [(date(2026, 6, 30), Level.OK), (date(2026, 7, 1), Level.WARNING)],
)
def test_a_value_past_its_review_is_a_warning(
    settings: Settings, tmp_path: Path, today: date, level: Level
) -> None:
    (tmp_path / "law" / "test").mkdir(parents=True)
    (tmp_path / "law" / "test" / "hours.yaml").write_text(PACK, encoding="utf-8")
    settings.RULEPACKS = tmp_path
    finding = only(rules.rule_packs(today))
    assert finding.level is level
    assert ("TEST-01.begins" in finding.text) == (level is Level.WARNING)


def test_a_history_that_contradicts_itself_is_a_warning(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "law" / "test").mkdir(parents=True)
    past_its_day = PACK.replace("status: in_force", "status: not_yet")
    (tmp_path / "law" / "test" / "hours.yaml").write_text(past_its_day, encoding="utf-8")
    settings.RULEPACKS = tmp_path
    with translation.override("en"):
        finding = only(rules.rule_packs(date(2026, 1, 1)))
    assert finding.level is Level.WARNING
    assert "hours.yaml: TEST-01.begins: not yet in force" in finding.text


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: text.replace("source", "sauce"),
        lambda text: text + "\n\t:",
    ],
)
def test_a_pack_that_cannot_be_read_is_a_problem(
    settings: Settings, tmp_path: Path, damage: Callable[[str], str]
) -> None:
    (tmp_path / "law" / "test").mkdir(parents=True)
    (tmp_path / "law" / "test" / "hours.yaml").write_text(damage(PACK), encoding="utf-8")
    settings.RULEPACKS = tmp_path
    finding = only(rules.rule_packs(date(2026, 1, 1)))
    assert finding.level is Level.PROBLEM
    assert "hours.yaml" in finding.text


def test_no_packs_at_all_is_a_problem(settings: Settings, tmp_path: Path) -> None:
    settings.RULEPACKS = tmp_path
    assert only(rules.rule_packs(date(2026, 1, 1))).level is Level.PROBLEM


def test_an_ordinary_user_is_told_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(shutil, "which", lambda _: None)
    monkeypatch.setattr(browser, "FONT_FOLDERS", ())
    said: list[str] = []
    with translation.override("en"):
        finding = doctor.bring_browser(said.append)
    assert finding is not None
    assert finding.level is Level.PROBLEM
    assert "apt-get install" in finding.mend
    assert "chromium fonts-noto-cjk" in finding.mend
    assert not said


def test_nothing_is_installed_where_nothing_is_missing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "NotoSansCJK-Regular.ttc").write_bytes(b"")
    monkeypatch.setattr(browser, "FONT_FOLDERS", (str(tmp_path),))
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")
    assert doctor.bring_browser(lambda _: None) is None


def test_a_problem_ends_the_command_with_one(tmp_path: Path) -> None:
    keys = tmp_path / "keys.json"
    keys.write_text("not keys")
    environment = os.environ | {"FAIRDUE_KEYS": str(keys), "LC_ALL": "C.UTF-8"}
    run = subprocess.run(
        [FAIRDUE, "doctor"], env=environment, capture_output=True, text=True, check=False
    )
    assert run.returncode == 1
    assert "problem" in run.stdout
    assert "Traceback" not in run.stderr


def test_an_unusable_data_folder_is_said_plainly(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    environment = os.environ | {"FAIRDUE_VAR": str(tmp_path / "file" / "var")}
    run = subprocess.run(
        [FAIRDUE, "doctor"], env=environment, capture_output=True, text=True, check=False
    )
    assert run.returncode == 1
    assert "FAIRDUE_VAR" in run.stderr
    assert "Traceback" not in run.stderr


def test_mail_without_a_server_or_with_a_wrong_one_is_told(settings: Settings) -> None:
    settings.SMTP_URL, settings.OUTBOX = "", False
    assert only(messages.mail()).level is Level.WARNING
    settings.SMTP_URL = "mail.example"
    assert only(messages.mail()).level is Level.PROBLEM
    settings.SMTP_URL, settings.MAIL_FROM = "smtp://mail.example", "help@bank.example"
    assert next(messages.mail()).level is Level.OK


def test_what_carries_calls_is_told_and_what_is_wrong_with_it(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.PHONE_URL = ""
    assert only(telephone.telephone()).level is Level.OK
    settings.PHONE_URL = "esl://:s3cret@127.0.0.1?gateway=trunk"
    assert "127.0.0.1:8021" in only(telephone.telephone()).text
    settings.PHONE_URL = "esl://:s3cret@127.0.0.1"
    wrong = only(telephone.telephone())
    assert wrong.level is Level.PROBLEM
    assert "s3cret" not in wrong.text
    settings.PHONE_URL = "baresip:?proxy=sip:a.example&from=sip:b@c.example"
    monkeypatch.setenv("PATH", "/nowhere")
    assert "baresip-core" in only(telephone.telephone()).text


def test_a_gateway_for_texts_that_is_missing_wrong_or_there_is_told(
    settings: Settings, smsc: RunningSmsc
) -> None:
    settings.SMS_URL = ""
    assert only(messages.texts()).level is Level.OK
    settings.SMS_URL = "sms.example"
    assert only(messages.texts()).level is Level.PROBLEM
    settings.SMS_URL = smsc.url()
    assert [each.level for each in messages.texts()] == [Level.OK, Level.WARNING]
    settings.SMS_URL = smsc.url(signature="某银行")
    found = only(messages.texts())
    assert (found.level, found.text) == (Level.OK, f"127.0.0.1:{smsc.port}")
    settings.SMS_URL = smsc.url().replace("secret", "wrong")
    found = only(messages.texts())
    assert found.level is Level.PROBLEM
    assert "FAIRDUE_SMS_URL" in found.text
    assert "wrong" not in found.text
    smsc.kill()
    assert only(messages.texts()).level is Level.PROBLEM


def test_programs_that_tests_would_need_are_named_and_what_is_left_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    there = programs.Program("sh", "dash", "shells")
    missing = programs.Program("no-such-program", "its-package", "tests of nothing")
    monkeypatch.setattr(programs, "PROGRAMS", (there, missing))
    found = only(programs.of_tests())
    assert found.level is Level.OK
    assert "no-such-program" in found.text
    assert "tests of nothing" in found.text
    assert "shells" not in found.text
    assert found.mend.endswith(" its-package")
    monkeypatch.setattr(programs, "PROGRAMS", (there,))
    assert only(programs.of_tests()).mend == ""


@pytest.mark.django_db
def test_the_sender_of_each_carrier_is_told_of(settings: Settings) -> None:
    settings.SMTP_URL, settings.SMS_URL, settings.OUTBOX = "", "", False
    assert only(messages.sender()).level is Level.OK
    settings.OUTBOX = True
    idle = only(messages.sender())
    assert idle.level is Level.OK
    assert "outbox" in idle.subject
    at = now()
    beat("outbox", None, at=at)
    assert at.isoformat(timespec="seconds", sep=" ") in only(messages.sender()).text
    beat("outbox", DeliveryError(Text("the gateway is away", "网关无法连接")), at=at)
    with translation.override("zh-hans"):
        troubled = only(messages.sender())
    assert (troubled.level, troubled.text) == (Level.WARNING, "网关无法连接")


@pytest.mark.django_db(transaction=True)
def test_what_waits_with_no_sender_at_work_is_warned_of(settings: Settings) -> None:
    settings.SMTP_URL, settings.SMS_URL, settings.OUTBOX = "", "", True
    address = an_address(a_case()[0].customer)
    asked = Letter(
        address.customer_id,
        address.pk,
        "payment_reminder",
        {"due_on": date(2026, 3, 13), "amount": Money(95_000, "CNY")},
    )
    send_message(asked, actor="reminders", at=MORNING)
    with translation.override("en"):
        [found] = messages.sender()
    assert found.level is Level.WARNING
    assert "1 waiting" in found.text
    assert "fairdue serve" in found.mend
    settings.OUTBOX = False
    with translation.override("en"):
        assert "no longer set" in only(messages.sender()).text


def test_returned_mail_that_nobody_hears_or_reads_is_told(
    settings: Settings, tmp_path: Path
) -> None:
    settings.SMTP_URL, settings.MAIL_FROM = "smtp://mail.example", "help@bank.example"
    settings.OUTBOX, settings.VAR = False, tmp_path
    settings.MAIL_BOUNCES = settings.MAIL_LISTEN = settings.MAIL_FOLDER = ""

    def told() -> list[Level]:
        return [each.level for each in messages.mail()]

    assert told() == [Level.OK, Level.WARNING]
    settings.MAIL_BOUNCES = "bounces@bank.example"
    assert told() == [Level.OK, Level.WARNING]
    settings.MAIL_LISTEN = "lmtp://127.0.0.1:2424"
    assert told() == [Level.OK, Level.OK]
    settings.MAIL_FOLDER = str(tmp_path / "theirs")
    assert told() == [Level.OK, Level.PROBLEM]
    settings.MAIL_FOLDER = ""
    (tmp_path / "mail" / "aside").mkdir(parents=True)
    (tmp_path / "mail" / "aside" / "one").write_bytes(b"?")
    assert told() == [Level.OK, Level.OK, Level.WARNING]
    settings.MAIL_BOUNCES = "nowhere"
    assert told() == [Level.PROBLEM]


def test_codes_in_a_folder_are_warned_of(settings: Settings) -> None:
    settings.SMTP_URL, settings.OUTBOX = "", True
    finding = only(messages.mail())
    assert finding.level is Level.WARNING
    assert "FAIRDUE_OUTBOX" in finding.mend
