"""Nobody is visited without a ground that is on record."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdue.visits.rules.bases import (
    BROKEN,
    INVITED,
    PAPERS,
    UNREACHED,
    Needs,
    OnRecord,
    bases_of,
)

NEEDS = Needs(days_past_due_min=60, days_unreached_min=14, tries_min=3, broken_min=1)
NOTHING = OnRecord(
    days_past_due=90,
    days_since_reached=3,
    tries_since_reached=0,
    broken=0,
    invited=False,
    papers=False,
)


@pytest.mark.parametrize(
    ("changed", "bases"),
    [
        ({}, ()),
        ({"invited": True}, (INVITED,)),
        ({"papers": True, "days_past_due": None}, (PAPERS,)),
        ({"broken": 1}, (BROKEN,)),
        ({"broken": 1, "days_past_due": 59}, ()),
        ({"broken": 1, "days_past_due": None}, ()),
        ({"days_since_reached": 14, "tries_since_reached": 3}, (UNREACHED,)),
        ({"days_since_reached": 13, "tries_since_reached": 3}, ()),
        ({"days_since_reached": 14, "tries_since_reached": 2}, ()),
        ({"days_since_reached": None, "tries_since_reached": 3}, (UNREACHED,)),
        (
            {"invited": True, "broken": 2, "days_since_reached": None, "tries_since_reached": 9},
            (INVITED, BROKEN, UNREACHED),
        ),
    ],
)
def test_each_ground_holds_from_what_policy_asks_on(
    changed: dict[str, object], bases: tuple[str, ...]
) -> None:
    assert bases_of(replace(NOTHING, **changed), NEEDS) == bases  # type: ignore[arg-type]


@given(
    st.builds(
        OnRecord,
        days_past_due=st.none() | st.integers(0, 400),
        days_since_reached=st.none() | st.integers(0, 100),
        tries_since_reached=st.integers(0, 10),
        broken=st.integers(0, 5),
        invited=st.booleans(),
        papers=st.booleans(),
    ),
    st.sampled_from(Needs.__slots__),
    st.integers(1, 30),
)
def test_asking_more_never_gives_another_ground(known: OnRecord, which: str, more: int) -> None:
    stricter = replace(NEEDS, **{which: getattr(NEEDS, which) + more})
    assert set(bases_of(known, stricter)) <= set(bases_of(known, NEEDS))
