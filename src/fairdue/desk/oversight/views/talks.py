"""Reviews of what was said: the queue, one finding with its talk, and taking transcripts in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fairdue.calls.models import Recording
from fairdue.calls.queries.recordings import recording_of_call
from fairdue.desk.access import StaffRequest, for_roles
from fairdue.desk.listening import asked_to_hear
from fairdue.desk.oversight.access import for_those_who_may
from fairdue.desk.oversight.paging import page_number, paging
from fairdue.desk.oversight.verdicts import rule_titles
from fairdue.desk.templatetags.desk import in_language
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.people.models import Role
from fairdue.people.rules import may
from fairdue.quality import actions
from fairdue.quality.actions.reviewing import REMEDIES
from fairdue.quality.models import SpokenFinding, State, TranscriptSource
from fairdue.quality.models.findings import Severity, Speaker
from fairdue.quality.queries import reviews
from fairdue.quality.rules.kinds import IN_DANGER, NAMES, WANTS, coaching_of, said_of
from fairdue.quality.rules.reading.files import BYTES_MAX
from fairdue.wording import Line

ROWS = 50
REVIEW = "call review"
OWN = "own talk"


@dataclass(frozen=True, slots=True)
class Shown:
    """A finding in words."""

    row: SpokenFinding
    name: str
    said: str
    want: str
    coaching: str
    clock: str


@dataclass(frozen=True, slots=True)
class LineShown:
    """A line of a talk, with the place marked where it is this one."""

    who: str
    label: str
    clock: str
    before: str
    marked: str
    after: str
    here: bool


@require_GET
@for_those_who_may("review_words")
def talks(request: StaffRequest) -> HttpResponse:
    """Findings by state, severity, kind and speaker, and how far each detector can be trusted."""
    asked = {name: request.GET.get(name, "") for name in ("severity", "kind", "speaker")}
    state = request.GET.get("state", State.OPEN)
    wanted = {
        "state": state if state in State.values else "",
        "severity": asked["severity"] if asked["severity"] in Severity.values else "",
        "kind": asked["kind"] if asked["kind"] in NAMES else "",
        "speaker": asked["speaker"] if asked["speaker"] in Speaker.values else "",
    }
    rows = reviews.to_review(request.user, **wanted)
    first = (page_number(request) - 1) * ROWS
    numbers = reviews.counts_by_state(request.user)
    context = {
        **wanted,
        "states": [(code, label, numbers[code]) for code, label in State.choices],
        "severities": Severity.choices,
        "speakers": Speaker.choices,
        "kinds": sorted(((code, in_language(name)) for code, name in NAMES.items()), key=_by_name),
        "rows": [_shown(row) for row in rows[first : first + ROWS]],
        "paging": paging(request, rows.count(), ROWS),
        "trust": [(in_language(NAMES[each.kind]), each) for each in reviews.trust()],
        "tasks": reviews.open_tasks(request.user),
        "today": request.now.date(),
        "may_import": may(request.user, "import_transcripts"),
    }
    return render(request, "desk/oversight/talks.html", context)


def _by_name(pair: tuple[str, str]) -> str:
    return pair[1]


@require_http_methods(["GET", "POST"])
@for_those_who_may("review_words")
def finding(request: StaffRequest, finding_id: int) -> HttpResponse:
    """One finding with its talk; posting a reason plays the recording from its second."""
    row = _of(request, finding_id)
    recording = _recording(row)
    key, refusal = asked_to_hear(request, recording)
    return _page(request, row, recording, key=key, refusal=refusal)


@require_POST
@for_those_who_may("review_words")
def decide(request: StaffRequest, finding_id: int) -> HttpResponse:
    """Confirm it or not, and go on to the next one."""
    row = _of(request, finding_id)
    answer = request.POST.get("confirms", "")
    if answer not in ("yes", "no", *REMEDIES):
        return _page(request, row, _recording(row), refusal=_("Say whether it is one."))
    try:
        decided = actions.decide(
            finding_id=row.pk,
            confirms=answer != "no",
            remedy=answer if answer in REMEDIES else "",
            note=request.POST.get("note", ""),
            staff=request.user,
            at=request.now,
        )
    except Refused as refused:
        told = in_language(refused.text)
        return _page(request, row, _recording(row), refusal=told, note=request.POST.get("note", ""))
    if decided.state == State.SECOND_LOOK:
        messages.success(request, _("Noted. Another person looks at it too."))
    else:
        messages.success(request, _("Decided: %(state)s.") % {"state": State(decided.state).label})
    following = reviews.next_after(request.user, decided)
    return redirect("talk-finding", following.pk) if following else redirect("talks")


@require_POST
@for_those_who_may("review_words")
def task_done(request: StaffRequest, finding_id: int, task_id: int) -> HttpResponse:
    """Note what was done for a task."""
    row = _of(request, finding_id)
    if task_id not in {each.id for each in reviews.tasks_of(row)}:
        raise Http404
    try:
        actions.finish_task(
            task_id=task_id,
            note=request.POST.get("note", ""),
            staff=request.user,
            at=request.now,
        )
    except Refused as refused:
        messages.error(request, in_language(refused.text))
    else:
        messages.success(request, _("The task is done."))
    return redirect("talk-finding", row.pk)


@require_http_methods(["GET", "POST"])
@for_those_who_may("import_transcripts")
def take_in(request: StaffRequest) -> HttpResponse:
    """Take a file of transcripts in; every fault is told with its place."""
    context: dict[str, Any] = {"reference": request.POST.get("reference", "")}
    file = request.FILES.get("file")
    if request.method == "POST" and file is None:
        context["refusal"] = _("Choose a file.")
    elif file is not None:
        try:
            context["taken"] = actions.take_file(
                name=file.name or "",
                content=file.read(BYTES_MAX + 1),
                staff=request.user,
                at=request.now,
                reference=_reference(context["reference"]),
            )
        except Refused as refused:
            context["refusal"] = in_language(refused.text)
    wrong = "refusal" in context or bool("taken" in context and context["taken"].faults)
    status = 422 if wrong else 200
    return render(request, "desk/oversight/talks_import.html", context, status=status)


def _reference(told: str) -> str:
    told = told.strip().lower()
    return f"attempt:{told}" if told.isdecimal() else told


@require_GET
@for_roles(Role.COLLECTOR, Role.LEAD)
def my_talks(request: StaffRequest) -> HttpResponse:
    """What was confirmed about one's own talks, with how to do it well; for nobody else."""
    rows = [_shown(row) for row in reviews.confirmed_of(request.user)]
    return render(request, "desk/my_talks.html", {"rows": rows})


@require_GET
@for_roles(Role.COLLECTOR, Role.LEAD)
def my_talk(request: StaffRequest, finding_id: int) -> HttpResponse:
    """One of them, with the lines around its place."""
    rows = {row.pk: row for row in reviews.confirmed_of(request.user)}
    row = rows.get(finding_id)
    if row is None:
        raise Http404
    context = {"each": _shown(row), **_lines(request, row, OWN)}
    return render(request, "desk/my_talk.html", context)


def _of(request: StaffRequest, finding_id: int) -> SpokenFinding:
    row = reviews.findings_for(request.user).filter(pk=finding_id).first()
    if row is None:
        raise Http404
    return row


def _recording(row: SpokenFinding) -> Recording | None:
    return recording_of_call(row.transcript.call_id) if row.transcript.call_id else None


def _page(
    request: StaffRequest, row: SpokenFinding, recording: Recording | None, **more: Any
) -> HttpResponse:
    waits = row.state in (State.OPEN, State.SECOND_LOOK)
    titles: dict[str, Text] = rule_titles() if row.rule else {}
    following = reviews.next_after(request.user, row)
    context = {
        "each": _shown(row),
        "is_written": row.transcript.source == TranscriptSource.MESSAGE,
        "may_decide": waits and row.first_by != request.user.username,
        "waits": waits,
        "recording": recording,
        "second": row.begins_ms // 1000,
        "rule_title": in_language(titles[row.rule]) if row.rule in titles else "",
        "tasks": reviews.tasks_of(row),
        "following": following,
        "key": "",
        **_lines(request, row, REVIEW),
        **more,
    }
    status = 422 if context.get("refusal") else 200
    return render(request, "desk/oversight/talk.html", context, status=status)


def _lines(request: StaffRequest, row: SpokenFinding, why: str) -> dict[str, Any]:
    try:
        lines = actions.open_lines(
            transcript_id=row.transcript_id, why=why, staff=request.user, at=request.now
        )
    except Refused as refused:
        return {"lines": [], "gone": in_language(refused.text)}
    return {"lines": [_line(number, line, row) for number, line in enumerate(lines)]}


def _line(number: int, line: Line, row: SpokenFinding) -> LineShown:
    here = number == row.line
    start, end = (row.start, row.end) if here else (len(line.text), len(line.text))
    return LineShown(
        who=line.who,
        label=str(Speaker(line.who).label),
        clock=_clock(round(line.begins * 1000)),
        before=line.text[:start],
        marked=line.text[start:end],
        after=line.text[end:],
        here=here,
    )


def _shown(row: SpokenFinding) -> Shown:
    is_spoken = row.transcript.source != TranscriptSource.MESSAGE
    return Shown(
        row=row,
        name=in_language(NAMES[row.kind]),
        said=in_language(said_of(row.kind)),
        want=in_language(WANTS[row.want]) if row.want in WANTS and row.kind != IN_DANGER else "",
        coaching=in_language(coaching_of(row.kind)),
        clock=_clock(row.begins_ms) if row.line >= 0 and is_spoken else "",
    )


def _clock(milliseconds: int) -> str:
    minutes, seconds = divmod(milliseconds // 1000, 60)
    return f"{minutes}:{seconds:02}"
