"""Steps on a matter's page: each a form, the action it calls, who may, and what is said after."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from fairdue.desk.access import StaffRequest
from fairdue.desk.law import forms
from fairdue.kernel.amounts import read_amount
from fairdue.kernel.refusal import Refused
from fairdue.legal import actions
from fairdue.legal.actions import Proof
from fairdue.legal.models import Approval, DeadlineState, Matter, MatterStep, Stage
from fairdue.legal.queries.costs import books_of, payments_to_book
from fairdue.legal.queries.matters import approvals_of, deadlines_of
from fairdue.people.models import Staff
from fairdue.people.rules import may


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do with a matter."""

    name: str
    title: str | Promise
    deed: str
    form: type[forms.MatterForm]
    act: Callable[..., object]
    """Called with the matter, what the form sent, staff and at."""
    said: str | Promise
    primary: bool = False
    group: str = "conduct"
    """conduct | money | road: where on the page it stands."""


@dataclass(frozen=True, slots=True)
class StepShown:
    """A step as the page offers it; open at once where what was sent was refused."""

    step: Step
    form: forms.MatterForm
    opened: bool = False


def _approve(matter: Matter, sent: Mapping[str, Any], **who: Any) -> object:
    return actions.decide_road(matter_id=matter.pk, approves=True, reason=sent["reason"], **who)


def _decline(matter: Matter, sent: Mapping[str, Any], **who: Any) -> object:
    return actions.decide_road(matter_id=matter.pk, approves=False, reason=sent["reason"], **who)


def _proof(sent: Mapping[str, Any]) -> Proof:
    file = sent.get("file")
    content = file.read() if file else b""
    return Proof(sent["evidence"].strip(), file.name[-120:] if file else "", content)


def _happened(matter: Matter, sent: Mapping[str, Any], **who: Any) -> object:
    return actions.record_step(
        matter_id=matter.pk,
        kind=sent["kind"],
        on=sent["on"],
        note=sent["note"],
        proof=_proof(sent),
        **who,
    )


def _correct(matter: Matter, sent: Mapping[str, Any], **who: Any) -> object:
    wrong = MatterStep.objects.get(pk=int(sent["step"]), matter=matter)
    return actions.record_step(
        matter_id=matter.pk,
        kind=wrong.kind,
        on=sent["on"],
        note=sent["note"],
        proof=_proof(sent),
        corrects=wrong.pk,
        **who,
    )


def _court(matter: Matter, sent: Mapping[str, Any], **who: Any) -> object:
    return actions.confirm_court(matter_id=matter.pk, **sent, **who)


def _counsel(matter: Matter, sent: Mapping[str, Any], **who: Any) -> object:
    return actions.engage(matter_id=matter.pk, username=sent["username"], **who)


def _cost(matter: Matter, sent: Mapping[str, Any], **who: Any) -> object:
    amount = read_amount(sent["amount"], matter.currency)
    return actions.book_cost(matter_id=matter.pk, **(dict(sent) | {"amount": amount}), **who)


def _reverse(_matter: Matter, sent: Mapping[str, Any], **who: Any) -> object:
    return actions.reverse_cost(cost_id=int(sent["cost"]), reason=sent["reason"], **who)


def _recovery(matter: Matter, sent: Mapping[str, Any], **who: Any) -> object:
    return actions.book_recovery(
        matter_id=matter.pk, payment_id=int(sent["payment"]), kind=sent["kind"], **who
    )


def _costs_back(matter: Matter, sent: Mapping[str, Any], **who: Any) -> object:
    amount = read_amount(sent["amount"], matter.currency)
    return actions.book_costs_back(matter_id=matter.pk, **(dict(sent) | {"amount": amount}), **who)


def _close(matter: Matter, sent: Mapping[str, Any], **who: Any) -> object:
    return actions.close_matter(matter_id=matter.pk, **sent, **who)


def _last_day(_matter: Matter, sent: Mapping[str, Any], **who: Any) -> object:
    return actions.enter_last_day(
        deadline_id=int(sent["deadline"]), last_day=sent["last_day"], reason=sent["reason"], **who
    )


def _drop(_matter: Matter, sent: Mapping[str, Any], **who: Any) -> object:
    return actions.drop_deadline(deadline_id=int(sent["deadline"]), reason=sent["reason"], **who)


STEPS = {
    step.name: step
    for step in (
        Step("approve", _("Approve the road"), "approve_matter", forms.ApproveForm, _approve,
             _("Your approval is noted."), True, "road"),
        Step("decline", _("Turn the road down"), "approve_matter", forms.ReasonForm, _decline,
             _("The road is turned down."), False, "road"),
        Step("last-day", _("Enter a last day"), "conduct_matter", forms.LastDayForm, _last_day,
             _("The last day is entered."), True),
        Step("happened", _("Record what happened"), "conduct_matter", forms.HappenedForm,
             _happened, _("The step is recorded; its deadlines are reckoned."), True),
        Step("court", _("Confirm the court"), "conduct_matter", forms.CourtForm, _court,
             _("The court is noted.")),
        Step("counsel", _("Engage counsel"), "engage_counsel", forms.CounselForm, _counsel,
             _("Counsel see this matter from now on, and nobody else outside.")),
        Step("correct", _("Correct a step"), "conduct_matter", forms.CorrectionForm, _correct,
             _("The step is corrected; its deadlines are reckoned anew.")),
        Step("drop", _("Drop a deadline"), "conduct_matter", forms.DropForm, _drop,
             _("The deadline is dropped.")),
        Step("recovery", _("Book a recovery"), "book_costs", forms.RecoveryForm, _recovery,
             _("The payment is booked to this matter."), True, "money"),
        Step("cost", _("Book a cost"), "book_costs", forms.CostForm, _cost,
             _("The cost is booked."), False, "money"),
        Step("costs-back", _("Book costs paid back"), "book_costs", forms.CostsBackForm,
             _costs_back, _("The costs paid back are booked."), False, "money"),
        Step("reverse", _("Take back a cost"), "book_costs", forms.ReversalForm, _reverse,
             _("The cost is taken back."), False, "money"),
        Step("close", _("Close the matter"), "open_matter", forms.CloseForm, _close,
             _("The matter is closed.")),
    )
}  # fmt: skip


def offered(matter: Matter, viewer: Staff) -> list[str]:
    """The steps that make sense now for this person, the likeliest first."""
    names = [name for name, step in STEPS.items() if may(viewer, step.deed)]
    books = books_of(matter)
    hidden: set[str] = set()
    if not may_decide(matter, viewer):
        hidden |= {"approve", "decline"}
    if matter.stage == Stage.CLOSED:
        hidden |= {"happened", "court", "counsel", "correct", "drop", "last-day", "close"}
    open_ones = [each for each in deadlines_of(matter.pk) if each.state == DeadlineState.OPEN]
    hidden |= {"drop"} if not open_ones else set()
    hidden |= {"last-day"} if all(each.last_day for each in open_ones) else set()
    hidden |= {"recovery"} if not payments_to_book(matter) else set()
    hidden |= {"reverse"} if not any(each.reverses_id is None for each in books.costs) else set()
    return [name for name in names if name not in hidden]


def may_decide(matter: Matter, viewer: Staff) -> bool:
    """Does the road wait for this person's word?"""
    said = {each.approver for each in approvals_of(matter)}
    return (
        may(viewer, "approve_matter")
        and matter.approval == Approval.WAITING
        and matter.stage != Stage.CLOSED
        and viewer.username not in said | {matter.opened_by, matter.road_by}
    )


def take_step(request: StaffRequest, matter: Matter, name: str) -> StepShown | None:
    """Do a step as it was sent; gives the step to show again where it was refused.

    Raises Http404 for a step that doesn't exist.
    """
    step = STEPS.get(name)
    if step is None:
        raise Http404
    form = step.form(request.POST, request.FILES, matter=matter)
    if form.is_valid():
        try:
            step.act(matter, form.cleaned_data, staff=request.user, at=request.now)
        except Refused as refused:
            form.add_error(None, refused.text.in_language(get_language() or "en"))
        else:
            messages.success(request, str(step.said))
            return None
    return StepShown(step, form, opened=True)


def shown(matter: Matter, viewer: Staff, refused: StepShown | None, today: Any) -> list[StepShown]:
    """The steps to offer; the refused one with what was typed into it, first."""
    names = offered(matter, viewer)
    late = [] if refused is None or refused.step.name in names else [refused]
    initial = {
        "on": today,
        "court": matter.court,
        "court_number": matter.court_number,
        "username": matter.counsel,
    }
    return late + [
        refused
        if refused is not None and refused.step.name == name
        else StepShown(STEPS[name], STEPS[name].form(matter=matter, initial=initial))
        for name in names
    ]
