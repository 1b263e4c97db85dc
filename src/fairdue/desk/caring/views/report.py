"""A report to the police, as PDF or Word: made on wish of whom it happened to, or by a lead."""

from __future__ import annotations

from collections.abc import Iterable
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
from fairdue.visits.models import Evidence, VisitRecord
from fairdue.visits.queries.records import kept_as_evidence

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
RECORDING = Text("Recording", "录音")
RECORD = Text("Signed record of the visit", "外访签署记录")
FILES = {
    "photo": Text("Photo", "照片"),
    "sound": Text("Sound recording", "现场录音"),
    "signature": Text("Signature", "签名"),
}


@require_POST
@for_roles(Role.COLLECTOR, Role.VISITOR, Role.LEAD, Role.COMPLIANCE, without_certificate=True)
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
    attempt, brought = incident.attempt, kept_as_evidence(incident.visit_record)
    point = attempt.contact_point if attempt else None
    return Reported(
        number=incident.pk,
        lender=lender(at),
        collector=incident.staff.display_name,
        kind=KINDS[incident.kind],
        happened_at=timezone.localtime(incident.happened_at),
        reached_masked=point.value_masked if point else "–",
        customer_reference=incident.customer.customer_ref,
        name_masked=incident.customer.name_masked,
        call=None if attempt is None or brought else attempt.pk,
        permit=permit_of(attempt.pk) if attempt else None,
        ended_at=timezone.localtime(attempt.ended_at) if attempt and attempt.ended_at else None,
        earlier=earlier(incident),
        evidence=[*_recorded(incident), *(_brought(*brought) if brought else ())],
    )


def _recorded(incident: Incident) -> Iterable[Kept]:
    """Recordings of the call."""
    for one in recording_of_attempt(incident.attempt_id) if incident.attempt_id else ():
        yield Kept(RECORDING, one.pk, f"{one.milliseconds // 1000} s", one.plain_sha256)


def _brought(record: VisitRecord, files: Iterable[Evidence]) -> Iterable[Kept]:
    """The signed record of the visit, and the files that came with it."""
    yield Kept(RECORD, record.pk, "", record.content_sha256)
    for one in files:
        yield Kept(FILES[one.kind], one.pk, "", one.plain_sha256)
