"""Reasons that the product wrote itself, as sentences; what people wrote stays as it is."""

from __future__ import annotations

import re
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fairdue.compliance.models import ComplaintAbout, DisputeGround, MarkKind
from fairdue.contact.models import Outcome

DIAL_REASON = re.compile(r"dial under permit (\d+)")
POLICY_REASON = re.compile(r"LENDER-(OUTCOMES|MARKS|DISPUTES|COMPLAINTS|HARDSHIP): (\w+)")
BY_POLICY: dict[str, tuple[Any, ...]] = {
    "OUTCOMES": (gettext_lazy("By policy, after the outcome “%(what)s”."), Outcome),
    "MARKS": (gettext_lazy("By policy, with the mark “%(what)s”."), MarkKind),
    "DISPUTES": (gettext_lazy("Disputed: %(what)s."), DisputeGround),
    "HARDSHIP": (gettext_lazy("Asked for help: %(what)s."), MarkKind),
    "COMPLAINTS": (gettext_lazy("Complained of: %(what)s."), ComplaintAbout),
}
"""By the topic of the policy: the sentence, and the choices that its code is one of."""


OWN_WORDS = {
    "outcome undone": gettext_lazy("The outcome was taken back."),
    "undone": gettext_lazy("The outcome was taken back."),
    "dispute answered": gettext_lazy("The dispute was answered."),
    "past due was paid": gettext_lazy("What was past due has been paid; the file will say so."),
    "complaint answered": gettext_lazy("The complaint was answered."),
    "one click": gettext_lazy("Stopped by the link in an e-mail."),
}
AGREEMENT_REASONS = {
    re.compile(r"agreement (\d+) is performed"): gettext_lazy("Agreement %(number)s is performed."),
    re.compile(r"agreement (\d+) replaces it"): gettext_lazy("Agreement %(number)s replaced it."),
    re.compile(r"agreement (\d+) (?:ended|breached)"): gettext_lazy(
        "Agreement %(number)s ended or was breached."
    ),
    re.compile(r"agreement (\d+) completed"): gettext_lazy("Agreement %(number)s was completed."),
}
ATTEMPT_REASON = re.compile(r"attempt:(\d+)")


def reason_in_words(reason: str) -> str:
    """A reason as people read it; those that the product gave itself become sentences."""
    if known := OWN_WORDS.get(reason):
        return str(known)
    if dialled := DIAL_REASON.fullmatch(reason):
        return _("Dialled under permit %(number)s") % {"number": dialled[1]}
    if called := ATTEMPT_REASON.fullmatch(reason):
        return _("Said in contact %(number)s.") % {"number": called[1]}
    for pattern, agreed in AGREEMENT_REASONS.items():
        if about := pattern.fullmatch(reason):
            return str(agreed) % {"number": about[1]}
    if tied := POLICY_REASON.fullmatch(reason):
        sentence, *lists = BY_POLICY[tied[1]]
        return str(sentence) % {"what": label_of(tuple(lists), tied[2])}
    return reason


def label_of(lists: tuple[Any, ...], code: str) -> str:
    """The label of a code in the first list of choices that has it; else the code."""
    return next((str(each(code).label) for each in lists if code in each.values), code)
