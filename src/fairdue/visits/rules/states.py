"""Where a visit and a round can be, and what may follow. Pure."""

from __future__ import annotations

from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text

WAITING, PLANNED, OUT = "waiting", "planned", "out"
MADE, REFUSED, NOT_MET, FELL_OUT = "made", "refused", "not_met", "fell_out"
VISIT_STATES = {
    WAITING: Text("waiting for a round", "待排程"),
    PLANNED: Text("planned", "已排程"),
    OUT: Text("on the round", "外访途中"),
    MADE: Text("made", "已上门"),
    REFUSED: Text("refused by the cardholder", "持卡人拒绝接待"),
    NOT_MET: Text("nobody met", "未见到本人"),
    FELL_OUT: Text("fell out", "已取消"),
}
"""OUT begins when the team takes its round and has a permit for the visit."""

OPEN_VISIT = frozenset({WAITING, PLANNED, OUT})
DONE_VISIT = frozenset({MADE, REFUSED, NOT_MET})
"""Somebody went there."""

_VISIT_NEXT = {
    WAITING: {PLANNED, FELL_OUT},
    PLANNED: {WAITING, OUT, FELL_OUT},
    OUT: {PLANNED, FELL_OUT, *DONE_VISIT},
    # What a team did where the network was away is kept, though the visit fell out meanwhile.
    FELL_OUT: {*DONE_VISIT},
}

DRAFTED, GIVEN_OUT, TAKEN, DONE = "drafted", "given_out", "taken", "done"
ROUND_STATES = {
    DRAFTED: Text("drafted", "草拟"),
    GIVEN_OUT: Text("given out", "已下发"),
    TAKEN: Text("under way", "进行中"),
    DONE: Text("done", "已结束"),
}
OPEN_ROUND = frozenset({DRAFTED, GIVEN_OUT, TAKEN})
_ROUND_NEXT = {
    DRAFTED: {GIVEN_OUT},
    GIVEN_OUT: {DRAFTED, TAKEN, DONE},
    TAKEN: {DONE},
}

ALLOWED_VISIT = frozenset((one, other) for one, each in _VISIT_NEXT.items() for other in each)
ALLOWED_ROUND = frozenset((one, other) for one, each in _ROUND_NEXT.items() for other in each)


def must_visit_become(now: str, then: str) -> None:
    """Raise Refused unless a visit that is `now` may become `then`."""
    if (now, then) not in ALLOWED_VISIT:
        was, wanted = VISIT_STATES[now], VISIT_STATES[then]
        raise Refused(
            Text(
                f"This visit is {was.en}; it cannot become {wanted.en}.",
                f"该外访{was.zh}，不能变更为“{wanted.zh}”。",
            )
        )


def must_round_become(now: str, then: str) -> None:
    """Raise Refused unless a round that is `now` may become `then`."""
    if (now, then) not in ALLOWED_ROUND:
        was, wanted = ROUND_STATES[now], ROUND_STATES[then]
        raise Refused(
            Text(
                f"This round is {was.en}; it cannot become {wanted.en}.",
                f"该外访路线{was.zh}，不能变更为“{wanted.zh}”。",
            )
        )
