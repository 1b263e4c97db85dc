"""Hearing a recording on the page of what was said in it: with a reason, which is kept."""

from __future__ import annotations

from fairdue.calls import actions as calls
from fairdue.calls.models import Recording
from fairdue.desk.access import StaffRequest
from fairdue.desk.templatetags.desk import in_language
from fairdue.kernel.refusal import Refused


def asked_to_hear(request: StaffRequest, recording: Recording | None) -> tuple[str, str]:
    """The key that plays it, and why it may not be heard; both "" where nobody asked (no post)."""
    if request.method != "POST" or recording is None:
        return "", ""
    try:
        key = calls.listen(
            recording_id=recording.pk,
            reason=request.POST.get("reason", ""),
            staff=request.user,
            at=request.now,
        )
    except Refused as refused:
        return "", in_language(refused.text)
    return key, ""
