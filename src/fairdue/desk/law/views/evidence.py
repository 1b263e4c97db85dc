"""What proves a matter: exhibits from outside, and bundles of everything."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from fairdue.desk.access import StaffRequest
from fairdue.desk.law.paper_forms import ExhibitForm, WithdrawForm
from fairdue.desk.law.views.papers import download
from fairdue.desk.oversight.access import for_those_who_may
from fairdue.desk.templatetags.desk import in_language
from fairdue.kernel.refusal import Refused
from fairdue.legal.actions import bundles as actions
from fairdue.legal.models import EvidenceBundle, Exhibit, Matter
from fairdue.legal.queries import matters as queries
from fairdue.legal.queries.evidence import evidence_of
from fairdue.people.rules import may
from fairdue.typesetting import FontMissingError

PDF, ZIP = "application/pdf", "application/zip"


@require_GET
@for_those_who_may("see_matters")
def evidence(request: StaffRequest, matter_id: int) -> HttpResponse:
    """Exhibits, the list of evidence, and bundles."""
    return _page(request, _matter(request, matter_id))


@require_POST
@for_those_who_may("write_papers")
def add(request: StaffRequest, matter_id: int) -> HttpResponse:
    """Take an exhibit in."""
    found = _matter(request, matter_id)
    form = ExhibitForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, found, form)
    sent = dict(form.cleaned_data)
    try:
        actions.add_exhibit(
            matter_id=found.pk,
            content=sent.pop("file").read(),
            staff=request.user,
            at=request.now,
            **sent,
        )
    except Refused as refused:
        form.add_error("file", in_language(refused.text))
        return _page(request, found, form)
    messages.success(request, _("Taken into the evidence."))
    return redirect("matter-evidence", found.pk)


@require_POST
@for_those_who_may("write_papers", "take_papers")
def exhibit(request: StaffRequest, exhibit_id: int, name: str) -> HttpResponse:
    """Take an exhibit's file, or leave it out from now on."""
    row = Exhibit.objects.filter(pk=exhibit_id).first()
    if row is None or name not in ("file", "withdraw"):
        raise Http404
    found = _matter(request, row.matter_id)
    try:
        if name == "file":
            row, content = actions.exhibit_file(
                exhibit_id=row.pk, staff=request.user, at=request.now
            )
            return download(content, f"exhibit-{row.pk}.pdf", PDF)
        form = WithdrawForm(request.POST)
        reason = form.cleaned_data["reason"] if form.is_valid() else ""
        actions.withdraw_exhibit(
            exhibit_id=row.pk, reason=reason, staff=request.user, at=request.now
        )
        messages.success(request, _("Left out from now on."))
    except Refused as refused:
        messages.error(request, in_language(refused.text))
    return redirect("matter-evidence", found.pk)


@require_POST
@for_those_who_may("bundle_evidence")
def make(request: StaffRequest, matter_id: int) -> HttpResponse:
    """Make the bundle as of now."""
    found = _matter(request, matter_id)
    chinese = (get_language() or "").startswith("zh")
    try:
        actions.make_bundle(
            matter_id=found.pk,
            language=request.POST.get("language") or ("zh-hans" if chinese else "en"),
            for_police=request.POST.get("for_police") == "on",
            staff=request.user,
            at=request.now,
        )
        messages.success(request, _("Bundle made."))
    except (Refused, FontMissingError) as error:
        said = in_language(error.text) if isinstance(error, Refused) else str(error)
        messages.error(request, said)
    return redirect("matter-evidence", found.pk)


@require_POST
@for_those_who_may("take_papers", "bundle_evidence")
def bundle(request: StaffRequest, bundle_id: int, name: str) -> HttpResponse:
    """Take a bundle's PDF or folder, or make it again to see whether records changed."""
    row = EvidenceBundle.objects.filter(pk=bundle_id).first()
    if row is None or name not in ("pdf", "folder", "check"):
        raise Http404
    found = _matter(request, row.matter_id)
    who: dict[str, Any] = {"bundle_id": bundle_id, "staff": request.user, "at": request.now}
    try:
        if name == "check":
            _tell(request, actions.check_bundle(**who))
        elif name == "pdf":
            row, content = actions.bundle_file(form="pdf", **who)
            return download(content, f"{row.number}.pdf", PDF)
        else:
            row, content = actions.bundle_file(form="folder", **who)
            return download(content, f"{row.number}.zip", ZIP)
    except Refused as refused:
        messages.error(request, in_language(refused.text))
    return redirect("matter-evidence", found.pk)


def _tell(request: StaffRequest, differing: tuple[str, ...]) -> None:
    if not differing:
        messages.success(request, _("Made again: every file has the same bytes."))
        return
    said = ngettext(
        "Records of then have changed; %(count)s file differs: %(names)s",
        "Records of then have changed; %(count)s files differ: %(names)s",
        len(differing),
    )
    messages.warning(request, said % {"count": len(differing), "names": ", ".join(differing[:5])})


def _page(request: StaffRequest, found: Matter, form: ExhibitForm | None = None) -> HttpResponse:
    exhibits = Exhibit.objects.filter(matter=found).order_by("pk")
    bundles = EvidenceBundle.objects.filter(matter=found).order_by("-pk")
    return render(
        request,
        "desk/law/evidence.html",
        {
            "matter": found,
            "items": evidence_of(found, request.now),
            "exhibits": exhibits,
            "bundles": bundles,
            "form": form or ExhibitForm(),
            "adding": form is not None,
            "withdrawal": WithdrawForm(),
            "may_add": may(request.user, "write_papers") and found.stage != "closed",
            "may_take": may(request.user, "take_papers"),
            "may_bundle": may(request.user, "bundle_evidence"),
            "tab": "evidence",
        },
        status=422 if form else 200,
    )


def _matter(request: StaffRequest, matter_id: int) -> Matter:
    found = queries.matter_for(request.user, matter_id)
    if found is None:
        raise Http404(f"there is no matter {matter_id} for {request.user.username}")
    return found
