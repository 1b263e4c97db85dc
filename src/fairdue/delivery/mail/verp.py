"""An envelope sender of its own for each message, so that a bounce tells whose it is by itself.

`bounces@bank.example` becomes `bounces+KEYTAG@bank.example` (variable envelope return paths). The
tag is eight characters by this installation's secret: what comes to an address that nobody issued
is refused at the door. Some servers change the case of an address, so only lower case is used.
"""

from __future__ import annotations

import base64
import re

from django.utils.crypto import constant_time_compare, salted_hmac

TAG_LENGTH = 8
LOCAL_LENGTH_MAX = 64
"""RFC 5321, 4.5.3.1.1."""
_KEY = re.compile(r"[a-z0-9]{8,48}")


def envelope_sender(base: str, key: str) -> str:
    """The address that bounces of the message with this key go to.

    `base` is an address; the key is 8 to 48 small letters and digits. Raises ValueError for
    another key, or where both together are longer than an address can be.
    """
    if not _KEY.fullmatch(key):
        raise ValueError("a message's key is 8 to 48 small letters and digits")
    local, _at, domain = base.rpartition("@")
    named = f"{local}+{key}{_tag(key)}"
    if len(named) > LOCAL_LENGTH_MAX:
        raise ValueError(f"{local!r} is too long to go before a message's key")
    return f"{named}@{domain}"


def key_of(base: str, address: str) -> str:
    """The key in an address; "" where it has none that was issued here."""
    local, _at, domain = base.lower().rpartition("@")
    given, _at, where = address.strip("<> ").lower().rpartition("@")
    if where != domain or not given.startswith(f"{local}+"):
        return ""
    key, tag = given[len(local) + 1 : -TAG_LENGTH], given[-TAG_LENGTH:]
    if not _KEY.fullmatch(key) or not constant_time_compare(tag, _tag(key)):
        return ""
    return key


def _tag(key: str) -> str:
    digest = salted_hmac("fairdue.delivery.mail.verp", key, algorithm="sha256").digest()
    return base64.b32encode(digest).decode().lower()[:TAG_LENGTH]
