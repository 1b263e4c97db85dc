"""Addresses by which a gateway reaches us: what proves that a call to one is ours to answer."""

from __future__ import annotations

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

PATH = "/texts/"
"""Where the room messaging listens; its addresses hang below."""


def receipt_url(key: str) -> str:
    """Where a receipt of a message is told: an address nobody can guess who wasn't given it."""
    return f"{settings.PUBLIC_URL}{PATH}receipts/{key}/{_proof(key)}"


def proves(key: str, proof: str) -> bool:
    """Was this address given out by us? Takes as long for a wrong answer as for a right one."""
    return constant_time_compare(_proof(key), proof)


def _proof(key: str) -> str:
    return salted_hmac(__name__, key, algorithm="sha256").hexdigest()[:32]
