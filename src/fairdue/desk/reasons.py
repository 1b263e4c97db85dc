"""Reasons that the product wrote itself, as sentences; what people wrote stays as it is."""

from __future__ import annotations

import re
from typing import Any

from django.utils.translation import gettext as _

from fairdue.compliance.models import MarkKind
from fairdue.contact.models import Outcome

DIAL_REASON = re.compile(r"dial under permit (\d+)")
POLICY_REASON = re.compile(r"LENDER-(OUTCOMES|MARKS): (\w+)")


def reason_in_words(reason: str) -> str:
    """A reason as people read it; those that the product gave itself become sentences."""
    dialled = DIAL_REASON.fullmatch(reason)
    if dialled:
        return _("Dialled under permit %(number)s") % {"number": dialled[1]}
    tied = POLICY_REASON.fullmatch(reason)
    if tied and tied[1] == "OUTCOMES":
        said = label_of((Outcome,), tied[2])
        return _("By policy, after the outcome “%(outcome)s”.") % {"outcome": said}
    if tied:
        mark = label_of((MarkKind,), tied[2])
        return _("By policy, with the mark “%(mark)s”.") % {"mark": mark}
    return _("The outcome was taken back.") if reason == "outcome undone" else reason


def label_of(lists: tuple[Any, ...], code: str) -> str:
    """The label of a code in the first list of choices that has it; else the code."""
    return next((str(each(code).label) for each in lists if code in each.values), code)
