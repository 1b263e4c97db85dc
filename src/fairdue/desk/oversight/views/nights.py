"""The nights: what each step did, how long it took, and running one from here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from fairdue.contact.models import Channel
from fairdue.contact.rules.verdict import CHANNELS, missing_text
from fairdue.desk.access import StaffRequest
from fairdue.desk.oversight.access import for_those_who_may
from fairdue.desk.oversight.night_figures import LAWFUL, figures_of
from fairdue.desk.oversight.verdicts import rule_titles
from fairdue.engine.lake import lake
from fairdue.nightly import progress
from fairdue.nightly.jobs import ask_for_night
from fairdue.nightly.notices import limits_on, notices
from fairdue.nightly.report import NightReport
from fairdue.nightly.run import reports, versions_in_use
from fairdue.nightly.steps import STEPS
from fairdue.portfolio.columns import DATASET as PORTFOLIO

POLL_SECONDS = 2
LABELS = {step.name: step.label for step in STEPS}


@dataclass(frozen=True, slots=True)
class StepShown:
    """One step of a night, with its share of the whole time."""

    label: str
    rows_in: int
    rows_out: int
    seconds: float
    share: float
    was_whole: bool
    """A night that was stopped had left it whole."""


@dataclass(frozen=True, slots=True)
class NoticeShown:
    """Something worth noticing; `about` names the step, or is ""."""

    about: str
    text: str


@dataclass(frozen=True, slots=True)
class DeniedShown:
    """A rule, or a missing fact, and how many customers it keeps from being contacted."""

    rule: str
    """"" for a missing fact."""
    title: str
    numbers: tuple[int, ...]
    """By channel."""


@require_GET
@for_those_who_may("administer")
def nights(request: StaffRequest) -> HttpResponse:
    """All nights, newest first; what is due; and the one under way."""
    done = reports()
    language = get_language() or "en"
    taken_in = lake().days(PORTFOLIO)
    finished = {report.as_of for report in done}
    context = _progress() | {
        "nights": [(report, _notices(report, done, language)) for report in done],
        "waiting_days": [day for day in taken_in if day not in finished][-10:],
        "any_portfolio": bool(taken_in),
    }
    return render(request, "desk/oversight/nights.html", context)


@require_GET
@for_those_who_may("administer")
def under_way(request: StaffRequest) -> HttpResponse:
    """How far the night has come; once it ended, the page is loaded again to show its report."""
    context = _progress()
    told = context["progress"]
    response = render(request, "desk/oversight/night_progress.html", context)
    if isinstance(told, progress.NightProgress) and not told.is_under_way:
        response.headers["HX-Refresh"] = "true"
    return response


@require_GET
@for_those_who_may("administer")
def night(request: StaffRequest, day: str) -> HttpResponse:
    """One night: its steps, its figures, and the versions it used."""
    known = reports()
    report = next((each for each in known if each.as_of.isoformat() == day), None)
    if report is None:
        raise Http404(f"no night has run for {day}")
    before = next((each for each in known if each.as_of == report.before), None)
    return render(
        request,
        "desk/oversight/night.html",
        {
            "report": report,
            "before": before,
            "notices": _notices(report, known, get_language() or "en"),
            "is_stale": report is known[0] and _is_stale(report, request.now),
            "steps": _steps(report),
            "figures": figures_of(report, before),
            "channels": [Channel(channel).label for channel in CHANNELS],
            "lawful": [report.figures[name] for name in LAWFUL if name in report.figures],
            "denied": _denied(report),
            "following": report.as_of + timedelta(days=1),
        },
    )


@require_POST
@for_those_who_may("administer")
def run(request: StaffRequest) -> HttpResponse:
    """Ask the worker to run the night."""
    again = request.POST.get("again") == "1"
    if not lake().days(PORTFOLIO):
        messages.error(request, _("Take in the issuer's files first: there is nothing to run."))
    elif ask_for_night(request.user.username, request.now, again=again):
        messages.success(request, _("The night was asked for."))
    else:
        messages.warning(request, _("A night is already asked for or running."))
    return redirect("nights")


def _progress() -> dict[str, object]:
    told = progress.FILE.read()
    step = str(STEPS[told.done % len(STEPS)].label) if told and told.is_under_way else ""
    return {"progress": told, "step": step, "poll_seconds": POLL_SECONDS}


def _steps(report: NightReport) -> list[StepShown]:
    whole = report.seconds or 1.0
    return [
        StepShown(
            label=str(LABELS.get(step.name, step.name)),
            rows_in=step.rows_in,
            rows_out=step.rows_out,
            seconds=step.seconds,
            share=100 * step.seconds / whole,
            was_whole=step.was_whole,
        )
        for step in report.steps
    ]


def _notices(report: NightReport, known: Sequence[NightReport], language: str) -> list[NoticeShown]:
    """What its steps said, and what stands out among the `known` nights, the newest first."""
    earlier = [each for each in known if each.as_of < report.as_of]
    found = notices(report, earlier, limits_on(report.as_of))
    return [
        *(NoticeShown("", said.in_language(language)) for said in report.warnings),
        *(
            NoticeShown(str(LABELS.get(each.subject, "")), each.text.in_language(language))
            for each in found
        ),
    ]


def _is_stale(report: NightReport, now: datetime) -> bool:
    """True where rule packs or decision tables have changed since the night used them."""
    return versions_in_use(report.as_of, now) != report.versions


def _denied(report: NightReport) -> list[DeniedShown]:
    """Why customers can't be contacted the next day, the most frequent reasons first."""
    language, titles = get_language() or "en", rule_titles()
    shown = []
    for name in {name for by_rule in report.denied.values() for name in by_rule}:
        is_rule = name in titles
        title = titles[name] if is_rule else missing_text(name)
        numbers = tuple(report.denied.get(channel, {}).get(name, 0) for channel in CHANNELS)
        shown.append(DeniedShown(name if is_rule else "", title.in_language(language), numbers))
    return sorted(shown, key=lambda each: (-sum(each.numbers), each.title))
