"""Is this really you? Anyone may ask, without signing in; nobody learns of a person or a debt.

An address with a code only fills it in: programs that follow links in mail use up no check.
"""

from __future__ import annotations

from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from fairdue.identity.actions.contact_codes import check
from fairdue.identity.clients import address_of
from fairdue.identity.models import Answer
from fairdue.identity.queries.policy import lender
from fairdue.identity.rules.contact_codes import in_groups
from fairdue.portal.access import VisitorRequest, for_anyone

STANDS_ON: dict[str, str | Promise] = {
    "letter": _("a letter"),
    "message": _("a message"),
    "visit": _("a visit"),
    "call": _("a phone call"),
}

TONES = {
    Answer.GENUINE: ("ok", "check"),
    Answer.NOT_GENUINE: ("error", "stop"),
    Answer.EXPIRED: ("warn", "clock"),
    Answer.USED_UP: ("error", "stop"),
    Answer.MISTYPED: ("warn", "info"),
    Answer.LIMITED: ("warn", "clock"),
}
"""How an answer looks: its colour and its sign."""


@require_http_methods(["GET", "HEAD", "POST"])
@for_anyone
def genuine(request: VisitorRequest, code: str = "") -> HttpResponseBase:
    """Ask for the code; once it is sent, say what it is. Status and work are the same for all."""
    firm = lender(request.now).in_language(get_language() or "en")
    context: dict[str, object] = {"firm": firm, "code": in_groups(code)}
    if request.method == "POST":
        typed = request.POST.get("code", "")
        checked = check(code=typed, client=address_of(request), at=request.now)
        context |= {
            "checked": checked,
            "stands_on": STANDS_ON.get(checked.kind, ""),
            "tone": TONES[checked.answer],
            "code": in_groups(typed) if checked.answer is Answer.MISTYPED else "",
        }
    return render(request, "portal/genuine.html", context)
