"""What there is to share out on a day, by team and in all: LENDER-CAPACITY."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fairdue.strategy.rules.worth import CALL, REMIND

MINUTES, VISITS = "minutes", "visits"
LETTERS, MESSAGES, LEGAL_REVIEWS = "letters", "messages", "legal"
OF_A_TEAM = (MINUTES, VISITS)
OF_ALL = (LETTERS, MESSAGES, LEGAL_REVIEWS)
"""In the units of their names; minutes are of calls and writing them up."""

NO_TEAM = ""


@dataclass(frozen=True, slots=True)
class TeamFacts:
    """A team that may be given cases: its code, its collectors in service, and the languages they
    work in ("zh", "en").
    """

    code: str
    collectors: int
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Supply:
    """What there is. `amounts`: by resource and team code (NO_TEAM for those of all); None for no
    limit. `minutes`: of a call by treatment. `team_change_minor`: what is lost when a case goes to
    another team, in fen of the valuation.
    """

    teams: tuple[TeamFacts, ...]
    amounts: Mapping[tuple[str, str], int | None]
    minutes: Mapping[str, int]
    team_change_minor: int = 0

    def speakers(self, language: str) -> tuple[str, ...]:
        """The teams that may call a customer of this language; all where it isn't known, or where
        nobody speaks it, as somebody has to.
        """
        able = tuple(team.code for team in self.teams if language in team.languages)
        return able if language and able else tuple(team.code for team in self.teams)


def supplied(
    teams: tuple[TeamFacts, ...],
    policy: Mapping[str, Any],
    chosen: Mapping[tuple[str, str], int],
    on_duty: Mapping[str, int] | None = None,
) -> Supply:
    """What policy gives, and what was `chosen` in the browser instead.

    `on_duty`: minutes that a team's collectors are there, by its code, where a calendar is kept.
    Where no collector is registered in any team, nothing is known of minutes, so there is no limit
    to them.
    """
    staffed = any(team.collectors for team in teams)
    amounts: dict[tuple[str, str], int | None] = {}
    for team in teams:
        minutes = team.collectors * int(policy["shift_minutes"])
        minutes = (on_duty or {}).get(team.code, minutes)
        amounts[MINUTES, team.code] = minutes if staffed else None
        amounts[VISITS, team.code] = int(policy["visits_per_team"])
    amounts[LETTERS, NO_TEAM] = int(policy["letters_per_day"])
    amounts[MESSAGES, NO_TEAM] = int(policy["messages_per_day"])
    amounts[LEGAL_REVIEWS, NO_TEAM] = int(policy["legal_per_day"])
    known = {place: amount for place, amount in chosen.items() if place in amounts}
    minutes_of = {name: int(policy["minutes"][name]) for name in (CALL, REMIND)}
    return Supply(teams, amounts | known, minutes_of, int(policy["team_change_minor"]))
