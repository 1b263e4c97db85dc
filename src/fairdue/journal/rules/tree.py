"""Merkle trees over digests. Source: RFC 9162, sections 2.1.1 to 2.1.3.

Leaves are given hashed already, 32 bytes each. An inner node is sha256(0x01 | left | right); the
tree of nothing is sha256 of nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

EMPTY = sha256(b"").digest()


def root(leaves: Sequence[bytes]) -> bytes:
    """The tree's root."""
    level = list(leaves)
    while len(level) > 1:
        level = _above(level)
    return level[0] if level else EMPTY


def path(leaves: Sequence[bytes], place: int) -> list[bytes]:
    """What one needs, besides the leaf at `place` (0-based), to find the root; lowest first."""
    level, beside = list(leaves), []
    while len(level) > 1:
        neighbour = place ^ 1
        if neighbour < len(level):
            beside.append(level[neighbour])
        level, place = _above(level), place // 2
    return beside


def root_by_path(leaf: bytes, place: int, size: int, beside: Sequence[bytes]) -> bytes | None:
    """The root that a leaf at `place` of `size` gives; None when the path does not fit them."""
    if not 0 <= place < size:
        return None
    node, width, rest = leaf, size, list(beside)
    while width > 1:
        if place % 2 or place + 1 < width:
            if not rest:
                return None
            other = rest.pop(0)
            node = _node(other, node) if place % 2 else _node(node, other)
        place, width = place // 2, (width + 1) // 2
    return None if rest else node


def _above(level: list[bytes]) -> list[bytes]:
    """One level up; a node without a neighbour rises as it is."""
    pairs = [_node(level[at], level[at + 1]) for at in range(0, len(level) - 1, 2)]
    return pairs + level[len(level) - len(level) % 2 :]


def _node(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()
