"""Entries are sealed once, in order, whoever seals; what was tampered with is named."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from fairdue.journal import sealing
from fairdue.journal.actions import record
from fairdue.journal.auditing import Audit, audit, audit_and_record, last_audit
from fairdue.journal.models import Entry, Leaf, Seal
from fairdue.journal.proving import bundle, entries_of_digest, proof_of, proofs_about
from fairdue.journal.rules.canonical import canonical, parse
from fairdue.journal.rules.checking import check
from fairdue.journal.rules.faults import Fault
from fairdue.journal.sealing import seal, waiting
from fairdue.vault.signing import signing_file, signing_key

AT = datetime(2026, 3, 10, 2, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A signing key of the test's own."""
    monkeypatch.setenv("FAIRDUE_KEYS", str(tmp_path / "keys.json"))


def write(count: int, customer_id: int | None = 7, **details: object) -> list[Entry]:
    with transaction.atomic():
        return [
            record(
                actor="ann",
                action="note_written",
                at=AT + timedelta(seconds=number),
                subject=f"note:{number}",
                customer_id=customer_id,
                details=details or {"number": number, "备注": "已致电", "share": 0.25},
                rules=[{"rule": "CN-HOURS-01", "pack": "law/cn", "version": "1"}],
            )
            for number in range(count)
        ]


def tamper(statement: str, *values: object) -> None:
    """Behind the triggers, as only the database's owner can."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(statement, values)
        cursor.execute("SET LOCAL session_replication_role = origin")


def first_problem(found: Audit) -> tuple[Fault, str]:
    return found.problems[0].fault, found.problems[0].name.en


@pytest.mark.django_db
def test_every_entry_is_sealed_once_in_order() -> None:
    first = write(3)
    assert waiting().entries == 3
    assert seal(at=AT) == sealing.Sealing(1, 3)
    second = write(2)
    assert seal(at=AT + timedelta(minutes=1)) == sealing.Sealing(1, 2)
    assert seal(at=AT + timedelta(minutes=2)) == sealing.Sealing(0, 0)
    placed = Leaf.objects.order_by("seal", "position").values_list("entry_id", flat=True)
    assert list(placed) == [entry.pk for entry in first + second]
    assert waiting().entries == 0
    found = audit()
    assert found.problems == []
    assert (found.seals, found.records, found.waiting.entries) == (2, 5, 0)


@pytest.mark.django_db
def test_many_entries_take_several_seals_of_one_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "ENTRIES_PER_SEAL_MAX", 4)
    write(10)
    assert seal(at=AT) == sealing.Sealing(3, 10)
    assert [(one.place, one.count) for one in Seal.objects.order_by("number")] == [
        (0, 4),
        (1, 4),
        (2, 2),
    ]
    assert audit().is_sound
    assert all(proof.holds for entry in Entry.objects.all() if (proof := proof_of(entry.pk)))


@pytest.mark.django_db
def test_days_are_chained_and_a_late_entry_goes_to_the_newest_day() -> None:
    for days_ago in (5, 3, 4, 0):
        [entry] = write(1)
        tamper(
            "UPDATE journal_entry SET recorded_at = recorded_at - %s WHERE id = %s",
            timedelta(days=days_ago),
            entry.pk,
        )
        seal(at=AT)
    days = list(Seal.objects.order_by("number").values_list("day", "place"))
    assert [place for _day, place in days] == [0, 0, 1, 0]
    assert days == sorted(days)
    assert audit().is_sound


@pytest.mark.django_db
def test_the_sealed_text_is_canonical() -> None:
    [entry] = write(1)
    seal(at=AT)
    proof = proof_of(entry.pk)
    assert proof is not None
    text = proof.written.text()
    assert canonical(parse(text)) == text
    assert json.loads(text)["details"] == {"number": 0, "备注": "已致电", "share": 0.25}
    assert '"share":0.25' in text
    assert json.loads(text)["at"] == "2026-03-10T02:30:00.000000Z"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ("UPDATE journal_entry SET actor = 'eve' WHERE id = %s", Fault.ALTERED),
        ("UPDATE journal_entry SET customer_id = NULL WHERE id = %s", Fault.ALTERED),
        (
            "UPDATE journal_entry SET at = at + interval '1 microsecond' WHERE id = %s",
            Fault.ALTERED,
        ),
        (
            "UPDATE journal_entry SET details = details || '{\"number\": 9}' WHERE id = %s",
            Fault.ALTERED,
        ),
        ("UPDATE journal_entry SET rules = '[]' WHERE id = %s", Fault.ALTERED),
        ("DELETE FROM journal_entry WHERE id = %s", Fault.MISSING),
    ],
)
def test_an_entry_altered_behind_the_triggers_is_named(change: str, fault: Fault) -> None:
    entries = write(5)
    seal(at=AT)
    tamper(change, entries[2].pk)
    found = audit()
    assert [first_problem(found)] == [(fault, f"entry {entries[2].pk}")]
    assert len(found.problems) == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ("UPDATE journal_leaf SET digest = sha256('x') WHERE seal_id = %s", Fault.ALTERED),
        ("UPDATE journal_seal SET root = sha256('x') WHERE number = %s", Fault.SIGNATURE),
        ("UPDATE journal_seal SET salt = sha256('x') WHERE number = %s", Fault.SIGNATURE),
        ("UPDATE journal_seal SET signature = sha512('x') WHERE number = %s", Fault.SIGNATURE),
        ("DELETE FROM journal_seal WHERE number = %s", Fault.SEAL_MISSING),
        ("DELETE FROM journal_leaf WHERE position = 1 AND seal_id = %s", Fault.MISSING),
    ],
)
def test_tampering_with_seals_and_leaves_is_named(change: str, fault: Fault) -> None:
    for _ in range(3):
        write(3)
        seal(at=AT)
    tamper(change, 2)
    assert first_problem(audit())[0] is fault


@pytest.mark.django_db
def test_an_entry_and_its_leaf_altered_together_still_break_the_seal() -> None:
    entries = write(3)
    seal(at=AT)
    tamper("UPDATE journal_entry SET actor = 'eve' WHERE id = %s", entries[1].pk)
    proof = proof_of(entries[1].pk)
    assert proof is not None
    tamper("UPDATE journal_leaf SET digest = %s WHERE entry_id = %s", proof.leaf, entries[1].pk)
    assert first_problem(audit()) == (Fault.ALTERED, "seal 1")


@pytest.mark.django_db
@pytest.mark.parametrize("table", ["journal_seal", "journal_leaf"])
@pytest.mark.parametrize("change", ["UPDATE {} SET digest = digest", "DELETE FROM {}"])
def test_seals_are_append_only(table: str, change: str) -> None:
    write(1)
    seal(at=AT)
    with pytest.raises(ProgrammingError, match="append-only"), connection.cursor() as cursor:
        cursor.execute(change.format(table))


@pytest.mark.django_db
def test_an_entry_slipped_in_behind_the_triggers_is_named() -> None:
    write(2)
    seal(at=AT)
    tamper(
        "INSERT INTO journal_entry (at, actor, action, subject, details, rules)"
        " VALUES (now(), 'eve', 'note_written', '', '{}', '[]')"
    )
    slipped = Entry.objects.latest("id")
    assert first_problem(audit()) == (Fault.INSERTED, f"entry {slipped.pk}")


@pytest.mark.django_db
def test_a_journal_signed_anew_by_another_key_is_noticed() -> None:
    write(2)
    seal(at=AT)
    stranger = audit(trusted=["0" * 64])
    assert {problem.fault for problem in stranger.problems} == {Fault.WRONG_KEY}
    signing_file().unlink()
    assert {problem.fault for problem in audit().problems} == {Fault.WRONG_KEY}


@pytest.mark.django_db
def test_only_the_days_asked_for_are_checked() -> None:
    entries = write(2)
    tamper("UPDATE journal_entry SET recorded_at = recorded_at - interval '9 days'")
    seal(at=AT)
    write(2)
    seal(at=AT)
    tamper("UPDATE journal_entry SET actor = 'eve' WHERE id = %s", entries[0].pk)
    newest = Seal.objects.get(number=2).day
    assert audit(newest).is_sound
    assert not audit().is_sound


@pytest.mark.django_db
def test_a_check_is_written_into_the_journal() -> None:
    [entry] = write(1)
    seal(at=AT)
    audit_and_record(since=None, actor="cora", at=AT)
    last = last_audit()
    assert last is not None
    assert (last.actor, last.details["sound"], last.details["entries"]) == ("cora", True, 1)
    tamper("UPDATE journal_entry SET actor = 'eve' WHERE id = %s", entry.pk)
    audit_and_record(since=None, actor="cora", at=AT + timedelta(hours=1))
    last = last_audit()
    assert last is not None
    assert last.details["broken"]["en"] == f"entry {entry.pk}"


@pytest.mark.django_db
def test_a_customers_bundle_is_sound_and_holds_no_one_else() -> None:
    for number in range(4):
        write(3, customer_id=7 + number % 2, secret=f"of {7 + number % 2}")
        seal(at=AT)
    lines = list(bundle(7, {"customer_ref": "C-7"}, proofs_about(7), [], made_by="cora", at=AT))
    report = check(line.encode() for line in lines)
    assert report.problems == []
    assert report.records == 6
    assert "of 7" in "".join(lines)
    assert "of 8" not in "".join(lines)


@pytest.mark.django_db
def test_a_proof_is_found_by_the_beginning_of_its_digest() -> None:
    [entry, *_] = write(3)
    seal(at=AT)
    proof = proof_of(entry.pk)
    assert proof is not None
    assert entries_of_digest(proof.leaf.hex()[:9]) == [entry.pk]
    assert entries_of_digest("zz") == []


@pytest.mark.django_db
def test_a_new_key_seals_on_and_the_old_seals_still_hold() -> None:
    write(1)
    seal(at=AT)
    old = signing_key().fingerprint
    content = json.loads(signing_file().read_text())
    content["signing"]["2"] = "ab" * 32
    signing_file().write_text(json.dumps(content))
    write(1)
    seal(at=AT)
    found = audit()
    assert found.is_sound
    assert found.keys == {old, signing_key().fingerprint}


@pytest.mark.django_db
def test_a_restored_journal_is_sealed_on_where_transactions_begin_anew() -> None:
    """As after a restore into another server: old entries have higher transaction numbers."""
    entries = write(3)
    tamper("UPDATE journal_entry SET transaction_id = transaction_id + 4000000000")
    seal(at=AT)
    waits = write(1)
    tamper(
        "UPDATE journal_entry SET transaction_id = transaction_id + 5000000000 WHERE id = %s",
        waits[0].pk,
    )
    tamper("UPDATE journal_seal SET cluster = 1, sealed_below = sealed_below + 4000000000")
    new = write(2)
    assert seal(at=AT).entries == 3
    assert Leaf.objects.filter(entry__in=[*entries, *waits, *new]).count() == 6


def in_threads(count: int, work: Callable[[int], object]) -> list[object]:
    """Run in threads with connections of their own."""

    def run(number: int) -> object:
        try:
            return work(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


@pytest.mark.django_db(transaction=True)
def test_sealers_and_writers_at_once_neither_double_nor_skip() -> None:
    start = Barrier(6)

    def work(number: int) -> int:
        start.wait()
        if number < 3:
            return sum(seal(at=AT).entries for _ in range(8))
        for _ in range(20):
            write(3)
        return 0

    sealed = sum(int(str(count)) for count in in_threads(6, work)) + seal(at=AT).entries
    assert sealed == 180
    assert Leaf.objects.count() == Entry.objects.count() == 180
    assert audit().is_sound


@pytest.mark.django_db(transaction=True)
def test_an_entry_committed_late_is_sealed_late() -> None:
    """Its number and transaction are lower than those of entries sealed before it."""
    inside, sealed_meanwhile = Barrier(2), Barrier(2)

    def slow(_number: int) -> int:
        with transaction.atomic():
            [entry] = write(1)
            inside.wait()
            sealed_meanwhile.wait()
        return entry.pk

    def quick(_number: int) -> int:
        inside.wait()
        [entry] = write(1)
        assert seal(at=AT).entries == 1
        sealed_meanwhile.wait()
        return entry.pk

    late, early = in_threads(2, lambda number: (slow, quick)[number](number))
    assert seal(at=AT).entries == 1
    assert list(Leaf.objects.order_by("seal").values_list("entry_id", flat=True)) == [early, late]
    assert int(str(late)) < int(str(early))
    assert audit().is_sound
