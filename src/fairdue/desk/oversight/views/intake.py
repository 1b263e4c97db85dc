"""Taking the issuer's files in: upload, preview, run, and what became of it."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fairdue.desk.access import StaffRequest
from fairdue.desk.oversight.access import for_those_who_may
from fairdue.desk.oversight.forms import IntakeForm
from fairdue.desk.oversight.paging import page_number, paging
from fairdue.desk.oversight.spans import today
from fairdue.journal.actions import record
from fairdue.portfolio import uploads
from fairdue.portfolio.figures import intake_run, intake_runs
from fairdue.portfolio.intake.errors import IntakeError
from fairdue.portfolio.intake.mappings import find_mapping, known_mappings
from fairdue.portfolio.intake.previewing import preview
from fairdue.portfolio.intake.running import rejects_path
from fairdue.portfolio.jobs import ask_for_intake
from fairdue.portfolio.models import IntakeRun
from fairdue.portfolio.uploads import Upload, UploadError, UploadState

RUNS = 30
POLL_SECONDS = 1


@require_GET
@for_those_who_may("administer")
def administration(request: StaffRequest) -> HttpResponse:
    """Intakes so far, and the mappings."""
    runs, total = intake_runs((page_number(request) - 1) * RUNS, RUNS)
    return render(
        request,
        "desk/oversight/intake.html",
        {"runs": runs, "paging": paging(request, total, RUNS), "mappings": known_mappings()},
    )


@require_http_methods(["GET", "POST"])
@for_those_who_may("administer")
def new(request: StaffRequest) -> HttpResponse:
    """Choose mapping, day and files."""
    mappings = [(each.name, f"{each.title} ({each.name})") for each in known_mappings()]
    initial = {"as_of": today(request), "mapping": request.GET.get("mapping")}
    if request.method == "POST":
        form = IntakeForm(request.POST, request.FILES, mappings=mappings)
        if form.is_valid() and (kept := _keep(request, form)):
            return redirect("intake-upload", kept.token)
    else:
        form = IntakeForm(initial=initial, mappings=mappings)
    return render(
        request,
        "desk/oversight/intake_new.html",
        {"form": form},
        status=422 if form.errors else 200,
    )


def _keep(request: StaffRequest, form: IntakeForm) -> Upload | None:
    """The upload, or None with the form saying what is wrong with the files."""
    try:
        return uploads.keep(
            form.cleaned_data["issuer_files"],
            form.cleaned_data["mapping"],
            form.cleaned_data["as_of"],
            by=request.user.username,
            at=request.now,
        )
    except UploadError as error:
        form.add_error("issuer_files", _upload_problem(error))
        return None


def _upload_problem(error: UploadError) -> str:
    words = {
        "none": _("Choose at least one file."),
        "too_many": _("Choose at most %(number)d files.") % {"number": uploads.FILES_MAX},
        "too_big": _("The files are too big together; take them in with the intake command."),
        "empty": _("%(name)s is empty.") % {"name": error.name},
        "ending": _("%(name)s is of no known kind; the endings known are %(endings)s.")
        % {"name": error.name, "endings": ", ".join(uploads.ENDINGS)},
    }
    return words[error.code]


@require_GET
@for_those_who_may("administer")
def upload(request: StaffRequest, token: str) -> HttpResponse:
    """An upload: its files, and its preview fetched beside, or how far its intake has come."""
    return render(
        request,
        "desk/oversight/intake_upload.html",
        {"upload": _upload(token), "poll_seconds": POLL_SECONDS},
    )


@require_GET
@for_those_who_may("administer")
def upload_preview(request: StaffRequest, token: str) -> HttpResponse:
    """First rows, counts, and every problem; nothing is written. A part of the page."""
    kept = _upload(token)
    try:
        shown = preview(kept.given, find_mapping(kept.mapping), kept.day)
    except IntakeError as error:
        context = {"upload": kept, "problem": str(error)}
        return render(request, "desk/oversight/intake_preview.html", context)
    tables = [table for table in shown.tables.values() if table.height]
    return render(
        request,
        "desk/oversight/intake_preview.html",
        {"upload": kept, "preview": shown, "tables": tables, "counts": shown.counts.items()},
    )


@require_POST
@for_those_who_may("administer")
def run(request: StaffRequest, token: str) -> HttpResponse:
    """Ask the worker to take the upload in."""
    kept = _upload(token)
    if kept.state in (UploadState.KEPT, UploadState.FAILED):
        ask_for_intake(
            kept, by=request.user.username, at=request.now, language=get_language() or "en"
        )
    return redirect("intake-upload", token)


@require_POST
@for_those_who_may("administer")
def discard(request: StaffRequest, token: str) -> HttpResponse:
    """Throw an upload away; one a worker has is left alone."""
    kept = _upload(token)
    if kept.is_under_way:
        messages.warning(request, _("These files are being taken in; wait until it is done."))
        return redirect("intake-upload", token)
    uploads.discard(kept)
    messages.success(request, _("The files were removed; nothing was taken in."))
    return redirect("administration")


@require_GET
@for_those_who_may("administer")
def upload_progress(request: StaffRequest, token: str) -> HttpResponse:
    """How far the intake has come; once it ended, the browser goes to its result."""
    kept = _upload(token)
    response = render(
        request,
        "desk/oversight/intake_progress.html",
        {"upload": kept, "poll_seconds": POLL_SECONDS},
    )
    if kept.state is UploadState.DONE and kept.run_id is not None:
        if not kept.changed:
            messages.info(request, _("The same files were taken in before; nothing changed."))
        response.headers["HX-Redirect"] = reverse("intake-run", args=[kept.run_id])
    elif kept.state is UploadState.FAILED:
        response.headers["HX-Refresh"] = "true"
    return response


@require_GET
@for_those_who_may("administer")
def one_run(request: StaffRequest, run_id: int) -> HttpResponse:
    """What became of one intake."""
    found = _run(run_id)
    path = rejects_path(found)
    return render(
        request,
        "desk/oversight/intake_run.html",
        {
            "run": found,
            "has_rejects": path is not None and path.exists(),
            "sources": (found.summary.get("sources") or {}).items(),
            "tables": (found.summary.get("tables") or {}).items(),
            "problems": found.summary.get("problems") or [],
        },
    )


@require_POST
@for_those_who_may("administer")
def rejects(request: StaffRequest, run_id: int) -> HttpResponseBase:
    """The file of rejected rows, which may hold personal data; journalled."""
    found = _run(run_id)
    path = rejects_path(found)
    if path is None or not path.exists():
        raise Http404("this intake rejected nothing, or its file was removed")
    with transaction.atomic():
        record(
            actor=request.user.username,
            action="rejected_rows_downloaded",
            at=request.now,
            subject=f"intake:{found.pk}",
            details={"rows": found.rows_rejected},
        )
    response = FileResponse(path.open("rb"), as_attachment=True, filename=path.name)
    response.headers["Cache-Control"] = "no-store"
    return response


def _upload(token: str) -> Upload:
    found = uploads.find(token)
    if found is None:
        raise Http404("these files are no longer here; upload them again")
    return found


def _run(run_id: int) -> IntakeRun:
    found = intake_run(run_id)
    if found is None:
        raise Http404(f"there is no intake {run_id}")
    return found
