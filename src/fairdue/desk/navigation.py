"""Where each role can go: the bar on top shows groups of pages, a row below it a group's pages."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

COLLECTOR, LEAD, COMPLIANCE = "collector", "lead", "compliance"
STRATEGIST, ADMINISTRATOR = "strategist", "administrator"
VISITOR, LEGAL, COUNSEL = "visitor", "legal", "counsel"
MANAGEMENT = "management"


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the desk, by the name of its address, and the pages that belong below it."""

    name: str
    label: str | Promise
    roles: tuple[str, ...]
    below: tuple[str, ...] = ()

    @property
    def url(self) -> str:
        """Its address."""
        return reverse(self.name)

    def is_here(self, name: str | None) -> bool:
        """Is the address of this name the page or one below it?"""
        return name == self.name or name in self.below


@dataclass(frozen=True, slots=True)
class Group:
    """Pages about one matter. A group of one page goes by the page's own name."""

    label: str | Promise
    pages: tuple[Page, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """A link as shown; `current` where one is."""

    url: str
    label: str | Promise
    current: bool


@dataclass(frozen=True, slots=True)
class Navigation:
    """The bar on top, and the row of the other pages of the group that one is in."""

    bar: list[Link]
    row: list[Link]


OVERSEERS = (LEAD, COMPLIANCE)
STRATEGY = (LEAD, COMPLIANCE, STRATEGIST)
GROUPS = (
    Group(
        pgettext_lazy("navigation", "Queue"),
        (
            Page("lead", _("Queue"), OVERSEERS),
            Page("dialler", _("Dialler"), (LEAD,)),
            Page("team", _("Team"), (LEAD,)),
            Page("workbench", _("Workbench"), (COLLECTOR, LEAD)),
        ),
    ),
    Group(
        pgettext_lazy("navigation", "Mine"),
        (
            Page("my-talks", _("My talks"), (COLLECTOR,), ("my-talk",)),
            Page("my-load", _("My load"), (COLLECTOR, VISITOR)),
            Page("my-scores", _("My scores"), (COLLECTOR,), ("my-score",)),
        ),
    ),
    Group(
        pgettext_lazy("navigation", "Agreements"),
        (
            Page("agreed", _("Due and broken"), (COLLECTOR, *OVERSEERS)),
            Page("approvals", _("Approvals"), OVERSEERS),
            Page("payments", pgettext_lazy("page", "Payments"), OVERSEERS),
        ),
    ),
    Group(
        _("Figures"),
        (
            Page(
                "dashboard",
                _("Dashboard"),
                (*STRATEGY, MANAGEMENT),
                ("dashboard-of", "dashboard-new"),
            ),
            Page("figures", _("Figures"), (*STRATEGY, MANAGEMENT), ("figure",)),
            Page("reports", pgettext_lazy("page", "Reports"), (*STRATEGY, MANAGEMENT), ("report",)),
            Page("report-schedules", pgettext_lazy("page", "Schedules"), (*STRATEGY, MANAGEMENT)),
        ),
    ),
    Group(
        pgettext_lazy("navigation", "Messages"),
        (
            Page(
                "inbound",
                _("Inbound"),
                (COLLECTOR, *OVERSEERS),
                ("inbound-message", "inbound-step"),
            ),
            Page("messages", pgettext_lazy("page", "Messages"), (*STRATEGY, ADMINISTRATOR)),
            Page(
                "campaigns",
                _("Campaigns"),
                (*STRATEGY, ADMINISTRATOR),
                ("campaign", "campaign-new", "campaign-edit", "campaign-person"),
            ),
            Page("letters", pgettext_lazy("page", "Letters"), OVERSEERS),
            Page("talks", _("Call reviews"), OVERSEERS, ("talk-finding", "talks-import")),
            Page(
                "templates",
                _("Templates"),
                (*STRATEGY, ADMINISTRATOR),
                ("template", "template-version"),
            ),
        ),
    ),
    Group(
        pgettext_lazy("navigation", "Visits"),
        (
            Page(
                "visits",
                pgettext_lazy("visits", "Rounds"),
                OVERSEERS,
                ("visits-choose", "visit-put-down", "visit-place"),
            ),
            Page("field", _("My visits"), (VISITOR,)),
            Page("visit-records", _("Records of visits"), OVERSEERS, ("visit-record",)),
            Page("visit-alarms", _("Alarms"), OVERSEERS),
            Page("visit-phones", _("Visitors’ phones"), (LEAD,)),
            Page("visit-teams", _("Teams of two"), OVERSEERS),
        ),
    ),
    Group(
        pgettext_lazy("navigation", "Protection"),
        (
            Page("complaints", _("Complaints"), OVERSEERS, ("complaint", "complaint-step")),
            Page("disputes", _("Disputes"), OVERSEERS, ("dispute", "dispute-step")),
            Page(
                "credit",
                _("Credit record"),
                OVERSEERS,
                ("credit-month", "credit-history", "credit-step"),
            ),
            Page("incidents", _("Incidents"), OVERSEERS, ("incident", "incident-step")),
            Page("holds", _("Holds"), OVERSEERS),
            Page("reviews", _("Reviews"), OVERSEERS),
            Page("offers", _("Offers"), OVERSEERS),
            Page("checks", _("Contact checks"), OVERSEERS),
        ),
    ),
    Group(
        pgettext_lazy("navigation", "Law"),
        (
            Page(
                "matters",
                _("Matters"),
                (LEGAL, COUNSEL, *OVERSEERS),
                (
                    *("matter", "matter-new", "matter-road", "matter-step", "limitation"),
                    *("matter-papers", "paper-new", "matter-overdraft", "matter-evidence"),
                ),
            ),
            Page(
                "papers",
                _("Papers"),
                (LEGAL, COUNSEL, *OVERSEERS),
                ("paper", "paper-batch", "paper-batch-new"),
            ),
            Page("matters-proposed", _("Proposed"), (LEGAL,)),
            Page("counsel", _("Law firms"), (LEGAL,), ("counsel-add",)),
        ),
    ),
    Group(
        pgettext_lazy("navigation", "Training"),
        (
            Page(
                "training",
                _("My courses"),
                (COLLECTOR, VISITOR, LEAD),
                ("training-course", "training-test"),
            ),
            Page("certified", _("Certificates"), OVERSEERS, ("certified-person",)),
            Page("courses", _("Courses"), OVERSEERS, ("course-version",)),
            Page("pay-schemes", _("Pay schemes"), OVERSEERS),
            Page(
                "scoring",
                _("Talk scores"),
                OVERSEERS,
                (
                    *("scoring-talk", "scoring-calibration", "scoring-people", "scoring-person"),
                    *("scoring-sampling", "scoring-sheets", "scoring-sheet"),
                ),
            ),
        ),
    ),
    Group(
        pgettext_lazy("navigation", "Strategy"),
        (
            Page(
                "strategy",
                pgettext_lazy("navigation", "Tables"),
                STRATEGY,
                ("proposal", "proposal-effect", "proposal-text", "table-version"),
            ),
            Page("scores", _("Scores"), STRATEGY, ("score-model",)),
            Page("capacity", _("Capacity"), STRATEGY, ("capacity-put",)),
            Page("replays", _("Replays"), STRATEGY, ("replay", "replay-ask")),
            Page("experiments", _("Experiments"), STRATEGY, ("experiment", "experiment-plan")),
        ),
    ),
    Group(
        pgettext_lazy("navigation", "Record"),
        (
            Page("compliance", _("Denials"), OVERSEERS, ("permit",)),
            Page("found", _("Found late"), OVERSEERS, ("finding",)),
            Page("journal", _("Journal"), (COMPLIANCE,)),
            Page("proof", _("Proof"), (COMPLIANCE,), ("proof-entry",)),
            Page("reveals", _("Reveals"), (COMPLIANCE,)),
            Page("rules", _("Rules"), (*OVERSEERS, ADMINISTRATOR), ("rule", "rule-changes")),
        ),
    ),
    Group(
        "",
        (
            Page(
                "administration",
                _("Intake"),
                (ADMINISTRATOR,),
                ("intake-new", "intake-upload", "intake-run", "mapping", "mapping-new"),
            ),
        ),
    ),
    Group("", (Page("nights", _("Nights"), (ADMINISTRATOR,), ("night",)),)),
    Group(
        "",
        (
            Page(
                "connections",
                _("Connections"),
                (ADMINISTRATOR,),
                ("token-add", "webhook-add", "source-add", "webhook-deliveries"),
            ),
        ),
    ),
    Group("", (Page("staff", _("Staff"), (ADMINISTRATOR,), ("staff-edit", "staff-add")),)),
)


def navigation(request: HttpRequest) -> dict[str, object]:
    """`navigation`: what the signed-in person can go to, worked out where a page asks."""
    return {"navigation": SimpleLazyObject(lambda: _navigation(request))}


def _navigation(request: HttpRequest) -> Navigation:
    here = request.resolver_match.url_name if request.resolver_match else None
    role = getattr(request.user, "role", "")
    bar, row = [], []
    for group in GROUPS:
        pages = [page for page in group.pages if role in page.roles]
        if not pages:
            continue
        current = any(page.is_here(here) for page in pages)
        label = group.label if len(pages) > 1 else pages[0].label
        bar.append(Link(pages[0].url, label, current))
        if current and len(pages) > 1:
            row = [Link(page.url, page.label, page.is_here(here)) for page in pages]
    return Navigation(bar, row)
