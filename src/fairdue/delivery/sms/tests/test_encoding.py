"""A text is cut as a phone would join it, and counted as an operator would bill it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings
from smpplib import gsm

from fairdue.delivery import sms
from fairdue.delivery.sms.encoding import (
    BASIC,
    ESCAPE,
    EXTENSION,
    Alphabet,
    Cut,
    cut,
    from_gsm,
    segments,
    signed,
)

GSM_CHARACTERS = [*BASIC.replace("\x1b", ""), *EXTENSION.values()]
GSM_TEXT = st.lists(st.sampled_from(GSM_CHARACTERS), max_size=700).map("".join)
ANY_TEXT = st.one_of(
    GSM_TEXT,
    st.text(max_size=300),
    st.lists(st.sampled_from("您欠€{🙂𠮷a"), max_size=400).map("".join),
)


def read(done: Cut) -> str:
    """What the phones show: each part read alone, then joined."""
    if done.alphabet is Alphabet.GSM:
        return "".join(from_gsm(each) for each in done.parts)
    return "".join(each.decode("utf-16-be") for each in done.parts)


def packed_octets(septets: int, header_octets: int) -> int:
    """Octets on the air: a header is filled up to a septet's boundary (TS 23.040, 9.2.3.24)."""
    header_septets = -(-header_octets * 8 // 7)
    return -(-(header_septets + septets) * 7 // 8)


@given(ANY_TEXT)
def test_every_part_can_be_read_alone_and_all_together_say_the_same(text: str) -> None:
    assert read(cut(text)) == text


@given(ANY_TEXT)
def test_every_part_fits_the_140_octets_of_a_short_message(text: str) -> None:
    done = cut(text)
    header = 6 if len(done.parts) > 1 else 0
    for each in done.parts:
        if done.alphabet is Alphabet.GSM:
            assert packed_octets(len(each), header) <= 140
            assert not each.endswith(bytes([ESCAPE]))
        else:
            assert len(each) + header <= 140


@given(ANY_TEXT)
def test_no_fewer_parts_would_do(text: str) -> None:
    """Each part but the last is so full that the next character would not have fitted."""
    done = cut(text)
    for each, following in zip(done.parts, done.parts[1:], strict=False):
        first = read(Cut(done.alphabet, (following,)))[0]
        room = done.alphabet.part_max * done.alphabet.octets
        assert len(each) + len(b"".join(cut(first).parts)) > room or (
            done.alphabet is Alphabet.UCS2 and len(each) + len(first.encode("utf-16-be")) > room
        )


@given(st.text(alphabet="".join(GSM_CHARACTERS[:30]), max_size=700))
def test_another_implementation_counts_the_same_for_plain_letters(text: str) -> None:
    parts, coding, _ = gsm.make_parts(text)
    assert (len(parts), coding) == (len(cut(text).parts), 0)


@pytest.mark.parametrize(
    ("text", "alphabet", "count", "left"),
    [
        ("", "gsm", 1, 160),
        ("a" * 160, "gsm", 1, 0),
        ("a" * 161, "gsm", 2, 145),
        ("€" * 80, "gsm", 1, 0),
        ("€" * 81, "gsm", 2, 143),
        ("a" * 152 + "€" * 5, "gsm", 2, 143),
        ("a" * 306, "gsm", 2, 0),
        ("a" * 307, "gsm", 3, 152),
        ("您" * 70, "ucs2", 1, 0),
        ("您" * 71, "ucs2", 2, 63),
        ("您" * 200, "ucs2", 3, 1),
        ("🙂" * 35, "ucs2", 1, 0),
        ("🙂" * 36, "ucs2", 2, 61),
        ("a" * 100 + "您", "ucs2", 2, 33),
    ],
)
def test_counts_what_is_billed(text: str, alphabet: str, count: int, left: int) -> None:
    found = segments(text)
    assert (found.alphabet, found.count, found.units_left) == (alphabet, count, left)


def test_the_signature_is_part_of_what_is_billed() -> None:
    assert segments("a" * 160, "某银行").alphabet == "ucs2"
    assert segments("您" * 65, "某银行").count == 1
    assert segments("您" * 66, "某银行").count == 2


def test_a_text_is_signed_once() -> None:
    assert signed("您好", "某银行") == "【某银行】您好"
    assert signed("【某银行】您好", "某银行") == "【某银行】您好"
    assert signed("您好", "") == "您好"


@given(st.binary(max_size=200))
def test_whatever_comes_in_can_be_read(octets: bytes) -> None:
    assert "\x1b" not in from_gsm(octets)


def test_half_a_surrogate_pair_is_shown_as_unreadable() -> None:
    assert read(cut("a\ud83d")) == "a\ufffd"


def test_a_preview_counts_with_the_signature_that_is_set(settings: Settings) -> None:
    settings.SMS_URL = ""
    assert sms.segments("hello").alphabet == "gsm"
    settings.SMS_URL = "smpp://bank:secret@127.0.0.1?signature=某银行"
    assert sms.segments("hello") == segments("【某银行】hello")
