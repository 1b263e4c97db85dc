"""A call only goes forward, ends once, and says how."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdue.calls.rules.states import (
    ANSWERED,
    BUSY,
    CALLING_STAFF,
    CANCELLED,
    ENDED,
    ENDINGS,
    EXPIRED,
    FAILED,
    HUNG_UP,
    LOST,
    NO_ANSWER,
    RANG,
    RINGING,
    SIGNALS,
    STAFF_MISSED,
    STARTED,
    STATES,
    STOPPED,
    SUGGESTED,
    TALKING,
    Stand,
    follow,
    reached_nobody,
)
from fairdue.contact.models import SPOKEN


def after(*signals: tuple[str, str]) -> Stand:
    stand = Stand()
    for signal, ending in signals:
        stand = follow(stand, signal, ending) or stand
    return stand


@pytest.mark.parametrize(
    ("signals", "stand"),
    [
        ([(STARTED, "")], Stand(CALLING_STAFF)),
        ([(STARTED, ""), (RANG, "")], Stand(RINGING)),
        ([(STARTED, ""), (RANG, ""), (ANSWERED, "")], Stand(TALKING, "", True)),
        ([(RANG, ""), (ANSWERED, ""), (STOPPED, HUNG_UP)], Stand(ENDED, HUNG_UP, True)),
        ([(RANG, ""), (STOPPED, BUSY)], Stand(ENDED, BUSY)),
        ([(RANG, ""), (STOPPED, HUNG_UP)], Stand(ENDED, CANCELLED)),
        ([(ANSWERED, ""), (STOPPED, LOST)], Stand(ENDED, LOST, True)),
        ([(ANSWERED, ""), (STOPPED, FAILED)], Stand(ENDED, HUNG_UP, True)),
        ([(ANSWERED, ""), (RANG, ""), (STARTED, "")], Stand(TALKING, "", True)),
    ],
)
def test_a_call_goes_where_its_signals_take_it(
    signals: list[tuple[str, str]], stand: Stand
) -> None:
    assert after(*signals) == stand


@given(st.lists(st.tuples(st.sampled_from(SIGNALS), st.sampled_from(ENDINGS)), max_size=12))
def test_no_order_of_signals_takes_a_call_back_or_ends_it_twice(
    signals: list[tuple[str, str]],
) -> None:
    stand = Stand()
    for signal, ending in signals:
        new = follow(stand, signal, ending)
        if new is None:
            continue
        assert STATES.index(new.state) > STATES.index(stand.state)
        assert (new.state == ENDED) == (new.ending in ENDINGS)
        assert new.answered >= stand.answered
        stand = new
    assert not stand.answered or stand.ending in ("", HUNG_UP, LOST)


@pytest.mark.parametrize(("signal", "ending"), [("sneezed", ""), (STOPPED, ""), (STOPPED, "x")])
def test_what_nobody_can_mean_is_an_error(signal: str, ending: str) -> None:
    with pytest.raises(ValueError, match="there is no"):
        follow(Stand(), signal, ending)


def test_only_outcomes_that_a_person_can_record_are_suggested() -> None:
    assert set(SUGGESTED.values()) <= set(SPOKEN)
    assert HUNG_UP not in SUGGESTED and LOST not in SUGGESTED
    assert SUGGESTED[NO_ANSWER] == "no_answer"


@pytest.mark.parametrize(
    ("ending", "seen", "nobody"),
    [
        (STAFF_MISSED, (), True),
        (EXPIRED, (), True),
        (CANCELLED, (), True),
        (CANCELLED, ("lifted",), False),
        (CANCELLED, ("rang",), False),
        (LOST, (), False),
        (FAILED, (), False),
        (NO_ANSWER, ("lifted", "rang"), False),
    ],
)
def test_a_call_that_ended_on_our_own_side_reached_nobody(
    ending: str, seen: tuple[str, ...], nobody: bool
) -> None:
    known = {each: each in seen for each in ("lifted", "rang", "answered")}
    assert reached_nobody(ending, **known) is nobody


@given(st.sampled_from(ENDINGS), st.booleans(), st.booleans(), st.booleans())
def test_where_the_customers_telephone_may_have_rung_it_is_never_said_to_have_reached_nobody(
    ending: str, lifted: bool, rang: bool, answered: bool
) -> None:
    if reached_nobody(ending, lifted=lifted, rang=rang, answered=answered):
        assert not (lifted or rang or answered)
        assert ending not in (HUNG_UP, BUSY, NO_ANSWER, LOST, FAILED)
