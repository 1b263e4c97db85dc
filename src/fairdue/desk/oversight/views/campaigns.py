"""Campaigns: whom they would reach, who approves them, and how far they have come."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from math import ceil
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fairdue.contact.models import Channel
from fairdue.contact.rules.document import verdict_document
from fairdue.desk.access import StaffRequest
from fairdue.desk.oversight.access import for_those_who_may
from fairdue.desk.oversight.campaign_forms import AT, EVERYONE, CampaignForm, in_words, initial_of
from fairdue.desk.oversight.paging import page_number, paging
from fairdue.desk.oversight.spans import zone
from fairdue.desk.oversight.verdicts import clauses_of, rule_titles
from fairdue.kernel.refusal import Refused
from fairdue.messaging.actions.campaigns import (
    approve_campaign,
    draft_campaign,
    edit_campaign,
    look_into,
    pause_campaign,
    refuse_campaign,
    resume_campaign,
    stop_campaign,
    submit_campaign,
)
from fairdue.messaging.actions.campaigns.previewing import outlook_now, preview
from fairdue.messaging.models import (
    Campaign,
    CampaignState,
    Foreseen,
    MessageState,
    RecipientState,
)
from fairdue.messaging.models.campaigns import BEGUN, UNDER_WAY_STATES, Outcome
from fairdue.messaging.queries.campaigns.choices import title_of
from fairdue.messaging.queries.campaigns.policy import campaign_policy
from fairdue.messaging.queries.campaigns.progress import (
    Progress,
    denied_by_rule,
    examples,
    forecast,
    progress,
    to_preview,
)
from fairdue.messaging.queries.campaigns.progress import (
    campaigns as listed,
)
from fairdue.messaging.rules.campaigns import BEST, DRAFT, READY, REFUSED
from fairdue.people.models import Team
from fairdue.people.rules import may

ROWS = 25
POLL_SECONDS = 2
DEEDS = ("run_campaign", "approve_campaign", "see_messages")
BADGES = {
    CampaignState.RUNNING: "ok",
    CampaignState.FINISHED: "ok",
    CampaignState.SUBMITTED: "warn",
    CampaignState.PAUSED: "warn",
    CampaignState.STOPPED: "stop",
    CampaignState.REFUSED: "stop",
    CampaignState.LOOKING: "info",
    CampaignState.READY: "info",
    CampaignState.APPROVED: "info",
}


@require_GET
@for_those_who_may(*DEEDS)
def campaigns(request: StaffRequest) -> HttpResponse:
    """All campaigns, the newest first."""
    rows, total = listed(offset=(page_number(request) - 1) * ROWS, limit=ROWS)
    return render(
        request,
        "desk/oversight/campaigns.html",
        {
            "rows": [(each, *_named(each.campaign)) for each in rows],
            "paging": paging(request, total, ROWS),
            "may_run": may(request.user, "run_campaign"),
        },
    )


@require_http_methods(["GET", "POST"])
@for_those_who_may("run_campaign")
def new(request: StaffRequest) -> HttpResponse:
    """Draft a campaign."""
    starts_at = request.now.astimezone(zone())
    initial = {
        "channel": "sms",
        "starts_at": starts_at.strftime(AT),
        "ends_at": (starts_at + timedelta(days=1)).replace(hour=20, minute=0).strftime(AT),
    }
    return _form(request, None, initial)


@require_http_methods(["GET", "POST"])
@for_those_who_may("run_campaign")
def edit(request: StaffRequest, campaign_id: int) -> HttpResponse:
    """Change a campaign that nobody waits for yet."""
    campaign = _campaign(campaign_id)
    return _form(request, campaign, initial_of(campaign))


def _form(
    request: StaffRequest, campaign: Campaign | None, initial: dict[str, Any]
) -> HttpResponse:
    posted = request.POST if request.method == "POST" else None
    form = CampaignForm(posted, initial=initial)
    if posted is not None and form.is_valid():
        asked: dict[str, Any] = {"staff": request.user, "at": request.now}
        try:
            if campaign is None:
                campaign = draft_campaign(form.wanted, **asked)
            else:
                edit_campaign(campaign.pk, form.wanted, **asked)
            look_into(campaign.pk, **asked)
        except Refused as refused:
            form.add_error(None, refused.text.in_language(get_language() or "en"))
        else:
            return redirect("campaign", campaign.pk)
    return render(
        request, "desk/oversight/campaign_form.html", {"form": form, "campaign": campaign}
    )


@require_GET
@for_those_who_may(*DEEDS)
def campaign(request: StaffRequest, campaign_id: int) -> HttpResponse:
    """One campaign: what it is, its dry run, its progress, and what may be done with it."""
    found = _campaign(campaign_id)
    live = request.headers.get("HX-Request")
    name = "campaign_live" if live else "campaign"
    context = _shown(request, found)
    response = render(request, f"desk/oversight/{name}.html", context)
    if live and request.GET.get("state") != found.state:
        response.headers["HX-Refresh"] = "true"  # other things may be done with it now
    return response


def _shown(request: StaffRequest, found: Campaign) -> dict[str, Any]:
    language = get_language() or "en"
    titles = rule_titles()

    def titled(rules: list[tuple[str, int]]) -> list[tuple[str, str, int]]:
        return [
            (rule, titles[rule].in_language(language) if rule in titles else rule, number)
            for rule, number in rules
        ]

    at: datetime = request.now
    begun = found.state in BEGUN
    foreseen = forecast(found, at)
    channel, state, badge = _named(found)
    mine = request.user.username in (*found.editors, found.submitted_by)
    waits_for_me = found.state == CampaignState.SUBMITTED and not mine
    return {
        "campaign": found,
        "channel": channel,
        "template_title": title_of(found.template).in_language(language),
        "state": state,
        "badge": badge,
        "whom": in_words(found.chosen, dict(Team.objects.values_list("code", "name"))),
        "everyone": EVERYONE.in_language(language),
        "begun": begun,
        "forecast": foreseen,
        "percent": 100 * foreseen.seen // max(1, foreseen.people),
        "outcomes": [(Outcome(code), number) for code, number in foreseen.outcomes],
        "foreseen_denials": [
            (*line, examples(found.pk, line[0])) for line in titled(list(foreseen.denied))
        ],
        "carried": [
            (each, str(Channel(each.channel).label), ceil(each.people / each.per_second))
            for each in foreseen.carried
        ],
        "previews": [] if begun or not foreseen.reached else _previews(found, at),
        "progress": _progress(progress(found.pk)) if begun else None,
        "denials": titled(denied_by_rule(found.pk)) if begun else [],
        "moving": found.state in (CampaignState.LOOKING, CampaignState.APPROVED, *UNDER_WAY_STATES),
        "poll_seconds": POLL_SECONDS,
        "approval_from": campaign_policy(at).approval_from_people,
        "may_run": may(request.user, "run_campaign"),
        "may_approve": may(request.user, "approve_campaign") and waits_for_me,
        "may_change": may(request.user, "run_campaign") and found.state in (DRAFT, READY, REFUSED),
        "is_mine": mine,
    }


def _previews(found: Campaign, at: datetime) -> list[Any]:
    shown = []
    for row in to_preview(found.pk):
        words = preview(found, row, at=at)
        if words is not None:
            shown.append((row, str(Channel(row.channel).label), words))
    return shown


def _progress(found: Progress) -> list[tuple[str, int, float, str]]:
    """Each count in words: how many, the share, and how it is shown."""
    badges = {
        MessageState.SENT: "ok",
        MessageState.DELIVERED: "ok",
        MessageState.UNCONFIRMED: "warn",
        MessageState.NOT_DELIVERED: "warn",
        RecipientState.DENIED: "stop",
    }
    lines = []
    for is_message, states in ((True, MessageState), (False, RecipientState)):
        for state in states:
            number = found.of(state, is_message=is_message)
            if number:
                share = 100 * number / max(1, found.people)
                lines.append((str(state.label), number, share, badges.get(state, "")))
    return lines


@require_GET
@for_those_who_may("run_campaign", "approve_campaign")
def foreseen(request: StaffRequest, campaign_id: int, foreseen_id: int) -> HttpResponse:
    """One person of a dry run, with every clause of the verdict, as things stand now."""
    row = (
        Foreseen.objects.select_related("customer", "campaign")
        .filter(pk=foreseen_id, campaign_id=campaign_id)
        .first()
    )
    if row is None:
        raise Http404
    found = outlook_now(row, at=request.now)
    verdict = None if found.verdict is None else verdict_document(found.verdict)
    language = get_language() or "en"
    return render(
        request,
        "desk/oversight/campaign_person.html",
        {
            "campaign": row.campaign,
            "row": row,
            "channel": str(Channel(found.channel).label) if found.channel else "",
            "outcome": Outcome(found.outcome).label,
            "due_at": found.due_at,
            "why": [each.in_language(language) for each in found.why],
            "clauses": clauses_of(verdict, None, language) if verdict else [],
        },
    )


@require_POST
@for_those_who_may("run_campaign", "approve_campaign")
def step(request: StaffRequest, campaign_id: int, name: str) -> HttpResponse:
    """Dry run, submit, approve, turn down, pause, go on, stop."""
    asked: dict[str, Any] = {"staff": request.user, "at": request.now}
    note = request.POST.get("note", "")
    steps: dict[str, Callable[[], object]] = {
        "look": lambda: look_into(campaign_id, **asked),
        "submit": lambda: submit_campaign(campaign_id, **asked),
        "approve": lambda: approve_campaign(campaign_id, **asked),
        "refuse": lambda: refuse_campaign(campaign_id, note=note, **asked),
        "pause": lambda: pause_campaign(campaign_id, note=note, **asked),
        "resume": lambda: resume_campaign(campaign_id, **asked),
        "stop": lambda: stop_campaign(campaign_id, note=note, **asked),
    }
    if name not in steps:
        raise Http404
    try:
        steps[name]()
    except Refused as refused:
        messages.error(request, refused.text.in_language(get_language() or "en"))
    return redirect("campaign", campaign_id)


def _campaign(campaign_id: int) -> Campaign:
    found = Campaign.objects.filter(pk=campaign_id).first()
    if found is None:
        raise Http404(f"there is no campaign {campaign_id}")
    return found


def _named(found: Campaign) -> tuple[str, str, str]:
    """Its channel and state in words, and the state's badge."""
    if found.channel == BEST:
        channel = _("Each person's best")
    else:
        channel = str(Channel(found.channel).label)
    state = CampaignState(found.state)
    return channel, str(state.label), BADGES.get(state, "")
