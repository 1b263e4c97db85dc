"""How we may reach a cardholder: channels, hours, places, numbers, and what they allowed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fairdue.compliance import actions
from fairdue.compliance import queries as compliance
from fairdue.compliance.models import ConsentKind, Manner, RequestKind
from fairdue.compliance.queries import RequestFacts
from fairdue.contact.models import Channel
from fairdue.kernel.refusal import Refused
from fairdue.portal.access import CardholderRequest, for_cardholder
from fairdue.portal.rights.forms import CHANNELS, ChannelsForm, NightForm, TimesForm, said
from fairdue.portal.rights.telling import CODE
from fairdue.portfolio import queries as portfolio
from fairdue.portfolio.actions import disown_contact_point

HERE = "my-contact"
WRITTEN = (Channel.EMAIL, Channel.SMS)
"""Channels that some laws need a consent for."""


@for_cardholder
def preferences(request: CardholderRequest) -> HttpResponseBase:
    """Everything that says how we may reach the person."""
    return _page(request)


def _page(request: CardholderRequest, **forms: Any) -> HttpResponseBase:
    """The page; with a form that was filled in wrongly, in its place."""
    customer_id = request.cardholder.customer_id
    asked = _standing(request)
    stopped = {each.channel for each in asked if each.kind == RequestKind.STOP_MEDIUM}
    consents = compliance.consents_of(customer_id)
    context = {
        "channels_form": ChannelsForm(
            initial={"channels": [c for c in CHANNELS if c not in stopped]}
        ),
        "times_form": TimesForm(auto_id="times_%s"),
        "night_form": NightForm(auto_id="night_%s"),
        "times": [each for each in asked if each.kind == RequestKind.INCONVENIENT_TIME],
        "not_at_work": _first(asked, RequestKind.NOT_AT_WORK),
        "cease": _first(asked, RequestKind.CEASE),
        "representative": _first(asked, RequestKind.REPRESENTATIVE),
        "others": [each for each in asked if each.kind not in SHOWN_APART],
        "points": portfolio.contact_points(customer_id),
        "consents": [each for each in consents if each.stands_at(request.now)],
        "revoked": [each for each in consents if not each.stands_at(request.now)],
        "may_allow": [c for c in WRITTEN if not _allowed(consents, c, request)],
        "written": {c: CHANNELS[c] for c in WRITTEN},
    } | forms
    wrong = any(form.errors for form in forms.values())
    return render(request, "portal/rights/preferences.html", context, status=422 if wrong else 200)


SHOWN_APART = {
    RequestKind.STOP_MEDIUM,
    RequestKind.INCONVENIENT_TIME,
    RequestKind.NOT_AT_WORK,
    RequestKind.CEASE,
    RequestKind.REPRESENTATIVE,
}


@require_POST
@for_cardholder
def channels(request: CardholderRequest) -> HttpResponseBase:
    """Stop the channels that are no longer ticked, and allow again those that are."""
    form = ChannelsForm(request.POST)
    if not form.is_valid():
        return _page(request, channels_form=form)
    wanted = set(form.cleaned_data["channels"])

    def change() -> None:
        asked = [each for each in _standing(request) if each.kind == RequestKind.STOP_MEDIUM]
        for each in asked:
            if each.channel in wanted:
                _take_back(request, each)
        for channel in CHANNELS:
            if channel not in wanted and channel not in {each.channel for each in asked}:
                _ask(request, RequestKind.STOP_MEDIUM, channel=channel)

    return _done(request, change, _("Saved. It counts from now on."))


@require_POST
@for_cardholder
def times(request: CardholderRequest) -> HttpResponseBase:
    """Ask not to be contacted at certain hours."""
    form = TimesForm(request.POST, auto_id="times_%s")
    if not form.is_valid():
        return _page(request, times_form=form)
    return _done(
        request,
        lambda: _ask(request, RequestKind.INCONVENIENT_TIME, **form.cleaned_data),
        _("Saved. We won't contact you in these hours."),
    )


@require_POST
@for_cardholder
def not_at_work(request: CardholderRequest) -> HttpResponseBase:
    """Ask not to be contacted at work."""
    return _done(
        request,
        lambda: _ask(request, RequestKind.NOT_AT_WORK),
        _("Saved. We won't contact you at work."),
    )


@require_POST
@for_cardholder
def take_back(request: CardholderRequest, request_id: int) -> HttpResponseBase:
    """Take a request back."""
    asked = next((each for each in _standing(request) if each.id == request_id), None)
    if asked is None:
        raise Http404
    return _done(request, lambda: _take_back(request, asked), _("You have taken this back."))


@require_POST
@for_cardholder
def allow(request: CardholderRequest, channel: str) -> HttpResponseBase:
    """Allow e-mails or text messages."""
    if channel not in WRITTEN:
        raise Http404

    def grant() -> None:
        actions.grant_consent(
            customer_id=request.cardholder.customer_id,
            kind=ConsentKind.CHANNEL,
            channel=channel,
            evidence=CODE,
            staff=request.cardholder,
            at=request.now,
        )

    return _done(request, grant, _("Saved. You can take this back at any time."))


@require_POST
@for_cardholder
def allow_hours(request: CardholderRequest) -> HttpResponseBase:
    """Allow contact at hours that are quiet by law."""
    form = NightForm(request.POST, auto_id="night_%s")
    if not form.is_valid():
        return _page(request, night_form=form)

    def grant() -> None:
        actions.grant_consent(
            customer_id=request.cardholder.customer_id,
            kind=ConsentKind.NIGHT_CONTACT,
            evidence=CODE,
            staff=request.cardholder,
            at=request.now,
            **form.cleaned_data,
        )

    return _done(request, grant, _("Saved. You can take this back at any time."))


@require_POST
@for_cardholder
def revoke(request: CardholderRequest, consent_id: int) -> HttpResponseBase:
    """Take a consent back."""
    mine = compliance.consents_of(request.cardholder.customer_id)
    if consent_id not in [each.id for each in mine]:
        raise Http404

    def revoked() -> None:
        actions.revoke_consent(
            consent_id=consent_id, reason=CODE, staff=request.cardholder, at=request.now
        )

    return _done(request, revoked, _("You have taken this consent back."))


@require_POST
@for_cardholder
def not_mine(request: CardholderRequest, point_id: int) -> HttpResponseBase:
    """A number or address that belongs to somebody else by now."""
    mine = portfolio.contact_points(request.cardholder.customer_id)
    if point_id not in [point.id for point in mine]:
        raise Http404
    if [point.id for point in mine if point.invalid_since is None] == [point_id]:
        messages.warning(
            request,
            _("This is the last way to reach you. Please tell us a new number by telephone first."),
        )
        return redirect(HERE)
    return _done(
        request,
        lambda: disown_contact_point(
            contact_point_id=point_id,
            staff=request.cardholder,
            at=request.now,
            since=request.now,
        ),
        _("Thank you. We won't use it any more."),
    )


def _standing(request: CardholderRequest) -> list[RequestFacts]:
    asked = compliance.requests_of(request.cardholder.customer_id)
    return [each for each in asked if each.stands_at(request.now)]


def _first(asked: list[RequestFacts], kind: str) -> RequestFacts | None:
    return next((each for each in asked if each.kind == kind), None)


def _allowed(
    consents: list[compliance.ConsentFacts], channel: str, request: CardholderRequest
) -> bool:
    return any(
        each.kind == ConsentKind.CHANNEL and each.channel == channel and each.stands_at(request.now)
        for each in consents
    )


def _ask(request: CardholderRequest, kind: str, **more: Any) -> None:
    actions.record_request(
        customer_id=request.cardholder.customer_id,
        kind=kind,
        reason=CODE,
        manner=Manner.ELECTRONIC,
        staff=request.cardholder,
        at=request.now,
        **more,
    )


def _take_back(request: CardholderRequest, asked: RequestFacts) -> None:
    actions.withdraw_request(
        request_id=asked.id, reason=CODE, staff=request.cardholder, at=request.now
    )


def _done(request: CardholderRequest, change: Callable[[], None], told: str) -> HttpResponseBase:
    """Change something and say so, or say why not."""
    try:
        change()
    except Refused as refused:
        messages.warning(request, said(refused.text))
    else:
        messages.success(request, told)
    return redirect(HERE)
