"""Names that mean one thing: spelling, order, little words and the ending for a moment don't count.

`received_at`, `received_on`, `date_received` and `received` are one name, as are
`installment_agreed` and `agreed_instalment`.
"""

from __future__ import annotations

from collections.abc import Mapping

LITTLE = frozenset({"is", "has", "had", "was", "were", "the", "a", "of", "on", "at", "date", "day"})

SPELLINGS: Mapping[str, str] = {
    "annualized": "annualised",
    "authorization": "authorisation",
    "authorized": "authorised",
    "installment": "instalment",
    "installments": "instalments",
    "judgement": "judgment",
    "license": "licence",
    "licenced": "licensed",
    "personalized": "personalised",
    "unauthorized": "unauthorised",
}
"""Other spellings of a word, and the one used here."""


def key(name: str) -> str:
    """What two names of one meaning have in common. A name of little words only stays itself."""
    words = [SPELLINGS.get(word, word) for word in name.lower().split("_")]
    return " ".join(sorted(word for word in words if word not in LITTLE)) or name


def means(name: str, *names: str) -> bool:
    """Is it one of these names, however it is put?"""
    return key(name) in map(key, names)


def holds(text: str, *tokens: str) -> bool:
    """Does one of these tokens occur in a text?"""
    return any(token in text for token in tokens)
