"""Keyed digests: what this room stores instead of codes, tokens and addresses.

Each is HMAC-SHA256 under a key of its own, derived from the vault's index key, so that a copy of
the database tells nothing of six digits or an address, however few there are to try.
"""

from __future__ import annotations

import functools
import hashlib
import hmac
import ipaddress

from fairdue.vault.sealing import vault


def digest(purpose: str, *parts: bytes | str) -> bytes:
    """32 bytes that stand for these parts, in this order, for one purpose."""
    whole = b"".join(len(part).to_bytes(4, "big") + part for part in map(_bytes, parts))
    return hmac.digest(_key(purpose), whole, hashlib.sha256)


def pair_digest(point_index: bytes, second_fact: str) -> bytes:
    """Stands for a contact point together with a second fact, as typed or as on file."""
    return digest("pair", point_index, second_fact)


def client_digest(address: str) -> bytes:
    """Stands for where a request came from.

    Of IPv6 the network of one household, its first 64 bits. What is no address counts as one
    place of its own.
    """
    try:
        known = ipaddress.ip_address(address.strip())
    except ValueError:
        return digest("client", "")
    if isinstance(known, ipaddress.IPv6Address) and known.ipv4_mapped:
        known = known.ipv4_mapped
    kept = known.packed[:8] if known.version == 6 else known.packed
    return digest("client", kept)


@functools.cache
def _key(purpose: str) -> bytes:
    return vault().derive(f"identity {purpose}")


def _bytes(part: bytes | str) -> bytes:
    return part.encode() if isinstance(part, str) else bytes(part)
