"""Sealed values open only whole and by the right key; equal values are found without opening."""

from __future__ import annotations

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdue.vault.sealing import Keys, SealBrokenError, Vault, normalise

FIRST, SECOND = os.urandom(32), os.urandom(32)
INDEX = os.urandom(32)
SAFE = Vault(Keys({1: FIRST}, INDEX))


@given(st.text(max_size=200))
def test_what_was_sealed_opens_again(text: str) -> None:
    assert SAFE.unseal(SAFE.seal(text)) == text


def test_two_seals_of_one_text_differ_and_hide_it() -> None:
    one, two = SAFE.seal("13800000000"), SAFE.seal("13800000000")
    assert one != two
    assert b"13800000000" not in one + two


@given(st.text(min_size=1, max_size=40), st.data())
def test_one_flipped_bit_is_noticed(text: str, data: st.DataObject) -> None:
    sealed = bytearray(SAFE.seal(text))
    place = data.draw(st.integers(0, len(sealed) - 1))
    sealed[place] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(SealBrokenError):
        SAFE.unseal(bytes(sealed))


def test_nothing_and_other_peoples_seals_do_not_open() -> None:
    stranger = Vault(Keys({1: SECOND}, INDEX))
    for sealed in (b"", stranger.seal("text"), Vault(Keys({9: FIRST}, INDEX)).seal("text")):
        with pytest.raises(SealBrokenError):
            SAFE.unseal(sealed)


def test_after_rotation_new_values_use_the_new_key_and_old_ones_still_open() -> None:
    old = SAFE.seal("before")
    rotated = Vault(Keys({1: FIRST, 2: SECOND}, INDEX))
    assert rotated.unseal(old) == "before"
    assert rotated.seal("after")[0] == 2
    with pytest.raises(SealBrokenError):
        SAFE.unseal(rotated.seal("after"))


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        ("phone", "13800000000", "+86 138-0000-0000"),
        ("phone", "13800000000", "0086138 0000 0000"),
        ("phone", "13800000000", "13800000000".translate({n: n + 0xFEE0 for n in range(48, 58)})),
        ("id_number", "11010119900101001x", "110101 19900101 001X"),
        ("email", "Li@Example.org", "li@example.ORG "),
        ("name", "张 三", "张三"),
    ],
)
def test_one_identifier_written_differently_is_found(kind: str, one: str, other: str) -> None:
    assert SAFE.blind_index(kind, one) == SAFE.blind_index(kind, other)


def test_different_values_kinds_and_keys_have_different_indexes() -> None:
    indexes = {
        SAFE.blind_index("phone", "13800000000"),
        SAFE.blind_index("phone", "13800000001"),
        SAFE.blind_index("name", "13800000000"),
        Vault(Keys({1: FIRST}, SECOND)).blind_index("phone", "13800000000"),
    }
    assert len(indexes) == 4
    assert all(len(index) == 16 for index in indexes)


def test_a_foreign_number_keeps_its_leading_86() -> None:
    assert normalise("phone", "8612345") == "8612345"


def test_a_fingerprint_changes_with_any_value_and_not_by_moving_between_them() -> None:
    assert SAFE.fingerprint("a", "b") == SAFE.fingerprint("a", "b")
    assert len({SAFE.fingerprint(*pair) for pair in [("a", "b"), ("ab", ""), ("b", "a")]}) == 3


def test_derived_keys_differ_by_purpose() -> None:
    assert SAFE.derive("lake") != SAFE.derive("export")
    assert len(SAFE.derive("lake")) == 32
