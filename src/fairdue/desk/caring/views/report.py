"""A report to the police, as PDF or Word: made on wish of whom it happened to, or by a lead."""

from __future__ import annotations

from datetime import datetime

from django.http import Http404, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_POST

from fairdue.calls.queries.recordings import recording_of_attempt
from fairdue.care import actions as care
from fairdue.care.actions.handling import reportable
from fairdue.care.models import Incident
from fairdue.care.queries.incidents import earlier
from fairdue.care.rules.report import Kept, Reported, police_report
from fairdue.contact.queries import permit_of
from fairdue.desk.access import StaffRequest, for_roles
from fairdue.identity.queries.policy import lender
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.people.models import Role
from fairdue.typesetting.pdf import document_pdf
from fairdue.typesetting.word import document_word

FORMATS = {
    "pdf": (document_pdf, "application/pdf"),
    "docx": (
        document_word,
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
}
KINDS = {
    "insult": Text("Insult", "辱骂"),
    "threat": Text("Threat", "威胁"),
    "sexual": Text("Sexual harassment", "性骚扰"),
    "racist": Text("Racist abuse", "种族歧视言论"),
    "other": Text("Other abuse", "其他侵害"),
}


@require_POST
@for_roles(Role.COLLECTOR, Role.LEAD, Role.COMPLIANCE, without_certificate=True)
def report(request: StaffRequest, incident_id: int, file_format: str) -> HttpResponseBase:
    """The report as a file, in the language of the page; that it was made is journalled."""
    if file_format not in FORMATS:
        raise Http404
    staff, at = request.user, request.now
    try:
        incident = reportable(incident_id, staff)
    except Refused as refused:
        raise Http404 from refused
    language = get_language() or "zh-hans"
    document = police_report(_facts(incident, at), language, timezone.localtime(at))
    care.record_report(
        incident_id=incident_id,
        file_format=file_format,
        digest=document.digest,
        staff=staff,
        at=at,
    )
    typeset, content_type = FORMATS[file_format]
    response = HttpResponse(typeset(document), content_type=content_type)
    name = f"incident-{incident.pk}.{file_format}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _facts(incident: Incident, at: datetime) -> Reported:
    attempt, point = incident.attempt, incident.attempt.contact_point
    kept = recording_of_attempt(attempt.pk)
    return Reported(
        number=incident.pk,
        lender=lender(at),
        collector=incident.staff.display_name,
        kind=KINDS[incident.kind],
        happened_at=timezone.localtime(incident.happened_at),
        called_masked=point.value_masked if point else "–",
        customer_reference=incident.customer.customer_ref,
        name_masked=incident.customer.name_masked,
        call=attempt.pk,
        permit=permit_of(attempt.pk),
        ended_at=timezone.localtime(attempt.ended_at) if attempt.ended_at else None,
        earlier=earlier(incident),
        recordings=[
            Kept(one.pk, f"{one.milliseconds // 1000} s", one.plain_sha256) for one in kept
        ],
    )
