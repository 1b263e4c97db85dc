"""Decides what was found in a talk, and brings and ends the tasks that come of it."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from fairdue.calls.rules.listening import Listener
from fairdue.identity.queries.policy import zone
from fairdue.journal.actions import record
from fairdue.journal.models import Entry
from fairdue.kernel.calendars import local_day
from fairdue.kernel.reason import reason_given
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.people.models import Staff
from fairdue.people.rules import require
from fairdue.quality.models import ReviewTask, SpokenFinding, State, TaskKind, TranscriptSource
from fairdue.quality.queries.policy import review_policy
from fairdue.quality.rules.kinds import ABUSE
from fairdue.quality.rules.reviewing import Decided, refuse_unfit
from fairdue.training.actions.exercises import assign_for_finding

DEED = "review_words"
REMEDIES = frozenset({TaskKind.COACH, TaskKind.TEMPLATE})
"""What may follow from words of a message."""
NOT_FOUND = Text("There is no such finding.", "没有这项质检结果。")


def decide(
    *,
    finding_id: int,
    confirms: bool,
    note: str,
    staff: Staff,
    at: datetime,
    remedy: str = "",
) -> SpokenFinding:
    """Say whether a finding is one. What is grave waits for a second person; once confirmed, the
    tasks that policy has for its kind are there in the same breath; for what was written in a
    message, the `remedy` that the person chose: coach or template.

    Raises Refused without a note of why, without a remedy that fits, for a talk that isn't theirs
    to review, for a second look by the same person, and where it was decided already.
    """
    require(staff, DEED)
    why = reason_given(note)
    with transaction.atomic():
        finding = (
            SpokenFinding.objects.select_for_update(of=("self",))
            .select_related("transcript__staff")
            .filter(pk=finding_id)
            .first()
        )
        if finding is None:
            raise Refused(NOT_FOUND)
        _fit(finding, staff, confirms=confirms)
        _refuse_remedy(finding, remedy if confirms else "", confirms=confirms)
        is_second = finding.state == State.SECOND_LOOK
        if is_second:
            finding.second_confirms, finding.second_by = confirms, staff.username
            finding.second_at, finding.second_note = at, why
        else:
            finding.first_confirms, finding.first_by = confirms, staff.username
            finding.first_at, finding.first_note = at, why
        finding.state = _decided(finding).state
        finding.journal_entry = entry = record(
            actor=staff.username,
            action="spoken_finding_decided",
            at=at,
            subject=f"spoken_finding:{finding.pk}",
            customer_id=finding.customer_id,
            details={
                "kind": finding.kind,
                "confirms": confirms,
                "second_look": is_second,
                "state": finding.state,
            }
            | ({"remedy": remedy} if remedy else {}),
        )
        finding.save()
        if finding.state == State.CONFIRMED:
            _bring_tasks(finding, entry, at, remedy)
            if remedy != TaskKind.TEMPLATE:
                _assign_exercise(finding, staff, at)
    return finding


def finish_task(*, task_id: int, note: str, staff: Staff, at: datetime) -> ReviewTask:
    """Note what was done. Raises Refused without a note, when it is done, and for other roles."""
    require(staff, DEED)
    told = reason_given(note)
    with transaction.atomic():
        task = (
            ReviewTask.objects.select_for_update(of=("self",))
            .select_related("finding__transcript__staff")
            .filter(pk=task_id)
            .first()
        )
        if task is None or task.done_at is not None:
            raise Refused(Text("This task is over already.", "该任务已办结。"))
        task.journal_entry = record(
            actor=staff.username,
            action="review_task_done",
            at=at,
            subject=f"spoken_finding:{task.finding_id}",
            customer_id=task.customer_id,
            details={"kind": task.kind},
        )
        task.done_at, task.done_by, task.note = at, staff.username, told
        task.save()
    return task


def _fit(finding: SpokenFinding, staff: Staff, *, confirms: bool) -> None:
    by = finding.transcript.staff
    refuse_unfit(
        Listener(staff.username, staff.role, staff.team_id),
        by.username if by else "",
        by.team_id if by else None,
        _decided(finding),
        confirms=confirms,
    )


def _decided(finding: SpokenFinding) -> Decided:
    return Decided(
        finding.severity, finding.first_confirms, finding.first_by, finding.second_confirms
    )


def _refuse_remedy(finding: SpokenFinding, remedy: str, *, confirms: bool) -> None:
    """Raise Refused unless what is to follow fits: chosen by a person for a message, and by the
    policy for a talk. Where a machine wrote there is nobody to talk it through with.
    """
    is_written = finding.transcript.source == TranscriptSource.MESSAGE
    if (remedy in REMEDIES) != (is_written and confirms):
        raise Refused(
            Text(
                "Say what follows: talk it through with whoever sent it, or change the template.",
                "请选择后续处理：与发送人沟通，或修改模板。",
            )
        )
    if remedy == TaskKind.COACH and finding.transcript.staff is None:
        raise Refused(
            Text(
                "No person chose to send this; it is the template that can be changed.",
                "该信息由系统自动发送，请选择修改模板。",
            )
        )


def _bring_tasks(finding: SpokenFinding, entry: Entry, at: datetime, remedy: str) -> None:
    today = local_day(at, zone())
    policy = review_policy(today)
    ReviewTask.objects.bulk_create(
        ReviewTask(
            journal_entry=entry,
            finding=finding,
            customer_id=finding.customer_id,
            kind=kind,
            due_on=today + timedelta(days=policy.task_days[kind]),
        )
        for kind in ([remedy] if remedy else policy.tasks_of(finding.kind))
    )


def _assign_exercise(finding: SpokenFinding, staff: Staff, at: datetime) -> None:
    """Who spoke passes the course of what was found again."""
    spoke = finding.transcript.staff
    if spoke is not None and finding.kind != ABUSE:
        assign_for_finding(
            staff=spoke,
            kind=finding.kind,
            reference=f"spoken_finding:{finding.pk}",
            actor=staff.username,
            at=at,
        )
