"""Who may listen to a recording: everyone their own calls, leads their team's, compliance all.

Pure. That the role may listen at all, and that a reason was given, is asked beside it.
"""

from __future__ import annotations

from dataclasses import dataclass

from fairdue.kernel.text import Text
from fairdue.people.rules import COLLECTOR, COMPLIANCE, LEAD

NOT_YOURS = Text(
    "This is not a call of yours. Leads may listen to their team's calls, compliance to all.",
    "这不是您本人的通话。主管可听取本组通话录音，合规专员可听取全部录音。",
)


@dataclass(frozen=True, slots=True)
class Listener:
    """Who wants to listen: name for sign-in, role and team."""

    username: str
    role: str
    team_id: int | None


def may_listen(listener: Listener, made_by: str, team_id: int | None) -> bool:
    """May they hear the call that this person of this team made or took?"""
    if listener.role == COMPLIANCE:
        return True
    if listener.role == LEAD and team_id is not None and listener.team_id == team_id:
        return True
    return listener.role in (COLLECTOR, LEAD) and listener.username == made_by
