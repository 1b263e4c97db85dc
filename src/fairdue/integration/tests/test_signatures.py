"""A signed message is believed once it fits; an altered, old or foreign one is not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdue.integration.rules.signatures import (
    ID_HEADER,
    SIGNATURE_HEADER,
    TIMESTAMP_HEADER,
    headers,
    secret_bytes,
    secret_text,
    sign,
    verified,
)
from fairdue.kernel.refusal import Refused

AT = datetime(2026, 3, 10, 2, 30, tzinfo=UTC)
SECRET, OTHER = bytes(range(32)), bytes(range(1, 33))
FIVE_MINUTES = timedelta(minutes=5)
BODY = b'{"amount":"12.00"}'


def check(sent: dict[str, str], body: bytes = BODY, at: datetime = AT, *secrets: bytes) -> str:
    return verified(secrets or (SECRET,), sent, body, at=at, tolerance=FIVE_MINUTES)


def test_signs_as_the_published_example_of_standard_webhooks_does() -> None:
    secret = secret_bytes("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    sent_at = datetime.fromtimestamp(1614265330, UTC)
    assert (
        sign(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", sent_at, b'{"test": 2432232314}')
        == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    )


def test_believes_what_our_secret_signed() -> None:
    assert check(headers(SECRET, "msg_1", AT, BODY)) == "msg_1"


def test_believes_either_secret_while_one_is_being_changed() -> None:
    assert check(headers(OTHER, "msg_1", AT, BODY), BODY, AT, SECRET, OTHER) == "msg_1"
    both = headers(SECRET, "msg_1", AT, BODY)
    both[SIGNATURE_HEADER] = f"v1,abc {both[SIGNATURE_HEADER]}"
    assert check(both) == "msg_1"


@pytest.mark.parametrize("name", [ID_HEADER, TIMESTAMP_HEADER, SIGNATURE_HEADER])
def test_refuses_a_message_without_its_headers(name: str) -> None:
    sent = headers(SECRET, "msg_1", AT, BODY)
    del sent[name]
    with pytest.raises(Refused, match=name):
        check(sent)


@pytest.mark.parametrize("off", [-301, 301])
def test_refuses_what_was_signed_too_long_ago_or_is_still_to_come(off: int) -> None:
    sent = headers(SECRET, "msg_1", AT + timedelta(seconds=off), BODY)
    with pytest.raises(Refused, match="5 minutes"):
        check(sent)


@pytest.mark.parametrize("stamp", ["now", "-1", "1e9", "９", "9" * 400, "1\0"])
def test_refuses_a_moment_that_is_none(stamp: str) -> None:
    sent = headers(SECRET, "msg_1", AT, BODY) | {TIMESTAMP_HEADER: stamp}
    with pytest.raises(Refused, match=TIMESTAMP_HEADER):
        check(sent)


def test_refuses_another_identifier_under_the_same_signature() -> None:
    sent = headers(SECRET, "msg_1", AT, BODY) | {ID_HEADER: "msg_2"}
    with pytest.raises(Refused, match="signature"):
        check(sent)


@pytest.mark.parametrize("text", ["", "whsec_", "whsec_!!", "whsec_AAAA", "密钥"])
def test_refuses_what_is_no_secret(text: str) -> None:
    with pytest.raises(Refused, match="whsec_"):
        secret_bytes(text)


@given(
    secret=st.binary(min_size=24, max_size=64),
    body=st.binary(max_size=200),
    off=st.integers(-300, 300),
    flip=st.integers(0, 10_000),
)
def test_what_is_signed_is_believed_and_any_altered_bit_is_not(
    secret: bytes, body: bytes, off: int, flip: int
) -> None:
    assert secret_bytes(secret_text(secret)) == secret
    sent = headers(secret, "msg", AT + timedelta(seconds=off), body)
    assert verified([secret], sent, body, at=AT, tolerance=FIVE_MINUTES) == "msg"
    altered = bytearray(body + b".")
    altered[flip % len(altered)] ^= 1 << flip % 8
    with pytest.raises(Refused):
        verified([secret], sent, bytes(altered), at=AT, tolerance=FIVE_MINUTES)
