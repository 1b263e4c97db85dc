"""What waits to be reviewed, what was decided, and how far the detectors can be trusted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Case, Count, IntegerField, Q, QuerySet, When

from fairdue.people.models import Staff
from fairdue.people.rules import COMPLIANCE
from fairdue.quality.models import ReviewTask, SpokenFinding, State, TaskKind
from fairdue.quality.rules.kinds import SEVERITIES, UNRECORDED

RANK = Case(
    *(When(severity=severity, then=rank) for rank, severity in enumerate(SEVERITIES)),
    default=len(SEVERITIES),
    output_field=IntegerField(),
)
DONE = (State.CONFIRMED, State.NOT_CONFIRMED)


@dataclass(frozen=True, slots=True)
class Trust:
    """How often people confirmed what a detector found."""

    kind: str
    confirmed: int
    decided: int

    @property
    def percent(self) -> int:
        """Of those decided, rounded to whole per cent."""
        return round(100 * self.confirmed / self.decided) if self.decided else 0


def findings_for(staff: Staff) -> QuerySet[SpokenFinding]:
    """Findings that this person may review: a lead those of the team's talks, compliance all.
    Nobody is shown their own talk here.
    """
    rows = SpokenFinding.objects.select_related(
        "transcript__staff", "transcript__attempt", "customer"
    ).exclude(transcript__staff=staff)
    if staff.role == COMPLIANCE:
        return rows
    return rows.filter(transcript__staff__team__isnull=False, transcript__staff__team=staff.team)


def to_review(
    staff: Staff, *, state: str = "", severity: str = "", kind: str = "", speaker: str = ""
) -> QuerySet[SpokenFinding]:
    """Findings by what is asked for, empty for any: the gravest first, then the oldest talk."""
    wanted = {"state": state, "severity": severity, "kind": kind, "speaker": speaker}
    rows = findings_for(staff).filter(**{name: value for name, value in wanted.items() if value})
    order = ("-found_at", "-pk") if state in DONE else (RANK, "transcript__talked_at", "pk")
    return rows.order_by(*order)


def counts_by_state(staff: Staff) -> dict[str, int]:
    """How many findings are in each state, of those this person may review."""
    rows = findings_for(staff).values("state").annotate(number=Count("pk"))
    found = {row["state"]: row["number"] for row in rows.order_by()}
    return {state: found.get(state, 0) for state in State.values}


def next_after(staff: Staff, finding: SpokenFinding) -> SpokenFinding | None:
    """The next finding that this person can decide, the gravest first; None when all is done."""
    mine = findings_for(staff)
    waiting = mine.filter(
        Q(state=State.OPEN) | Q(state=State.SECOND_LOOK) & ~Q(first_by=staff.username)
    )
    same = waiting.filter(transcript=finding.transcript_id).exclude(pk=finding.pk)
    first = same.order_by(RANK, "line", "pk").first()
    others = waiting.exclude(pk=finding.pk).order_by(RANK, "transcript__talked_at", "pk")
    return first or others.first()


def trust() -> list[Trust]:
    """By kind: confirmed, of all that anybody decided; the most decided first."""
    rows = (
        SpokenFinding.objects.filter(state__in=DONE)
        .values("kind")
        .annotate(decided=Count("pk"), confirmed=Count("pk", filter=Q(state=State.CONFIRMED)))
        .order_by("-decided", "kind")
    )
    return [Trust(row["kind"], row["confirmed"], row["decided"]) for row in rows]


def confirmed_of(staff: Staff, limit: int = 50) -> list[SpokenFinding]:
    """What was confirmed about this person's own talks, the newest talk first; nobody else's.

    What the customer did is not theirs, nor are words of a template that is to change, but what
    they didn't record is.
    """
    rows = SpokenFinding.objects.filter(transcript__staff=staff, state=State.CONFIRMED).filter(
        Q(speaker="collector") | Q(kind__in=(UNRECORDED, "in_danger"))
    )
    rows = rows.exclude(tasks__kind=TaskKind.TEMPLATE)
    return list(
        rows.select_related("transcript", "customer").order_by("-transcript__talked_at", "pk")[
            :limit
        ]
    )


def open_tasks(staff: Staff, limit: int = 20) -> list[ReviewTask]:
    """Tasks not done of talks this person may review, the soonest due first."""
    mine = findings_for(staff).values("pk")
    rows = ReviewTask.objects.filter(done_at=None, finding__in=mine)
    return list(
        rows.select_related("finding__transcript", "customer").order_by("due_on", "pk")[:limit]
    )


@dataclass(frozen=True, slots=True)
class TaskFacts:
    """A task as pages show it."""

    id: int
    kind: str
    label: str
    due_on: date
    done_at: datetime | None
    done_by: str
    note: str


def tasks_of(finding: SpokenFinding) -> list[TaskFacts]:
    """The tasks of a finding, in order of their days."""
    return [
        TaskFacts(
            row.pk,
            row.kind,
            str(row.get_kind_display()),
            row.due_on,
            row.done_at,
            row.done_by,
            row.note,
        )
        for row in finding.tasks.order_by("due_on", "pk")
    ]
