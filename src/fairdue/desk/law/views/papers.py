"""Papers of a matter: written, read, released by two others, handed out; and batches of them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fairdue.desk.access import StaffRequest
from fairdue.desk.law.paper_forms import PaperForm, WithdrawForm
from fairdue.desk.oversight.access import for_those_who_may
from fairdue.desk.templatetags.desk import in_language
from fairdue.kernel.refusal import Refused
from fairdue.legal import actions as matter_actions
from fairdue.legal.actions import papers as actions
from fairdue.legal.actions.courts import suggested_courts
from fairdue.legal.models import Matter, Paper, PaperKind
from fairdue.legal.queries import matters as queries
from fairdue.legal.queries.papers import lists
from fairdue.legal.queries.papers.templates import template
from fairdue.legal.rules.papers.allowed import ASKED_OF_COURT, KINDS_OF
from fairdue.legal.rules.papers.fields import FIELDS
from fairdue.legal.rules.papers.filling import FieldsMissing
from fairdue.people.rules import may
from fairdue.typesetting import FontMissingError

MEDIA = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
POLL_SECONDS = 2


@require_GET
@for_those_who_may("see_matters")
def papers(request: StaffRequest) -> HttpResponse:
    """Papers that wait for release, and batches."""
    waiting, total = lists.waiting_papers(request.user)
    inside = may(request.user, "release_papers")
    return render(
        request,
        "desk/law/papers.html",
        {
            "waiting": [(each, each.waits_for(request.user.username)) for each in waiting],
            "total": total,
            "batches": lists.batches() if inside else [],
            "kinds": PaperKind.choices,
            "may_write": may(request.user, "write_papers"),
            "may_release": inside,
            "may_batch": inside and may(request.user, "write_papers"),
        },
    )


@require_GET
@for_those_who_may("see_matters")
def of_matter(request: StaffRequest, matter_id: int) -> HttpResponse:
    """A matter's papers, and those that its road leads to."""
    found = _matter(request, matter_id)
    kinds = KINDS_OF.get(found.road, frozenset())
    return render(
        request,
        "desk/law/matter_papers.html",
        {
            "matter": found,
            "lines": lists.papers_of(found.pk),
            "kinds": [each for each in PaperKind.choices if each[0] in kinds],
            "may_write": may(request.user, "write_papers"),
            "tab": "papers",
        },
    )


@require_http_methods(["GET", "POST"])
@for_those_who_may("write_papers")
def new(request: StaffRequest, matter_id: int, kind: str) -> HttpResponse:
    """What a paper needs that no record knows; what is missing; the court that is suggested."""
    found = _matter(request, matter_id)
    if kind not in PaperKind.values:
        raise Http404
    version = template(kind, timezone.localdate(request.now))
    form = PaperForm(request.POST or None, version=version)
    problem = ""
    if request.method == "POST" and form.is_valid():
        try:
            written = actions.write_paper(
                matter_id=found.pk,
                kind=kind,
                entered=form.typed(),
                language=form.cleaned_data["language"],
                staff=request.user,
                at=request.now,
            )
        except FieldsMissing as missing:
            problem = _blame(form, missing)
        except Refused as refused:
            problem = in_language(refused.text)
        else:
            said = _("Paper %(number)s written; two others have to release it.")
            messages.success(request, said % {"number": written.number})
            return redirect("paper", written.pk)
    context = _new_context(request, found, kind) | {"form": form, "problem": problem}
    return render(
        request, "desk/law/paper_new.html", context, status=422 if request.method == "POST" else 200
    )


def _blame(form: PaperForm, missing: FieldsMissing) -> str:
    """What lacks a value: by its field where it is on the form; the rest in words."""
    for name in missing.fields:
        if name in form.fields:
            form.add_error(name, _("This is missing."))
    rest = [name for name in missing.fields if name not in form.fields]
    return in_language(missing.text) if rest else ""


def _new_context(request: StaffRequest, found: Matter, kind: str) -> dict[str, Any]:
    asked = ASKED_OF_COURT.get(kind, "")
    version = template(kind, timezone.localdate(request.now))
    asks_court = "court" in version.fields()
    today = timezone.localdate(request.now)
    return {
        "matter": found,
        "kind": kind,
        "title": version.title,
        "version": version,
        "asks_court": asks_court,
        "courts": suggested_courts(found, asked, today) if asks_court and asked else (),
        "may_confirm": may(request.user, "conduct_matter"),
        "known": [
            FIELDS[name].label for name in version.fields() if FIELDS[name].source == "records"
        ],
        "tab": "papers",
    }


@require_POST
@for_those_who_may("conduct_matter")
def court(request: StaffRequest, matter_id: int, kind: str) -> HttpResponse:
    """Confirm the court that was suggested, or another one."""
    found = _matter(request, matter_id)
    try:
        matter_actions.confirm_court(
            matter_id=found.pk,
            court=request.POST.get("court", ""),
            court_number=found.court_number,
            staff=request.user,
            at=request.now,
        )
    except Refused as refused:
        messages.error(request, in_language(refused.text))
    return redirect("paper-new", found.pk, kind)


@require_GET
@for_those_who_may("see_matters")
def paper(request: StaffRequest, paper_id: int) -> HttpResponse:
    """One paper: its number, template, digest and releases; its words are in its file."""
    return _paper_page(request, _line(request, paper_id))


@require_POST
@for_those_who_may("release_papers", "write_papers")
def step(request: StaffRequest, paper_id: int, name: str) -> HttpResponse:
    """Release a paper, or take it back."""
    line = _line(request, paper_id)
    form = WithdrawForm(request.POST) if name == "withdraw" else None
    who: dict[str, Any] = {"paper_id": paper_id, "staff": request.user, "at": request.now}
    try:
        if name == "release":
            actions.release_paper(**who)
            messages.success(request, _("Released."))
        elif form is not None and form.is_valid():
            actions.withdraw_paper(reason=form.cleaned_data["reason"], **who)
            messages.success(request, _("Taken back; its number stays taken."))
        elif form is None:
            raise Http404
        else:
            return _paper_page(request, line, form)
    except Refused as refused:
        messages.error(request, in_language(refused.text))
    return redirect("paper", paper_id)


@require_POST
@for_those_who_may("take_papers")
def file(request: StaffRequest, paper_id: int, form: str) -> HttpResponse:
    """A paper as PDF or Word, which the journal tells of."""
    if form not in MEDIA:
        raise Http404
    try:
        row, content = actions.paper_file(
            paper_id=paper_id,
            format="pdf" if form == "pdf" else "docx",
            staff=request.user,
            at=request.now,
        )
    except (Refused, FontMissingError) as error:
        said = in_language(error.text) if isinstance(error, Refused) else str(error)
        messages.error(request, said)
        return redirect("paper", paper_id)
    draft = "" if row.released_at else "draft-"
    return download(content, f"{draft}{row.number}.{form}", MEDIA[form])


@require_http_methods(["GET", "POST"])
@for_those_who_may("open_matter")
def batch_new(request: StaffRequest, kind: str) -> HttpResponse:
    """Papers of one kind for many matters at once."""
    if kind not in PaperKind.values:
        raise Http404
    version = template(kind, timezone.localdate(request.now))
    form = PaperForm(request.POST or None, version=version)
    rows = actions.matters_for(kind, request.user)
    chosen = {int(each) for each in request.POST.getlist("matter") if each.isdecimal()}
    problem = ""
    if request.method == "POST" and form.is_valid():
        try:
            started = actions.start_batch(
                kind=kind,
                matter_ids=chosen,
                entered=form.typed(),
                language=form.cleaned_data["language"],
                staff=request.user,
                at=request.now,
            )
        except Refused as refused:
            problem = in_language(refused.text)
        else:
            return redirect("paper-batch", started.pk)
    return render(
        request,
        "desk/law/batch_new.html",
        {
            "form": form,
            "problem": problem,
            "kind": kind,
            "title": version.title,
            "rows": [(row, not chosen or row.pk in chosen) for row in rows],
        },
        status=422 if request.method == "POST" else 200,
    )


@require_GET
@for_those_who_may("release_papers")
def batch(request: StaffRequest, batch_id: int) -> HttpResponse:
    """One batch with its progress; the part that moves alone, where htmx asks for it."""
    found = lists.batch_for(request.user, batch_id)
    if found is None:
        raise Http404
    counts = lists.counts_of(found)
    released_by = lists.releases_of(found)
    writing = found.finished_at is None
    setting = not writing and counts.released > 0 and counts.waiting == 0 and not found.sha256
    context = {
        "batch": found,
        "counts": counts,
        "lines": lists.batch_lines(found),
        "released_by": released_by,
        "writing": writing,
        "setting": setting,
        "moving": writing or setting,
        "poll_seconds": POLL_SECONDS,
        "may_release": not writing
        and counts.waiting > 0
        and found.started_by != request.user.username
        and request.user.username not in released_by,
    }
    part = request.headers.get("HX-Request") == "true"
    return render(request, f"desk/law/batch{'_live' if part else ''}.html", context)


@require_POST
@for_those_who_may("release_papers")
def batch_step(request: StaffRequest, batch_id: int, name: str) -> HttpResponse:
    """Release all papers of a batch, or take its archive."""
    if lists.batch_for(request.user, batch_id) is None or name not in ("release", "file"):
        raise Http404
    who: dict[str, Any] = {"batch_id": batch_id, "staff": request.user, "at": request.now}
    try:
        if name == "file":
            row, content = actions.batch_file(**who)
            return download(content, f"{row.number}.zip", "application/zip")
        count = actions.release_batch(**who)
        messages.success(request, _("%(count)s papers released.") % {"count": count})
    except Refused as refused:
        messages.error(request, in_language(refused.text))
    return redirect("paper-batch", batch_id)


def download(content: bytes, name: str, media: str) -> HttpResponse:
    """A file to be kept by who asked for it, and by nothing on the way."""
    answer = HttpResponse(content, content_type=media)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _matter(request: StaffRequest, matter_id: int) -> Matter:
    found = queries.matter_for(request.user, matter_id)
    if found is None:
        raise Http404(f"there is no matter {matter_id} for {request.user.username}")
    return found


def _line(request: StaffRequest, paper_id: int) -> lists.PaperLine:
    found = lists.paper_for(request.user, paper_id)
    if found is None:
        raise Http404(f"there is no paper {paper_id} for {request.user.username}")
    return found


def _paper_page(
    request: StaffRequest, line: lists.PaperLine, form: WithdrawForm | None = None
) -> HttpResponse:
    row: Paper = line.paper
    return render(
        request,
        "desk/law/paper.html",
        {
            "line": line,
            "paper": row,
            "matter": row.matter,
            "may_release": may(request.user, "release_papers")
            and line.waits_for(request.user.username),
            "may_take": may(request.user, "take_papers") and row.state != "withdrawn",
            "may_withdraw": may(request.user, "write_papers") and row.state != "withdrawn",
            "form": form or WithdrawForm(),
            "withdrawing": form is not None,
            "tab": "papers",
        },
        status=422 if form else 200,
    )
