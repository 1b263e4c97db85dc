"""The steps of a night, in order. Each calls the room that owns the matter."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from fairdue.nightly.steps.allocate import share_out
from fairdue.nightly.steps.decide import decide
from fairdue.nightly.steps.delinquency import classify, follow_cases
from fairdue.nightly.steps.facts import read_facts
from fairdue.nightly.steps.lawful import find_lawful
from fairdue.nightly.steps.load import load_live
from fairdue.nightly.steps.months import close_credit_month
from fairdue.nightly.steps.night import ACTOR, Night, NightError, Step
from fairdue.nightly.steps.publish import publish
from fairdue.nightly.steps.scores import score
from fairdue.nightly.steps.sums import add_up_portfolio

STEPS = (
    Step("facts", _("Read the day's accounts"), (), ("accounts",), read_facts),
    Step("delinquency", _("Classify every account"), ("accounts",), ("standing",), classify),
    Step("cases", _("Follow the cases"), ("standing",), ("cases", "events"), follow_cases),
    Step(
        "months",
        _("Close the month of the credit record"),
        ("accounts", "standing"),
        (),
        close_credit_month,
    ),
    Step("sums", _("Add up the portfolio"), ("standing",), (), add_up_portfolio),
    Step(
        "load",
        _("Load customers with something to do"),
        ("accounts", "standing", "cases"),
        ("live_accounts", "live_standing", "live_cases", "history", "keys"),
        load_live,
    ),
    Step(
        "scores", _("Score past-due accounts"), ("live_standing", "live_cases"), ("scores",), score
    ),
    Step(
        "decide",
        _("Decide the next steps"),
        ("live_accounts", "live_standing", "live_cases", "history", "scores"),
        ("decisions", "case_decisions"),
        decide,
    ),
    Step("lawful", _("Find who may be contacted"), ("live_cases",), ("lawful",), find_lawful),
    Step(
        "allocate",
        _("Share out capacity"),
        ("decisions", "case_decisions", "lawful"),
        ("wanted", "allocated"),
        share_out,
    ),
    Step(
        "publish",
        _("Publish cases and the queue"),
        (
            *("live_standing", "live_cases", "events", "keys"),
            *("decisions", "case_decisions", "lawful", "wanted", "allocated"),
        ),
        (),
        publish,
    ),
)
"""In this order. The last six share one transaction."""

LABELS = {step.name: step.label for step in STEPS}
"""What people call each step, by its name in a report."""

IN_TRANSACTION = ("load", "scores", "decide", "lawful", "allocate", "publish")

__all__ = ["ACTOR", "IN_TRANSACTION", "LABELS", "STEPS", "Night", "NightError", "Step"]
