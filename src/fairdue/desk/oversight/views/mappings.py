"""Mappings: read, check and save the documents that say how an issuer's columns become ours."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fairdue.desk.access import StaffRequest
from fairdue.desk.oversight.access import for_those_who_may
from fairdue.desk.oversight.forms import MappingForm
from fairdue.portfolio import uploads
from fairdue.portfolio.figures import mapping_versions
from fairdue.portfolio.intake.errors import IntakeError, MappingError
from fairdue.portfolio.intake.mapping.loading import read_mapping
from fairdue.portfolio.intake.mappings import save_mapping, text_of

START = "generic-cn"
"""The shipped mapping a new one starts from."""


@require_http_methods(["GET", "POST"])
@for_those_who_may("administer")
def mapping(request: StaffRequest, name: str = "") -> HttpResponse:
    """Edit a mapping; without a name, begin a new one."""
    if request.method == "POST":
        form = MappingForm(request.POST)
        if form.is_valid():
            answer = _checked(request, form)
            if answer is not None:
                return answer
    else:
        form = MappingForm(initial={"name": name, "document": _document(request, name)})
    return render(
        request,
        "desk/oversight/mapping.html",
        {
            "form": form,
            "name": name,
            "versions": mapping_versions(name) if name else [],
            "version": request.GET.get("version", ""),
            "upload": uploads.find(request.GET.get("upload", "")),
        },
        status=422 if form.errors else 200,
    )


def _checked(request: StaffRequest, form: MappingForm) -> HttpResponse | None:
    """Save, or only check; None when the document is wrong, with the form saying where."""
    name, document = form.cleaned_data["name"], form.cleaned_data["document"]
    try:
        if request.POST.get("check"):
            read_mapping(name, document)
            messages.success(request, _("The document is right. It is not saved yet."))
            return None
        saved = save_mapping(name, document, request.user.username, request.now)
    except MappingError as error:
        form.add_error("document", str(error))
        return None
    messages.success(request, _("Saved as %(mapping)s.") % {"mapping": saved})
    kept = uploads.find(request.GET.get("upload", ""))
    if kept is not None and not kept.is_under_way:
        uploads.change(kept, mapping=saved.name)
        return redirect("intake-upload", kept.token)
    return redirect("mapping", saved.name)


def _document(request: StaffRequest, name: str) -> str:
    version = request.GET.get("version", "")
    try:
        if name:
            return text_of(name, int(version) if version.isdecimal() else None)
        return text_of(START)
    except IntakeError as error:
        if name:
            raise Http404(str(error)) from None
        return ""
