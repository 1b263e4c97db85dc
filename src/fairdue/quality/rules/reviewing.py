"""Who reviews what was said, in which order, and what two people's decisions come to. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from fairdue.calls.rules.listening import Listener, may_listen
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.people.rules import COMPLIANCE
from fairdue.quality.rules.kinds import GRAVE

OPEN, SECOND_LOOK, CONFIRMED, NOT_CONFIRMED = "open", "second_look", "confirmed", "not_confirmed"
WITHDRAWN = "withdrawn"
STATES = (OPEN, SECOND_LOOK, CONFIRMED, NOT_CONFIRMED)


@dataclass(frozen=True, slots=True)
class Decided:
    """How far a finding has come: what a first and a second person said of it."""

    severity: str
    first: bool | None = None
    first_by: str = ""
    second: bool | None = None

    @property
    def state(self) -> str:
        """One of STATES. Where two people looked, the second one's answer counts."""
        if self.first is None:
            return OPEN
        if self.second is None and self.severity == GRAVE:
            return SECOND_LOOK
        answer = self.first if self.second is None else self.second
        return CONFIRMED if answer else NOT_CONFIRMED


def refuse_unfit(
    reviewer: Listener, spoken_by: str, team_id: int | None, decided: Decided, *, confirms: bool
) -> None:
    """Raise Refused unless this person may give this answer now.

    Nobody reviews their own talk; leads review their team's, compliance all. A second look is by
    somebody else, and only a compliance officer overturns what a colleague found.
    """
    if reviewer.username == spoken_by:
        raise Refused(
            Text(
                "This is your own talk; somebody else reviews it.",
                "这是您本人的通话，应由他人复核。",
            )
        )
    if not may_listen(reviewer, spoken_by, team_id):
        raise Refused(
            Text(
                "This is not a talk of your team. Compliance reviews all.",
                "该通话不属于您的小组；合规专员可复核全部通话。",
            )
        )
    if decided.state not in (OPEN, SECOND_LOOK):
        raise Refused(Text("This was decided already.", "该项已有结论。"))
    if decided.state == SECOND_LOOK and decided.first_by == reviewer.username:
        raise Refused(
            Text(
                "You looked at this first; the second look is by somebody else.",
                "您已完成初审，须由另一人复审。",
            )
        )
    overturns = decided.state == SECOND_LOOK and decided.first != confirms
    if overturns and reviewer.role != COMPLIANCE:
        raise Refused(
            Text(
                "Only a compliance officer may overturn what a colleague decided.",
                "推翻同事的初审结论须由合规专员作出。",
            )
        )
