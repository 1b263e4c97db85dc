"""Why a call did not come about, from the codes exchanges give for it.

SIP: RFC 3261 section 21, RFC 8197 and RFC 8688 for 607 and 608. Q.850: ITU-T Q.850 table 1,
with the SIP codes RFC 3398 section 7.2.4.1 pairs them with.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from fairdue.telephony.line import Busy, Declined, Event, Failed, NoAnswer

Kind = Literal["busy", "declined", "silent", "no_such_number", "refused", "unreachable"]
"""`silent`: nobody lifted where it rang; where it didn't, nothing was reached."""


@dataclass(frozen=True, slots=True)
class Cause:
    """What an exchange said; `code` is 0 where it said nothing."""

    code: int = 0
    kind: Kind = "unreachable"


_SIP: dict[int, Kind] = {
    486: "busy",
    600: "busy",
    603: "declined",
    607: "declined",
    608: "declined",
    408: "silent",
    480: "silent",
    487: "silent",
    404: "no_such_number",
    410: "no_such_number",
    484: "no_such_number",
    485: "no_such_number",
    604: "no_such_number",
    401: "refused",
    402: "refused",
    403: "refused",
    407: "refused",
}
_Q850: dict[int, Kind] = {
    17: "busy",
    21: "declined",
    18: "silent",
    19: "silent",
    31: "silent",
    102: "silent",
    1: "no_such_number",
    22: "no_such_number",
    28: "no_such_number",
    50: "refused",
    52: "refused",
    55: "refused",
    57: "refused",
}


def of_sip(code: int) -> Cause:
    """What a SIP status means. Whatever is not listed means that nothing was reached."""
    return Cause(code, _SIP.get(code, "unreachable"))


def of_q850(code: int) -> Cause:
    """What a Q.850 cause means."""
    return Cause(code, _Q850.get(code, "unreachable"))


def outcome(call: str, at: float, cause: Cause, *, rang: bool) -> Event:
    """The final event of a call whose customer never answered."""
    if cause.kind == "busy":
        return Busy(call=call, at=at)
    if cause.kind == "declined":
        return Declined(call=call, at=at)
    if cause.kind == "silent":
        if rang:
            return NoAnswer(call=call, at=at)
        return Failed(call=call, at=at, why="unreachable", code=cause.code)
    return Failed(call=call, at=at, why=cause.kind, code=cause.code)
