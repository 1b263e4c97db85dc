"""Codes of exchanges become outcomes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdue.telephony import Busy, Declined, Event, Failed, NoAnswer, is_final
from fairdue.telephony.causes import Cause, of_q850, of_sip, outcome


@pytest.mark.parametrize(
    ("cause", "rang", "kind", "why"),
    [
        (of_sip(486), True, Busy, ""),
        (of_sip(600), False, Busy, ""),
        (of_sip(603), True, Declined, ""),
        (of_sip(607), True, Declined, ""),
        (of_sip(408), True, NoAnswer, ""),
        (of_sip(480), True, NoAnswer, ""),
        (of_sip(480), False, Failed, "unreachable"),
        (of_sip(404), False, Failed, "no_such_number"),
        (of_sip(410), False, Failed, "no_such_number"),
        (of_sip(403), False, Failed, "refused"),
        (of_sip(502), False, Failed, "unreachable"),
        (of_q850(17), True, Busy, ""),
        (of_q850(21), True, Declined, ""),
        (of_q850(19), True, NoAnswer, ""),
        (of_q850(18), False, Failed, "unreachable"),
        (of_q850(1), False, Failed, "no_such_number"),
        (of_q850(28), False, Failed, "no_such_number"),
        (of_q850(57), False, Failed, "refused"),
        (of_q850(38), False, Failed, "unreachable"),
        (Cause(), False, Failed, "unreachable"),
    ],
)
def test_a_code_becomes_an_outcome(cause: Cause, rang: bool, kind: type[Event], why: str) -> None:
    event = outcome("c1", 1.0, cause, rang=rang)
    assert type(event) is kind
    assert getattr(event, "why", "") == why
    if isinstance(event, Failed):
        assert event.code == cause.code


@given(st.integers(0, 999), st.booleans(), st.booleans())
def test_every_code_ends_a_call_and_silence_needs_a_ring(code: int, sip: bool, rang: bool) -> None:
    event = outcome("c1", 1.0, of_sip(code) if sip else of_q850(code), rang=rang)
    assert is_final(event)
    assert rang or not isinstance(event, NoAnswer)
