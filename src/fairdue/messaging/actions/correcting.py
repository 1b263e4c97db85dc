"""A person reads an answer: confirms what was understood, or says what it means instead.

What was done wrongly is taken back with a reason. New records are made first, so that nothing
opens in between, and contact is never resumed by anyone whose role may not lift a stop.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from fairdue.delinquency.queries import customers_of
from fairdue.journal.actions import record
from fairdue.kernel.calendars import local_day
from fairdue.kernel.reason import reason_given
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.messaging.actions.acting import Source, perform, revoke_consents, undo
from fairdue.messaging.actions.understanding import (
    ASKED,
    keep_steps,
    refusal_ceases,
    withdraw_waiting,
)
from fairdue.messaging.models import Answer, AnswerState, AnswerStep
from fairdue.messaging.queries.answers import points_of
from fairdue.messaging.queries.policy import callback_after, read_within, zone
from fairdue.messaging.rules.answers import (
    EVERY,
    FOR_ANYONE,
    Does,
    Left,
    Step,
    Written,
    heard,
    plan,
)
from fairdue.people.models import Staff
from fairdue.people.rules import may, require
from fairdue.vault.sealing import vault
from fairdue.wording import WANTS
from fairdue.work.actions import schedule_callback
from fairdue.work.models import Callback

DEED = "read_inbound"
CONFIRMED = "confirmed"


def open_words(*, answer_id: int, staff: Staff, at: datetime) -> tuple[str, str]:
    """Subject and words of an inbound message, opened for whoever reads it; journalled.

    Raises Refused for a role that may not and where there is no such message.
    """
    require(staff, DEED)
    answer = _found(answer_id)
    with transaction.atomic():
        record(
            actor=staff.username,
            action="personal_data_revealed",
            at=at,
            subject=f"inbound:{answer.inbound_id}",
            customer_id=answer.inbound.customer_id,
            details={"what": f"inbound:{answer.inbound_id}", "reason": DEED},
        )
    return _said(answer)


def confirm_answer(*, answer_id: int, staff: Staff, at: datetime) -> Answer:
    """Say that an answer means what was understood. Raises Refused as `correct_answer` does.

    One in which nothing was understood can't be confirmed: say what it means.
    """
    answer = _found(answer_id)
    if not answer.wants:
        raise Refused(
            Text(
                "Nothing was understood: say what it means, or that it asks for nothing.",
                "系统未能识别：请选择其含义，或标明其未提出任何要求。",
            )
        )
    return _read(answer, answer.wants, answer.channels, CONFIRMED, staff, at)


def correct_answer(
    *,
    answer_id: int,
    wants: Collection[str],
    channels: Collection[str] = (),
    reason: str,
    staff: Staff,
    at: datetime,
) -> Answer:
    """Say what an answer means; none of WANTS: that it asks for nothing. Gives a reason.

    What follows from that is done, what was done and doesn't follow is taken back. Raises Refused
    without a reason, for something nobody can want, and for a role that may not: whoever may not
    withdraw a request or release a hold doesn't do so by reading.
    """
    if not set(wants) <= set(WANTS):
        raise Refused(Text("An answer can't want that.", "没有这种含义。"))
    chosen = [want for want in WANTS if want in wants]
    return _read(_found(answer_id), chosen, list(channels), reason_given(reason), staff, at)


def take_callback(*, answer_id: int, case_id: int, staff: Staff, at: datetime) -> Callback:
    """Take it on to call a customer who asked for it, soon. Raises Refused as callbacks do."""
    require(staff, DEED)
    with transaction.atomic():
        answer = _locked(answer_id)
        whose = customers_of([case_id]).get(case_id)
        if Left.CALLBACK not in answer.left or whose != answer.inbound.customer_id:
            raise Refused(Text("No callback is asked for here.", "此来信未要求回电。"))
        due_at = at + callback_after(at)
        callback = schedule_callback(case_id=case_id, due_at=due_at, staff=staff, at=at)
        answer.left = [each for each in answer.left if each != Left.CALLBACK]
        if not answer.left and answer.state == AnswerState.TO_DO:
            answer.state, answer.read_at, answer.read_by = AnswerState.READ, at, staff.username
        _save(answer, "answer_callback_taken", staff, at, callback=callback.pk)
    return callback


def _read(
    answer: Answer, wants: list[str], channels: list[str], reason: str, staff: Staff, at: datetime
) -> Answer:
    require(staff, DEED)
    with transaction.atomic():
        answer = _locked(answer.pk)
        points = points_of(answer.inbound)
        follows = plan(_written(answer, wants, channels, len(points), at))
        for customer_id, point_id in sorted(points.items()):
            steps = _for(customer_id, answer, follows.steps)
            source = _source(answer, customer_id, point_id, at)
            withdraw_waiting(
                customer_id, steps, answer.inbound.channel, why=ASKED, actor=staff.username, at=at
            )
            _bring_in_line(answer, steps, source, reason, staff, at)
        answer.wants_read, answer.left = wants, [str(each) for each in follows.left]
        answer.state, answer.read_at, answer.read_by = AnswerState.READ, at, staff.username
        answer.reason = "" if reason == CONFIRMED else reason
        return _save(answer, "answer_read", staff, at, wants=wants)


def _bring_in_line(
    answer: Answer,
    steps: Collection[Step],
    source: Source,
    reason: str,
    staff: Staff,
    at: datetime,
) -> None:
    """Do what isn't done, make of a pause the stop that it was, take back the rest."""
    standing = list(
        AnswerStep.objects.select_for_update()
        .filter(answer=answer, customer_id=source.customer_id, undone_at=None)
        .order_by("pk")
    )
    done = []
    for step in steps:
        same = [each for each in standing if (each.does, each.channel) == (step.does, step.channel)]
        paused = [
            each
            for each in standing
            if step.does == Does.STOP_MEDIUM
            and (each.does, each.channel) == (Does.SUSPEND, step.channel)
        ]
        if same:
            standing = [each for each in standing if each not in same]
        elif paused:
            revoke_consents(
                source.customer_id, step.channel, reason=source.reason, staff=staff, at=at
            )
            _settle(paused[0], staff, at, does=step.does)
            standing.remove(paused[0])
        else:
            done.append((source.customer_id, step, perform(step, source, staff=staff, at=at)))
    keep_steps(answer, done, actor=staff.username, at=at)
    for each in standing:
        covered = any(step.channel in (EVERY, each.channel) for step in steps)
        if each.does == Does.SUSPEND and covered and not may(staff, "release_hold"):
            continue  # stops no more than what was asked for; whoever may lifts it on its review
        undo(each.record, reason=reason, staff=staff, at=at)
        _settle(each, staff, at, undone_at=at)


def _settle(step: AnswerStep, staff: Staff, at: datetime, **changed: object) -> None:
    for name, value in changed.items():
        setattr(step, name, value)
    step.journal_entry = record(
        actor=staff.username,
        action="answer_step_undone" if step.undone_at else "answer_step_confirmed",
        at=at,
        subject=f"inbound:{step.answer.inbound_id}",
        customer_id=step.customer_id,
        details={"does": step.does, "record": step.record},
    )
    step.save()


def _written(
    answer: Answer, wants: list[str], channels: list[str], customers: int, at: datetime
) -> Written:
    inbound = answer.inbound
    return Written(
        wants=tuple(wants),
        sure=True,
        text=heard(*_said(answer)),
        came_by=inbound.channel,
        named=tuple(channels),
        customers=max(inbound.customers, customers),
        whose=inbound.customer_id is not None,
        refusal_ceases=refusal_ceases(inbound.customer_id, at),
        read=True,
    )


def _for(customer_id: int, answer: Answer, steps: Collection[Step]) -> list[Step]:
    mine = customer_id == answer.inbound.customer_id
    return [step for step in steps if mine or step.does in FOR_ANYONE]


def _source(answer: Answer, customer_id: int, point_id: int | None, at: datetime) -> Source:
    return Source(
        inbound_id=answer.inbound_id,
        customer_id=customer_id,
        contact_point_id=point_id,
        came_by=answer.inbound.channel,
        words=heard(*_said(answer)),
        read_on=local_day(at + read_within("doubtful", at), zone()),
    )


def _said(answer: Answer) -> tuple[str, str]:
    said = json.loads(vault().unseal(answer.inbound.words_sealed))
    return said["subject"], said["body"]


def _found(answer_id: int) -> Answer:
    answer = Answer.objects.select_related("inbound").filter(pk=answer_id).first()
    if answer is None:
        raise Refused(Text("There is no such message.", "没有这条来信。"))
    return answer


def _locked(answer_id: int) -> Answer:
    _found(answer_id)
    rows = Answer.objects.select_for_update(of=("self",)).select_related("inbound")
    return rows.get(pk=answer_id)


def _save(answer: Answer, action: str, staff: Staff, at: datetime, **details: object) -> Answer:
    answer.journal_entry = record(
        actor=staff.username,
        action=action,
        at=at,
        subject=f"inbound:{answer.inbound_id}",
        customer_id=answer.inbound.customer_id,
        details={"state": answer.state, **details},
    )
    answer.save()
    return answer
