"""Steps on a record's page: each a form, the action it calls, and what is said afterwards."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import Http404
from django.utils.functional import Promise
from django.utils.translation import get_language

from fairdue.desk.access import StaffRequest
from fairdue.desk.oversight.details import details_in_words
from fairdue.desk.oversight.record_forms import StepForm
from fairdue.desk.oversight.wording import action_label
from fairdue.journal.models import Entry
from fairdue.journal.queries import entries
from fairdue.kernel.refusal import Refused

HISTORY_LENGTH = 100


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do with a record."""

    name: str
    title: str | Promise
    form: type[StepForm]
    act: Callable[..., object]
    """Called with the record's id, what the form sent, staff and at."""
    said: str | Promise
    primary: bool = False
    hint: str | Promise = ""


@dataclass(frozen=True, slots=True)
class StepShown:
    """A step as the page offers it; open at once where what was sent was refused."""

    step: Step
    form: StepForm
    opened: bool = False

    @property
    def asks(self) -> bool:
        """True when it needs more than a press of its button."""
        return bool(self.form.fields)


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One entry of a record's history, in words."""

    entry: Entry
    action: str
    details: list[tuple[str, str]] = field(default_factory=list)


def take_step(
    request: StaffRequest,
    steps: Mapping[str, Step],
    name: str,
    record_id: int,
    attempts: Sequence[tuple[int, str]] = (),
) -> StepShown | None:
    """Do a step as it was sent; gives the step to show again where it was refused.

    Raises Http404 for a step that doesn't exist.
    """
    step = steps.get(name)
    if step is None:
        raise Http404
    form = step.form(request.POST, attempts=attempts)
    if form.is_valid():
        try:
            step.act(record_id, form.cleaned_data, staff=request.user, at=request.now)
        except Refused as refused:
            said = refused.text.in_language(get_language() or "en")
            form.add_error(None, said)
            if not form.fields:
                messages.error(request, said)
        else:
            messages.success(request, str(step.said))
            return None
    return StepShown(step, form, opened=True)


def shown(
    steps: Mapping[str, Step],
    offered: Sequence[str],
    refused: StepShown | None,
    initial: Mapping[str, Any],
    attempts: Sequence[tuple[int, str]] = (),
) -> list[StepShown]:
    """The steps to offer, in order; the refused one with what was typed into it.

    It is shown in any case, so that nobody wonders what became of a step that is not to be taken.
    """
    late = [] if refused is None or refused.step.name in offered else [refused]
    return late + [
        refused
        if refused is not None and refused.step.name == name
        else StepShown(steps[name], steps[name].form(attempts=attempts, initial=initial))
        for name in offered
    ]


def history(subject: str, customer_id: int) -> list[HistoryLine]:
    """What was done with a record, the newest first."""
    found = entries(customer_id=customer_id, subject=subject, limit=HISTORY_LENGTH)
    return [
        HistoryLine(entry, action_label(entry.action), details_in_words(entry.details))
        for entry in found
    ]
