"""One customer's whole file: masked, with reveals, holds, marks and promises."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Literal

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from fairdue.compliance import actions as compliance
from fairdue.compliance import queries as compliance_queries
from fairdue.compliance.models import OF_RECORDS, HoldKind
from fairdue.contact import queries as contact
from fairdue.delinquency import queries as delinquency
from fairdue.desk import forms, person
from fairdue.desk.access import StaffRequest, for_roles
from fairdue.desk.record_forms import FORMS, Choices, TakenBackForm
from fairdue.desk.templatetags.desk import day_and_clock, in_language
from fairdue.desk.views.search import SEARCHERS
from fairdue.kernel.money import Money
from fairdue.kernel.refusal import Refused
from fairdue.legal.queries.matters import open_matter_of
from fairdue.negotiation import actions as negotiation
from fairdue.negotiation import queries as negotiation_queries
from fairdue.negotiation.queries.agreements import AgreementFacts, agreements_of
from fairdue.negotiation.rules.affordability import Capacity
from fairdue.people.rules import may
from fairdue.portfolio import actions as portfolio_actions
from fairdue.portfolio import queries as portfolio
from fairdue.portfolio.models import NEVER_THEIRS
from fairdue.work import queries as work

POINT_LABELS: dict[str, str | Promise] = {
    "phone": gettext_lazy("Telephone"),
    "email": gettext_lazy("E-mail"),
    "address": gettext_lazy("Address"),
}


ATTEMPTS_OFFERED = 20
"""Newest contacts among which a complaint's can be chosen."""


@dataclass(frozen=True, slots=True)
class PointLine:
    """A number or address, masked."""

    id: int
    label: str | Promise
    value_masked: str
    invalid_since: date | None
    not_theirs_since_at: datetime | None

    @property
    def never_theirs(self) -> bool:
        """True of one that was somebody else's all along."""
        return self.not_theirs_since_at == NEVER_THEIRS


@dataclass(frozen=True, slots=True)
class Revealable:
    """A masked value that may be opened for a reason."""

    value: str
    label: str | Promise
    masked: str


@dataclass(frozen=True, slots=True)
class Revealed:
    """An opened value, on screen until its window is closed."""

    label: str | Promise
    value: str


@dataclass(frozen=True, slots=True)
class Standing:
    """Consents and requests that count now, and all that are over."""

    consents: list[compliance_queries.ConsentFacts]
    requests: list[compliance_queries.RequestFacts]
    over: list[compliance_queries.ConsentFacts | compliance_queries.RequestFacts]


@dataclass(frozen=True, slots=True)
class Able:
    """What can be set aside a month in one currency: cautiously and at most; None: not known."""

    currency: str
    known: Capacity | None
    is_owed: bool
    """Is anything owed in it? Only then it is worth asking."""

    @property
    def low(self) -> Money | None:
        """Cautiously reckoned."""
        return Money(self.known.low_minor, self.currency) if self.known else None

    @property
    def high(self) -> Money | None:
        """At most."""
        return Money(self.known.high_minor, self.currency) if self.known else None


@dataclass(frozen=True, slots=True)
class File:
    """Everything the customer's page shows."""

    customer: portfolio.CustomerFacts
    case: delinquency.CaseFacts | None
    accounts: list[person.AccountLine]
    points: list[PointLine]
    holds: list[compliance_queries.HoldFacts]
    marks: list[compliance_queries.MarkFacts]
    promises: list[negotiation_queries.PromiseFacts]
    agreements: list[AgreementFacts]
    cause: negotiation_queries.CauseFacts | None
    able: list[Able]
    callbacks: list[work.CallbackFacts]
    notes: list[work.NoteFacts]
    moments: list[person.MomentLine]
    consents: list[compliance_queries.ConsentFacts]
    requests: list[compliance_queries.RequestFacts]
    disputes: list[compliance_queries.DisputeFacts]
    complaints: list[compliance_queries.ComplaintFacts]
    at: datetime

    @property
    def standing(self) -> Standing:
        """What counts now, apart from what is over."""
        return Standing(
            [each for each in self.consents if each.stands_at(self.at)],
            [each for each in self.requests if each.stands_at(self.at)],
            [
                *(each for each in self.consents if not each.stands_at(self.at)),
                *(each for each in self.requests if not each.stands_at(self.at)),
            ],
        )

    @property
    def document_formats(self) -> list[tuple[str, str]]:
        """The forms in which an agreement is handed out."""
        return [("pdf", "PDF"), ("docx", "Word")]

    @property
    def revealable(self) -> list[Revealable]:
        """What is masked and on file."""
        masks = [
            Revealable("name", _("Name"), self.customer.name_masked),
            Revealable("id_number", _("ID number"), self.customer.id_number_masked),
            *(Revealable(str(each.id), each.label, each.value_masked) for each in self.points),
        ]
        return [mask for mask in masks if mask.masked]


def file_of(customer_id: int, at: datetime) -> File:
    """A customer's file. Raises Http404 when there is no such customer."""
    customer = portfolio.customer(customer_id)
    if customer is None:
        raise Http404
    case = delinquency.open_case_of(customer_id)
    accounts = portfolio.accounts_of(customer_id)
    standings = delinquency.standings_of(case.id) if case else []
    callbacks = work.callbacks_of(case.id) if case else []
    consents = compliance_queries.consents_of(customer_id)
    requests = compliance_queries.requests_of(customer_id)
    disputes = compliance_queries.disputes_of(customer_id)
    complaints = compliance_queries.complaints_of(customer_id)
    return File(
        customer=customer,
        case=case,
        accounts=person.account_lines(accounts, standings),
        points=[
            PointLine(
                each.id,
                POINT_LABELS[each.kind],
                each.value_masked,
                each.invalid_since,
                each.not_theirs_since_at,
            )
            for each in portfolio.contact_points(customer_id)
        ],
        holds=compliance_queries.holds_in_force(customer_id, at),
        marks=[mark for mark in compliance_queries.marks_of(customer_id) if mark.stands_at(at)],
        promises=negotiation_queries.promises_of(customer_id),
        agreements=agreements_of(customer_id),
        cause=negotiation_queries.cause_of(customer_id),
        able=_able(customer_id, accounts, at),
        callbacks=[each for each in callbacks if each.is_open],
        notes=work.notes_of(customer_id),
        moments=person.timeline(
            customer_id,
            case.id if case else None,
            at,
            compliance_queries.moments_of_records(consents, requests, disputes, complaints),
        ),
        consents=consents,
        requests=requests,
        disputes=disputes,
        complaints=complaints,
        at=at,
    )


def _able(customer_id: int, accounts: Sequence[portfolio.AccountFacts], at: datetime) -> list[Able]:
    """By currency: those in which something is owed, then others that were once assessed."""
    known = {
        each.capacity.currency: each.capacity
        for each in negotiation_queries.assessments_of(customer_id, at)
        if each.counts
    }
    owed = [line.currency for line in person.money_lines(accounts)]
    return [Able(each, known.get(each), each in owed) for each in dict.fromkeys([*owed, *known])]


def choices_of(file: File) -> Choices:
    """What the customer has that a record can be about."""
    owed = [line.total for line in file.accounts if line.total is not None]
    return Choices(
        points=[(point.id, f"{point.label} {point.value_masked}") for point in file.points],
        accounts=[(line.id, line.name) for line in file.accounts],
        attempts=[
            (each.id, f"{day_and_clock(each.made_at)} {each.value_masked}")
            for each in contact.attempts_of(file.customer.id, ATTEMPTS_OFFERED)
        ],
        currency=owed[0].currency if owed else "CNY",
    )


@require_GET
@for_roles(*SEARCHERS)
def customer(request: StaffRequest, customer_id: int) -> HttpResponseBase:
    """The customer's page."""
    return customer_page(request, file_of(customer_id, request.now))


def customer_page(
    request: StaffRequest, file: File, *, opened: str = "", form: Form | None = None, **more: Any
) -> HttpResponseBase:
    """The page; `opened` names the record whose form is shown at once, as it was sent."""
    choices = choices_of(file)
    forms_shown = {
        record: form if record == opened else make(choices=choices)
        for record, make in FORMS.items()
    }
    context = {
        "file": file,
        "opened": opened,
        "forms": forms_shown,
        "taken_back": TakenBackForm(),
        "may_record": may(request.user, "record_request"),
        "may_withdraw": may(request.user, "withdraw_request"),
        "may_handle": may(request.user, "handle_complaint"),
        "may_hold": may(request.user, "place_hold"),
        "may_release": may(request.user, "release_hold"),
        "may_promise": may(request.user, "record_promise"),
        "may_assess": may(request.user, "record_capacity"),
        "may_end": may(request.user, "end_agreement"),
        "may_take": may(request.user, "work_case"),
        "show_notes": may(request.user, "read_note"),
        "matter": open_matter_of(file.customer.id),
        "may_see_matter": may(request.user, "see_matters"),
        "hold_kinds": [kind for kind in HoldKind if kind not in OF_RECORDS],
        **more,
    }
    return render(request, "desk/customer.html", context)


@require_POST
@for_roles(*SEARCHERS)
def reveal(request: StaffRequest, customer_id: int) -> HttpResponseBase:
    """Open one masked value for a written reason."""
    file = file_of(customer_id, request.now)
    sent = request.POST.get("what", "")
    choice = next((each for each in file.revealable if each.value == sent), None)
    reason = request.POST.get("reason", "")
    context: dict[str, Any] = {"file": file, "typed": {"what": sent, "reason": reason}}
    if choice is None:
        context["reveal_error"] = _("Choose what to reveal.")
        return render(request, "desk/reveal.html", context)
    what: Literal["name", "id_number"] | int = (
        "name" if sent == "name" else "id_number" if sent == "id_number" else int(sent)
    )
    try:
        value = portfolio_actions.reveal(
            customer_id=customer_id, what=what, reason=reason, staff=request.user, at=request.now
        )
        context["revealed"] = Revealed(choice.label, value)
    except Refused as refused:
        context["reveal_error"] = in_language(refused.text)
    return render(request, "desk/reveal.html", context)


@require_POST
@for_roles(*SEARCHERS)
def place_hold(request: StaffRequest, customer_id: int) -> HttpResponseBase:
    """Stop contact with the customer, until a day or until released."""
    try:
        compliance.place_hold(
            customer_id=file_of(customer_id, request.now).customer.id,
            kind=request.POST.get("kind", ""),
            reason=request.POST.get("reason", ""),
            ends_at=_end_of(request.POST.get("ends_on", "")),
            since=forms.moment(since) if (since := request.POST.get("since", "")) else None,
            staff=request.user,
            at=request.now,
        )
    except Refused as refused:
        file = file_of(customer_id, request.now)
        return customer_page(request, file, hold_error=in_language(refused.text))
    messages.success(request, _("Contact is stopped."))
    return redirect("customer", customer_id)


def _end_of(day: str) -> datetime | None:
    """The end of a day as a date field sends it; None for an empty one."""
    if not day:
        return None
    return timezone.make_aware(datetime.combine(forms.day(day), time(23, 59, 59)))


@require_POST
@for_roles(*SEARCHERS)
def release_hold(request: StaffRequest, customer_id: int, hold_id: int) -> HttpResponseBase:
    """Let contact go on as far as one hold is concerned."""
    reason = request.POST.get("reason", "")
    held = compliance_queries.holds_in_force(customer_id, request.now)
    if hold_id not in [hold.id for hold in held]:
        raise Http404
    return _done(
        request,
        customer_id,
        lambda: compliance.release_hold(
            hold_id=hold_id, reason=reason, staff=request.user, at=request.now
        ),
        _("The hold is released."),
    )


@require_POST
@for_roles(*SEARCHERS)
def clear_mark(request: StaffRequest, customer_id: int, mark_id: int) -> HttpResponseBase:
    """End a mark."""
    if mark_id not in [mark.id for mark in compliance_queries.marks_of(customer_id)]:
        raise Http404
    return _done(
        request,
        customer_id,
        lambda: compliance.clear_mark(mark_id=mark_id, staff=request.user, at=request.now),
        _("The mark is cleared."),
    )


@require_POST
@for_roles(*SEARCHERS)
def withdraw_promise(request: StaffRequest, customer_id: int, promise_id: int) -> HttpResponseBase:
    """Withdraw a promise, which is the customer's right."""
    promises = negotiation_queries.promises_of(customer_id)
    if promise_id not in [promise.id for promise in promises]:
        raise Http404
    return _done(
        request,
        customer_id,
        lambda: negotiation.withdraw_promise(
            promise_id=promise_id, staff=request.user, at=request.now
        ),
        _("The promise is withdrawn."),
    )


def _done(
    request: StaffRequest, customer_id: int, act: Callable[[], object], said: str
) -> HttpResponseBase:
    """Act, say what happened or why not, and show the page again."""
    try:
        act()
    except Refused as refused:
        messages.warning(request, in_language(refused.text))
    else:
        messages.success(request, said)
    return redirect("customer", customer_id)
