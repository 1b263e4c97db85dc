"""Who may score a talk, appeal against a score, and decide an appeal. Pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from fairdue.calls.rules.listening import Listener
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.people.rules import COMPLIANCE, LEAD

FIRST, BLIND, APPEAL = "first", "blind", "appeal"


@dataclass(frozen=True, slots=True)
class Spoken:
    """Whose talk it is, and who scored it so far, in order."""

    collector: str
    team_id: int | None
    calibrates: bool
    scored_by: tuple[str, ...] = ()


def may_score(reviewer: Listener, spoken: Spoken) -> bool:
    """May they score talks of this person at all? Compliance any but their own; leads those of
    other teams, so that nobody marks whom they lead.
    """
    if reviewer.username == spoken.collector:
        return False
    if reviewer.role == COMPLIANCE:
        return True
    return reviewer.role == LEAD and reviewer.team_id != spoken.team_id


def purpose_of(reviewer: Listener, spoken: Spoken) -> str:
    """As what a score by this person counts now: FIRST, or BLIND where it holds two against each
    other. Raises Refused where it is not theirs to score, or nothing is left to score.
    """
    if not may_score(reviewer, spoken):
        raise Refused(
            Text(
                "This talk isn't yours to score. Compliance scores talks of all but themselves, "
                "leads those of other teams.",
                "该通话不由您评分。合规专员可评他人通话，主管仅可评其他小组的通话。",
            )
        )
    if reviewer.username in spoken.scored_by:
        raise Refused(Text("You have scored this talk.", "您已为该通话评分。"))
    if not spoken.scored_by:
        return FIRST
    if spoken.calibrates and len(spoken.scored_by) == 1:
        return BLIND
    raise Refused(Text("This talk is scored already.", "该通话已评分。"))


def refuse_appeal(staff: str, collector: str, last_day: date, today: date) -> None:
    """Raise Refused unless this person may appeal against a score today."""
    if staff != collector:
        raise Refused(Text("This is not a talk of yours.", "这不是您本人的通话。"))
    if today > last_day:
        raise Refused(
            Text(
                f"Appeals were taken until {last_day}. Talk to your lead.",
                f"申诉期限已于{last_day}届满，请与主管沟通。",
            )
        )


def refuse_decider(reviewer: Listener, spoken: Spoken, scored_by: Collection[str]) -> None:
    """Raise Refused unless this person may decide an appeal: one who may score it and did not."""
    if not may_score(reviewer, spoken) or reviewer.username in scored_by:
        raise Refused(
            Text(
                "Somebody decides who hasn't scored this talk.",
                "申诉须由未曾为该通话评分的复核人处理。",
            )
        )
