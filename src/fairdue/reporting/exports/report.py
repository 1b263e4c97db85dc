"""What a printed report and a workbook hold: sections of figures, their charts, and who asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from fairdue.kernel.text import Text
from fairdue.reporting import wording
from fairdue.reporting.charts.drawing import Chart
from fairdue.reporting.exports.reading import Reading
from fairdue.reporting.figure import Family, Figure
from fairdue.reporting.queries.returns import Line
from fairdue.reporting.scope import Scope

SECTION_TITLES: Mapping[Family, Text] = {
    Family.BUCKETS: Text("Portfolio", "资产组合"),
    Family.ROLL: Text("Movement between buckets", "账龄迁徙"),
    Family.CONTACTS: Text("Contacts", "触达"),
    Family.PROMISES: Text("Promises", "承诺"),
    Family.PERMITS: Text("Permits", "触达许可"),
    Family.ENDS: Text("How cases end", "案件了结"),
    Family.PLANS: Text("Plans that last", "方案履行"),
    Family.PROTECTION: Text("Protection", "客户保护"),
    Family.FIELD: Text("Visits and courts", "外访与司法"),
    Family.BOARD: Text("Board", "管理看板"),
    Family.PEOPLE: Text("What the work asks of people", "员工负荷"),
    Family.EXPERIMENTS: Text("Experiments", "策略试验"),
    Family.QUEUE: Text("Queue", "队列"),
}


@dataclass(frozen=True, slots=True)
class Section:
    """One family's figures and the charts drawn of them."""

    family: Family
    figures: tuple[Figure, ...]
    charts: tuple[Chart, ...]


@dataclass(frozen=True, slots=True)
class Commentary:
    """What is said of the figures, a sentence or more a line, and whether somebody stands by it."""

    lines: tuple[str, ...]
    standing: str
    """"Confirmed by …", or that nobody has."""


@dataclass(frozen=True, slots=True)
class Correction:
    """A figure that comes to something else by now."""

    then: Figure
    now: Figure


@dataclass(frozen=True, slots=True)
class Report:
    """A page of figures as it is exported. Holds sums only, nobody's data."""

    title: Text
    scope: Scope
    sections: tuple[Section, ...]
    made_by: str
    made_at: datetime
    language: str
    reading: Reading | None = None
    """How a report of a period is read; None where a page of figures is printed as it stands."""
    earlier: tuple[Figure, ...] = ()
    """Figures of the whole in the period before."""
    commentary: Commentary | None = None
    returned: tuple[Line, ...] = ()
    """Lines of the return by clause."""
    corrections: tuple[Correction, ...] = ()
    corrected_at: datetime | None = None
    """As of when the corrections are known."""

    @property
    def heading(self) -> str:
        """The title in the reader's language."""
        return self.title.in_language(self.language)

    @property
    def stamp(self) -> str:
        """Who made it and when: on every page and sheet."""
        return f"{self.made_by} · {wording.moment(self.made_at, self.scope.zone)}"


def whole_figures(figures: Sequence[Figure]) -> list[Figure]:
    """Figures of the whole, not of a part: what is shown as a tile."""
    return [figure for figure in figures if not figure.slice]
