"""One gesture of a collector is one transaction: outcome, what follows, done, next case.

And back again: within ten seconds everything the gesture did can be taken back.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.core import signing
from django.db import transaction

from fairdue.calls import actions as calls
from fairdue.care import actions as care
from fairdue.compliance import actions as compliance
from fairdue.compliance import queries as marks
from fairdue.compliance.models import MarkKind
from fairdue.contact import actions as contact
from fairdue.contact import queries as contacts
from fairdue.contact.models import Channel, Outcome
from fairdue.desk.outcomes import MARKS, MAY_COME_WITHOUT_A_CALL
from fairdue.desk.planning import Choice, terms_of
from fairdue.desk.told import Told, put_on_record, take_back
from fairdue.kernel.money import Money
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.negotiation import actions as negotiation
from fairdue.negotiation.actions import agreeing
from fairdue.negotiation.queries.agreements import AgreementFacts
from fairdue.negotiation.queries.offers import offers_for
from fairdue.negotiation.rules.agreements import APPROVED
from fairdue.people.models import Staff
from fairdue.work import actions as work
from fairdue.work import queries as queue
from fairdue.work.models import QueueItem

UNDO_SECONDS = 10
UNDO_SALT = "fairdue.desk.undo"


@dataclass(frozen=True, slots=True)
class Gesture:
    """What the collector chose, with what the dialog asked for besides."""

    case_id: int
    outcome: Outcome
    attempt_id: int | None = None
    amount: Money | None = None
    due_on: date | None = None
    callback_at: datetime | None = None
    told: str = ""
    note: str = ""
    ground: str = ""
    """What a dispute is about, a DisputeGround; "" where the collector didn't say."""
    plan: Choice | None = None
    """The plan that is agreed; None where only the wish for one is recorded."""
    changed: str = ""
    """Which field of the plan was changed last."""


@dataclass(slots=True)
class Trace:
    """What a gesture changed, so that it can be taken back."""

    case_id: int
    attempt_id: int | None = None
    promise_id: int | None = None
    callback_id: int | None = None
    mark_id: int | None = None
    agreement_id: int | None = None
    incident_id: int | None = None
    told: Told = field(default_factory=Told)


@dataclass(frozen=True, slots=True)
class Wrapped:
    """A gesture done: how to take it back, if it can be, and the case that came next."""

    trace: Trace | None = field(repr=False)
    next_item: QueueItem | None
    agreed: AgreementFacts | None = None
    """The plan, if the gesture was one: agreed, or waiting for a second person."""


def wrap_up(gesture: Gesture, *, staff: Staff, at: datetime) -> Wrapped:
    """Record the outcome and what follows from it, finish the case, take the next one.

    After abuse no next case comes by itself: the collector decides when. Raises Refused, having
    changed nothing, when any part is refused. A call whose case left the collector's hands in
    the meantime gets its outcome too; there is no way back from that.
    """
    with transaction.atomic():
        item = queue.taken(staff)
        attempt = contacts.open_attempt(staff)
        if item is None or item.case_id != gesture.case_id:
            return _wrap_up_lost(gesture, attempt, item, staff, at)
        attempt_id = _attempt(gesture, attempt)
        trace = Trace(gesture.case_id, attempt_id=attempt_id)
        trace.told = _told(gesture, item.case.customer_id, staff, at)
        if attempt_id is not None:
            calls.hang_up_for_attempt(attempt_id=attempt_id, staff=staff, at=at)
            contact.record_outcome(
                attempt_id=attempt_id, outcome=gesture.outcome, staff=staff, at=at
            )
        agreed = _follow(gesture, item.case.customer_id, trace, staff, at)
        work.finish(item_id=item.pk, staff=staff, at=at)
        trace.incident_id = _look_after(gesture, staff, at)
        return Wrapped(trace, _next_after(gesture, staff, at), agreed)


def _look_after(gesture: Gesture, staff: Staff, at: datetime) -> int | None:
    """After abuse: the incident, the case away from the collector, and no call by itself."""
    if gesture.outcome != Outcome.ABUSE or gesture.attempt_id is None:
        return None
    calls.leave(staff=staff, at=at)
    return care.report_abuse(attempt_id=gesture.attempt_id, staff=staff, at=at).pk


def _next_after(gesture: Gesture, staff: Staff, at: datetime) -> QueueItem | None:
    pauses = gesture.outcome == Outcome.ABUSE
    return None if pauses else work.claim_next(staff=staff, at=at)


def _wrap_up_lost(
    gesture: Gesture,
    attempt: contacts.AttemptFacts | None,
    item: QueueItem | None,
    staff: Staff,
    at: datetime,
) -> Wrapped:
    """The outcome of one's open call on a case that is no longer in hand."""
    if attempt is None or attempt.id != gesture.attempt_id or attempt.case_id != gesture.case_id:
        raise NotInHand
    _told(gesture, attempt.customer_id, staff, at)
    calls.hang_up_for_attempt(attempt_id=attempt.id, staff=staff, at=at)
    contact.record_outcome(attempt_id=attempt.id, outcome=gesture.outcome, staff=staff, at=at)
    agreed = _follow(gesture, attempt.customer_id, Trace(gesture.case_id), staff, at)
    _look_after(gesture, staff, at)
    return Wrapped(None, item or _next_after(gesture, staff, at), agreed)


class NotInHand(Refused):
    """The case was taken out of the collector's hands since the page was made."""

    def __init__(self) -> None:
        super().__init__(
            Text(
                "This case is no longer in your hands; what you see now is.",
                "此案件已不在您手中，当前显示的是您手中的案件。",
            )
        )


def _in_hand(case_id: int, staff: Staff) -> QueueItem:
    item = queue.taken(staff)
    if item is None or item.case_id != case_id:
        raise NotInHand
    return item


def _attempt(gesture: Gesture, open_attempt: contacts.AttemptFacts | None) -> int | None:
    """The open call the outcome belongs to. Some outcomes may come without a call."""
    if open_attempt is None and gesture.outcome in MAY_COME_WITHOUT_A_CALL:
        return None
    if open_attempt is None or open_attempt.id != gesture.attempt_id:
        raise Refused(
            Text("Dial first: an outcome belongs to a call.", "请先拨号,结果须对应一次通话。")
        )
    return open_attempt.id


def _told(gesture: Gesture, customer_id: int, staff: Staff, at: datetime) -> Told:
    """The record of what the customer said. Before the outcome, so that its hold is the only
    one of its kind: what policy ties to outcome and mark then finds it standing."""
    return put_on_record(
        gesture.outcome,
        customer_id=customer_id,
        statement=gesture.told or gesture.note,
        ground=gesture.ground,
        attempt_id=gesture.attempt_id,
        staff=staff,
        at=at,
    )


def _follow(
    gesture: Gesture, customer_id: int, trace: Trace, staff: Staff, at: datetime
) -> AgreementFacts | None:
    """What an outcome brings with it besides the holds that policy ties to it."""
    agreed = _agree(gesture, customer_id, staff, at)
    trace.agreement_id = agreed.id if agreed else None
    if gesture.outcome == Outcome.PROMISE:
        trace.promise_id = _promise(gesture, staff, at)
    if gesture.outcome == Outcome.CALLBACK:
        trace.callback_id = _callback(gesture, staff, at)
    note = gesture.note
    kind = MARKS.get(gesture.outcome)
    if kind is not None:
        if _stands(customer_id, kind, at):
            note = f"{note}\n{gesture.told}".strip()
        else:
            trace.mark_id = compliance.raise_mark(
                customer_id=customer_id, kind=kind, note=gesture.told, staff=staff, at=at
            ).pk
    if note:
        work.save_note(
            customer_id=customer_id, case_id=gesture.case_id, text=note, staff=staff, at=at
        )
    return agreed


def _agree(gesture: Gesture, customer_id: int, staff: Staff, at: datetime) -> AgreementFacts | None:
    """Propose the plan, and accept it as the customer said on the call, unless it must wait.

    The collector read the cost out: the dialog shows it, and says so on the button.
    """
    if gesture.plan is None:
        return None
    offers = offers_for(customer_id, gesture.plan.currency, at, staff)
    proposed = agreeing.propose(
        customer_id=customer_id,
        terms=terms_of(gesture.plan, offers, gesture.changed),
        actor=staff,
        at=at,
        channel=Channel.CALL,
        expected_version=gesture.plan.expected_version,
    )
    if proposed.state != APPROVED:
        return proposed
    return agreeing.accept(
        agreement_id=proposed.id, how=Channel.CALL, actor=staff, at=at, cost_shown=True
    )


def _promise(gesture: Gesture, staff: Staff, at: datetime) -> int:
    if gesture.amount is None or gesture.due_on is None:
        raise Refused(Text("A promise needs an amount and a date.", "承诺还款须填写金额和日期。"))
    return negotiation.record_promise(
        case_id=gesture.case_id,
        amount=gesture.amount,
        due_on=gesture.due_on,
        channel=Channel.CALL,
        staff=staff,
        at=at,
    ).pk


def _callback(gesture: Gesture, staff: Staff, at: datetime) -> int:
    if gesture.callback_at is None:
        raise Refused(Text("A callback needs a day and a time.", "约定回电须填写日期和时间。"))
    return work.schedule_callback(
        case_id=gesture.case_id, due_at=gesture.callback_at, staff=staff, at=at
    ).pk


def _stands(customer_id: int, kind: MarkKind, at: datetime) -> bool:
    return any(mark.stands_at(at) and mark.kind == kind for mark in marks.marks_of(customer_id))


def set_aside(*, case_id: int, until: datetime, note: str, staff: Staff, at: datetime) -> Wrapped:
    """Leave a case uncalled until a moment and take the next one. Refused during a call."""
    with transaction.atomic():
        item = _in_hand(case_id, staff)
        refuse_during_a_call(staff)
        if note:
            work.save_note(
                customer_id=item.case.customer_id, case_id=case_id, text=note, staff=staff, at=at
            )
        work.put_back(item_id=item.pk, staff=staff, at=at, next_at=until)
        return Wrapped(Trace(case_id), work.claim_next(staff=staff, at=at))


def refuse_during_a_call(staff: Staff) -> None:
    """Raise Refused while a call waits for its outcome, so that no attempt is orphaned."""
    if contacts.open_attempt(staff) is not None:
        raise Refused(Text("Record the outcome of this call first.", "请先记录本次通话的结果。"))


def undo_token(trace: Trace | None, *, staff: Staff, at: datetime) -> str:
    """A signed text that takes the gesture back within ten seconds; "" where nothing can."""
    if trace is None:
        return ""
    return signing.dumps(
        {"trace": asdict(trace), "staff": staff.pk, "at": at.isoformat()}, salt=UNDO_SALT
    )


def undo(token: str, *, staff: Staff, at: datetime) -> QueueItem:
    """Take a gesture back: its outcome, promise, plan, callback, mark, holds; the case returns.

    Raises Refused, having changed nothing, when it is too late, when the next customer has been
    dialled already, and for a token that is not this person's.
    """
    trace = _opened(token, staff, at)
    with transaction.atomic():
        refuse_during_a_call(staff)
        if trace.promise_id is not None:
            negotiation.take_back_promise(promise_id=trace.promise_id, staff=staff, at=at)
        if trace.agreement_id is not None:
            agreeing.take_back(agreement_id=trace.agreement_id, staff=staff, at=at)
        if trace.callback_id is not None:
            work.withdraw_callback(callback_id=trace.callback_id, staff=staff, at=at)
        if trace.mark_id is not None:
            compliance.withdraw_mark(mark_id=trace.mark_id, staff=staff, at=at)
        if trace.incident_id is not None:
            care.take_back(incident_id=trace.incident_id, staff=staff, at=at)
        take_back(trace.told, staff=staff, at=at)
        if trace.attempt_id is not None:
            contact.undo_outcome(attempt_id=trace.attempt_id, staff=staff, at=at)
        return work.resume(case_id=trace.case_id, staff=staff, at=at)


def _opened(token: str, staff: Staff, at: datetime) -> Trace:
    try:
        content: dict[str, Any] = signing.loads(token, salt=UNDO_SALT)
    except signing.BadSignature:
        content = {}
    if content.get("staff") != staff.pk:
        raise Refused(Text("There is nothing to undo.", "没有可撤销的操作。"))
    age = at - datetime.fromisoformat(content["at"])
    if age > timedelta(seconds=UNDO_SECONDS):
        raise Refused(
            Text(
                f"Undo works for {UNDO_SECONDS} seconds; record a correcting outcome instead.",
                f"撤销仅在{UNDO_SECONDS}秒内有效,请另行记录更正。",
            )
        )
    trace = content["trace"]
    return Trace(**(trace | {"told": Told(**trace["told"])}))
