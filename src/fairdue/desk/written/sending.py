"""The dialog by which a collector sends a message: channel, template, the very words, send."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fairdue.contact import queries as contacts
from fairdue.contact.actions import ContactDenied
from fairdue.contact.models import Channel
from fairdue.contact.rules.verdict import POINT_KIND
from fairdue.delinquency.models import Case
from fairdue.desk import verdicts
from fairdue.desk.access import StaffRequest
from fairdue.desk.oversight.access import for_those_who_may
from fairdue.desk.templatetags.desk import in_language
from fairdue.desk.written.values import values_of
from fairdue.identity.queries.policy import zone
from fairdue.kernel.calendars import local_day
from fairdue.kernel.refusal import Refused
from fairdue.messaging import actions as messaging
from fairdue.messaging.actions.rendering import filled
from fairdue.messaging.models import TemplateVersion
from fairdue.messaging.queries import templates as found
from fairdue.messaging.rules.templates import Words
from fairdue.portfolio import queries as portfolio
from fairdue.work import queries as queue

CHANNELS = (Channel.SMS, Channel.EMAIL)
ISSUED = ("code", "genuine", "portal", "home")
"""What is issued on sending; samples stand for it until then."""

WANTED_LENGTH_MAX = 60
"""Of the name of a template that a key asks for."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A template that may be sent, with its words; or why it can't be for this customer."""

    version: TemplateVersion
    words: Words | None
    why_not: str


@require_http_methods(["GET", "POST"])
@for_those_who_may("send_message")
def message(request: StaffRequest, case_id: int) -> HttpResponseBase:
    """What may be sent about the case in hand; with POST it is, under a permit of its own."""
    item = queue.taken(request.user)
    if item is None or item.case_id != case_id:
        return HttpResponse(_("This case is no longer in your hands."))
    context = _choices(request, item.case)
    if request.method == "POST":
        context |= _send(request, item.case, context)
    return render(request, "desk/written/message.html", context)


def _choices(request: StaffRequest, case: Case) -> dict[str, Any]:
    at, customer_id = request.now, case.customer_id
    asked = contacts.may_i(customer_id=customer_id, at=at)
    answers = verdicts.answers({each: asked[each] for each in CHANNELS}, at)
    allowed = [each.channel for each in answers if each.allowed]
    sent = request.POST if request.method == "POST" else request.GET
    channel = sent.get("channel", "")
    if channel not in CHANNELS:
        channel = allowed[0] if allowed else CHANNELS[0]
    choices = _templates(customer_id, channel, request)
    able = [each for each in choices if each.words]
    wanted = sent.get("wanted", "")[:WANTED_LENGTH_MAX]
    chosen = next(
        (each for each in choices if str(each.version.pk) == sent.get("template")),
        next((each for each in able if each.version.template.name == wanted), None)
        or next(iter(able), None),
    )
    return {
        "case_id": case.pk,
        "answers": answers,
        "channel": channel,
        "answer": next(each for each in answers if each.channel == channel),
        "point": _point(customer_id, channel),
        "choices": choices,
        "wanted": wanted,
        "chosen": chosen,
    }


def _templates(customer_id: int, channel: str, request: StaffRequest) -> list[Choice]:
    at = request.now
    law = portfolio.law_of(customer_id, local_day(at, zone())).jurisdiction
    language = contacts.language_of(customer_id, at)
    samples = found.samples(at)
    values = {
        **{name: samples[name] for name in ISSUED},
        **values_of(customer_id, at),
    }
    choices = []
    for version in found.usable(channel, law, at):
        try:
            words = filled(version, language=language, law=law, values=values, at=at)
            choices.append(Choice(version, words, ""))
        except Refused as refused:
            choices.append(Choice(version, None, in_language(refused.text)))
    return choices


def _point(customer_id: int, channel: str) -> portfolio.ContactPointFacts | None:
    return next(
        (
            each
            for each in portfolio.contact_points(customer_id)
            if each.kind == POINT_KIND[channel]
            and each.invalid_since is None
            and each.not_theirs_since_at is None
        ),
        None,
    )


def _send(request: StaffRequest, case: Case, context: dict[str, Any]) -> dict[str, Any]:
    point, chosen = context["point"], context["chosen"]
    if point is None:
        return {"problem": _("No address or number is on file for this channel.")}
    if chosen is None or chosen.words is None:
        return {"problem": chosen.why_not if chosen else _("There is no template for this.")}
    values = values_of(case.customer_id, request.now)
    values.pop("name", None)  # the machine that sends opens it
    letter = messaging.Letter(
        case.customer_id,
        point.id,
        chosen.version.template.name,
        values,
        channel=context["channel"],
        case_id=case.pk,
    )
    try:
        messaging.send_message(letter, actor=request.user.username, at=request.now)
    except ContactDenied as denied:
        answers = verdicts.answers({Channel(context["channel"]): denied.verdict}, request.now)
        return {"denied": answers[0]}
    except Refused as refused:
        return {"problem": in_language(refused.text)}
    return {"sent": True}
