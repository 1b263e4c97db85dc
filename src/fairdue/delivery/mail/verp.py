"""An envelope sender of its own for each message, so that a bounce tells whose it is by itself.

`bounces@bank.example` becomes `bounces+KEYTAG@bank.example` (variable envelope return paths); the
message's envelope id and Message-ID hold the same. The tag is eight characters by this
installation's secret, so what nobody issued here is known for it without asking anyone. Some
servers change the case of an address, so only lower case is used.
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

    `base` is an address. Raises ValueError for a key that isn't one, or where both together are
    longer than an address can be.
    """
    local, _at, domain = base.rpartition("@")
    named = f"{local}+{with_tag(key)}"
    if len(named) > LOCAL_LENGTH_MAX:
        raise ValueError(f"{local!r} is too long to go before a message's key")
    return f"{named}@{domain}"


def key_of(base: str, address: str) -> str:
    """The key in an address; "" where it has none that was issued here."""
    local, _at, domain = base.lower().rpartition("@")
    given, _at, where = address.strip("<> \t").lower().rpartition("@")
    if not local or where != domain or not given.startswith(f"{local}+"):
        return ""
    return without_tag(given[len(local) + 1 :])


def message_id(key: str, domain: str) -> str:
    """The Message-ID of the message with this key; the same at every try."""
    return f"<{with_tag(key)}@{domain}>"


def key_in_message_id(text: str) -> str:
    """The key of a Message-ID that was written here, whatever its domain; "" of any other."""
    return without_tag(text.strip("<> \t").partition("@")[0])


def with_tag(key: str) -> str:
    """The key with the tag that proves it. Raises ValueError for what is no key."""
    if not _KEY.fullmatch(key):
        raise ValueError("a message's key is 8 to 48 small letters and digits")
    return key + _tag(key)


def without_tag(tagged: str) -> str:
    """The key again; "" where the tag isn't its own."""
    key, tag = tagged.lower()[:-TAG_LENGTH], tagged.lower()[-TAG_LENGTH:]
    if not _KEY.fullmatch(key) or not tag.isascii() or not constant_time_compare(tag, _tag(key)):
        return ""
    return key


def _tag(key: str) -> str:
    digest = salted_hmac("fairdue.delivery.mail.verp", key, algorithm="sha256").digest()
    return base64.b32encode(digest).decode().lower()[:TAG_LENGTH]
