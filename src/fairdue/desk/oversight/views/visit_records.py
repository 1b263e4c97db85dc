"""Records of visits: those that await a lead's signature, one with its evidence, and deciding."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_POST

from fairdue.desk.access import StaffRequest
from fairdue.desk.oversight.access import for_those_who_may
from fairdue.desk.templatetags.desk import in_language
from fairdue.kernel.money import Money
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.negotiation.rules.causes import BY_CODE
from fairdue.people.models import Role
from fairdue.people.rules import may
from fairdue.vault.files import SealedFile
from fairdue.vault.sealing import SealBrokenError
from fairdue.visits.actions.signing_off import open_evidence, open_record, send_back, sign_off
from fairdue.visits.models import Conflict, RecordState
from fairdue.visits.queries import records
from fairdue.visits.queries.records import OpenRecord, RecordFacts
from fairdue.visits.rules import record as words

CONFLICTS = dict(Conflict.choices)


@require_GET
@for_those_who_may("see_visits")
def visit_records(request: StaffRequest) -> HttpResponseBase:
    """What awaits a signature, by its time; and what was decided lately."""
    team = request.user.team if request.user.role == Role.LEAD else None
    context = {
        "waiting": [_row(each) for each in records.waiting(team)],
        "decided": [_row(each) for each in records.decided(team)],
        "may_sign": may(request.user, "sign_off_visit"),
    }
    return render(request, "desk/oversight/visits/records.html", context)


def _row(each: RecordFacts) -> dict[str, Any]:
    return {
        "facts": each,
        "outcome": words.OUTCOME_WORDS[each.outcome],
        "conflicts": [CONFLICTS[code] for code in each.conflicts],
        "state": RecordState(each.state).label,
    }


@require_GET
@for_those_who_may("see_visits")
def visit_record(request: StaffRequest, record_id: int) -> HttpResponseBase:
    """One record, opened; that it was is in the journal."""
    return _page(request, record_id)


def _page(request: StaffRequest, record_id: int, refusal: str = "") -> HttpResponseBase:
    try:
        found = open_record(record_id=record_id, staff=request.user, at=request.now)
    except Refused as refused:
        messages.error(request, in_language(refused.text))
        return redirect("visit-records")
    context = {
        "each": found,
        "row": found.row,
        "said": _said(found),
        "checklist": [
            (words.CHECKLIST[code], done) for code, done in found.content["checklist"].items()
        ],
        "conflicts": [CONFLICTS[code] for code in found.row.conflicts],
        "untaken": [Text(each["en"], each["zh"]) for each in found.row.untaken],
        "clock_wrong": found.row.phone_at != found.row.at
        and abs((found.row.phone_at - found.row.at).total_seconds()) >= 60,
        "others": [_row(each) for each in found.others],
        "may_sign": may(request.user, "sign_off_visit") and found.row.state == RecordState.WAITING,
        "late": found.row.received_at > found.row.due_at,
        "refusal": refusal,
    }
    status = 422 if refusal else 200
    return render(request, "desk/oversight/visits/record.html", context, status=status)


def _said(found: OpenRecord) -> Iterator[tuple[str, Any]]:
    """What the record says, line by line, in the reader's language."""
    told = found.content
    yield _("What came of it"), words.OUTCOME_WORDS[told["outcome"]]
    yield _("Whom they met"), words.MET[told["met"]]
    if told["met"] == words.CARDHOLDER:
        yield _("Identity"), words.IDENTITY[told["identity"]]
    yield _("Where"), words.PLACES[told["place"]]
    if told["place"] == words.INSIDE:
        yield _("Asked in"), _("yes") if told["entry_agreed"] else _("no")
    yield _("Card shown"), _("yes") if told["card_shown"] else _("no")
    yield _("Properly dressed"), _("yes") if told["dressed"] else _("no")
    yield _("Recorded"), words.TAPED[told["taped"]]
    if told["taped"] == words.NOT_TAPED:
        yield _("Why not"), words.NOT_TAPED_BECAUSE[told["not_taped_because"]]
    if told.get("promised"):
        promised = told["promised"]
        amount = Money(promised["amount_minor"], promised["currency"])
        yield _("Promised"), f"{amount} · {promised['on']}"
    if told.get("cause"):
        yield _("Cause"), BY_CODE[told["cause"]].name
    yield _("The cardholder’s signature"), words.CARDHOLDER_SIGNS[told["signatures"]["cardholder"]]
    if told.get("said"):
        yield pgettext("visits", "What was said"), told["said"]


@require_POST
@for_those_who_may("sign_off_visit")
def decide(request: StaffRequest, record_id: int) -> HttpResponseBase:
    """Sign a record off, or return it with a reason."""
    signs = request.POST.get("decision") == "sign"
    words_given = request.POST.get("words", "")
    who: dict[str, Any] = {"record_id": record_id, "staff": request.user, "at": request.now}
    try:
        if signs:
            sign_off(note=words_given, **who)
        else:
            send_back(reason=words_given, **who)
    except Refused as refused:
        return _page(request, record_id, in_language(refused.text))
    messages.success(request, _("Signed off.") if signs else _("Returned to the visitors."))
    return redirect("visit-records")


@require_GET
@for_those_who_may("see_visits")
def evidence(request: StaffRequest, evidence_id: int) -> HttpResponseBase:
    """A photo, recording or signature, opened on its way and kept nowhere; journalled."""
    try:
        found = open_evidence(evidence_id=evidence_id, staff=request.user, at=request.now)
        file = SealedFile(records.place_of(found.file_name))
    except Refused as refused:
        return HttpResponse(in_language(refused.text), status=403, content_type="text/plain")
    except (FileNotFoundError, SealBrokenError):
        return HttpResponse(_("The file is gone or was altered."), status=410)
    response = StreamingHttpResponse(_parts(file), content_type=found.media)
    response.headers["Content-Length"] = str(file.length)
    response.headers["Content-Disposition"] = "inline"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _parts(file: SealedFile) -> Iterator[bytes]:
    with file:
        yield from file.read(0, file.length)
