"""The administrators' page of other systems: tokens, webhooks, and who tells of payments."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fairdue.desk.access import StaffRequest
from fairdue.desk.oversight.access import for_those_who_may
from fairdue.desk.oversight.connection_forms import SourceForm, TokenForm, WebhookForm
from fairdue.integration.actions.endpoints import (
    add_endpoint,
    add_source,
    change_secret,
    set_endpoint_active,
    set_source_active,
)
from fairdue.integration.actions.replaying import replay, send_test
from fairdue.integration.actions.tokens import make_token, revoke_token
from fairdue.integration.models import Endpoint, Source
from fairdue.integration.queries.events import (
    SuspicionFacts,
    deliveries,
    endpoints,
    sources,
    suspicions_about,
)
from fairdue.integration.queries.policy import api_policy
from fairdue.integration.queries.tokens import tokens
from fairdue.integration.rules.events import EVENTS
from fairdue.integration.rules.suspicions import CAUSES, REPEATED
from fairdue.kernel.refusal import Refused

ROWS_MAX = 50
STATES = ("", "waiting", "delivered", "dead")

FAULTS = {
    "status": gettext_lazy("answered with an error"),
    "timeout": gettext_lazy("no answer in time"),
    "unreachable": gettext_lazy("not reachable"),
    "unknown_host": gettext_lazy("no such host"),
    "tls": gettext_lazy("certificate not valid"),
    "private_address": gettext_lazy("address within a private network"),
    "bad_address": gettext_lazy("address not allowed"),
}
"""Why an event wasn't taken."""


@require_GET
@for_those_who_may("administer")
def connections(request: StaffRequest) -> HttpResponse:
    """Everything at a glance."""
    language = get_language() or "en"
    return render(
        request,
        "desk/oversight/connections.html",
        {
            "tokens": tokens(request.now),
            "endpoints": endpoints(),
            "sources": [(each, _suspicions(each.suspicions)) for each in sources()],
            "strangers": _suspicions(suspicions_about("")),
            "events": [(code, text.in_language(language)) for code, text in EVENTS.items()],
        },
    )


@never_cache
@require_http_methods(["GET", "POST"])
@for_those_who_may("administer")
def add_token(request: StaffRequest) -> HttpResponse:
    """Make a token; it is shown once, on the page that answers."""
    form = TokenForm(request.POST or None, days_max=api_policy(request.now).token_days_max)

    def make() -> str:
        entered = form.cleaned_data
        return make_token(
            name=entered["name"],
            scopes=entered["scopes"],
            days=entered["days"],
            actor=request.user,
            at=request.now,
        )[1]

    return _added(request, form, make, _("New token"), _("Token"))


@never_cache
@require_http_methods(["GET", "POST"])
@for_those_who_may("administer")
def add_webhook(request: StaffRequest) -> HttpResponse:
    """Have events sent to an address; the secret is shown once."""
    form = WebhookForm(request.POST or None)

    def make() -> str:
        entered = form.cleaned_data
        return add_endpoint(
            name=entered["name"],
            url=entered["url"],
            actions=entered["events"],
            actor=request.user,
            at=request.now,
        )[1]

    return _added(request, form, make, _("New webhook"), _("Secret"))


@never_cache
@require_http_methods(["GET", "POST"])
@for_those_who_may("administer")
def add_payment_source(request: StaffRequest) -> HttpResponse:
    """Let a system tell us of payments; the secret is shown once."""
    form = SourceForm(request.POST or None)

    def make() -> str:
        return add_source(name=form.cleaned_data["name"], actor=request.user, at=request.now)[1]

    return _added(request, form, make, _("New source of payments"), _("Secret"))


@require_POST
@for_those_who_may("administer")
def revoke(request: StaffRequest, name: str) -> HttpResponse:
    """End a token at once."""
    return _done(
        request,
        lambda: revoke_token(name=name, actor=request.user, at=request.now),
        _("The token of %(name)s is revoked.") % {"name": name},
    )


@require_POST
@for_those_who_may("administer")
def set_active(request: StaffRequest, kind: str, name: str) -> HttpResponse:
    """Stop a webhook or a source, or let it go on."""
    active = request.POST.get("active") == "1"
    change: Callable[..., object] = (
        set_endpoint_active if _kind(kind) is Endpoint else set_source_active
    )
    return _done(
        request,
        lambda: change(name=name, active=active, actor=request.user, at=request.now),
        (_("%(name)s goes on.") if active else _("%(name)s is stopped.")) % {"name": name},
    )


@never_cache
@require_POST
@for_those_who_may("administer")
def new_secret(request: StaffRequest, kind: str, name: str) -> HttpResponse:
    """Change a secret; the new one is shown once."""
    model: Any = _kind(kind)
    try:
        secret = change_secret(kind=model, name=name, actor=request.user, at=request.now)
    except Refused as refused:
        messages.error(request, _words(refused))
        return redirect("connections")
    return _shown(request, name, secret, _("New secret"), _("Secret"))


@require_POST
@for_those_who_may("administer")
def try_webhook(request: StaffRequest, name: str) -> HttpResponse:
    """Send an event of no consequence."""
    return _done(
        request,
        lambda: send_test(endpoint_name=name, actor=request.user, at=request.now),
        _("A test is on its way; it shows below within seconds."),
        ("webhook-deliveries", name),
    )


@require_GET
@for_those_who_may("administer")
def webhook_deliveries(request: StaffRequest, name: str) -> HttpResponse:
    """What was sent to a webhook and what waits, newest first."""
    endpoint = next((each for each in endpoints() if each.name == name), None)
    if endpoint is None:
        raise Http404(f"there is no webhook {name}")
    state = request.GET.get("state", "")
    state = state if state in STATES else ""
    before = _number(request.GET.get("before", ""))
    rows = deliveries(endpoint=name, state=state, before_id=before, limit=ROWS_MAX + 1)
    language = get_language() or "en"
    shown = [
        (row, EVENTS[row.action].in_language(language), FAULTS.get(row.last_fault, ""))
        for row in rows[:ROWS_MAX]
    ]
    return render(
        request,
        "desk/oversight/deliveries.html",
        {
            "endpoint": endpoint,
            "rows": shown,
            "state": state,
            "next": rows[ROWS_MAX - 1].id if len(rows) > ROWS_MAX else None,
        },
    )


@require_POST
@for_those_who_may("administer")
def send_again(request: StaffRequest, name: str) -> HttpResponse:
    """Send one event, or a span of them, once more."""
    first = _number(request.POST.get("first", ""))
    last = _number(request.POST.get("last", "")) or first
    return _done(
        request,
        lambda: replay(
            endpoint_name=name,
            first=first or 0,
            last=-1 if first is None or last is None else last,
            actor=request.user,
            at=request.now,
        ),
        _("Sent again; it shows below within seconds."),
        ("webhook-deliveries", name),
    )


def _added(
    request: StaffRequest, form: Any, make: Callable[[], str], title: str, label: str
) -> HttpResponse:
    """The form, or what was made: shown this once."""
    if request.method == "POST" and form.is_valid():
        try:
            secret = make()
        except Refused as refused:
            form.add_error(None, _words(refused))
        else:
            return _shown(request, form.cleaned_data["name"], secret, title, label)
    return render(
        request,
        "desk/oversight/connection_form.html",
        {"form": form, "title": title},
        status=422 if form.errors else 200,
    )


def _shown(request: StaffRequest, name: str, secret: str, title: str, label: str) -> HttpResponse:
    shown = {"name": name, "secret": secret, "title": title, "label": label}
    return render(request, "desk/oversight/connection_secret.html", shown)


def _done(
    request: StaffRequest,
    work: Callable[[], object],
    success: str,
    then: tuple[str, ...] = ("connections",),
) -> HttpResponse:
    try:
        work()
    except Refused as refused:
        messages.error(request, _words(refused))
    else:
        messages.success(request, success)
    return redirect(*then)


def _suspicions(found: Sequence[SuspicionFacts]) -> list[tuple[SuspicionFacts, str, bool]]:
    """Each with its name, and whether it is reason to worry: repeating a message is not."""
    language = get_language() or "en"
    return [
        (each, CAUSES[each.cause].in_language(language), each.cause != REPEATED) for each in found
    ]


def _kind(kind: str) -> type[Endpoint] | type[Source]:
    kinds: dict[str, type[Endpoint] | type[Source]] = {"webhooks": Endpoint, "sources": Source}
    if kind not in kinds:
        raise Http404(f"there is nothing of kind {kind}")
    return kinds[kind]


def _number(text: str) -> int | None:
    known = text.isascii() and text.isdigit() and len(text) < 19 and int(text) > 0
    return int(text) if known else None


def _words(refused: Refused) -> str:
    return refused.text.in_language(get_language() or "en")
