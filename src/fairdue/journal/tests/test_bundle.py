"""A bundle is checked offline; whatever was done to it is found and named."""

from __future__ import annotations

import json
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import fairdue
from fairdue.journal.rules.canonical import canonical, parse
from fairdue.journal.rules.checking import NotABundleError, check
from fairdue.journal.rules.faults import Fault, Report
from fairdue.journal.rules.seals import fingerprint
from fairdue.journal.tests import bundles
from fairdue.journal.verify import main

SOUND = bundles.sound()
FIRST_RECORD, LAST_RECORD = 8, 14


def faults(report: Report) -> list[tuple[Fault, int]]:
    return [(problem.fault, problem.line) for problem in report.problems]


def lines_of(data: bytes) -> list[bytes]:
    return data.splitlines(keepends=True) if b"\r" not in data else data.split(b"\n")


def check_bytes(data: bytes) -> Report:
    """As from a file: split at newlines only."""
    pieces = [piece + b"\n" for piece in data.split(b"\n")]
    pieces[-1] = pieces[-1][:-1]
    return check([piece for piece in pieces if piece])


def test_what_was_not_touched_is_sound() -> None:
    report = check(SOUND)
    assert report.problems == []
    assert (report.records, report.seals) == (7, 7)
    assert report.summary().en == "7 records, 7 seals: sound"


WHOLE = b"".join(SOUND)
STARTS = [sum(map(len, SOUND[:place])) for place in range(len(SOUND) + 1)]


def line_at(offset: int) -> int:
    return next(number for number, (a, b) in enumerate(pairwise(STARTS), 1) if a <= offset < b)


@given(st.integers(0, len(WHOLE) - 1), st.integers(1, 255))
def test_any_altered_byte_is_found_in_its_line(offset: int, change: int) -> None:
    broken = bytearray(WHOLE)
    broken[offset] ^= change
    report = check_bytes(bytes(broken))
    assert report.problems
    assert report.problems[0].line == line_at(offset)


@given(st.integers(0, len(SOUND) - 1))
def test_a_dropped_line_is_missed_where_it_was(place: int) -> None:
    report = check([*SOUND[:place], *SOUND[place + 1 :]])
    assert report.problems[0].line == place + 1
    assert report.problems[0].fault in (Fault.MISSING, Fault.SEAL_MISSING)


@given(st.integers(0, len(SOUND) - 1), st.integers(0, len(SOUND)))
def test_a_doubled_line_is_named(place: int, at: int) -> None:
    lines = list(SOUND)
    lines.insert(at, SOUND[place])
    report = check(lines)
    assert not report.is_sound
    assert report.problems[0].line in (at + 1, at + 2, place + 2)


@given(st.sampled_from([(a, b) for a in range(len(SOUND)) for b in range(a)]))
def test_swapped_lines_are_named(pair: tuple[int, int]) -> None:
    lines = list(SOUND)
    lines[pair[0]], lines[pair[1]] = lines[pair[1]], lines[pair[0]]
    report = check(lines)
    assert report.problems[0].line == pair[1] + 1 or report.problems[0].fault in (
        Fault.REORDERED,
        Fault.INSERTED,
    )
    assert not report.is_sound


@given(st.integers(0, len(WHOLE) - 1))
def test_a_file_cut_short_is_never_sound(length: int) -> None:
    try:
        report = check_bytes(WHOLE[:length])
    except NotABundleError:
        assert length < STARTS[1]
    else:
        assert report.problems
        assert report.problems[-1].line >= WHOLE[:length].count(b"\n")


def rewritten(number: int, **changes: Any) -> list[bytes]:
    """One line changed, and every check after it made to fit: what a careful forger does."""
    from fairdue.journal.rules import bundle

    before, lines = bundle.START, []
    for place, line in enumerate(SOUND, 1):
        document = parse(line.decode())
        if place == number:
            document = merged(document, changes)
        check_now = bundle.check_of(document, before)
        lines.append((canonical(document | {"check": check_now.hex()}) + "\n").encode())
        before = check_now
    return lines


def merged(document: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    for name, value in changes.items():
        if isinstance(value, dict):
            document[name] = merged(dict(document[name]), value)
        else:
            document[name] = value
    return document


@pytest.mark.parametrize("number", range(FIRST_RECORD + 1, LAST_RECORD + 2))
def test_a_forged_record_is_named_by_its_entry(number: int) -> None:
    report = check(rewritten(number, entry={"actor": "eve"}))
    entry = parse(SOUND[number - 1].decode())["entry"]["entry"]
    assert report.problems[0].place().en == f"line {number}, entry {entry}"
    assert report.problems[0].fault is Fault.ALTERED


@pytest.mark.parametrize("spell", [json.dumps, canonical])
def test_a_record_edited_as_people_edit_json_is_named_by_its_entry(spell: Any) -> None:
    document = json.loads(SOUND[FIRST_RECORD])
    document["entry"]["details"]["channel"] = "visit"
    lines = [*SOUND]
    lines[FIRST_RECORD] = (spell(document) + "\n").encode()
    report = check(lines)
    assert report.problems[0].place().en == "line 9, entry 1"
    assert "contents" in report.problems[0].why.en


def test_a_record_spelled_otherwise_is_named_though_it_says_the_same() -> None:
    lines = [*SOUND]
    lines[FIRST_RECORD + 1] = (json.dumps(json.loads(SOUND[FIRST_RECORD + 1])) + "\n").encode()
    assert [problem.place().en for problem in check(lines).problems] == ["line 10, entry 4"]


def test_a_record_that_cannot_be_read_is_still_named() -> None:
    lines = [*SOUND]
    lines[FIRST_RECORD] = SOUND[FIRST_RECORD].replace(b"{", b"\xff", 1)
    assert check(lines).problems[0].place().en == "line 9, entry 1"


def test_a_forged_seal_is_named() -> None:
    report = check(rewritten(4, statement={"root": "0" * 64}))
    assert (Fault.SIGNATURE, 4) in faults(report)


def test_a_seal_left_out_is_missed_though_all_checks_fit() -> None:
    """Checks and the last line remade, as only who holds the key could; the chain still tells."""
    from fairdue.journal.rules.bundle import Writer

    writer = Writer()
    kept = []
    for line in SOUND[:-1]:
        document = parse(line.decode())
        if document["kind"] == "seal" and document["statement"]["number"] == 6:
            continue  # the last seal of the second day
        for name in ("line", "check"):
            document.pop(name)
        kept.append(writer._line(document).encode())
    kept.append(
        writer.end(
            fingerprint(bundles.PUBLIC), lambda text: bundles.KEY.sign(text.encode())
        ).encode()
    )
    report = check(kept)
    assert {problem.fault for problem in report.problems} >= {Fault.SEAL_MISSING}


@pytest.mark.parametrize(
    ("row", "field", "value"),
    [
        (0, "granted", False),
        (0, "asked_by", "eve"),
        (1, "failing", []),
        (2, "made_at", "2026-03-10T10:04:00+08:00"),
        (2, "channel", "sms"),
        (3, "outcome", "promise"),
        (3, "entry", 7),
        (3, "entry", 10),
    ],
)
def test_a_row_that_says_other_than_its_record_is_named(row: int, field: str, value: Any) -> None:
    rows = [(kind, dict(fields)) for kind, fields in bundles.ROWS]
    rows[row][1][field] = value
    report = check(bundles.lines(rows=rows))
    [problem, *_] = [one for one in report.problems if one.fault is Fault.ROW_DIFFERS]
    assert problem.line == LAST_RECORD + 2 + row
    assert str(rows[row][1]["number"]) in problem.name.en


def test_an_outcome_that_was_taken_back_is_no_outcome_any_more() -> None:
    rows = [(kind, dict(fields)) for kind, fields in bundles.ROWS]
    rows[3][1].update(entry=7, outcome="promise", ended_at=bundles.moment(6))
    report = check(bundles.lines(rows=rows))
    assert report.problems[0].fault is Fault.ROW_DIFFERS
    assert "entry 13 came after entry 7" in report.problems[0].why.en


def test_a_permit_without_its_row_is_named() -> None:
    report = check(bundles.lines(rows=bundles.ROWS[1:]))
    assert [problem.name.en for problem in report.problems] == ["entry 1"]


def test_another_key_is_refused_where_one_is_insisted_on() -> None:
    own = fingerprint(bundles.PUBLIC)
    assert check(SOUND, [own]).is_sound
    forged = bundles.lines(key=bundles.OTHER_KEY)
    assert check(forged).is_sound
    report = check(forged, [own])
    assert {problem.fault for problem in report.problems} == {Fault.WRONG_KEY}


@pytest.mark.parametrize("data", [b"", b"hello\n", b"{}\n{}\n", b"\xff\xfe\n", b"[" * 9999])
def test_another_file_is_no_bundle(data: bytes) -> None:
    with pytest.raises(NotABundleError):
        check_bytes(data)


def test_the_command_names_the_problem_and_ends_with_its_code(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "proof.jsonl"
    file.write_bytes(WHOLE)
    assert main([str(file)]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "7 records, 7 seals: sound"
    file.write_bytes(WHOLE.replace(b'"actor":"ann"', b'"actor":"eve"', 1))
    assert main([str(file)]) == 1
    said = capsys.readouterr().out.splitlines()
    assert said[0].startswith("line 9, entry 1: altered")
    assert said[-1] == "7 records, 7 seals: broken at line 9, entry 1"
    file.write_text("something else")
    assert main([str(file)]) == 2
    assert main([str(tmp_path / "nothing")]) == 2
    assert main([str(file), "--key", "abc"]) == 2


def test_speaks_chinese_where_the_terminal_does(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    file = tmp_path / "proof.jsonl"
    file.write_bytes(WHOLE.replace(b'"actor":"ann"', b'"actor":"eve"', 1))
    main([str(file)])
    said = capsys.readouterr().out.splitlines()
    assert said[0] == "第9行，记录1：被篡改：内容与封签1所封存的不一致"
    assert said[-1] == "7条记录，7个封签：在第9行，记录1处断裂"


def test_checking_needs_no_more_than_python_and_cryptography(tmp_path: Path) -> None:
    file = tmp_path / "proof.jsonl"
    file.write_bytes(WHOLE)
    program = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from fairdue.journal.verify import main\n"
        "code = main(sys.argv[2:])\n"
        "used = {name.partition('.')[0] for name in sys.modules}\n"
        "assert not used & {'django', 'psycopg', 'polars', 'yaml'}, used\n"
        "sys.exit(code)"
    )
    source = str(Path(fairdue.__file__).parent.parent)
    run = subprocess.run(
        [sys.executable, "-c", program, source, str(file)],
        env={"PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    assert "sound" in run.stdout


def test_numbers_keep_their_digits() -> None:
    text = '{"a":0.10,"b":-1E+5,"c":12345678901234567890123}'
    assert canonical(parse(text)) == text
    assert json.loads(text)["a"] == 0.1
