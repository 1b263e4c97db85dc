"""A draft brought up to date: both sides' changes count, and a clash is named."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from fairdue.strategy.rules.merging import merged


def table(*rows: str) -> dict[str, Any]:
    """Rows written as name=treatment."""
    pairs = (row.partition("=") for row in rows)
    listed = [{"id": name, "then": then} for name, _, then in pairs]
    return {"table": "t", "version": 1, "title": {"en": "T", "zh": "表"}, "rows": listed}


def shown(document: dict[str, Any]) -> list[str]:
    return [f"{row['id']}={row['then']}" for row in document["rows"]]


BASE = table("a=call", "b=call", "c=call", "rest=leave")


def test_what_one_side_changed_counts_whichever_it_was() -> None:
    mine = table("a=visit", "b=call", "new=legal", "c=call", "rest=leave")
    live = table("a=call", "b=remind", "rest=leave")
    document, both = merged(BASE, mine, live)
    assert shown(document) == ["a=visit", "b=remind", "new=legal", "rest=leave"]
    assert both == []


def test_what_both_changed_stays_as_the_draft_has_it_and_is_named() -> None:
    mine = table("a=visit", "c=call", "rest=leave")
    live = table("a=legal", "b=remind", "c=call", "rest=leave")
    document, both = merged(BASE, mine, live)
    assert shown(document) == ["a=visit", "c=call", "rest=leave"]
    assert both == ["a", "b"]


def test_rows_moved_by_either_side_stay_moved() -> None:
    moved = table("b=call", "a=call", "c=call", "rest=leave")
    longer = table("a=call", "x=visit", "b=call", "c=call", "rest=leave")
    assert shown(merged(BASE, longer, moved)[0])[:3] == ["b=call", "a=call", "x=visit"]
    assert shown(merged(BASE, moved, longer)[0])[:3] == ["b=call", "a=call", "x=visit"]


TABLES = st.lists(st.sampled_from("abcdef"), unique=True, min_size=1).flatmap(
    lambda names: st.builds(
        lambda steps: table(*(f"{n}={s}" for n, s in zip(names, steps, strict=True))),
        st.lists(st.sampled_from(["call", "visit"]), min_size=len(names), max_size=len(names)),
    )
)


@given(TABLES, TABLES)
def test_a_side_that_changed_nothing_gives_way_to_the_other(
    base: dict[str, Any], other: dict[str, Any]
) -> None:
    assert merged(base, other, base) == (other, [])
    assert merged(base, base, other) == (other, [])
    assert merged(base, other, other) == (other, [])
