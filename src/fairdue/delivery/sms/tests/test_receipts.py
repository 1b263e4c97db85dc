"""A receipt finds its message, however the gateway writes it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdue.delivery.sms.gateway import Ids
from fairdue.delivery.sms.receipts import Told, is_receipt, read_receipt, reference_of

USUAL = (
    "id:0000123456 sub:001 dlvrd:001 submit date:2611260200 done date:2611260201 "
    "stat:DELIVRD err:000 text:hello stat:UNDELIV"
)


def test_reads_the_usual_form_and_never_our_own_words() -> None:
    assert read_receipt(USUAL) == Told("123456", "delivered", "DELIVRD")


@pytest.mark.parametrize(
    ("text", "state", "code"),
    [
        ("id:1 stat:UNDELIV err:045", "not_delivered", "UNDELIV 045"),
        ("ID: 1 STAT: undeliv ERR: 0A1", "not_delivered", "UNDELIV 0A1"),
        ("id:1 stat:EXPIRED", "not_delivered", "EXPIRED"),
        ("id:1 stat:DELETED err:0", "not_delivered", "DELETED"),
        ("id:1 stat:REJECTD err:MB21", "not_delivered", "REJECTD MB21"),
        ("id:1 stat:ACCEPTD err:000", "accepted", "ACCEPTD"),
        ("id:1 stat:ENROUTE", "accepted", "ENROUTE"),
        ("id:1 stat:UNKNOWN", "unknown", "UNKNOWN"),
        ("id:1 stat:MADEUP", "unknown", "MADEUP"),
        ("id:1 stat:DELIVERED", "delivered", "DELIVERED"),
        ("id:1\nsub:001\nstat:DELIVRD\nerr:000\nText:hi", "delivered", "DELIVRD"),
    ],
)
def test_reads_the_states_as_vendors_spell_them(text: str, state: str, code: str) -> None:
    assert read_receipt(text) == Told("1", state, code)


def test_believes_the_defined_parameters_before_the_text() -> None:
    told = read_receipt(
        "id:77 stat:ENROUTE err:000", receipted_message_id=b"00AB\x00", message_state=5
    )
    assert told == Told("ab", "not_delivered", "UNDELIVERABLE")


def test_reads_a_receipt_of_parameters_alone() -> None:
    assert read_receipt("", receipted_message_id=b"9", message_state=2) == Told(
        "9", "delivered", "DELIVERED"
    )
    assert read_receipt("") == Told("", "unknown", "")


@given(st.integers(min_value=0, max_value=2**63))
def test_an_id_is_the_same_in_hexadecimal_and_decimal_once_the_gateways_way_is_told(
    number: int,
) -> None:
    hexadecimal, decimal = f"{number:08X}", f"{number:010d}"
    kept = reference_of(hexadecimal.encode(), Ids.HEX_THEN_DECIMAL)
    assert read_receipt(f"id:{decimal} stat:DELIVRD", ids=Ids.HEX_THEN_DECIMAL).reference == kept
    by_parameter = read_receipt(
        "stat:DELIVRD", ids=Ids.HEX_THEN_DECIMAL, receipted_message_id=hexadecimal.encode()
    )
    assert by_parameter.reference == kept
    kept = reference_of(decimal.encode(), Ids.DECIMAL_THEN_HEX)
    found = read_receipt(f"id:{hexadecimal} stat:DELIVRD", ids=Ids.DECIMAL_THEN_HEX)
    assert found.reference == kept


@pytest.mark.parametrize("written", ["7f3a", "7F3A", "0007F3A", "7f3a\x00"])
def test_case_and_leading_zeros_make_no_other_id(written: str) -> None:
    assert reference_of(written.encode(), Ids.SAME) == "7f3a"


def test_ids_that_are_no_numbers_stay_themselves() -> None:
    uuid = "0b2c4a1e-93a0-4f38-8a9e-1b1c9f6f8a77"
    for ids in Ids:
        kept = reference_of(uuid.encode(), ids)
        assert read_receipt(f"id:{uuid} stat:DELIVRD", ids=ids).reference == kept
    assert reference_of(b"", Ids.SAME) == reference_of(None, Ids.SAME) == ""
    assert reference_of(b"000", Ids.SAME) == "0"


def test_a_phone_cannot_write_a_receipt() -> None:
    assert not is_receipt(0x00)
    assert not is_receipt(0x40)
    assert not is_receipt(0x00, b"12")
    assert is_receipt(0x04)
    assert is_receipt(0x44)
    assert is_receipt(0x20)
    assert is_receipt(0x00, b"12", 2)


@given(st.text(max_size=300), st.sampled_from(Ids), st.none() | st.integers(0, 255))
def test_whatever_comes_is_read_as_something(text: str, ids: Ids, state: int | None) -> None:
    told = read_receipt(text, ids=ids, message_state=state)
    assert told.state in ("accepted", "delivered", "not_delivered", "unknown")
    assert len(told.code) <= 33
