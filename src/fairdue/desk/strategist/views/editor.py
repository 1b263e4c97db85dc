"""The grid in which a strategist changes a draft, cell by cell; and the draft as text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fairdue.desk.access import StaffRequest
from fairdue.desk.oversight.access import for_those_who_may
from fairdue.desk.oversight.paging import paging
from fairdue.desk.strategist import grid as shown_grid
from fairdue.desk.strategist.presenting import proposal_context, proposal_or_404
from fairdue.desk.strategist.uploads import uploaded
from fairdue.kernel.refusal import Refused
from fairdue.strategy.actions import edit_proposal
from fairdue.strategy.models import Proposal, Treatment
from fairdue.strategy.queries.documents import document_in, examined, parse, text_digest, write
from fairdue.strategy.rules import grid
from fairdue.strategy.rules.dmn import DmnError, write_dmn
from fairdue.strategy.rules.inputs import INPUTS
from fairdue.strategy.rules.reading import TableError
from fairdue.strategy.rules.typed import CellError, read_cell

OPERATIONS: dict[str, Callable[[grid.Document, int], tuple[grid.Document, int]]] = {
    "up": lambda document, place: (grid.with_row_moved(document, place, -1), max(place - 1, 0)),
    "down": lambda document, place: (grid.with_row_moved(document, place, 1), place + 1),
    "insert": lambda document, place: (grid.with_row_after(document, place, like=False), place + 1),
    "copy": lambda document, place: (grid.with_row_after(document, place, like=True), place + 1),
    "remove": lambda document, place: (grid.without_row(document, place), max(place - 1, 0)),
}
"""What can be done to a row, and at which place the row to go on with stands then."""


FORMS = {"yaml": "application/yaml; charset=utf-8", "dmn": "application/xml; charset=utf-8"}
"""How a table can be downloaded, with the type of each."""


ROWS_LOOKED_THROUGH_MAX = 500
"""A larger table is looked through when it is asked for: that takes longer than a moment."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A proposal's text, read, and the page's own state: columns shown though nobody asks yet."""

    proposal: Proposal
    document: grid.Document
    more: tuple[str, ...]

    @property
    def seen(self) -> str:
        """Names the text, so that nobody changes another one unawares."""
        return text_digest(self.proposal.text)


@require_GET
@for_those_who_may("see_strategy")
def proposal(request: StaffRequest, proposal_id: int) -> HttpResponse:
    """The whole grid."""
    found = proposal_or_404(proposal_id)
    draft = _draft(request, found)
    context = proposal_context(found, request, "proposal") | _grid(request, draft)
    return render(request, "desk/strategist/proposal.html", context)


@require_POST
@for_those_who_may("edit_strategy")
def cell(request: StaffRequest, proposal_id: int) -> HttpResponse:
    """One cell typed; answers with its row, with what is wrong where it could not be taken."""
    draft = _draft(request, proposal_or_404(proposal_id))
    place, field = _place(request, draft), request.POST.get("field", "")
    typed = request.POST.get("value", "")
    attempt = None
    try:
        draft = _saved(request, draft, _with(draft.document, place, field, typed))
        if field in INPUTS and field not in draft.more:  # a column just emptied stays on the page
            draft = replace(draft, more=(*draft.more, field))
    except CellError as error:
        attempt = shown_grid.Attempt(field, typed, error.text.in_language(_language()))
    except Refused as refused:
        attempt = shown_grid.Attempt(field, typed, refused.text.in_language(_language()))
    context = {"proposal": draft.proposal, "editable": True}
    context |= _grid(request, draft, places=[place], attempt=attempt)
    answer = render(
        request, "desk/strategist/grid_row.html", context, status=422 if attempt else 200
    )
    if attempt is None:
        answer["HX-Trigger"] = "edited"
    return answer


@require_POST
@for_those_who_may("edit_strategy")
def rows(request: StaffRequest, proposal_id: int) -> HttpResponse:
    """A row moved, put in, copied or taken out; answers with the grid."""
    draft = _draft(request, proposal_or_404(proposal_id))
    place = _place(request, draft)
    name, problem = request.POST.get("op", ""), ""
    if name in OPERATIONS and (name != "remove" or len(draft.document["rows"]) > 1):
        changed, following = OPERATIONS[name](draft.document, place)
        try:
            draft = _saved(request, draft, changed)
            place = min(following, len(changed["rows"]) - 1)
        except Refused as refused:
            problem = refused.text.in_language(_language())
    return _whole(request, draft, place, problem)


@require_POST
@for_those_who_may("edit_strategy")
def columns(request: StaffRequest, proposal_id: int) -> HttpResponse:
    """A column shown that nothing asks for yet, or one taken out; answers with the grid."""
    draft = _draft(request, proposal_or_404(proposal_id))
    name, problem = request.POST.get("input", ""), ""
    if name in INPUTS and request.POST.get("op") == "add":
        draft = Draft(draft.proposal, draft.document, (*draft.more, name))
    elif name in INPUTS:
        more = tuple(each for each in draft.more if each != name)
        draft = Draft(draft.proposal, draft.document, more)
        try:
            draft = _saved(request, draft, grid.without_column(draft.document, name))
        except Refused as refused:
            problem = refused.text.in_language(_language())
    return _whole(request, draft, 0, problem)


@require_http_methods(["GET", "POST"])
@for_those_who_may("see_strategy")
def text(request: StaffRequest, proposal_id: int) -> HttpResponse:
    """The draft as YAML: read, changed as a whole, or replaced by a file."""
    found = proposal_or_404(proposal_id)
    said, problem = found.text, ""
    if request.method == "POST":
        said = request.POST.get("text", "").replace("\r\n", "\n")
        try:
            said = uploaded(request) or said
            edit_proposal(
                found.pk,
                text=said,
                seen=request.POST.get("seen", ""),
                staff=request.user,
                at=request.now,
            )
            return redirect("proposal", found.pk)
        except Refused as refused:
            problem = refused.text.in_language(_language())
    context = proposal_context(found, request, "proposal-text") | {
        "text": said,
        "seen": text_digest(found.text),
        "problem": problem,
    }
    status = 422 if problem else 200
    return render(request, "desk/strategist/text.html", context, status=status)


@require_GET
@for_those_who_may("see_strategy")
def checks(request: StaffRequest, proposal_id: int) -> HttpResponse:
    """What is wrong with the table, and what its rows do to each other, with examples."""
    found = proposal_or_404(proposal_id)
    language, document = _language(), document_in(found.text)
    wrong = [
        (problem.place + 1, problem.field, problem.text.in_language(language))
        for problem in grid.problems(document)
    ]
    waits = len(document["rows"]) > ROWS_LOOKED_THROUGH_MAX and "all" not in request.GET
    context: dict[str, Any] = {"proposal": found, "wrong": wrong, "waits": waits}
    if not wrong and not waits:
        try:
            context["analysis"] = examined(found.text)
        except TableError as error:
            context["unreadable"] = error.text.in_language(language)
    return render(request, "desk/strategist/checks.html", context)


@require_GET
@for_those_who_may("see_strategy")
def download(request: StaffRequest, proposal_id: int, form: str) -> HttpResponse:
    """The draft as a file: our YAML as it stands, or DMN for other tools where it works."""
    found = proposal_or_404(proposal_id)
    if form not in FORMS:
        raise Http404(f"no form {form!r}")
    try:
        whole = parse(found.text, draft=True) if form == "dmn" else None
        body = write_dmn(whole) if whole else found.text.encode()
    except (TableError, DmnError) as error:
        why = error.text.in_language(_language())
        messages.error(request, _("It can't be written as DMN: %(why)s") % {"why": why})
        return redirect("proposal-text", found.pk)
    name = f"{slugify(found.table) or 'table'}-{found.pk}.{form}"
    return HttpResponse(
        body,
        content_type=FORMS[form],
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _draft(request: StaffRequest, found: Proposal) -> Draft:
    asked = request.POST.get("more", "").split()
    return Draft(
        found,
        document_in(found.text),
        tuple(dict.fromkeys(name for name in asked if name in INPUTS)),
    )


def _place(request: StaffRequest, draft: Draft) -> int:
    """The row's place, within the table."""
    given = request.POST.get("place", "0")
    place = int(given) if given.isdecimal() and len(given) < 7 else 0
    return min(place, len(draft.document["rows"]) - 1)


def _with(document: grid.Document, place: int, field: str, typed: str) -> grid.Document:
    """The document with what was typed into a cell. Raises CellError."""
    if field not in INPUTS:
        fields = {"id", "then", "why.en", "why.zh"}
        return (
            grid.with_value(document, place, field, typed.strip()) if field in fields else document
        )
    condition = read_cell(field, typed)
    if condition is not None and (wrong := grid.wrong_condition(field, condition)) is not None:
        raise CellError(wrong)
    return grid.with_cell(document, place, field, condition)


def _saved(request: StaffRequest, draft: Draft, document: grid.Document) -> Draft:
    """The draft, saved. Raises Refused."""
    edit_proposal(
        draft.proposal.pk,
        text=write(document, before=draft.proposal.text),
        seen=request.POST.get("seen", ""),
        staff=request.user,
        at=request.now,
    )
    return Draft(proposal_or_404(draft.proposal.pk), document, draft.more)


def _whole(request: StaffRequest, draft: Draft, place: int, problem: str) -> HttpResponse:
    context = proposal_context(draft.proposal, request, "proposal") | _grid(request, draft)
    answer = render(
        request,
        "desk/strategist/grid.html",
        context | {"focus_place": place, "problem": problem},
        status=422 if problem else 200,
    )
    answer["HX-Trigger"] = "edited"
    return answer


def _grid(
    request: StaffRequest,
    draft: Draft,
    places: list[int] | None = None,
    attempt: shown_grid.Attempt | None = None,
) -> dict[str, Any]:
    """What the grid's templates need; `places`: only these rows."""
    language = _language()
    document = draft.document
    base = document_in(draft.proposal.base.document)
    shown = shown_grid.columns(document, draft.more, language)
    wrong = grid.problems(document)
    pages = paging(request, len(document["rows"]), shown_grid.ROWS_A_PAGE)
    on_page = range(pages.offset, pages.last_row)
    names = {column.name for column in shown}
    return {
        "columns": shown,
        "lines": shown_grid.lines(
            document, base, shown, wrong, language, places or on_page, attempt
        ),
        "removed": shown_grid.removed(document, base),
        "problems": wrong,
        "draft": draft,
        "more": " ".join(draft.more),
        "paging": pages,
        "addable": [(each.name, each.label) for each in INPUTS.values() if each.name not in names],
        "treatments": Treatment.choices,
        "answers": shown_grid.answers(language),
        "kinds": shown_grid.KINDS,
    }


def _language() -> str:
    return get_language() or "en"
