"""Templates: all of them, one with its versions, and a version with its check and preview."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from fairdue import wording
from fairdue.compliance.queries.legal_steps import legal_steps_of
from fairdue.desk.access import StaffRequest
from fairdue.desk.oversight.access import for_those_who_may
from fairdue.desk.templatetags.desk import in_language
from fairdue.desk.written.presenting import (
    BADGES,
    CHANNEL_NAMES,
    LAW_NAMES,
    checked,
    deeds,
    differences,
    fields_for,
    kind_name,
    typed_wording,
)
from fairdue.desk.written.values import values_of
from fairdue.identity.queries.policy import zone
from fairdue.kernel.calendars import local_day
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.messaging.actions.rendering import filled
from fairdue.messaging.models import TemplateState, TemplateVersion
from fairdue.messaging.queries import templates as found
from fairdue.messaging.rules.mandatory import KINDS
from fairdue.people.rules import may
from fairdue.portfolio import queries as portfolio


@require_GET
@for_those_who_may("see_messages")
def templates(request: StaffRequest) -> HttpResponse:
    """All of them with the version in use and the one on its way."""
    channel, only_open = request.GET.get("channel", ""), request.GET.get("show") == "open"
    lines = found.templates()
    shown = [
        each
        for each in lines
        if (not channel or each.template.channel == channel) and (each.open or not only_open)
    ]
    context = {
        "lines": shown,
        "total": len(lines),
        "on_their_way": sum(each.open is not None for each in lines),
        "not_live": sum(each.live is None for each in lines),
        "channel": channel,
        "only_open": only_open,
        "channels": CHANNEL_NAMES,
        "laws": LAW_NAMES,
        "kinds": KINDS,
        "writes": may(request.user, "write_template"),
    }
    return render(request, "desk/written/templates.html", context)


@require_GET
@for_those_who_may("see_messages")
def history(request: StaffRequest, template_id: int) -> HttpResponse:
    """A template's versions, the newest first."""
    versions = list(found.versions_of(template_id))
    if not versions:
        raise Http404(f"no template {template_id}")
    template = versions[0].template
    is_open = any(each.state in found.OPEN for each in versions)
    context = {
        "template": template,
        "versions": [(each, BADGES[TemplateState(each.state)]) for each in versions],
        "kind": kind_name(template.kind),
        "channel": CHANNEL_NAMES[template.channel],
        "law": LAW_NAMES[template.law],
        "may_start": may(request.user, "write_template") and not is_open,
    }
    return render(request, "desk/written/template.html", context)


@require_GET
@for_those_who_may("see_messages")
def version(request: StaffRequest, version_id: int) -> HttpResponse:
    """A version: its texts with what was found in them, its way, its approvals."""
    one = _version(version_id)
    given = found.approvals_of(version_id)
    others = [each for each in found.versions_of(one.template_id) if each.pk != one.pk]
    against = _against(request, one, others)
    context = _context(one, one.wording, request) | {
        "given": given,
        "deeds": deeds(one, given, request.user),
        "badge": BADGES[TemplateState(one.state)],
        "others": others,
        "against": against,
        "differences": differences(against.wording, one.wording) if against else [],
        "fields": fields_for(one.template.channel, get_language() or "en"),
        "seen": one.wording.digest,
        "kind": kind_name(one.template.kind),
        "may_search": may(request.user, "search"),
    }
    return render(request, "desk/written/version.html", context)


@require_POST
@for_those_who_may("write_template")
def check(request: StaffRequest, version_id: int) -> HttpResponse:
    """What is found in texts as they are typed."""
    context = _context(_version(version_id), typed_wording(request.POST), request)
    return render(request, "desk/written/checked.html", context)


@require_GET
@for_those_who_may("see_messages")
def preview(request: StaffRequest, version_id: int) -> HttpResponse:
    """The words as a customer would get them: of a case that is looked for, or of samples.

    Names, numbers and addresses stay masked; the code and the links are issued on sending.
    """
    one = _version(version_id)
    said, customer = request.GET.get("customer", "").strip(), None
    context: dict[str, Any] = {"version": one, "asked": said}
    if said:
        if not may(request.user, "search"):
            raise Http404("a case is shown to those who may look for customers")
        hits = portfolio.find(said, limit=2)
        customer = portfolio.customer(hits[0].customer_id) if len(hits) == 1 else None
        context["problem"] = "" if customer else _("Exactly one customer has to match this.")
    today = local_day(request.now, zone())
    real = values_of(customer.id, request.now) if customer else {}
    law = portfolio.law_of(customer.id, today).jurisdiction if customer else one.template.law
    steps = found.STEPS_IN.get(one.template.kind, frozenset())
    if customer:
        steps = legal_steps_of(customer.id, request.now)
    shown = []
    for language in ("en", "zh-hans"):
        values = {**found.samples(request.now), **real}
        try:
            words = filled(one, language=language, law=law or "CN", values=values, at=request.now)
        except (Refused, KeyError) as error:
            reason = error.text if isinstance(error, Refused) else Text(str(error), str(error))
            context["problem"] = in_language(reason)
            break
        facts = found.facts_of(values, law or "CN", request.now, steps)
        told = wording.check(
            words.body, language=language, channel=one.template.channel, facts=facts
        )
        shown.append((language, words, [each for each in told if each.severity != "hint"]))
    samples = [name for name in one.wording.fields if customer and name not in real]
    context |= {"shown": shown, "customer": customer, "law": LAW_NAMES[law], "samples": samples}
    return render(request, "desk/written/preview.html", context)


def _context(one: TemplateVersion, said: Any, request: StaffRequest) -> dict[str, Any]:
    return {
        "version": one,
        "template": one.template,
        "channel": CHANNEL_NAMES[one.template.channel],
        "law": LAW_NAMES[one.template.law],
        "found": checked(one, said, request.now),
    }


def _against(
    request: StaffRequest, one: TemplateVersion, others: list[TemplateVersion]
) -> TemplateVersion | None:
    """The version to hold it against: the one asked for, else the one before it."""
    asked = request.GET.get("against", "")
    for each in others:
        if str(each.number) == asked or (not asked and each.number < one.number):
            return each
    return None


def _version(version_id: int) -> TemplateVersion:
    one = found.version(version_id)
    if one is None:
        raise Http404(f"no version {version_id}")
    return one
