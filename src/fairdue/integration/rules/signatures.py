"""Signs and checks messages between systems: HMAC-SHA256 over "id.timestamp.body". Pure.

The way of signing is that of Standard Webhooks (standardwebhooks.com, "symmetric" signatures): a
secret is spelled `whsec_` and base64, a signature `v1,` and base64; several signatures may stand
side by side, apart by blanks, so that a secret can be changed without a gap. What arrives and
what is sent is signed alike, and the test gateway uses this very code.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text

ID_HEADER, TIMESTAMP_HEADER, SIGNATURE_HEADER = (
    "webhook-id",
    "webhook-timestamp",
    "webhook-signature",
)
PREFIX = "whsec_"
VERSION = "v1"
SECRET_BYTES_MIN, SECRET_BYTES_MAX = 24, 64
ID_LENGTH_MAX = 200
TIMESTAMP_LENGTH_MAX = 15
SIGNATURES_MAX = 10
"""How many signatures of one message are looked at."""

HEADERS, TIMESTAMP, SIGNATURE = "headers", "timestamp", "signature"


class NotBelievedError(Refused):
    """A message that isn't believed; `cause` is HEADERS, TIMESTAMP or SIGNATURE."""

    def __init__(self, cause: str, text: Text) -> None:
        super().__init__(text)
        self.cause = cause


def secret_text(secret: bytes) -> str:
    """How a secret of 24 to 64 bytes is spelled: `whsec_…`. Raises ValueError for another size."""
    if not SECRET_BYTES_MIN <= len(secret) <= SECRET_BYTES_MAX:
        raise ValueError(f"a secret is {SECRET_BYTES_MIN} to {SECRET_BYTES_MAX} bytes long")
    return PREFIX + base64.b64encode(secret).decode()


def secret_bytes(text: str) -> bytes:
    """The secret that is spelled so. Raises Refused for what is no secret."""
    try:
        secret = base64.b64decode(text.strip().removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError):
        secret = b""
    if not SECRET_BYTES_MIN <= len(secret) <= SECRET_BYTES_MAX:
        raise Refused(
            Text(
                f"This is no secret: it begins with {PREFIX}, followed by {SECRET_BYTES_MIN} to "
                f"{SECRET_BYTES_MAX} bytes in base64.",
                f"密钥格式有误：应以{PREFIX}开头，其后为{SECRET_BYTES_MIN}至{SECRET_BYTES_MAX}"
                "字节的base64编码。",
            )
        )
    return secret


def sign(secret: bytes, message_id: str, sent_at: datetime, body: bytes) -> str:
    """The signature of a message, as its header spells it: `v1,` and 44 characters.

    `sent_at` is aware and counts in whole seconds.
    """
    return _signature(secret, message_id, str(int(sent_at.timestamp())), body)


def headers(secret: bytes, message_id: str, sent_at: datetime, body: bytes) -> dict[str, str]:
    """The three headers that go with a signed message."""
    return {
        ID_HEADER: message_id,
        TIMESTAMP_HEADER: str(int(sent_at.timestamp())),
        SIGNATURE_HEADER: sign(secret, message_id, sent_at, body),
    }


def verified(
    secrets: Sequence[bytes],
    given: Mapping[str, str],
    body: bytes,
    *,
    at: datetime,
    tolerance: timedelta,
) -> str:
    """The identifier of a message that one of our secrets signed, not long ago.

    Raises NotBelievedError for every other message.

    `given` are the headers by name in lower case. The identifier and the moment are signed too,
    so whoever keeps identifiers for twice the tolerance can't be shown a message again.
    """
    message_id = given.get(ID_HEADER, "")
    stamp = given.get(TIMESTAMP_HEADER, "")
    signatures = given.get(SIGNATURE_HEADER, "")
    if not message_id or not stamp or not signatures or len(message_id) > ID_LENGTH_MAX:
        raise NotBelievedError(
            HEADERS,
            Text(
                f"Send the headers {ID_HEADER}, {TIMESTAMP_HEADER} and {SIGNATURE_HEADER} with "
                "every message.",
                f"每条消息须带有{ID_HEADER}、{TIMESTAMP_HEADER}和{SIGNATURE_HEADER}三个请求头。",
            ),
        )
    _in_time(stamp, at, tolerance)
    offered = signatures.split(" ")[:SIGNATURES_MAX]
    fits = False
    for secret in secrets:
        expected = _signature(secret, message_id, stamp, body).encode()
        for signature in offered:  # none is left out, so that time tells nothing
            fits |= hmac.compare_digest(expected, signature.encode())
    if not fits:
        raise NotBelievedError(
            SIGNATURE,
            Text(
                "The signature doesn't fit. It is HMAC-SHA256 over id.timestamp.body, with the "
                "body exactly as it is sent.",
                "签名不符。签名应为对“id.timestamp.body”的HMAC-SHA256，其中正文须与发送内容逐字节一致。",
            ),
        )
    return message_id


def _in_time(stamp: str, at: datetime, tolerance: timedelta) -> None:
    """Raise NotBelievedError unless the message was signed about now."""
    known = stamp.isascii() and stamp.isdigit() and len(stamp) <= TIMESTAMP_LENGTH_MAX
    seconds = abs(int(stamp) - at.astimezone(UTC).timestamp()) if known else None
    if seconds is None or seconds > tolerance.total_seconds():
        minutes = int(tolerance.total_seconds() // 60)
        raise NotBelievedError(
            TIMESTAMP,
            Text(
                f"{TIMESTAMP_HEADER} is the moment of sending in seconds since 1970, at most "
                f"{minutes} minutes off. Sign the message anew, and check the clock.",
                f"{TIMESTAMP_HEADER}应为发送时刻（自1970年起的秒数），误差不超过{minutes}分钟。"
                "请重新签名，并检查系统时间。",
            ),
        )


def _signature(secret: bytes, message_id: str, stamp: str, body: bytes) -> str:
    signed = f"{message_id}.{stamp}.".encode() + body
    digest = hmac.digest(secret, signed, hashlib.sha256)
    return f"{VERSION},{base64.b64encode(digest).decode()}"
