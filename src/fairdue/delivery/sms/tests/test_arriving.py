"""What a customer writes is read whole, in whatever pieces and order it comes."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdue.delivery.sms.arriving import UDH, Joining, decoded, part_of
from fairdue.delivery.sms.encoding import Alphabet, cut

CODING = {Alphabet.GSM: 0, Alphabet.UCS2: 8}


@given(st.text(min_size=1, max_size=400), st.integers(0, 255), st.booleans(), st.randoms())
def test_a_long_text_is_joined_in_any_order_with_doubles(
    text: str, reference: int, wide: bool, chance: random.Random
) -> None:
    done = cut(text)
    total, coding = len(done.parts), CODING[done.alphabet]
    parts = []
    for number, octets in enumerate(done.parts, 1):
        joined = bytes([8, 4, 1, reference]) if wide else bytes([0, 3, reference])
        header = joined + bytes([total, number])
        parts.append(part_of(bytes([len(header)]) + header + octets, coding, UDH, None))
    chance.shuffle(parts)
    joining = Joining()
    found = [joining.take("1", "2", each, 0.0) for each in [*parts[:-1], *parts[:-1], parts[-1]]]
    assert [each for each in found if each is not None][-1] == text
    assert joining.late(10_000) == []


@given(st.binary(max_size=160), st.integers(0, 255), st.integers(0, 255))
def test_whatever_comes_can_be_read(octets: bytes, coding: int, esm_class: int) -> None:
    part = part_of(octets, coding, esm_class, None)
    assert isinstance(decoded(part.octets, part.coding), str)


@pytest.mark.parametrize(
    ("octets", "coding", "text"),
    [
        (b"\x00 \x1be", 0, "@ €"),
        (b"STOP", 1, "STOP"),
        (b"caf\xe9", 3, "café"),
        ("退订".encode("utf-16-be"), 8, "退订"),
        ("退订".encode("utf-16-be"), 0x18, "退订"),
        (b"\x00", 0xF0, "@"),
    ],
)
def test_reads_the_alphabets_that_phones_write_in(octets: bytes, coding: int, text: str) -> None:
    assert decoded(octets, coding) == text


def test_parts_may_be_told_by_parameters_too() -> None:
    joining = Joining()
    assert joining.take("1", "2", part_of(b"wor", 0, 0, (513, 2, 1)), 0.0) is None
    assert joining.take("1", "2", part_of(b"ld", 0, 0, (513, 2, 2)), 0.0) == "world"


def test_a_pair_that_the_sender_cut_in_two_is_read_whole() -> None:
    octets = "🙂".encode("utf-16-be")
    joining = Joining()
    joining.take("1", "2", part_of(octets[:2], 8, 0, (1, 2, 1)), 0.0)
    assert joining.take("1", "2", part_of(octets[2:], 8, 0, (1, 2, 2)), 0.0) == "🙂"


def test_texts_of_several_people_are_never_mixed() -> None:
    joining = Joining()
    assert joining.take("1", "9", part_of(b"a", 0, 0, (7, 2, 1)), 0.0) is None
    assert joining.take("2", "9", part_of(b"b", 0, 0, (7, 2, 2)), 0.0) is None
    assert joining.take("1", "9", part_of(b"c", 0, 0, (7, 2, 2)), 0.0) == "ac"


def test_what_never_becomes_whole_is_given_with_its_gap_marked() -> None:
    joining = Joining(seconds_max=60)
    joining.take("1", "2", part_of(b"stop ", 0, 0, (1, 3, 1)), 0.0)
    joining.take("1", "2", part_of(b"all", 0, 0, (1, 3, 3)), 1.0)
    assert joining.late(60) == []
    assert joining.late(61) == [("1", "2", "stop  […] all")]
    assert joining.late(62) == []


@pytest.mark.parametrize("sar", [(1, 0, 0), (1, 2, 3), (1, 300, 2), (1, 2, 0)])
def test_a_part_that_cannot_be_is_a_text_of_its_own(sar: tuple[int, int, int]) -> None:
    assert Joining().take("1", "2", part_of(b"hi", 0, 0, sar), 0.0) == "hi"
