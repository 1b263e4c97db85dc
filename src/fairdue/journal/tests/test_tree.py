"""The Merkle tree is the one of RFC 9162."""

from __future__ import annotations

from hashlib import sha256

from hypothesis import given
from hypothesis import strategies as st

from fairdue.journal.rules.tree import path, root, root_by_path

leaves_of_any_number = st.integers(1, 200).map(
    lambda size: [sha256(bytes([number])).digest() for number in range(size)]
)


def by_definition(leaves: list[bytes]) -> bytes:
    """RFC 9162, 2.1.1, word for word."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1 << (len(leaves) - 1).bit_length() - 1
    left, right = by_definition(leaves[:split]), by_definition(leaves[split:])
    return sha256(b"\x01" + left + right).digest()


@given(leaves_of_any_number)
def test_the_root_is_that_of_the_definition(leaves: list[bytes]) -> None:
    assert root(leaves) == by_definition(leaves)


def test_nothing_has_a_root_too() -> None:
    assert root([]) == by_definition([])


@given(leaves_of_any_number, st.data())
def test_a_path_leads_from_its_leaf_to_the_root_and_from_no_other(
    leaves: list[bytes], data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(leaves) - 1))
    way = path(leaves, place)
    assert len(way) <= (len(leaves) - 1).bit_length()
    assert root_by_path(leaves[place], place, len(leaves), way) == root(leaves)
    assert root_by_path(bytes(32), place, len(leaves), way) != root(leaves)
    other = data.draw(st.integers(0, len(leaves) - 1))
    if other != place:
        assert root_by_path(leaves[place], other, len(leaves), way) != root(leaves)


def test_a_path_of_another_length_leads_nowhere() -> None:
    assert root_by_path(bytes(32), 0, 4, [bytes(32)]) is None
    assert root_by_path(bytes(32), 0, 1, [bytes(32)]) is None
    assert root_by_path(bytes(32), 4, 4, [bytes(32)] * 2) is None
