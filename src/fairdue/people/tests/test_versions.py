"""Who may approve what others wrote, and when it is live by that."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdue.kernel.refusal import Refused
from fairdue.people.rules import COMPLIANCE, EVERY_ROLE, LEAD
from fairdue.people.versions import (
    digest_of,
    is_last_approval,
    refuse_changed,
    refuse_second,
    with_writer,
)


@dataclass(frozen=True)
class Someone:
    username: str
    role: str


ZHOU, GUO, HE = Someone("zhou", LEAD), Someone("guo", LEAD), Someone("he", COMPLIANCE)


def test_the_first_of_two_others_is_not_enough() -> None:
    assert not is_last_approval(ZHOU, writers=["lin"], given={})


def test_by_the_second_it_is_live_whichever_of_the_two_is_the_compliance_officer() -> None:
    assert is_last_approval(HE, writers=["lin"], given={"zhou": LEAD})
    assert is_last_approval(ZHOU, writers=["lin"], given={"he": COMPLIANCE})


def test_two_without_a_compliance_officer_are_refused() -> None:
    with pytest.raises(Refused, match="compliance officer"):
        is_last_approval(GUO, writers=["lin"], given={"zhou": LEAD})


def test_nobody_approves_what_they_wrote_part_of() -> None:
    with pytest.raises(Refused, match="You wrote part"):
        is_last_approval(HE, writers=["lin", "he"], given={"zhou": LEAD})


def test_nobody_approves_twice() -> None:
    with pytest.raises(Refused, match="already"):
        is_last_approval(HE, writers=["lin"], given={"he": COMPLIANCE})


PEOPLE = [Someone(f"{role}-{number}", role) for role in EVERY_ROLE for number in range(2)]


@given(st.lists(st.sampled_from(PEOPLE), min_size=1), st.sets(st.sampled_from(PEOPLE)))
def test_whoever_come_in_whatever_order_two_others_and_an_officer_made_it_live(
    coming: list[Someone], wrote: set[Someone]
) -> None:
    writers = [each.username for each in wrote]
    approved: dict[str, str] = {}
    for person in coming:
        try:
            is_live = is_last_approval(person, writers=writers, given=approved)
        except Refused:
            continue
        approved[person.username] = person.role
        assert is_live == (len(approved) == 2)
        if is_live:
            break
    assert len(approved) <= 2
    assert not approved.keys() & set(writers)
    if len(approved) == 2:
        assert COMPLIANCE in approved.values()


def test_one_version_is_on_its_way_at_a_time() -> None:
    refuse_second(on_its_way=False)
    with pytest.raises(Refused, match="on its way"):
        refuse_second(on_its_way=True)


def test_a_change_of_what_somebody_else_changed_meanwhile_is_refused() -> None:
    before, now = digest_of({"a": 1}), digest_of({"a": 2})
    refuse_changed(now, seen=now)
    with pytest.raises(Refused, match="changed meanwhile"):
        refuse_changed(now, seen=before)


def test_contents_are_the_same_whatever_the_order_of_their_fields() -> None:
    assert digest_of({"a": 1, "b": [{"c": 2, "d": 3}]}) == digest_of(
        {"b": [{"d": 3, "c": 2}], "a": 1}
    )


def test_a_writer_is_named_once() -> None:
    assert with_writer(["lin"], ZHOU) == ["lin", "zhou"]
    assert with_writer(["lin", "zhou"], ZHOU) == ["lin", "zhou"]
