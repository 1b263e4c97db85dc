"""The limitation of claims: events entered by hand, the clocks of every night, and alerts."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from fairdue.compliance.actions.recording import next_id, not_later, sealed, today
from fairdue.journal.actions import record
from fairdue.kernel.money import Money
from fairdue.kernel.reason import reason_given
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.legal.models import (
    Asset,
    AssetKind,
    Interruption,
    InterruptionKind,
    LimitationAlert,
    LimitationClock,
    Obstacle,
)
from fairdue.legal.queries.limitation import Clock, clocks, starts_before
from fairdue.legal.queries.policy import alert_days, limits_of
from fairdue.people.models import Staff
from fairdue.people.rules import require
from fairdue.portfolio.queries.accounts import customer_of_account
from fairdue.portfolio.queries.limitation import owed_since_before

NIGHT = "night"
SHORTEST_YEARS_OTHERWISE = 3
AT_ONCE = 1000


def record_interruption(
    *,
    customer_id: int,
    kind: str,
    on: date,
    evidence: str,
    staff: Staff,
    at: datetime,
    reached: bool = True,
    ended_on: date | None = None,
    account_id: int | None = None,
) -> Interruption:
    """Enter what interrupts a period and left no record here, with what proves it.

    Raises Refused without evidence, for a kind or account that doesn't exist, days to come or in
    the wrong order, and for a role that may not.
    """
    require(staff, "open_matter")
    not_later(on, at)
    proved = _proved(evidence)
    if kind not in InterruptionKind.values:
        raise Refused(Text("Choose what happened.", "请选择中断事由。"))
    if ended_on is not None and not_later(ended_on, at) < on:
        raise Refused(Text("It can't end before it began.", "结束日期不能早于开始日期。"))
    if account_id is not None and customer_of_account(account_id) != customer_id:
        raise Refused(Text("This is not an account of the customer's.", "该账户不属于此客户。"))
    with transaction.atomic():
        number = next_id(Interruption)
        entry = record(
            actor=staff.username,
            action="interruption_recorded",
            at=at,
            subject=f"interruption:{number}",
            customer_id=customer_id,
            details={"kind": kind, "on": on.isoformat(), "reached": reached},
        )
        return Interruption.objects.create(
            pk=number,
            customer_id=customer_id,
            account_id=account_id,
            kind=kind,
            on=on,
            ended_on=ended_on,
            reached=reached,
            evidence=proved,
            recorded_by=staff.username,
            recorded_at=at,
            journal_entry=entry,
        )


def withdraw_interruption(
    *, interruption_id: int, reason: str, staff: Staff, at: datetime
) -> Interruption:
    """Take back what was entered in error. Raises Refused."""
    require(staff, "open_matter")
    because = reason_given(reason)
    with transaction.atomic():
        rows = Interruption.objects.select_for_update()
        row = rows.filter(pk=interruption_id, withdrawn_at=None).first()
        if row is None:
            raise Refused(Text("There is no such entry.", "没有该记录。"))
        row.journal_entry = record(
            actor=staff.username,
            action="interruption_withdrawn",
            at=at,
            subject=f"interruption:{row.pk}",
            customer_id=row.customer_id,
        )
        row.withdrawn_at, row.withdrawn_by, row.withdrawal_reason = at, staff.username, because
        row.save()
        return row


def record_obstacle(
    *,
    customer_id: int,
    what: str,
    began_on: date,
    evidence: str,
    staff: Staff,
    at: datetime,
    removed_on: date | None = None,
) -> Obstacle:
    """Enter what keeps or kept us from suing (Civil Code art. 194). Raises Refused."""
    require(staff, "open_matter")
    not_later(began_on, at)
    if removed_on is not None and not_later(removed_on, at) < began_on:
        raise Refused(Text("It can't end before it began.", "结束日期不能早于开始日期。"))
    proved, said = _proved(evidence), _proved(what)
    with transaction.atomic():
        number = next_id(Obstacle)
        entry = record(
            actor=staff.username,
            action="obstacle_recorded",
            at=at,
            subject=f"obstacle:{number}",
            customer_id=customer_id,
            details={"began_on": began_on.isoformat()},
        )
        return Obstacle.objects.create(
            pk=number,
            customer_id=customer_id,
            what=said,
            began_on=began_on,
            removed_on=removed_on,
            evidence=proved,
            recorded_by=staff.username,
            recorded_at=at,
            journal_entry=entry,
        )


def record_asset(
    *,
    customer_id: int,
    kind: str,
    description: str,
    source: str,
    staff: Staff,
    at: datetime,
    value: Money | None = None,
) -> Asset:
    """Note what a customer is known to own, and from which lawful source. Raises Refused."""
    require(staff, "open_matter")
    if kind not in AssetKind.values:
        raise Refused(Text("Choose what it is.", "请选择财产类别。"))
    known_from = _proved(source)
    with transaction.atomic():
        number = next_id(Asset)
        entry = record(
            actor=staff.username,
            action="asset_recorded",
            at=at,
            subject=f"asset:{number}",
            customer_id=customer_id,
            details={"kind": kind},
        )
        return Asset.objects.create(
            pk=number,
            customer_id=customer_id,
            kind=kind,
            description_sealed=sealed(description),
            value_minor=value.minor if value else None,
            currency=value.currency if value else "",
            source=known_from,
            known_on=today(at),
            recorded_by=staff.username,
            recorded_at=at,
            journal_entry=entry,
        )


def answer_alert(*, alert_id: int, answer: str, staff: Staff, at: datetime) -> LimitationAlert:
    """Say what is done about a claim that runs out. Raises Refused for one that was answered."""
    require(staff, "open_matter")
    said = reason_given(answer)
    with transaction.atomic():
        rows = LimitationAlert.objects.select_for_update()
        row = rows.filter(pk=alert_id, answered_at=None).first()
        if row is None:
            raise Refused(Text("This alert was answered already.", "该预警已有处理意见。"))
        row.journal_entry = record(
            actor=staff.username,
            action="limitation_alert_answered",
            at=at,
            subject=f"account:{row.account_id}",
            customer_id=row.customer_id,
            details={"last_day": row.last_day.isoformat()},
        )
        row.answered_by, row.answered_at, row.answer = staff.username, at, said
        row.save()
        return row


def reckon_clocks(*, as_of: date, at: datetime) -> tuple[int, int]:
    """Reckon anew every claim that can run out within the longest span of policy; and alert.

    Debts that are too young for that aren't looked at, so that a night over a whole portfolio
    reads the history of the old ones only. Gives how many clocks, and how many new alerts.
    """
    spans = alert_days(as_of)
    china = limits_of("CN", "", as_of)
    years = min(china.years if china else SHORTEST_YEARS_OTHERWISE, SHORTEST_YEARS_OTHERWISE)
    owed = owed_since_before(starts_before(years, as_of, max(spans, default=0)))
    reckoned = alerts = 0
    for start in range(0, len(owed), AT_ONCE):
        found = clocks(owed[start : start + AT_ONCE], as_of)
        with transaction.atomic():
            _write(found, as_of)
            alerts += sum(_alert(each, spans, at) for each in found)
        reckoned += len(found)
    return reckoned, alerts


def _write(found: list[Clock], as_of: date) -> None:
    """Derived rows, made anew."""
    LimitationClock.objects.filter(account_id__in=[each.owed.account_id for each in found]).delete()
    LimitationClock.objects.bulk_create(
        LimitationClock(
            account_id=each.owed.account_id,
            customer_id=each.owed.customer_id,
            as_of=as_of,
            runs_from=each.owed.oldest_unmet_due_on,
            last_day=None if each.held_back else each.last_day,
            held_back=each.held_back,
            unknown_year=each.unknown_year,
            restarted_on=each.restarted.happened.event.on if each.restarted else None,
            restarted_by=each.restarted.happened.event.kind if each.restarted else "",
        )
        for each in found
    )


def _alert(clock: Clock, spans: tuple[int, ...], at: datetime) -> bool:
    """Tell of a claim that runs out, once for each span before its last day."""
    if clock.last_day is None or clock.days_left is None or clock.days_left < 0:
        return False
    span = min((each for each in spans if clock.days_left <= each), default=None)
    if span is None:
        return False
    rows = LimitationAlert.objects.filter(
        account_id=clock.owed.account_id, last_day=clock.last_day, days_before__lte=span
    )
    if rows.exists():
        return False
    details = {"last_day": clock.last_day.isoformat(), "days_before": span}
    entry = record(
        actor=NIGHT,
        action="limitation_alert_raised",
        at=at,
        subject=f"account:{clock.owed.account_id}",
        customer_id=clock.owed.customer_id,
        details=details,
    )
    LimitationAlert.objects.create(
        customer_id=clock.owed.customer_id,
        account_id=clock.owed.account_id,
        last_day=clock.last_day,
        days_before=span,
        raised_at=at,
        journal_entry=entry,
    )
    return True


def _proved(text: str) -> str:
    said = text.strip()
    if not said or len(said) > 200:
        raise Refused(
            Text(
                "Say what it is and where the proof is kept, within 200 characters.",
                "请说明事实及证据存放处，不超过200字。",
            )
        )
    return said
