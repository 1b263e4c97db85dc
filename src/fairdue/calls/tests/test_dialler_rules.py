"""Whatever happens in whatever order, no call is placed without a collector kept free for it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdue.calls.rules.dialler import (
    AWAY,
    DEEDS,
    FREE,
    LEAVE,
    MISSED,
    READY,
    RESERVE,
    RESERVED,
    SIT,
    Seat,
    after,
    is_its_turn,
    may_place,
    runs_at,
)

AT = datetime(2026, 3, 10, 2, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seat", "deed", "then"),
    [
        (Seat(), SIT, Seat(READY)),
        (Seat(READY), RESERVE, Seat(RESERVED)),
        (Seat(AWAY), RESERVE, None),
        (Seat(RESERVED), RESERVE, None),
        (Seat(RESERVED), FREE, Seat(READY)),
        (Seat(READY), FREE, None),
        (Seat(READY), LEAVE, Seat(AWAY)),
        (Seat(RESERVED), LEAVE, Seat(RESERVED, leaving=True)),
        (Seat(RESERVED, leaving=True), SIT, Seat(RESERVED)),
        (Seat(RESERVED, leaving=True), FREE, Seat(AWAY)),
        (Seat(RESERVED), MISSED, Seat(RESERVED, leaving=True)),
        (Seat(READY), MISSED, None),
    ],
)
def test_a_seat_after_a_deed(seat: Seat, deed: str, then: Seat | None) -> None:
    assert after(seat, deed) == then


def test_an_unknown_deed_is_an_error() -> None:
    with pytest.raises(ValueError, match="there is no deed"):
        after(Seat(), "nap")


@dataclass
class Floor:
    """Seats and the calls placed for them, by the rules alone."""

    seats: dict[int, Seat] = field(default_factory=lambda: dict.fromkeys(range(3), Seat()))
    calls: dict[int, str] = field(default_factory=dict)
    answered = abandoned = 0

    def do(self, number: int, deed: str) -> None:
        self.seats[number] = after(self.seats[number], deed) or self.seats[number]

    def happen(self, number: int, what: str) -> None:
        seat = self.seats[number]
        if what == "dial" and may_place(seat, number in self.calls):
            self.calls[number] = "ringing"
        elif what == "answer" and self.calls.get(number) == "ringing":
            self.calls[number] = "talking"
            self.answered += 1
            self.abandoned += seat.state != RESERVED
        elif what == "no_answer" and self.calls.get(number) == "ringing":
            del self.calls[number]
        elif what == "wrap_up":
            self.calls.pop(number, None)
            self.do(number, FREE)
        elif what in (SIT, LEAVE, MISSED, RESERVE):
            self.do(number, what)


HAPPENINGS = ("dial", "answer", "no_answer", "wrap_up", SIT, LEAVE, MISSED, RESERVE)


@given(st.lists(st.tuples(st.integers(0, 2), st.sampled_from(HAPPENINGS)), max_size=60))
def test_every_call_has_a_collector_reserved_for_it_and_none_is_abandoned(
    happenings: list[tuple[int, str]],
) -> None:
    floor = Floor()
    for number, what in happenings:
        floor.happen(number, what)
        assert all(floor.seats[at].state == RESERVED for at in floor.calls)
    assert floor.abandoned == 0


@given(st.lists(st.sampled_from(DEEDS), max_size=20))
def test_only_a_seat_whose_collector_said_ready_is_ever_reserved(deeds: list[str]) -> None:
    seat, said_ready = Seat(), False
    for deed in deeds:
        seat = after(seat, deed) or seat
        said_ready |= deed == SIT
        assert said_ready or seat == Seat()


def test_a_collector_has_a_moment_between_two_calls() -> None:
    assert not is_its_turn(Seat(READY), AT, 5, AT + timedelta(seconds=4))
    assert is_its_turn(Seat(READY), AT, 5, AT + timedelta(seconds=5))
    assert not is_its_turn(Seat(AWAY), AT, 5, AT + timedelta(hours=1))


@pytest.mark.parametrize(
    ("clock", "runs"), [("08:59", False), ("09:00", True), ("19:59", True), ("20:00", False)]
)
def test_the_dialler_works_within_its_hours_only(clock: str, runs: bool) -> None:
    assert runs_at(time.fromisoformat(clock), time(9), time(20)) is runs
