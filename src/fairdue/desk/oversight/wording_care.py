"""What the journal's actions about incidents are called on a page."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

ACTIONS = {
    "hard_case_given": gettext_lazy("Hard case given by name"),
    "incident_answered": gettext_lazy("Collector said how they want to go on"),
    "incident_case_moved": gettext_lazy("Case given to somebody else after an incident"),
    "incident_closed": gettext_lazy("Incident closed"),
    "incident_looked_at": gettext_lazy("Incident looked at"),
    "incident_named": gettext_lazy("Kind of an incident named"),
    "incident_report_made": gettext_lazy("Report for the police made"),
    "incident_reported": gettext_lazy("Abuse of a collector recorded"),
    "incident_taken_back": gettext_lazy("Incident taken back"),
    "incident_talk_asked": gettext_lazy("Collector asked to talk to somebody"),
}

NAMES: dict[str, str | Promise] = {
    "closing": gettext_lazy("How it ended"),
    "points": gettext_lazy("Points"),
    "severity": gettext_lazy("Severity in points"),
}

SUBJECTS: dict[str, str | Promise] = {"incident": gettext_lazy("Incident")}
