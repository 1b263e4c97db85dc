"""Experiments made ready for their pages: in words, with what the reader may do."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import Http404
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from fairdue.desk.access import StaffRequest
from fairdue.people.rules import may
from fairdue.reporting.charts.drawing import Chart
from fairdue.reporting.charts.experiments import Point, compared
from fairdue.strategy.models import (
    RATES,
    Experiment,
    ExperimentReading,
    ExperimentShare,
    ExperimentState,
    Measure,
)
from fairdue.strategy.queries import stopped_words

BADGES = {
    ExperimentState.PLANNED: "",
    ExperimentState.RUNNING: "info",
    ExperimentState.PAUSED: "warn",
    ExperimentState.STOPPED: "stop",
    ExperimentState.PROMOTED: "ok",
    ExperimentState.ENDED: "",
}
LIVE = (ExperimentState.RUNNING, ExperimentState.PAUSED)


@dataclass(frozen=True, slots=True)
class Line:
    """A measure in both arms, and what may be said of it. `tone`: ok, warn or nothing."""

    label: str
    challenger: str
    champion: str
    between: str
    interval: str
    said: str


@dataclass(frozen=True, slots=True)
class Safety:
    """A harm that would stop the experiment: how far its evidence has come."""

    label: str
    challenger: str
    champion: str
    weight: str
    limit: str
    tolerated: str
    percent: int
    is_over: bool


@dataclass(frozen=True, slots=True)
class Change:
    """A share that the challenger has had since a moment."""

    since: datetime
    percent: str
    set_by: str
    words: str


@dataclass(frozen=True, slots=True)
class Shown:
    """An experiment with its state in words, and what the reader may do with it now."""

    experiment: Experiment
    state: str
    badge: str
    share: str
    next_share: int | None
    next_words: str
    stages: tuple[tuple[str, bool], ...]
    because: str
    reading: ExperimentReading | None
    challenged: str
    others: str
    said: str
    may_start: bool
    may_raise: bool
    may_pause: bool
    may_resume: bool
    may_stop: bool
    may_end: bool
    may_ask: bool
    may_promote: bool


def experiment_or_404(experiment_id: int) -> Experiment:
    """The experiment. Raises Http404."""
    found = Experiment.objects.select_related("champion", "challenger", "proposal")
    experiment = found.filter(pk=experiment_id).first()
    if experiment is None:
        raise Http404(f"no experiment {experiment_id}")
    return experiment


def shown(experiment: Experiment, request: StaffRequest) -> Shown:
    """What the reader sees and may do."""
    state = ExperimentState(experiment.state)
    writes, approves = may(request.user, "edit_strategy"), may(request.user, "approve_strategy")
    runs = state is ExperimentState.RUNNING
    larger = [stage for stage in experiment.stages if stage > experiment.share]
    following = larger[0] if larger and state in (ExperimentState.PLANNED, *LIVE) else None
    reading = ExperimentReading.objects.filter(experiment=experiment).order_by("as_of").last()
    customers = reading.figures["customers"] if reading else {}
    asked = experiment.promotion_asked_by
    return Shown(
        experiment=experiment,
        state=str(state.label),
        badge=BADGES[state],
        share=percent(experiment.share),
        next_share=following,
        next_words=percent(following) if following else "",
        stages=tuple((percent(one), one <= experiment.share) for one in experiment.stages),
        because=stopped_words(experiment.ended_because).in_language(get_language() or "en"),
        reading=reading,
        challenged=f"{customers.get('challenger', 0):,}",
        others=f"{customers.get('champion', 0):,}",
        said=_headline(experiment, reading),
        may_start=writes and state is ExperimentState.PLANNED,
        may_raise=writes and runs and following is not None,
        may_pause=writes and runs,
        may_resume=writes and state is ExperimentState.PAUSED,
        may_stop=writes and state in LIVE,
        may_end=writes and state in (ExperimentState.PLANNED, ExperimentState.STOPPED),
        may_ask=writes and state in LIVE and not asked,
        may_promote=approves and state in LIVE and bool(asked) and asked != request.user.username,
    )


def experiment_context(experiment: Experiment, request: StaffRequest) -> dict[str, Any]:
    """What the page of one experiment needs."""
    seen = shown(experiment, request)
    figures = seen.reading.figures if seen.reading else None
    return {
        "shown": seen,
        "experiment": experiment,
        "rates": _rates(figures) if figures else [],
        "safety": _safety(figures) if figures else [],
        "means": _means(figures) if figures else [],
        "chart": _chart(experiment),
        "shares": _shares(experiment),
    }


def percent(per_mille: int | None) -> str:
    """A share per mille as people read it: 10 %, 0.5 %."""
    if per_mille is None:
        return ""
    return f"{per_mille / 10:g}%"


def _shares(experiment: Experiment) -> list[Change]:
    """Every share it has had, the newest first."""
    rows = ExperimentShare.objects.filter(experiment=experiment).order_by("-since", "-pk")
    language = get_language() or "en"
    return [
        Change(
            row.since,
            percent(row.share),
            row.set_by,
            stopped_words(row.because).in_language(language),
        )
        for row in rows
    ]


def _headline(experiment: Experiment, reading: ExperimentReading | None) -> str:
    """One sentence on the primary measure."""
    if reading is None:
        return _("Nothing is known yet; each night adds to it.")
    primary = _primary(experiment, reading.figures)
    if primary is None or primary[1] is None:
        return _("Too little happened so far to compare.")
    label = str(Measure(experiment.measure).label)
    is_ratio, bounds = primary
    return f"{label}{_(': ')}{_said(bounds, 1.0 if is_ratio else 0.0)}"


def _primary(
    experiment: Experiment, figures: dict[str, Any]
) -> tuple[bool, list[float | None] | None] | None:
    if experiment.measure in figures["rates"]:
        return True, figures["rates"][experiment.measure]["ratio"]
    if experiment.measure in figures["means"]:
        return False, figures["means"][experiment.measure]["difference"]
    return None


def _said(bounds: list[float | None] | None, even: float) -> str:
    """What may be said of an interval against `even`."""
    if bounds is None:
        return _("nothing to compare yet")
    _estimate, low, high = bounds
    if low is not None and low > even:
        return _("more among the challenger's")
    if high is not None and high < even:
        return _("less among the challenger's")
    return _("no difference can be told yet")


def _rates(figures: dict[str, Any]) -> list[Line]:
    customers = figures["customers"]
    return [
        Line(
            label=str(Measure(measure).label),
            challenger=_of(rate["challenger"], customers["challenger"]),
            champion=_of(rate["champion"], customers["champion"]),
            between="" if rate["ratio"] is None else f"×{rate['ratio'][0] or 0:.2f}",
            interval=_interval(rate["ratio"]),
            said=_said(rate["ratio"], 1.0),
        )
        for measure, rate in figures["rates"].items()
    ]


def _safety(figures: dict[str, Any]) -> list[Safety]:
    customers = figures["customers"]
    return [
        Safety(
            label=str(Measure(measure).label),
            challenger=_of(rate["challenger"], customers["challenger"]),
            champion=_of(rate["champion"], customers["champion"]),
            weight=f"{rate['harm']:.3g}",
            limit=f"{rate['limit']:g}",
            tolerated=f"×{rate['tolerated']:g}",
            percent=_way(rate["harm"], rate["limit"]),
            is_over=rate["harm"] >= rate["limit"],
        )
        for measure, rate in figures["rates"].items()
        if rate["harm"] is not None
    ]


def _way(weight: float, limit: float) -> int:
    """How far evidence has come, in per cent: by its doublings, as it grows."""
    return round(100 * min(1.0, max(0.0, math.log(max(weight, 1.0)) / math.log(limit))))


def _means(figures: dict[str, Any]) -> list[Line]:
    found = []
    for name, mean in figures["means"].items():
        measure, _separator, currency = name.partition(":")
        unit = 100 if currency else 1
        label = str(Measure(measure).label)
        bounds = mean["difference"]
        scaled = None if bounds is None else [None if b is None else b / unit for b in bounds]
        found.append(
            Line(
                label=_("Paid on average, %(currency)s") % {"currency": currency}
                if currency
                else label,
                challenger=_mean(mean["challenger"], unit, mean["observed"]["challenger"]),
                champion=_mean(mean["champion"], unit, mean["observed"]["champion"]),
                between="" if scaled is None else _signed(f"{scaled[0]:+,.2f}"),
                interval=_interval(scaled),
                said=_said(scaled, 0.0),
            )
        )
    return found


def _mean(value: float | None, unit: int, observed: int) -> str:
    if value is None:
        return "–"
    many = ngettext("%(number)s customer", "%(number)s customers", observed) % {
        "number": f"{observed:,}"
    }
    return f"{value / unit:,.2f} ({many})"


def _of(number: int, customers: int) -> str:
    """How many, and their share."""
    return f"{number:,} ({number / customers:.1%})" if customers else f"{number:,}"


def _interval(bounds: list[float | None] | None) -> str:
    if bounds is None:
        return "–"
    low, high = ("∞" if one is None else _signed(f"{one:,.2f}") for one in bounds[1:])
    return f"{low} – {high}"


def _signed(number: str) -> str:
    """With a minus that is as wide as a plus."""
    return number.replace("-", "\N{MINUS SIGN}")


def _chart(experiment: Experiment) -> Chart | None:
    is_ratio = experiment.measure in RATES
    points = []
    readings = ExperimentReading.objects.filter(experiment=experiment).order_by("as_of")
    for reading in readings:
        primary = _primary(experiment, reading.figures)
        if primary is not None and primary[1] is not None:
            estimate, low, high = primary[1]
            points.append(Point(reading.as_of, estimate, low, high))
    if len(points) < 2:
        return None
    label = str(Measure(experiment.measure).label)
    title = (
        _("%(measure)s: the challenger's rate over the champion's")
        if is_ratio
        else _("%(measure)s: the challenger's average less the champion's")
    )
    return compared(points, title % {"measure": label}, get_language() or "en", ratio=is_ratio)
