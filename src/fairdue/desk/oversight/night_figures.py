"""What came of a night, in groups, beside the night before it."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fairdue.contact.rules.verdict import CHANNELS
from fairdue.nightly.report import NightReport
from fairdue.strategy.models import Treatment

LAWFUL = tuple(f"may_{channel}" for channel in CHANNELS)

GROUPS: tuple[tuple[str | Promise, dict[str, str | Promise]], ...] = (
    (
        _("Accounts and cases"),
        {
            "accounts": _("Accounts"),
            "past_due": _("Accounts past due"),
            "cases_open": _("Open cases"),
            "entered": _("Entered collections"),
            "rolled": _("Rolled to a worse bucket"),
            "improved": _("Moved to a better bucket"),
            "exited": _("Left collections"),
            "cases_corrected": _("Cases corrected"),
            "customers_loaded": _("Customers loaded"),
            "persons_sealed": _("Persons sealed anew"),
        },
    ),
    (
        pgettext_lazy("group of figures", "Decided by the table"),
        {
            "treated_protect": Treatment.PROTECT.label,
            "treated_legal": Treatment.LEGAL.label,
            "treated_visit": Treatment.VISIT.label,
            "treated_call": Treatment.CALL.label,
            "treated_remind": Treatment.REMIND.label,
            "treated_leave": Treatment.LEAVE.label,
            "scored_will_cure": _("Scored: will cure by itself"),
            "scored_will_pay": _("Scored: will pay"),
            "scored_will_break_promise": _("Scored: will break the promise"),
        },
    ),
    (
        pgettext_lazy("group of figures", "Planned within capacity"),
        {
            "planned_legal": Treatment.LEGAL.label,
            "planned_visit": Treatment.VISIT.label,
            "planned_call": Treatment.CALL.label,
            "planned_remind": Treatment.REMIND.label,
            "planned_letter": pgettext_lazy("treatment", "Letter"),
            "planned_message": pgettext_lazy("treatment", "Message"),
            "waiting_capacity": _("Waiting for capacity"),
            "gentler_capacity": _("Gentler for want of capacity"),
            "queued": _("On the queue"),
            "plan_value_minor": _("Value of the plan, for ranking"),
            "plan_bound_minor": _("No plan is worth more than"),
            "plan_gap_ppm": _("Gap, in millionths"),
        },
    ),
)
"""Figures by what they are about, and what people call them."""

IN_HUNDREDTHS = ("plan_value_minor", "plan_bound_minor")


@dataclass(frozen=True, slots=True)
class FigureShown:
    """What came of a night, beside the night before it."""

    label: str
    number: int
    change: int | None
    """Since the night before; None without one."""
    percent: float | None


@dataclass(frozen=True, slots=True)
class GroupShown:
    """Figures about one matter."""

    label: str
    figures: tuple[FigureShown, ...]


def figures_of(report: NightReport, before: NightReport | None) -> list[GroupShown]:
    """Every figure with its change since the night before. One that has no name here stands by
    its own among the accounts and cases.
    """
    named = {name for _label, figures in GROUPS for name in figures} | set(LAWFUL)
    others = {name: name for name in report.figures if name not in named}
    shown = []
    for place, (label, figures) in enumerate(GROUPS):
        asked = figures | (others if place == 0 else {})
        present = tuple(
            _figure(name, str(words), report, before)
            for name, words in asked.items()
            if name in report.figures
        )
        if present:
            shown.append(GroupShown(str(label), present))
    return shown


def _figure(name: str, label: str, report: NightReport, before: NightReport | None) -> FigureShown:
    scale = 100 if name in IN_HUNDREDTHS else 1
    number = report.figures[name] // scale
    then = before.figures.get(name) if before else None
    change = None if then is None else number - then // scale
    percent = 100 * change / (then // scale) if change is not None and then else None
    return FigureShown(label, number, change, percent)
