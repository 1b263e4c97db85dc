"""Why a case gets what it gets today, in words: what it is worth, what bars it, what is short."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from fairdue.contact.rules.verdict import missing_text
from fairdue.desk.oversight.verdicts import rule_titles
from fairdue.strategy.columns.allocation import (
    CAPACITY,
    LAW,
    NOT_JUDGED,
    NOT_WORTH,
    PRESSURE,
    UNTOUCHED,
)
from fairdue.strategy.models import Planned, Treatment
from fairdue.strategy.queries import AllotmentFacts, allotment_of

FEN = 100


@dataclass(frozen=True, slots=True)
class Alternative:
    """One treatment that was looked at. `worth`: yuan of the valuation."""

    label: str
    worth: int
    barred: str
    """Why it may not be, "" where it may."""
    chosen: bool


@dataclass(frozen=True, slots=True)
class PlannedShown:
    """What the last night planned for a case. Worth and price: yuan of the valuation."""

    label: str
    team: str
    as_of: date
    because: str
    worth: int
    price: int
    waits: bool
    alternatives: list[Alternative]


def planned_for(case_id: int) -> PlannedShown | None:
    """In the page's language; None where no night has planned the case."""
    found = allotment_of(case_id)
    if found is None:
        return None
    return PlannedShown(
        label=str(Planned(found.treatment).label),
        team=found.team,
        as_of=found.as_of,
        because=_because(found),
        worth=found.net_value_minor // FEN,
        price=found.price_minor // FEN,
        waits=found.waits,
        alternatives=[
            Alternative(
                label=str(Planned(each.treatment).label),
                worth=(each.worth_minor or 0) // FEN,
                barred=_barred(each.barred) if each.barred else "",
                chosen=each.treatment == found.treatment,
            )
            for each in found.considered
        ],
    )


def _because(found: AllotmentFacts) -> str:
    """Why it gets this instead of what was decided; that it was decided, where it gets that."""
    decided = str(Treatment(found.decided).label)
    words = {
        CAPACITY: _("there is not enough for everyone, and others are worth more by it"),
        LAW: _("the law or a missing fact bars it all day"),
        PRESSURE: _("it would go over the customer's pressure budget"),
        NOT_WORTH: _("something gentler is worth more, or nothing is worth its cost"),
        UNTOUCHED: _("the table leaves the case alone"),
    }
    if found.reason not in words:
        return _("as the table decided")
    return _("the table decided “%(decided)s”, but %(because)s") % {
        "decided": decided,
        "because": words[found.reason],
    }


def _barred(name: str) -> str:
    """A rule's title, or what is missing."""
    if name == NOT_JUDGED:
        return _("nobody could tell whether it is lawful")
    titles = rule_titles()
    text = titles[name] if name in titles else missing_text(name)
    return text.in_language(get_language() or "en")
