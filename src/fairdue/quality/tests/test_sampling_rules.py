"""Draws: the same talks come again, nobody is left out, what must be drawn always is."""

from __future__ import annotations

import math
import random
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from fairdue.quality.rules.sampling import ALWAYS, LEAST, SHARE, STRATA, Shares, Talked, draw, lot

SEED = "5eed"
SHARES = Shares({"high": 50, "middle": 10, "low": 0}, 1, 10)
TALKS = st.lists(
    st.builds(
        Talked,
        st.integers(1, 10_000).map(lambda number: f"attempt:{number}"),
        st.sampled_from(["lin", "wang", "zhao"]),
        st.sampled_from(STRATA),
        st.lists(st.sampled_from(ALWAYS), unique=True, max_size=2).map(tuple),
        st.booleans(),
    ),
    unique_by=lambda talk: talk.reference,
    max_size=60,
)
PLANS = st.builds(
    Shares,
    st.fixed_dictionaries({each: st.integers(0, 100) for each in STRATA}),
    st.integers(0, 5),
    st.integers(0, 100),
)


@given(TALKS, PLANS, st.randoms(use_true_random=False))
def test_the_same_talks_are_drawn_in_any_order_each_share_is_met_and_nobody_is_left_out(
    talks: list[Talked], shares: Shares, shuffled: random.Random
) -> None:
    drawn = draw(talks, shares, SEED)
    again = list(talks)
    shuffled.shuffle(again)
    assert draw(again, shares, SEED) == drawn
    reasons = {each.reference: each.reasons for each in drawn}
    for talk in talks:
        assert set(talk.always) <= set(reasons.get(talk.reference, ()))
        assert talk.readable or talk.always or talk.reference not in reasons
    for collector in {talk.collector for talk in talks}:
        theirs = [talk for talk in talks if talk.collector == collector and talk.readable]
        for stratum in STRATA:
            of = [talk for talk in theirs if talk.stratum == stratum]
            by_lot = sum(SHARE in reasons.get(talk.reference, ()) for talk in of)
            assert by_lot == math.ceil(len(of) * shares.percent[stratum] / 100)
        got = sum(talk.reference in reasons for talk in talks if talk.collector == collector)
        assert got >= min(shares.least_per_collector, len(theirs))
    twice = sum(each.calibrates for each in drawn)
    assert twice == math.ceil(len(drawn) * shares.calibration_percent / 100)


def test_a_collector_with_quiet_talks_only_is_heard_all_the_same() -> None:
    (drawn,) = draw([Talked(f"attempt:{n}", "lin", "low") for n in range(9)], SHARES, SEED)
    assert drawn.reasons == (LEAST,)
    assert drawn.calibrates


def test_a_talk_that_nobody_can_read_or_hear_is_drawn_only_where_it_must() -> None:
    talks = [Talked("call:1", "lin", "high", readable=False)]
    assert draw(talks, SHARES, SEED) == ()
    talks = [Talked("call:1", "lin", "high", ("complaint",), readable=False)]
    assert [each.reasons for each in draw(talks, SHARES, SEED)] == [("complaint",)]


def test_lots_are_spread_evenly_over_talks() -> None:
    first = Counter(lot(SEED, f"attempt:{n}")[0] for n in range(16_000))
    assert len(first) == 16
    assert max(first.values()) < 1.15 * min(first.values())
