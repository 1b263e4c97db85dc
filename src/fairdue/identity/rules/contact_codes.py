"""How a contact code is written and read: sixteen characters that a person can type. Pure.

K7QM-2PXW-9D4H-T6B3: 35 bits of reference, 35 bits of proof, 10 check bits, in Crockford's base 32
(no I, L, O, U; case, blanks and dashes don't matter). The whole, as a number, leaves 1 when
divided by 1021, a prime: so one wrong character, two that changed places, and a thousand of 1021
other slips are found without asking anybody. The proof is what can't be made up.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
REFERENCE_BITS = PROOF_BITS = 35
CHECK_BITS, PRIME = 10, 1021
LENGTH, GROUP = 16, 4
TYPED_LENGTH_MAX = 100
_READ_AS = {"O": "0", "I": "1", "L": "1"}
_VALUES = {character: value for value, character in enumerate(ALPHABET)}


@dataclass(frozen=True, slots=True)
class CodeParts:
    """What a code says: which one it is, and the proof that we made it."""

    reference: int
    proof: int


def write_code(parts: CodeParts) -> str:
    """The code in groups of four. Reference and proof are of 35 bits."""
    whole = (parts.reference << PROOF_BITS | parts.proof) << CHECK_BITS
    whole |= (1 - whole) % PRIME
    letters = [ALPHABET[whole >> 5 * place & 31] for place in reversed(range(LENGTH))]
    return "-".join("".join(letters[at : at + GROUP]) for at in range(0, LENGTH, GROUP))


def read_code(text: str) -> CodeParts | None:
    """What was typed, or None where it can be no code: a slip of the fingers."""
    plain = compact(text)
    if len(plain) != LENGTH or any(character not in _VALUES for character in plain):
        return None
    whole = 0
    for character in plain:
        whole = whole << 5 | _VALUES[character]
    if whole % PRIME != 1 or whole & (1 << CHECK_BITS) - 1 >= PRIME:
        return None
    both = whole >> CHECK_BITS
    return CodeParts(both >> PROOF_BITS, both & (1 << PROOF_BITS) - 1)


def compact(text: str) -> str:
    """The code without groups, in one spelling, as it stands in an address."""
    plain = unicodedata.normalize("NFKC", text[:TYPED_LENGTH_MAX]).upper()
    return "".join(_READ_AS.get(letter, letter) for letter in plain if letter not in "- \t\r\n–—")


def in_groups(text: str) -> str:
    """What was typed as it stands on paper, in groups of four; never longer than a code."""
    plain = compact(text)[:LENGTH]
    return "-".join(plain[at : at + GROUP] for at in range(0, len(plain), GROUP))
