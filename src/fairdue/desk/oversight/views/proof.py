"""Proof: how far the journal is sealed, whether an entry holds, and a customer's bundle."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib import messages
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from fairdue.contact.evidence import customer_by_subject
from fairdue.desk.access import StaffRequest
from fairdue.desk.oversight.access import for_those_who_may
from fairdue.desk.oversight.details import details_in_words, subject_in_words
from fairdue.desk.oversight.spans import zone
from fairdue.desk.oversight.wording import action_label
from fairdue.journal import queries
from fairdue.journal.auditing import last_audit
from fairdue.journal.jobs import ask_for_check, is_under_way
from fairdue.journal.models import Entry
from fairdue.journal.proving import Proof, entries_of_digest, last_of_day, proof_of, proofs_of
from fairdue.journal.sealing import newest_seal, waiting
from fairdue.kernel.calendars import local_day
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.people.rules import may
from fairdue.portfolio import queries as portfolio
from fairdue.portfolio.figures import CustomerName, customer_names
from fairdue.reporting.exports.proof import REASON_LENGTH_MAX, export_proof
from fairdue.vault.keys import KeyFileError
from fairdue.vault.signing import signing_key

ROWS = 50
TEXT_LENGTH_MAX = 80
DIGEST_LENGTH_MIN = 6
NUMBER_LENGTH_MAX = 18
SPANS = {
    "1": gettext_lazy("today"),
    "7": gettext_lazy("last 7 days"),
    "30": gettext_lazy("last 30 days"),
    "": gettext_lazy("everything"),
}


@dataclass(frozen=True, slots=True)
class EntryShown:
    """An entry found, in words, with its proof where it is sealed."""

    entry: Entry
    action: str
    subject: str
    customer: CustomerName | None
    proof: Proof | None


@dataclass(frozen=True, slots=True)
class Step:
    """One step from the entry to the day's last seal, and whether it holds."""

    name: str
    explained: str
    holds: bool
    digest: str


@for_those_who_may("read_journal")
def proof(request: StaffRequest) -> HttpResponse:
    """The state of sealing; with a search, what was found. Search texts stay out of addresses."""
    text = request.POST.get("text", "").strip()[:TEXT_LENGTH_MAX]
    people = portfolio.find(text)
    audit = last_audit()
    broken = audit.details.get("broken") if audit else None
    return render(
        request,
        "desk/oversight/proof.html",
        {
            "text": text,
            "entries": _shown(_find(text, people)) if text else None,
            "people": people,
            "last": newest_seal(),
            "waiting": waiting(),
            "fingerprint": _fingerprint(),
            "audit": audit,
            "broken": Text(**broken) if broken else None,
            "is_checking": is_under_way(),
            "spans": SPANS.items(),
            "may_export": may(request.user, "export_proof"),
            "reason_length_max": REASON_LENGTH_MAX,
        },
    )


@require_GET
@for_those_who_may("read_journal")
def proof_entry(request: StaffRequest, entry_id: int) -> HttpResponse:
    """One entry: what it says, and every step from it to a signature."""
    entry = Entry.objects.filter(pk=entry_id).first()
    if entry is None:
        raise Http404(f"there is no journal entry {entry_id}")
    found = proof_of(entry_id)
    steps = _steps(found) if found else []
    return render(
        request,
        "desk/oversight/proof_entry.html",
        {
            "entry": entry,
            "action": action_label(entry.action),
            "subject": subject_in_words(entry.subject),
            "details": details_in_words(entry.details),
            "customer": customer_names([entry.customer_id]).get(entry.customer_id or 0),
            "proof": found,
            "steps": steps,
            "holds": all(step.holds for step in steps),
            "text": found.written.text() if found else "",
            "sealed_at": datetime.fromisoformat(found.statement.sealed_at) if found else None,
            "may_export": may(request.user, "export_proof"),
            "reason_length_max": REASON_LENGTH_MAX,
        },
    )


@require_POST
@for_those_who_may("read_journal")
def check(request: StaffRequest) -> HttpResponse:
    """Have the journal checked against its seals; the result is kept in the journal."""
    days = request.POST.get("days", "")
    if days not in SPANS:
        raise Http404(f"there is no span of {days!r} days")
    today = local_day(request.now, zone())
    since = today - timedelta(days=int(days) - 1) if days else None
    if ask_for_check(since=since, by=request.user.username, at=request.now):
        messages.success(request, _("The journal is being checked. The result appears here."))
    else:
        messages.info(request, _("A check is under way already."))
    return redirect("proof")


@require_POST
@for_those_who_may("export_proof")
def export(request: StaffRequest) -> HttpResponse | StreamingHttpResponse:
    """One customer's bundle as a file; journalled with the reason."""
    given = request.POST.get("customer", "")
    number = int(given) if given.isascii() and given.isdecimal() and len(given) < 19 else 0
    try:
        bundle = export_proof(
            customer_id=number,
            reason=request.POST.get("reason", ""),
            actor=request.user.username,
            at=request.now,
        )
    except Refused as refused:
        messages.error(request, refused.text.in_language(get_language() or "en"))
        return redirect("proof")
    response = StreamingHttpResponse(bundle.lines, content_type="application/x-ndjson")
    response.headers["Content-Disposition"] = f'attachment; filename="{bundle.name}"'
    return response


def _find(text: str, people: list[portfolio.Found]) -> list[Entry]:
    """Entries about a customer, permit or contact, of a number, or of a digest's beginning."""
    wanted: set[int] = set()
    bare = text.lstrip("#").lower()
    if bare.isascii() and bare.isdecimal() and len(bare) <= NUMBER_LENGTH_MAX:
        wanted.add(int(bare))
        for subject in (f"permit:{int(bare)}", f"attempt:{int(bare)}"):
            customer_id = customer_by_subject(subject)
            if customer_id is not None:
                wanted.update(queries.about(customer_id, subject))
    if len(bare) >= DIGEST_LENGTH_MIN:
        wanted.update(entries_of_digest(bare))
    for person in people:
        wanted |= {entry.pk for entry in queries.entries(person.customer_id, limit=ROWS)}
    return list(Entry.objects.filter(pk__in=wanted).order_by("-pk")[:ROWS])


def _shown(found: list[Entry]) -> list[EntryShown]:
    names = customer_names(entry.customer_id for entry in found)
    proofs = proofs_of([entry.pk for entry in found])
    return [
        EntryShown(
            entry,
            action_label(entry.action),
            subject_in_words(entry.subject),
            names.get(entry.customer_id or 0),
            proofs.get(entry.pk),
        )
        for entry in found
    ]


def _steps(found: Proof) -> list[Step]:
    statement = found.statement
    last, leads = last_of_day(statement)
    place = {"place": found.position + 1, "of": statement.count, "seal": statement.number}
    return [
        Step(
            _("The entry is as it was sealed"),
            _("Its contents give the leaf that was kept when it was sealed."),
            found.is_as_sealed,
            found.leaf.hex(),
        ),
        Step(
            _("The leaf is in the seal"),
            _("Place %(place)s of %(of)s in seal %(seal)s; the way up gives the seal's root.")
            % place,
            found.leads_to_root,
            statement.root,
        ),
        Step(
            _("The seal is signed"),
            _("Its statement was signed by the key with this fingerprint."),
            found.is_signed,
            statement.key,
        ),
        Step(
            _("The seal is in its day's chain"),
            _("It leads to seal %(last)s, the last of %(day)s so far.")
            % {"last": last, "day": statement.day},
            leads,
            statement.digest().hex(),
        ),
    ]


def _fingerprint() -> str:
    """Of the key in use, in eights, to be read out and compared; empty where it can't be read."""
    try:
        whole = signing_key().fingerprint
    except KeyFileError:
        return ""
    return " ".join(whole[at : at + 8] for at in range(0, len(whole), 8))
