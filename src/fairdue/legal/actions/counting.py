"""Deadlines of matters: set running by steps, kept, missed or dropped; days entered by hand."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from fairdue.compliance.actions.recording import next_id, today
from fairdue.kernel.reason import reason_given
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.legal.actions.recording import enter, matter_to_change
from fairdue.legal.models import Deadline, DeadlineState, Matter, MatterStep
from fairdue.legal.queries.court_days import REST_DAYS
from fairdue.legal.rules import deadlines as rules
from fairdue.people.actors import Actor, Unattended
from fairdue.people.models import Staff
from fairdue.rulebook.packs import law_in_force

CHINA = "CN"


def begin_deadlines(matter: Matter, step: MatterStep, staff: Actor, at: datetime) -> list[Deadline]:
    """Set running what a step begins, by the law in force on its day."""
    if matter.jurisdiction != CHINA:
        return []
    law = law_in_force(matter.jurisdiction)
    begun = []
    for kind in rules.begun_by(step.kind):
        each = rules.DEADLINES[kind]
        value = law.value(each.rule, each.parameter, step.on)
        length = int(value.value)
        counted = rules.counted(
            rules.unmoved_last_day(step.on, length, each.unit), REST_DAYS[matter.jurisdiction]
        )
        number = next_id(Deadline)
        details = {"deadline": kind, "rule": each.rule, "counted_from": step.on.isoformat()}
        if counted.last_day:
            details["last_day"] = counted.last_day.isoformat()
        entry = enter(
            matter, "deadline_begun", staff, at, details,
            [{"rule": each.rule, "pack": law.name, "version": law.version}],
        )  # fmt: skip
        begun.append(
            Deadline.objects.create(
                pk=number,
                matter=matter,
                customer_id=matter.customer_id,
                kind=kind,
                whose=each.whose,
                step=step,
                counted_from=step.on,
                rule=each.rule,
                counted=f"{length} {each.unit}",
                unmoved_on=counted.unmoved_on,
                last_day=counted.last_day,
                unknown_year=counted.unknown_year,
                journal_entry=entry,
            )
        )
    return begun


def end_deadlines(
    matter: Matter, step: MatterStep, staff: Actor, at: datetime, *, corrected: bool = False
) -> None:
    """Keep, miss or drop what a step ends. `corrected`: drop what this step itself set running."""
    rows = Deadline.objects.select_for_update().filter(matter=matter)
    open_ones = rows.filter(state=DeadlineState.OPEN)
    if corrected:
        for row in open_ones.filter(step=step):
            _end(row, DeadlineState.DROPPED, step, staff, at)
        return
    late = rows.filter(state=DeadlineState.MISSED, kept_by=None)
    for row in [*open_ones, *late]:
        state = rules.ends(row.kind, step.kind, step.on, row.last_day)
        if state and not (row.state == DeadlineState.MISSED and state == DeadlineState.DROPPED):
            _end(row, state, step, staff, at)


def _end(row: Deadline, state: str, step: MatterStep | None, staff: Actor, at: datetime) -> None:
    details = {"deadline": row.kind, "state": state}
    row.state, row.ended_by = state, staff.username
    row.ended_on = step.on if step else today(at)
    row.kept_by = step if state != DeadlineState.DROPPED else None
    row.journal_entry = enter(row.matter, "deadline_ended", staff, at, details)
    row.save()


def enter_last_day(
    *, deadline_id: int, last_day: date, reason: str, staff: Staff, at: datetime
) -> Deadline:
    """Enter the last day of a deadline whose year no calendar here knows, and why it is that day.

    Never later than a fortnight after the day as counted. Raises Refused for one that was
    counted here, a day before the counted one, one too far, and for who may not.
    """
    because = reason_given(reason)
    with transaction.atomic():
        row = _locked(deadline_id, staff)
        if row.unknown_year is None or row.state != DeadlineState.OPEN:
            raise Refused(
                Text("This last day was counted by the calendar.", "该截止日已由系统按日历计算。")
            )
        if not 0 <= (last_day - row.unmoved_on).days <= FURTHEST_DAYS:
            raise Refused(
                Text(
                    f"Counted it is {row.unmoved_on}; rest days move it on by at most "
                    f"{FURTHEST_DAYS} days.",
                    f"按期间计算为{row.unmoved_on}，因休假顺延不超过{FURTHEST_DAYS}天。",
                )
            )
        row.last_day, row.entered_by, row.entered_reason = last_day, staff.username, because
        details = {"deadline": row.kind, "last_day": last_day.isoformat()}
        row.journal_entry = enter(row.matter, "deadline_entered", staff, at, details)
        row.save()
        return row


FURTHEST_DAYS = 14
"""The longest holidays are eight days, with a weekend on either side."""


def drop_deadline(*, deadline_id: int, reason: str, staff: Staff, at: datetime) -> Deadline:
    """Say that a deadline needs no watching any more, and why. Raises Refused."""
    because = reason_given(reason)
    with transaction.atomic():
        row = _locked(deadline_id, staff)
        if row.state != DeadlineState.OPEN:
            raise Refused(Text("This deadline is over.", "该期限已结束。"))
        row.end_reason = because
        _end(row, DeadlineState.DROPPED, None, staff, at)
        return row


def settle_deadlines(*, at: datetime) -> int:
    """Note what nobody kept in time as missed; how many there were. Runs every hour."""
    nobody = Unattended("deadlines")
    with transaction.atomic():
        rows = list(
            Deadline.objects.select_for_update(of=("self",), skip_locked=True)
            .select_related("matter")
            .filter(state=DeadlineState.OPEN, last_day__lt=today(at))
            .order_by("pk")
        )
        for row in rows:
            _end(row, DeadlineState.MISSED, None, nobody, at)
    return len(rows)


def _locked(deadline_id: int, staff: Staff) -> Deadline:
    found = Deadline.objects.filter(pk=deadline_id).first()
    if found is None:
        raise Refused(Text("There is no such deadline.", "没有该期限。"))
    matter_to_change(found.matter_id, staff, "conduct_matter")
    return Deadline.objects.select_for_update().get(pk=deadline_id)
