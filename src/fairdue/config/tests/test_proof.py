"""The commands of proof: the key, sealing, exporting, checking."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.utils import translation

from fairdue.contact.actions import dial
from fairdue.contact.tests.records import MORNING, a_case, a_member
from fairdue.journal.models import Entry
from fairdue.training.tests.records import CERTIFIER
from fairdue.vault.sealing import vault
from fairdue.vault.signing import signing_key

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _own_key_in_english(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    vault()  # keeps the keys it has
    monkeypatch.setenv("FAIRDUE_KEYS", str(tmp_path / "keys.json"))
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    with translation.override("en"):
        yield


@pytest.fixture
def customer_ref() -> str:
    case, [phone] = a_case()
    dial(case_id=case.pk, contact_point_id=phone.pk, staff=a_member(), at=MORNING)
    return str(case.customer.customer_ref)


def verify(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        call_command("verify", *arguments)
    return int(str(ended.value.code))


def test_shows_the_fingerprint_to_compare(
    customer_ref: str, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("proof", "seal")
    call_command("proof", "key")
    said = capsys.readouterr().out
    assert signing_key().fingerprint in said
    assert "2 entries sealed in 1 seals" in said
    assert "not sealed   0 entries" in said


def test_exports_a_proof_that_verifies(
    customer_ref: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "proof.jsonl"
    call_command("proof", "export", "--customer", customer_ref, "--out", str(out))
    assert verify(str(out), "--key", signing_key().fingerprint) == 0
    assert verify(str(out), "--key", "0" * 64) == 1
    assert "wrong key" in capsys.readouterr().out
    with pytest.raises(CommandError, match="exists already"):
        call_command("proof", "export", "--customer", customer_ref, "--out", str(out))


def test_an_unknown_customer_leaves_no_file(tmp_path: Path) -> None:
    out = tmp_path / "proof.jsonl"
    with pytest.raises(CommandError, match="no customer"):
        call_command("proof", "export", "--customer", "nobody", "--out", str(out))
    assert not out.exists()


def test_the_database_is_checked_and_the_broken_entry_named(
    customer_ref: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert verify("--database") == 0
    assert "2 entries are not sealed yet" in capsys.readouterr().out
    call_command("proof", "seal")
    entry = Entry.objects.exclude(actor=CERTIFIER).order_by("id").first()
    assert entry is not None
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE journal_entry SET actor = 'eve' WHERE id = %s", [entry.pk])
    assert verify("--database", "--days", "3000") == 1
    said = capsys.readouterr().out
    assert f"entry {entry.pk}: altered" in said
    assert said.splitlines()[-1] == f"3 records, 1 seals: broken at entry {entry.pk}"
    assert Entry.objects.filter(action="proof_checked").count() == 2


def test_files_are_checked_without_settings_or_database(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("something else")
    run = subprocess.run(
        [sys.executable, "-m", "fairdue.config.cli", "verify", str(tmp_path / "file")],
        env=os.environ | {"FAIRDUE_VAR": "/dev/null/x", "DATABASE_URL": "nonsense"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 2, run.stderr
    assert "not a bundle" in run.stderr


@pytest.mark.parametrize("arguments", [(), ("--database", "file"), ("--database", "--days", "0")])
def test_refuses_what_makes_no_sense(arguments: tuple[str, ...]) -> None:
    with pytest.raises(CommandError):
        call_command("verify", *arguments)
