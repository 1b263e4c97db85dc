"""After abuse: what it was, and how the collector wants to go on. Asked on the workbench."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fairdue.calls import actions as calls
from fairdue.care import actions as care
from fairdue.care.actions import Choice
from fairdue.desk.access import StaffRequest, for_roles
from fairdue.desk.templatetags.desk import in_language
from fairdue.desk.views.workbench import ABUSE_PAUSE, BREAK, WORKERS, answer
from fairdue.kernel.refusal import Refused
from fairdue.work import queries as queue


@require_POST
@for_roles(*WORKERS)
def after(request: StaffRequest, incident_id: int) -> HttpResponseBase:
    """Name the kind, or choose how to go on."""
    staff, at = request.user, request.now
    chosen = request.POST.get("choice", "")
    try:
        if chosen not in list(Choice):
            kind = request.POST.get("kind", "")
            care.name_kind(incident_id=incident_id, kind=kind, staff=staff, at=at)
            return answer(request, queue.taken(staff), pause=ABUSE_PAUSE, said=_("Noted."))
        if chosen in (Choice.BREAK, Choice.TALK):
            calls.leave(staff=staff, at=at)
        care.choose(incident_id=incident_id, choice=Choice(chosen), staff=staff, at=at)
    except Refused as refused:
        return answer(request, queue.taken(staff), notice=in_language(refused.text))
    said = {
        Choice.FINE: _("All right. Nothing else changes."),
        Choice.BREAK: _("Take your time."),
        Choice.LIGHTER: _("Nothing hard comes for a while."),
        Choice.TALK: _("Your lead knows that you want to talk."),
    }[Choice(chosen)]
    pause = BREAK if chosen in (Choice.BREAK, Choice.TALK) else None
    return answer(request, queue.taken(staff), pause=pause, said=said)
