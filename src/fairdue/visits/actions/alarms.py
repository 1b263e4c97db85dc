"""Alarms: raised by a team or by its silence, taken by somebody, closed with what came of it."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Q

from fairdue.compliance.actions import raise_mark
from fairdue.compliance.models import MarkKind
from fairdue.compliance.queries import circumstances
from fairdue.journal.actions import record as enter
from fairdue.journal.models import Entry
from fairdue.kernel.reason import reason_given
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.people.models import Staff
from fairdue.people.rules import require
from fairdue.vault.sealing import vault
from fairdue.visits.actions.deeds import ALREADY, TAKEN
from fairdue.visits.actions.handing_in import Bringing
from fairdue.visits.models import Alarm, AlarmKind, Came, Round, RoundState, Visit
from fairdue.visits.queries.alarms import overdue_visits
from fairdue.visits.queries.field_policy import safety_policy
from fairdue.visits.queries.fixes import fix_in
from fairdue.visits.queries.records import own_visit
from fairdue.visits.rules.safety import steps_due

ANSWER = "answer_alarm"
WATCH = "visit watch"
"""Who acts in the journal where nobody did: the silence of a team was noticed."""
WORDS_LENGTH_MAX = 1_000


def raise_alarm(
    *,
    uuid: UUID,
    kind: str,
    visit_id: int | None,
    phone_at: datetime,
    place: dict[str, Any] | None,
    words: str,
    evidence: list[str],
    bringing: Bringing,
) -> str:
    """Raise an alarm for oneself and one's companion; gives TAKEN, or ALREADY.

    `visit_id` None: on the way. Words and place are sealed. An alarm is never refused for what is
    missing from it: a place that is none is left out, too many words are cut.
    """
    require(bringing.staff, "make_visit")
    if kind not in (AlarmKind.SILENT, AlarmKind.THREAT):
        raise Refused(Text(f"There is no alarm {kind!r}.", f"没有“{kind}”这种警报。"))
    with transaction.atomic():
        if Alarm.objects.filter(uuid=uuid).exists():
            return ALREADY
        visit, round_ = _where(visit_id, bringing)
        at = bringing.ours(phone_at)
        entry = _raised(uuid, kind, visit, bringing.staff.username, at, bringing.received_at)
        Alarm.objects.create(
            journal_entry=entry,
            uuid=uuid,
            visit=visit,
            round=round_,
            staff=bringing.staff,
            kind=kind,
            phone_at=phone_at,
            raised_at=at,
            received_at=bringing.received_at,
            place_sealed=_sealed(place),
            words_sealed=vault().seal(words[:WORDS_LENGTH_MAX]) if words.strip() else None,
            evidence=evidence[:40],
        )
    return TAKEN


def _where(visit_id: int | None, bringing: Bringing) -> tuple[Visit | None, Round | None]:
    """The visit it is about, and the round that this visitor is on."""
    visit = None
    if visit_id is not None:
        try:
            visit = own_visit(visit_id, bringing.staff)
        except Refused:
            visit = None
    if visit is not None:
        return visit, visit.round
    mine = Q(first=bringing.staff) | Q(second=bringing.staff)
    rounds = Round.objects.filter(mine).exclude(state=RoundState.DRAFTED)
    return None, rounds.order_by("-day", "-pk").first()


def _sealed(place: dict[str, Any] | None) -> bytes | None:
    try:
        if place is not None:
            fix_in(place)
            return vault().seal(json.dumps(place))
    except Refused:
        pass
    return None


def _raised(
    uuid: UUID, kind: str, visit: Visit | None, actor: str, at: datetime, received_at: datetime
) -> Entry:
    return enter(
        actor=actor,
        action="visit_alarm_raised",
        at=received_at,
        subject=f"visit_alarm:{uuid}",
        customer_id=visit.customer_id if visit else None,
        details={"kind": kind, "visit": visit.pk if visit else None, "raised_at": at.isoformat()},
    )


def watch(*, at: datetime) -> int:
    """Raise an alarm for every team whose word is overdue, and let alarms that nobody took go to
    the next in the chain. Gives how many alarms are open.
    """
    for visit in overdue_visits(at):
        _raise_for_silence(visit, at)
    policy = safety_policy(at)
    for alarm in Alarm.objects.filter(closed_at=None, taken_at=None):
        steps = steps_due(alarm.raised_at, policy.patience, at, steps=len(policy.chain))
        if steps > alarm.told:
            _tell(alarm.pk, steps, policy.chain, at)
    return Alarm.objects.filter(closed_at=None).count()


def _raise_for_silence(visit: Visit, at: datetime) -> None:
    with transaction.atomic():
        Visit.objects.select_for_update().get(pk=visit.pk)
        standing = Alarm.objects.filter(visit=visit, kind=AlarmKind.OVERDUE, closed_at=None)
        if standing.exists() or visit.round is None:
            return
        uuid = uuid4()
        Alarm.objects.create(
            journal_entry=_raised(uuid, AlarmKind.OVERDUE, visit, WATCH, at, at),
            uuid=uuid,
            visit=visit,
            round=visit.round,
            staff_id=visit.round.first_id,
            kind=AlarmKind.OVERDUE,
            raised_at=at,
            received_at=at,
        )


def _tell(alarm_id: int, steps: int, chain: tuple[str, ...], at: datetime) -> None:
    with transaction.atomic():
        alarm = Alarm.objects.select_for_update().get(pk=alarm_id)
        if alarm.taken_at is not None or alarm.closed_at is not None or alarm.told >= steps:
            return
        alarm.journal_entry = _entry(
            alarm, "visit_alarm_told", WATCH, at, roles=list(chain[:steps])
        )
        alarm.told, alarm.told_at = steps, at
        alarm.save(update_fields=["told", "told_at", "journal_entry"])


def take_alarm(*, alarm_id: int, staff: Staff, at: datetime) -> Alarm:
    """Take an alarm on: others see who looks after it. Raises Refused where it is taken or over."""
    require(staff, ANSWER)
    with transaction.atomic():
        alarm = _open(alarm_id)
        if alarm.taken_at is not None:
            raise Refused(Text("Somebody took this alarm already.", "该警报已有人受理。"))
        alarm.journal_entry = _entry(alarm, "visit_alarm_taken", staff.username, at)
        alarm.taken_by, alarm.taken_at = staff.username, at
        alarm.save(update_fields=["taken_by", "taken_at", "journal_entry"])
        return alarm


def close_alarm(
    *, alarm_id: int, came: str, done: str, bar_visits: bool, staff: Staff, at: datetime
) -> Alarm:
    """Close an alarm with what came of it and what was done; the words are sealed.

    `bar_visits` marks the customer as not to be visited. Raises Refused without words, for
    something that can't come of it, and where it is closed already.
    """
    require(staff, ANSWER)
    words = reason_given(done)
    if came not in Came.values:
        raise Refused(Text("Say what came of the alarm.", "请选择警报的处理结果。"))
    with transaction.atomic():
        alarm = _open(alarm_id)
        alarm.journal_entry = _entry(
            alarm, "visit_alarm_closed", staff.username, at, came=came, bars=bar_visits
        )
        alarm.came, alarm.closing_sealed = came, vault().seal(words)
        alarm.closed_by, alarm.closed_at = staff.username, at
        alarm.save(
            update_fields=["came", "closing_sealed", "closed_by", "closed_at", "journal_entry"]
        )
        if bar_visits and alarm.visit is not None:
            bar(customer_id=alarm.visit.customer_id, note=words, staff=staff, at=at)
        return alarm


def bar(*, customer_id: int, note: str, staff: Staff, at: datetime) -> None:
    """Mark a customer as not to be visited, for the safety of whoever would go."""
    require(staff, "bar_visits")
    raise_mark(
        customer_id=customer_id,
        kind=MarkKind.NO_VISITS,
        note=note,
        reason="",
        staff=staff,
        at=at,
    )


def bar_from_phone(*, visit_id: int, note: str, bringing: Bringing) -> str:
    """A visitor bars visits from the door; gives TAKEN, or ALREADY where the mark stands."""
    visit = own_visit(visit_id, bringing.staff)
    marks = circumstances(visit.customer_id, bringing.received_at).marks
    if any(each.kind == MarkKind.NO_VISITS for each in marks):
        return ALREADY
    bar(customer_id=visit.customer_id, note=note, staff=bringing.staff, at=bringing.received_at)
    return TAKEN


def _open(alarm_id: int) -> Alarm:
    alarm = Alarm.objects.select_for_update(of=("self",)).select_related("visit").filter(
        pk=alarm_id
    ).first()  # fmt: skip
    if alarm is None:
        raise Refused(Text("There is no such alarm.", "没有这条警报。"))
    if alarm.closed_at is not None:
        raise Refused(Text("This alarm is closed already.", "该警报已关闭。"))
    return alarm


def _entry(alarm: Alarm, action: str, actor: str, at: datetime, **details: Any) -> Entry:
    return enter(
        actor=actor,
        action=action,
        at=at,
        subject=f"visit_alarm:{alarm.uuid}",
        customer_id=alarm.visit.customer_id if alarm.visit else None,
        details={"kind": alarm.kind, **details},
    )
