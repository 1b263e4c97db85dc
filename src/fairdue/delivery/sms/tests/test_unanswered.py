"""What was handed over without an answer is found again, and nothing else in its place."""

from __future__ import annotations

import stat
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from fairdue.delivery.sms.unanswered import Handed, Unanswered, reference_number

NUMBER = "+86 138 0013 8000"
KEYS = st.lists(st.text("abcdefghij", min_size=20, max_size=26), unique=True, max_size=20)


@given(KEYS, st.data())
def test_only_what_is_open_is_found(keys: list[str], data: st.DataObject) -> None:
    kept = Unanswered()
    answered = {key for key in keys if data.draw(st.booleans())}
    for at, key in enumerate(keys):
        kept.handing(key, 1, NUMBER)
        kept.handed(key)
        if key in answered:
            kept.answered(key, [f"id{at}"])
    assert len(kept) == len(keys) - len(answered)
    for at, key in enumerate(keys):
        found = kept.found("another", reference_number(key), "")
        assert found is None or found.key not in answered
        if key in answered:
            assert kept.found(f"id{at}", None, NUMBER) is None


def test_the_number_tells_only_where_one_message_can_be_meant() -> None:
    kept = Unanswered()
    kept.handing("first", 1, NUMBER)
    found = kept.found("9", None, "8613800138000")
    assert found is not None
    assert found.key == "first"
    assert kept.found("9", None, "8613900139000") is None
    kept.handing("second", 1, "13800138000")
    assert kept.found("9", None, "8613800138000") is None


def test_a_receipt_of_an_earlier_process_is_never_given_to_another_message(tmp_path: Path) -> None:
    file = tmp_path / "delivery" / "unanswered"
    before = Unanswered(file)
    before.handing("answered", 1, NUMBER)
    before.answered("answered", ["7"])
    after = Unanswered(file)
    after.handing("open", 1, NUMBER)
    assert after.found("7", None, NUMBER) is None
    found = after.found("8", None, NUMBER)
    assert found is not None
    assert found.key == "open"
    later = Unanswered(file)
    later.handing("newer", 1, NUMBER)
    assert later.found("8", None, NUMBER) is None  # it may be of the one left open before
    assert later.found("8", reference_number("open"), "") == Handed("open", 1)


def test_nothing_on_disk_names_a_number_and_only_the_owner_reads_it(tmp_path: Path) -> None:
    file = tmp_path / "delivery" / "unanswered"
    kept = Unanswered(file)
    kept.handing("key", 3, NUMBER)
    assert file.read_text() == "+ key 3\n"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_a_file_cut_off_by_a_crash_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    file = tmp_path / "unanswered"
    file.write_text("+ one 1\n+ two 2\n* two 1\n- one 1\n+ thr")
    kept = Unanswered(file)
    assert len(kept) == 1
    assert file.read_text() == "+ two 2\n* two 2\n"


def test_a_message_of_parts_has_arrived_when_all_of_them_have() -> None:
    handed = Handed("key", 2, whole=True)
    assert handed.tell("1", "delivered") == "accepted"
    assert handed.tell("1", "delivered") == "accepted"
    assert handed.tell("2", "delivered") == "delivered"
    assert Handed("key", 2).tell("1", "delivered") == "unknown"
    assert Handed("key", 1, whole=True).tell("1", "delivered") == "delivered"
    assert Handed("key", 2).tell("1", "not_delivered") == "not_delivered"
