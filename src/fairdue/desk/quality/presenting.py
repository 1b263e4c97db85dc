"""Talks and scores as the pages of quality show them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _

from fairdue.contact.models import Attempt, Permit
from fairdue.desk.oversight.verdicts import rule_titles
from fairdue.desk.templatetags.desk import in_language
from fairdue.quality.models import DrawnTalk, Score, SpokenFinding
from fairdue.quality.models.findings import Speaker
from fairdue.quality.rules.kinds import NAMES
from fairdue.quality.rules.sheets import MET, NOT_APPLICABLE, NOT_MET, Sheet
from fairdue.wording import Line

AROUND = timedelta(days=14)
SHOWN = 20
TABS = (
    ("scoring", ("scoring", "scoring-talk")),
    ("scoring-calibration", ("scoring-calibration",)),
    ("scoring-people", ("scoring-people", "scoring-person")),
    ("scoring-sampling", ("scoring-sampling",)),
    ("scoring-sheets", ("scoring-sheets", "scoring-sheet")),
)
"""Pages of quality, by the names of their addresses, and what stands below each."""


@dataclass(frozen=True, slots=True)
class LineShown:
    """A line of a talk; `here` where a detector found something in it."""

    who: str
    label: str
    clock: str
    before: str
    marked: str
    after: str
    here: bool


@dataclass(frozen=True, slots=True)
class ItemShown:
    """An item of a sheet, with what was answered."""

    id: str
    ask: str
    rule: str
    rule_title: str
    weight: int
    critical: bool
    answer: str
    answered: str


def answers_in_words() -> dict[str, str]:
    """What an item can be answered."""
    return {MET: _("Met"), NOT_MET: _("Not met"), NOT_APPLICABLE: _("Doesn't apply")}


def items(sheet: Sheet, answers: dict[str, str] | None = None) -> list[ItemShown]:
    """The items of a sheet, with the answers of a score or of what was typed."""
    titles, words, given = rule_titles(), answers_in_words(), answers or {}
    return [
        ItemShown(
            item.id,
            in_language(item.ask),
            item.rule,
            in_language(titles[item.rule]) if item.rule in titles else "",
            item.weight,
            item.critical,
            given.get(item.id, ""),
            words.get(given.get(item.id, ""), ""),
        )
        for item in sheet.items
    ]


def lines(said: Iterable[Line], found: Iterable[SpokenFinding]) -> list[LineShown]:
    """The lines of a talk; of those in which something was found, the first place is marked."""
    places: dict[int, SpokenFinding] = {}
    for each in found:
        places.setdefault(each.line, each)
    shown = []
    for number, line in enumerate(said):
        place = places.get(number)
        start, end = (place.start, place.end) if place else (len(line.text), len(line.text))
        shown.append(
            LineShown(
                line.who,
                str(Speaker(line.who).label),
                clock(round(line.begins * 1000)),
                line.text[:start],
                line.text[start:end],
                line.text[end:],
                place is not None,
            )
        )
    return shown


def found_in_words(found: Iterable[SpokenFinding]) -> list[tuple[str, str]]:
    """What detectors found: (what, when in the talk)."""
    return [
        (in_language(NAMES[each.kind]), clock(each.begins_ms) if each.line >= 0 else "")
        for each in found
    ]


def around(talk: DrawnTalk) -> dict[str, Any]:
    """Other contacts of the weeks around a talk, and permits denied to whoever spoke."""
    since, until = talk.talked_at - AROUND, talk.talked_at + AROUND
    others = Attempt.objects.filter(
        customer=talk.customer_id, made_at__gte=since, made_at__lte=until
    ).exclude(pk=talk.attempt_id or 0)
    denied = Permit.objects.filter(
        customer=talk.customer_id,
        asked_by=talk.staff.username,
        granted=False,
        asked_at__gte=since,
        asked_at__lte=until,
    )
    return {
        "others": others.order_by("-made_at")[:SHOWN],
        "denied": denied.order_by("-asked_at")[:SHOWN],
    }


def clock(milliseconds: int) -> str:
    """Minutes and seconds of a talk."""
    minutes, seconds = divmod(milliseconds // 1000, 60)
    return f"{minutes}:{seconds:02}"


def badge_of(score: Score | None) -> str:
    """How a score is coloured."""
    return "" if score is None else "ok" if score.passed else "stop"
