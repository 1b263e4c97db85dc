"""Recordings of calls: a customer's, one with its player, its sound, and uploading one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fairdue.calls import actions as calls
from fairdue.calls.models import Recording
from fairdue.calls.queries import recordings
from fairdue.desk.access import StaffRequest, for_roles
from fairdue.desk.oversight.access import for_those_who_may
from fairdue.desk.templatetags.desk import in_language
from fairdue.desk.views.search import SEARCHERS
from fairdue.kernel.refusal import Refused
from fairdue.people.models import Role
from fairdue.people.rules import may
from fairdue.portfolio import queries as portfolio
from fairdue.vault.files import SealedFile
from fairdue.vault.sealing import SealBrokenError

RANGE = re.compile(r"bytes=(\d*)-(\d*)")


@require_GET
@for_roles(*SEARCHERS)
def of_customer(request: StaffRequest, customer_id: int) -> HttpResponseBase:
    """A customer's recordings, and the calls of one's own that one may add one to."""
    return _of_customer(request, customer_id)


def _of_customer(request: StaffRequest, customer_id: int, refusal: str = "") -> HttpResponseBase:
    customer = portfolio.customer(customer_id)
    if customer is None:
        raise Http404
    context = {
        "customer": customer,
        "recordings": recordings.recordings_of(customer_id, request.user),
        "calls": recordings.calls_without(customer_id, request.user),
        "may_upload": may(request.user, "contact"),
        "refusal": refusal,
    }
    status = 422 if refusal else 200
    return render(request, "desk/recordings.html", context, status=status)


@require_POST
@for_roles(Role.COLLECTOR, Role.LEAD)
def upload(request: StaffRequest, customer_id: int) -> HttpResponseBase:
    """Add a recording made without us to a finished call of one's own."""
    file = request.FILES.get("file")
    try:
        attempt_id = int(request.POST.get("attempt", ""))
    except ValueError:
        attempt_id = 0
    if file is None or file.file is None or not attempt_id:
        return _of_customer(request, customer_id, _("Choose the call and the file."))
    try:
        calls.upload_recording(
            attempt_id=attempt_id,
            file=file.file,
            size=file.size or 0,
            staff=request.user,
            at=request.now,
        )
    except Refused as refused:
        return _of_customer(request, customer_id, in_language(refused.text))
    messages.success(request, _("The recording is sealed and kept."))
    return redirect("recordings", customer_id)


@require_http_methods(["GET", "POST"])
@for_those_who_may("listen_recording")
def recording(request: StaffRequest, recording_id: int) -> HttpResponseBase:
    """One recording. Said why, it plays; the reason is in the journal."""
    key, refusal = "", ""
    try:
        found = recordings.recording_for(recording_id, request.user)
    except Refused as refused:
        return _refused(request, refused)
    if request.method == "POST":
        try:
            key = calls.listen(
                recording_id=recording_id,
                reason=request.POST.get("reason", ""),
                staff=request.user,
                at=request.now,
            )
        except Refused as refused:
            refusal = in_language(refused.text)
    return _page(request, found, status=422 if refusal else 200, key=key, refusal=refusal)


def _page(
    request: StaffRequest, found: Recording, *, status: int = 200, **more: Any
) -> HttpResponseBase:
    context = {
        "recording": found,
        "seconds": round(found.milliseconds / 1000),
        "keep_until": recordings.keep_until(found, request.now),
        "holds": recordings.standing_holds(found),
        "held": bool(recordings.held_by(found, request.now)),
        "may_hold": may(request.user, "hold_recording"),
        **more,
    }
    return render(request, "desk/recording.html", context, status=status)


def _refused(request: StaffRequest, refused: Refused) -> HttpResponseBase:
    context = {"refusal": in_language(refused.text)}
    return render(request, "desk/recording_refused.html", context, status=403)


@require_GET
@for_those_who_may("listen_recording")
def sound(request: StaffRequest, key: str) -> HttpResponseBase:
    """The sound that a key opens, or the part of it that is asked for; kept nowhere on the way."""
    try:
        found = calls.opened(key=key, staff=request.user, at=request.now)
        file = SealedFile(recordings.place_of(found.file_name))
    except Refused as refused:
        return HttpResponse(in_language(refused.text), status=403, content_type="text/plain")
    except (FileNotFoundError, SealBrokenError):
        return HttpResponse(_("The sound is gone or was altered."), status=410)
    return _part(file, request.headers.get("Range", ""))


def _part(file: SealedFile, wanted: str) -> HttpResponseBase:
    """The whole file, or one range of its bytes (RFC 9110, 14)."""
    start, end, status = 0, file.length, 200
    found = RANGE.fullmatch(wanted.strip())
    if found and found.group(0) != "bytes=-":
        first, last = found.groups()
        start = int(first) if first else max(0, file.length - int(last))
        end = min(int(last) + 1, file.length) if first and last else file.length
        status = 206
        if start >= end:
            file.close()
            headers = {"Content-Range": f"bytes */{file.length}"}
            return HttpResponse(status=416, headers=headers)
    response = StreamingHttpResponse(_parts(file, start, end), "audio/flac", status)
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["Content-Length"] = str(end - start)
    response.headers["Content-Disposition"] = "inline"
    if status == 206:
        response.headers["Content-Range"] = f"bytes {start}-{end - 1}/{file.length}"
    return response


def _parts(file: SealedFile, start: int, end: int) -> Iterator[bytes]:
    with file:
        yield from file.read(start, end - start)


@require_POST
@for_those_who_may("hold_recording")
def hold(request: StaffRequest, recording_id: int) -> HttpResponseBase:
    """Place a legal hold on a recording."""
    try:
        calls.hold_recording(
            recording_id=recording_id,
            reason=request.POST.get("reason", ""),
            staff=request.user,
            at=request.now,
        )
    except Refused as refused:
        messages.warning(request, in_language(refused.text))
    else:
        messages.success(request, _("The recording is kept until the hold is released."))
    return redirect("recording", recording_id)


@require_POST
@for_those_who_may("hold_recording")
def release(request: StaffRequest, recording_id: int, hold_id: int) -> HttpResponseBase:
    """Release a legal hold."""
    try:
        calls.release_recording(hold_id=hold_id, staff=request.user, at=request.now)
    except Refused as refused:
        messages.warning(request, in_language(refused.text))
    else:
        messages.success(request, _("The hold is released."))
    return redirect("recording", recording_id)
