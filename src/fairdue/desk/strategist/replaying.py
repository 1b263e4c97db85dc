"""How a replay is shown: the matrix of moves, the law, the pressure, and what history tells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy

from fairdue.contact.rules.verdict import missing_text
from fairdue.desk.oversight.verdicts import rule_titles
from fairdue.kernel.text import Text
from fairdue.reporting.charts import replays as charts
from fairdue.reporting.charts.drawing import Chart
from fairdue.strategy.models import Treatment
from fairdue.strategy.rules.estimators import Estimate, Method, Told
from fairdue.strategy.rules.replay import (
    Example,
    Found,
    Outcome,
    Planned,
    Pressed,
    Replayed,
    Room,
    Silence,
)

SILENCES: dict[Silence, str | Promise] = {
    Silence.TOO_RECENT: gettext_lazy(
        "None of these days lies 30 days back, so their outcomes are not known yet."
    ),
    Silence.NEVER_DONE: gettext_lazy(
        "Cases like these were never treated as the challenger would have it. A table always does "
        "the same with the same case, so its history holds no comparison."
    ),
    Silence.TOO_FEW: gettext_lazy(
        "Too few customers were treated as the challenger would have it for a figure to mean "
        "anything."
    ),
    Silence.TOO_UNEVEN: gettext_lazy(
        "A handful of customers decide the figure, so no interval could be trusted."
    ),
}

ROOMS: dict[str, str | Promise] = {
    "minutes": gettext_lazy("Minutes of calls"),
    "visits": gettext_lazy("Visits"),
    "legal": gettext_lazy("Legal reviews"),
}

# Translators: hundredths of a share, after a difference of two: +6.0 pp
POINTS = gettext_lazy(" pp")


@dataclass(frozen=True, slots=True)
class MatrixCell:
    """Cases that go from one treatment to another. `strength`: 0 to 4, how many."""

    cases: int
    stays: bool
    strength: int


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """All that go from one treatment."""

    label: str
    cells: tuple[MatrixCell, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Move:
    """Cases treated differently, with what is past due in them by currency, a day."""

    champion: str
    challenger: str
    cases: int
    a_day: float
    share: float
    amounts: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class LawRow:
    """What each table plans by a treatment, and how much of it the law would block."""

    label: str
    champion: Planned
    challenger: Planned


@dataclass(frozen=True, slots=True)
class Reason:
    """A rule, or a missing fact, and how many planned contacts of each table it blocks."""

    rule: str
    title: str
    champion: int
    challenger: int


@dataclass(frozen=True, slots=True)
class EstimateShown:
    """A mean with its interval, written out."""

    value: str
    low: str
    high: str


@dataclass(frozen=True, slots=True)
class FoundShown:
    """What history tells of one outcome."""

    title: Text
    found: Found
    silence: str | Promise
    champion: EstimateShown | None
    challenger: EstimateShown | None
    difference: EstimateShown | None
    verdict: str
    """better, worse or open: which side of nothing the whole interval lies on."""
    chart: Chart | None
    known_percent: float
    never_percent: float

    @property
    def is_part(self) -> bool:
        """Only of some of the cases."""
        return self.found.told is Told.PART


def matrix(replayed: Replayed) -> tuple[list[str], list[MatrixRow]]:
    """Heads and rows, treatments that occur only, the strongest first."""
    counted = {(cell.champion, cell.challenger): cell.cases for cell in replayed.cells}
    used = [step for step in Treatment.values if any(step in pair for pair in counted)]
    most = max((cases for (one, other), cases in counted.items() if one != other), default=0)
    rows = [
        MatrixRow(
            str(Treatment(champion).label),
            tuple(
                MatrixCell(cases, champion == challenger, _strength(cases, most))
                for challenger in used
                for cases in [counted.get((champion, challenger), 0)]
            ),
            sum(cases for (one, _), cases in counted.items() if one == champion),
        )
        for champion in used
    ]
    return [str(Treatment(step).label) for step in used], rows


def moves(replayed: Replayed) -> list[Move]:
    """Where cases would go, most cases first."""
    found = [
        Move(
            str(Treatment(cell.champion).label),
            str(Treatment(cell.challenger).label),
            cell.cases,
            cell.cases / len(replayed.days),
            100 * cell.cases / replayed.cases,
            tuple(
                (currency, minor // len(replayed.days))
                for currency, minor in sorted(cell.past_due_minor.items())
            ),
        )
        for cell in replayed.cells
        if cell.champion != cell.challenger
    ]
    return sorted(found, key=lambda move: -move.cases)


def law(replayed: Replayed) -> list[LawRow]:
    """By treatment that contacts people; those that neither table plans are left out."""
    pairs = zip(replayed.champion.planned, replayed.challenger.planned, strict=True)
    return [
        LawRow(str(Treatment(one.treatment).label), one, other)
        for one, other in pairs
        if one.cases or other.cases
    ]


def reasons(replayed: Replayed) -> list[Reason]:
    """Why planned contacts have no lawful moment, what blocks most of the challenger's first."""
    language, titles = get_language() or "en", rule_titles()
    by_policy = [
        sum((Counter(planned.because) for planned in policy.planned), Counter[str]())
        for policy in (replayed.champion, replayed.challenger)
    ]
    shown = []
    for name in set().union(*by_policy):
        is_rule = name in titles
        title = titles[name] if is_rule else missing_text(name)
        numbers = [counted[name] for counted in by_policy]
        shown.append(Reason(name if is_rule else "", title.in_language(language), *numbers))
    return sorted(shown, key=lambda each: (-each.challenger, -each.champion, each.title))


def pressed(replayed: Replayed) -> list[tuple[str | Promise, Mapping[str, float], int]]:
    """Rows of the table of pressure: label, both figures, and the decimals to show."""
    sides = {"champion": replayed.champion.pressed, "challenger": replayed.challenger.pressed}

    def row(
        label: str | Promise, of: str, scale: float = 1.0, digits: int = 0
    ) -> tuple[str | Promise, Mapping[str, float], int]:
        return label, {name: getattr(side, of) * scale for name, side in sides.items()}, digits

    each = {name: _contacts_each(side) for name, side in sides.items()}
    return [
        row(gettext_lazy("Lawful contacts planned"), "contacts"),
        row(gettext_lazy("People they go to"), "people"),
        (gettext_lazy("Contacts for each of them"), each, 1),
        row(gettext_lazy("Mean pressure index at the end"), "index_mean_milli", 0.001, 1),
        row(gettext_lazy("Highest pressure index at the end"), "index_max_milli", 0.001, 0),
        row(gettext_lazy("People planned over their budget"), "over_budget"),
    ]


def examples(replayed: Replayed) -> list[tuple[Example, str, str]]:
    """Accounts treated differently, with both treatments in words."""
    return [
        (one, str(Treatment(one.champion).label), str(Treatment(one.challenger).label))
        for one in replayed.examples
    ]


def room(replayed: Replayed) -> list[tuple[str | Promise, Room]]:
    """What each table asks for of what there was, a day."""
    return [(ROOMS[one.kind], one) for one in replayed.room]


def found(replayed: Replayed) -> list[FoundShown]:
    """What history tells, by outcome."""
    return [_found(one) for one in replayed.found]


def silence(replayed: Replayed) -> str | Promise:
    """Why history can't tell of any outcome, where it is one and the same reason; else ""."""
    known = {one.silence for one in replayed.found}
    only = known.pop() if len(known) == 1 else None
    return SILENCES[only] if only is not None else ""


def _found(one: Found) -> FoundShown:
    language = get_language() or "en"
    robust = next((each for each in one.comparisons if each.method is Method.ROBUST), None)
    main = robust or next(iter(one.comparisons), None)
    return FoundShown(
        title=charts.title_of(one),
        found=one,
        silence=SILENCES[one.silence] if one.silence else "",
        champion=_shown(one, main.champion) if main else None,
        challenger=_shown(one, main.challenger) if main else None,
        difference=_shown(one, main.difference, signed=True) if main else None,
        verdict=_verdict(main.difference) if main else "",
        chart=charts.intervals(one, language) if one.comparisons else None,
        known_percent=100 * (1 - one.overlap.unseen),
        never_percent=100 * one.overlap.never,
    )


def _verdict(difference: Estimate) -> str:
    if difference.low > 0:
        return "better"
    return "worse" if difference.high < 0 else "open"


def _shown(one: Found, estimate: Estimate, *, signed: bool = False) -> EstimateShown:
    scale, digits = charts.scale_of(one)
    sign = "+" if signed else ""
    unit = "" if one.outcome is Outcome.AMOUNT else (str(POINTS) if signed else "%")
    value, low, high = (
        f"{number * scale:{sign},.{digits}f}".replace("-", "−")
        for number in (estimate.value, estimate.low, estimate.high)
    )
    return EstimateShown(value + unit, low, high)


def _contacts_each(side: Pressed) -> float:
    return side.contacts / side.people if side.people else 0.0


def _strength(cases: int, most: int) -> int:
    """How deep a cell is coloured: 0 for none, 4 for the most."""
    return 0 if not cases or not most else min(4, 1 + 4 * cases // (most + 1))
