"""What scores show: how a person's and a team's talks go, clause by clause, and how far reviewers
agree.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from fairdue.identity.queries.policy import zone
from fairdue.kernel.calendars import local_day
from fairdue.kernel.text import Text
from fairdue.people.models import Staff, Team
from fairdue.quality.models import DrawnTalk, Purpose, Score
from fairdue.quality.queries.scoring.drawn import standing_scores
from fairdue.quality.rules.agreement import Agreement, agreement
from fairdue.quality.rules.sheets import NOT_APPLICABLE, NOT_MET, read

MONTHS = 6


@dataclass(frozen=True, slots=True)
class Month:
    """The talks of a month that were scored."""

    month: date
    """Its first day."""
    talks: int
    percent: int
    """Mean of their scores, rounded down."""
    passed: int


@dataclass(frozen=True, slots=True)
class Clause:
    """An item of the sheet, with the clause it stands for."""

    ask: Text
    rule: str
    applied: int
    missed: int

    @property
    def percent(self) -> int:
        """Not met, of the talks it applied to, rounded down."""
        return 100 * self.missed // self.applied if self.applied else 0


@dataclass(frozen=True, slots=True)
class Twice:
    """A talk that two scored blind: their scores, and the items on which they differ."""

    talk: DrawnTalk
    first: Score
    second: Score
    differing: tuple[tuple[Text, str, str], ...]
    """(what was asked, the first's answer, the second's)."""


def months_of(scores: Iterable[Score]) -> list[Month]:
    """The last months in which talks were scored, the oldest first, by the talk's own day."""
    by_month: dict[date, list[Score]] = defaultdict(list)
    for each in scores:
        by_month[local_day(each.talk.talked_at, zone()).replace(day=1)].append(each)
    return [
        Month(
            month,
            len(of),
            sum(each.percent for each in of) // len(of),
            sum(each.passed for each in of),
        )
        for month, of in sorted(by_month.items())[-MONTHS:]
    ]


def clauses_of(scores: Iterable[Score]) -> list[Clause]:
    """By item of the sheets: to how many talks it applied, in how many it wasn't met; what was
    missed most often first.
    """
    applied: Counter[tuple[str, str]] = Counter()
    missed: Counter[tuple[str, str]] = Counter()
    asks: dict[tuple[str, str], Text] = {}
    for each in scores:
        for item in read(each.sheet.content).items:
            key = (item.id, item.rule)
            asks[key] = item.ask
            answer = each.answers[item.id]
            applied[key] += answer != NOT_APPLICABLE
            missed[key] += answer == NOT_MET
    found = [Clause(asks[key], key[1], applied[key], missed[key]) for key in asks]
    return sorted(found, key=lambda one: (-one.percent, one.rule))


def scores_of(staff: Staff) -> list[Score]:
    """The scores that stand of a person's talks, the newest talk first."""
    rows = standing_scores().filter(talk__staff=staff)
    return list(rows.order_by("-talk__talked_at", "pk"))


def scores_of_team(team: Team | None) -> list[Score]:
    """The scores that stand of a team's talks; of all where none is named."""
    rows = standing_scores()
    return list(rows.filter(talk__staff__team=team) if team else rows)


def scored_twice(since: datetime) -> list[Twice]:
    """Talks since a moment that two scored blind, the newest first."""
    rows = Score.objects.filter(
        talk__calibrates=True,
        talk__talked_at__gte=since,
        purpose__in=(Purpose.FIRST, Purpose.BLIND),
    ).select_related("talk__staff", "talk__customer", "sheet")
    by_talk: dict[int, dict[str, Score]] = defaultdict(dict)
    for each in rows.order_by("-talk__talked_at", "pk"):
        by_talk[each.talk_id][each.purpose] = each
    return [
        _twice(both[Purpose.FIRST], both[Purpose.BLIND])
        for both in by_talk.values()
        if len(both) == 2 and both[Purpose.FIRST].sheet_id == both[Purpose.BLIND].sheet_id
    ]


def agreement_of(twice: Iterable[Twice]) -> Agreement:
    """How far the two answer alike, over all items of all talks."""
    return agreement(
        (each.first.answers[item], each.second.answers[item])
        for each in twice
        for item in each.first.answers
    )


def _twice(first: Score, second: Score) -> Twice:
    differing = tuple(
        (item.ask, first.answers[item.id], second.answers[item.id])
        for item in read(first.sheet.content).items
        if first.answers[item.id] != second.answers[item.id]
    )
    return Twice(first.talk, first, second, differing)
