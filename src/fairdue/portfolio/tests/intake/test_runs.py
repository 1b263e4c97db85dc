"""A run changes everything or nothing, is recorded, and can be repeated."""

from __future__ import annotations

import csv
import os
import signal
import subprocess
import sys
from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import polars as pl
import psycopg
import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection

from fairdue.engine.lake import lake
from fairdue.journal.models import Entry
from fairdue.portfolio import lake_files
from fairdue.portfolio.columns import ACCOUNTS, DATASET, PAYMENTS, PERSONS
from fairdue.portfolio.intake import running
from fairdue.portfolio.intake.errors import IntakeBusyError, IntakeError, MappingError
from fairdue.portfolio.intake.files import GivenFile
from fairdue.portfolio.intake.mappings import find_mapping, known_mappings, save_mapping
from fairdue.portfolio.intake.running import LOCK_SPACE, Outcome, rejects_path, run_intake
from fairdue.portfolio.lake_files import read_persons
from fairdue.portfolio.models import IntakeRun, IntakeState, Mapping
from fairdue.portfolio.tests.intake.issuers import AS_OF, GOOD, PLAIN, book, mapping, written
from fairdue.vault.sealing import SealBrokenError

AT = datetime(2026, 4, 1, 1, tzinfo=UTC)
WITH_PEOPLE = (
    PLAIN
    + """
persons:
  from: book
  repeats: yes
  columns: {customer_ref: cust, name: name, id_number: id, phone_1: tel}
"""
)
PEOPLE_HEADER = "acct,cust,balance,past_due,cycles,name,id,tel"
NAME, ID_NUMBER, PHONE = "欧阳震华", "990101199001011234", "19900001234"

pytestmark = pytest.mark.django_db(transaction=True)


def run(*files: GivenFile, text: str = PLAIN, as_of: date = AS_OF) -> Outcome:
    return run_intake(files, mapping(text), as_of, actor="lin", at=AT)


def day(name: str) -> pl.DataFrame:
    return pl.read_parquet(lake().file(DATASET, AS_OF, name))


def test_a_run_fills_the_lake_and_is_recorded(tmp_path: Path) -> None:
    outcome = run(written(tmp_path, "a.csv", book(*GOOD, "a4,c4,x,0,0")))
    assert outcome.changed
    stored = IntakeRun.objects.get()
    assert (stored.state, stored.rows_in, stored.rows_accepted, stored.rows_rejected) == (
        IntakeState.DONE,
        4,
        3,
        1,
    )
    assert str(stored.mapping) == "test v1"
    assert stored.files[0]["name"] == "a.csv"
    assert stored.summary["sources"] == {"book": {"in": 4, "accepted": 3, "rejected": 1}}
    assert stored.summary["problems"][0]["reason"] == "is not a number like 1234.56"
    assert dict(day("accounts").schema) == ACCOUNTS
    assert dict(day("payments").schema) == PAYMENTS
    assert day("accounts")["account_ref"].to_list() == ["a1", "a2", "a3"]
    manifest = lake().manifest(DATASET, AS_OF)
    assert manifest["content_digest"] == stored.content_digest
    entry = Entry.objects.get(action="portfolio_taken_in")
    assert (entry.actor, entry.subject) == ("lin", f"portfolio:{AS_OF}")
    assert entry.details["rows_in"] == 4


def test_the_rejected_rows_come_back_in_a_file(tmp_path: Path) -> None:
    outcome = run(written(tmp_path, "a.csv", book("a1,c1,=1+1,0,0", *GOOD[1:])))
    path = rejects_path(outcome.run)
    assert path is not None
    rows = list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))
    assert rows == [
        {
            "source": "book",
            "file": "a.csv",
            "line": "2",
            "field": "balance",
            "value": "'=1+1",
            "reason": "is not a number like 1234.56",
        }
    ], "and no spreadsheet takes a value for a formula"


def test_the_same_again_changes_nothing(tmp_path: Path) -> None:
    file = written(tmp_path, "a.csv", book(*GOOD))
    first = run(file)
    path = lake().file(DATASET, AS_OF, "accounts")
    before = (path.stat().st_mtime_ns, path.read_bytes())
    renamed = written(tmp_path, "renamed.csv", book(*GOOD))
    for again in (run(file), run(renamed)):
        assert not again.changed
        assert again.run.pk == first.run.pk
    assert (path.stat().st_mtime_ns, path.read_bytes()) == before
    assert IntakeRun.objects.count() == 1
    assert Entry.objects.filter(action="portfolio_taken_in").count() == 1


def test_a_corrected_file_replaces_the_day_and_says_what_it_replaced(tmp_path: Path) -> None:
    first = run(written(tmp_path, "a.csv", book(*GOOD)))
    second = run(written(tmp_path, "a.csv", book(*GOOD[:2])))
    assert day("accounts").height == 2
    entry = Entry.objects.filter(action="portfolio_taken_in").last()
    assert entry is not None
    assert entry.details["replaced"] == first.run.content_digest
    third = run(written(tmp_path, "a.csv", book(*GOOD)))
    assert third.changed, "going back to an earlier file is a change"
    assert len({first.run.pk, second.run.pk, third.run.pk}) == 3


def test_another_mapping_or_day_is_another_intake(tmp_path: Path) -> None:
    file = written(tmp_path, "a.csv", book(*GOOD))
    assert run(file).changed
    assert run(file, text=PLAIN.replace("total_minor: balance", "total_minor: past_due")).changed
    assert run(file, as_of=date(2026, 4, 30)).changed
    assert lake().days(DATASET) == [AS_OF, date(2026, 4, 30)]


def test_a_failed_run_is_kept_with_its_problem_and_changes_nothing(tmp_path: Path) -> None:
    run(written(tmp_path, "a.csv", book(*GOOD)))
    before = lake().manifest(DATASET, AS_OF)
    with pytest.raises(IntakeError, match="empty"):
        run(written(tmp_path, "b.csv", ""))
    failed = IntakeRun.objects.get(state=IntakeState.FAILED)
    assert failed.problem == "b.csv is empty (0 bytes)"
    assert failed.finished_at is not None
    assert lake().manifest(DATASET, AS_OF) == before


def test_a_day_is_not_replaced_by_nothing(tmp_path: Path) -> None:
    run(written(tmp_path, "a.csv", book(*GOOD)))
    with pytest.raises(IntakeError, match=r"not one account .* is not a number like 1234.56 \(2\)"):
        run(written(tmp_path, "b.csv", book("a1,c1,x,0,0", "a2,c2,y,0,0")))
    assert day("accounts").height == 3
    failed = IntakeRun.objects.get(state=IntakeState.FAILED)
    assert (failed.rows_in, failed.rows_rejected) == (2, 2)
    path = rejects_path(failed)
    assert path is not None
    assert path.exists()


def test_what_the_database_refuses_leaves_the_lake_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_given: Any, **_named: Any) -> None:
        raise RuntimeError("the journal is down")

    monkeypatch.setattr(running, "record", broken)
    with pytest.raises(RuntimeError):
        run(written(tmp_path, "a.csv", book(*GOOD)))
    assert lake().days(DATASET) == []
    assert IntakeRun.objects.get().problem == "Unexpected: RuntimeError"


KILLED = """
import os, signal, sys
from datetime import date, datetime, UTC
from pathlib import Path
os.environ["DJANGO_SETTINGS_MODULE"] = "fairdue.config.settings"
import django
django.setup()
from django.conf import settings
settings.DATABASES["default"]["NAME"] = sys.argv[2]
settings.DATABASES["default"]["HOST"] = sys.argv[3]
from fairdue.portfolio.intake import running
from fairdue.portfolio.intake.files import GivenFile
from fairdue.portfolio.intake.mapping.loading import read_mapping
def die(folder, persons):
    os.kill(os.getpid(), signal.SIGKILL)
running.write_persons = die
document = read_mapping("test", Path(sys.argv[4]).read_text())
running.run_intake([GivenFile(Path(sys.argv[1]))], document, date(2026, 3, 31),
                   actor="lin", at=datetime(2026, 4, 1, tzinfo=UTC))
"""


def test_a_killed_run_leaves_nothing_and_is_repeated(tmp_path: Path, own_folder: Path) -> None:
    file = written(tmp_path, "a.csv", book(*GOOD, "a4,c4,x,0,0"))
    (tmp_path / "m.yaml").write_text(PLAIN)
    link = connection.settings_dict
    command = [sys.executable, "-c", KILLED, str(file.path), link["NAME"], link["HOST"]]
    ended = subprocess.run(
        [*command, str(tmp_path / "m.yaml")],
        env=os.environ | {"FAIRDUE_VAR": str(own_folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == -signal.SIGKILL, ended.stderr
    left = IntakeRun.objects.get()
    assert left.state == IntakeState.RUNNING
    assert lake().days(DATASET) == []
    assert run(file).changed
    left.refresh_from_db()
    assert left.state == IntakeState.FAILED
    assert "ended before" in left.problem
    assert day("accounts").height == 3
    drafts = [path for path in own_folder.rglob(".*") if path.name != ".gitkeep"]
    assert drafts == []


def test_two_processes_do_not_take_the_same_day_in_at_once(tmp_path: Path) -> None:
    link = connection.settings_dict
    file = written(tmp_path, "a.csv", book(*GOOD))
    with psycopg.connect(
        host=link["HOST"], user=link["USER"], dbname=link["NAME"], autocommit=True
    ) as other:
        other.execute("SELECT pg_advisory_lock(%s, %s)", [LOCK_SPACE, AS_OF.toordinal()])
        with pytest.raises(IntakeBusyError, match="by another process"):
            run(file)
        assert run(file, as_of=date(2026, 4, 30)).changed
        other.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCK_SPACE, AS_OF.toordinal()])
    assert run(file).changed


def test_persons_are_unreadable_without_the_installations_key(
    tmp_path: Path, own_folder: Path
) -> None:
    line = f"a1,c1,1,0,0,{NAME},{ID_NUMBER},{PHONE}"
    run(written(tmp_path, "a.csv", book(line, header=PEOPLE_HEADER)), text=WITH_PEOPLE)
    assert read_persons(AS_OF, ["c1", "nobody"]).row(0, named=True) == {
        "customer_ref": "c1",
        "name": NAME,
        "id_number": ID_NUMBER,
        "phone_1": PHONE,
        "phone_2": None,
        "phone_3": None,
        "email": None,
        "address": None,
        "language": None,
        "jurisdiction": None,
        "region": None,
        "time_zones": None,
    }
    path = lake().file(DATASET, AS_OF, "persons")
    for file in own_folder.rglob("*"):
        if file.is_file():
            content = file.read_bytes()
            assert not [word for word in (NAME, ID_NUMBER, PHONE) if word.encode() in content]
    data = bytearray(path.read_bytes())
    data[len(data) // 3] ^= 1
    path.write_bytes(data)
    with pytest.raises(SealBrokenError, match="can't be opened"):
        read_persons(AS_OF, ["c1"])


def test_persons_of_a_day_before_a_column_came_are_still_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = f"a1,c1,1,0,0,{NAME},{ID_NUMBER},{PHONE}"
    with monkeypatch.context() as earlier:
        known = [name for name in PERSONS if name not in ("jurisdiction", "region", "time_zones")]
        earlier.setattr(lake_files, "PERSONS", known)
        run(written(tmp_path, "a.csv", book(line, header=PEOPLE_HEADER)), text=WITH_PEOPLE)
    found = read_persons(AS_OF, ["c1"])
    assert found.schema == pl.Schema(PERSONS)
    assert (found["name"].item(), found["time_zones"].item()) == (NAME, None)


def test_nothing_that_is_kept_of_a_run_shows_a_person(tmp_path: Path) -> None:
    lines = [
        f"a1,c1,1,0,0,{NAME * 21},{ID_NUMBER},{PHONE}",
        f"a2,c2,1,0,0,{NAME},{ID_NUMBER},{PHONE * 5}",
        f"a3,c3,1,0,0,{NAME},{ID_NUMBER},{PHONE},more",
        "a4,c4,1,0,0,,,",
    ]
    file = written(tmp_path, "a.csv", book(*lines, header=PEOPLE_HEADER))
    outcome = run(file, text=WITH_PEOPLE)
    path = rejects_path(outcome.run)
    assert path is not None
    kept = path.read_text(encoding="utf-8-sig") + str(outcome.run.summary)
    kept += "".join(str(entry.details) for entry in Entry.objects.all())
    assert outcome.run.rows_rejected == 3
    assert not [word for word in (NAME, ID_NUMBER, PHONE) if word in kept]


def test_a_mapping_gets_a_new_version_only_when_it_changes() -> None:
    first = save_mapping("mine", PLAIN, "lin", AT)
    assert save_mapping("mine", PLAIN, "wu", AT).pk == first.pk
    second = save_mapping("mine", PLAIN + "# more\n", "wu", AT)
    assert (first.version, second.version) == (1, 2)
    assert find_mapping("mine").text == second.document
    assert Entry.objects.filter(action="mapping_saved").count() == 2


@pytest.mark.parametrize("name", ["", "Big", "a b", "../x", "x" * 61])
def test_a_mapping_needs_a_plain_name(name: str) -> None:
    with pytest.raises(MappingError, match="is no name for a mapping"):
        save_mapping(name, PLAIN, "lin", AT)


def test_a_wrong_mapping_is_not_saved() -> None:
    with pytest.raises(MappingError, match="Did you mean total_minor"):
        save_mapping("mine", PLAIN.replace("total_minor", "total_miner"), "lin", AT)
    assert Mapping.objects.count() == 0


def test_mappings_that_ship_are_known_without_being_saved() -> None:
    names = {known.name: known for known in known_mappings()}
    assert {"uci-credit-card", "generic-cn"} <= set(names)
    assert names["generic-cn"].version == 0
    assert names["generic-cn"].problem == ""
    save_mapping("generic-cn", PLAIN, "lin", AT)
    assert find_mapping("generic-cn").text == PLAIN


def test_an_unknown_mapping_lists_the_known_ones() -> None:
    with pytest.raises(IntakeError, match=r"known are: generic-cn, .*Did you mean generic-cn\?"):
        find_mapping("generic_cn")
    with pytest.raises(IntakeError, match="there is no mapping file"):
        find_mapping("somewhere/mapping.yaml")


def command(*given: str) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command("intake", *given, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_the_command_prints_counts_problems_and_where_the_rejects_are(tmp_path: Path) -> None:
    file = written(tmp_path, "a.csv", book(*GOOD, "a4,c4,x,0,0"))
    (tmp_path / "mine.yaml").write_text(PLAIN)
    given = [str(file.path), "--mapping", str(tmp_path / "mine.yaml"), "--as-of", "2026-03-31"]
    out, err = command(*given, "--preview")
    assert "a.csv:5  x" in out
    assert IntakeRun.objects.count() == 0
    out, err = command(*given)
    assert "book: 4 rows in = 3 accepted + 1 rejected" in out
    assert "1  book.balance: is not a number like 1234.56" in out
    assert f"2026-03-31-run-{IntakeRun.objects.get().pk}-rejected.csv" in out
    assert "reading" in err
    out, _err = command(f"book={file.path}", *given[1:])
    assert out.startswith("Nothing to do: these files were taken in before")


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (["a.csv", "--mapping", "nope", "--as-of", "2026-03-31"], "there is no mapping 'nope'"),
        (["a.csv", "--mapping", "generic-cn", "--as-of", "31/03/2026"], "is not a date like"),
        (["a.csv", "--mapping", "generic-cn", "--as-of", "2999-01-01"], "is in the future"),
        (["nosuch.csv", "--mapping", "uci-credit-card", "--as-of", "2026-03-31"], "no file"),
        (["book=a.csv", "--mapping", "generic-cn", "--as-of", "2026-03-31"], "'book' is not known"),
    ],
)
def test_the_command_explains_what_is_wrong(given: list[str], says: str) -> None:
    with pytest.raises(CommandError, match=says):
        command(*given)
