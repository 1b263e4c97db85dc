"""What every change of a record here has in common: lock, entry, reason, moments, review."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection
from django.utils import timezone

from fairdue.journal.actions import record
from fairdue.journal.models import Entry, Journalled
from fairdue.kernel.calendars import local_day
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.people.actors import Actor
from fairdue.people.models import Staff
from fairdue.people.rules import EVERY_ROLE, may
from fairdue.portfolio import queries as portfolio
from fairdue.rulebook.packs import RuleValue, pack
from fairdue.vault.sealing import vault

POLICY = "policy/default"
REVIEW_RULE = "LENDER-REVIEWS"


def lock_facts(customer_id: int) -> None:
    """Let no one else change what is on record about a customer until the transaction ends.

    To be held while a row is read for changing and its entry is written, so that entries are
    numbered in the order in which they become visible (`compliance_facts_version`).
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT compliance_lock_facts(%s)", [customer_id])


def enter(
    *,
    customer_id: int,
    action: str,
    subject: str,
    staff: Actor,
    at: datetime,
    details: dict[str, Any],
    rules: Sequence[dict[str, str]] = (),
) -> Entry:
    """Write the entry of a change to a customer's records, under their lock."""
    lock_facts(customer_id)
    return record(
        actor=staff.username,
        action=action,
        at=at,
        subject=subject,
        customer_id=customer_id,
        details=details,
        rules=rules,
    )


def next_id(model: type[Journalled]) -> int:
    """The number that the next row will have, so that its first entry can name it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id'))", [model._meta.db_table])
        row = cursor.fetchone()
    assert row is not None, "a sequence always answers"
    return int(row[0])


def today(at: datetime) -> date:
    """The lender's local day of a moment."""
    return local_day(at, zone())


def not_later(on: date, at: datetime) -> date:
    """The day, unless it is still to come. Raises Refused."""
    if on > today(at):
        raise Refused(Text("This day is still to come.", "该日期尚未到来。"))
    return on


def happened(moment: datetime | None, at: datetime, *, since: datetime | None = None) -> datetime:
    """When something happened that is recorded at `at`: earlier or now, never later.

    Raises Refused for the future, and for a moment before `since`, when it began.
    """
    if moment is None:
        return at
    if moment > at:
        raise Refused(Text("This moment is still to come.", "该时间尚未到来。"))
    if since is not None and moment < since:
        raise Refused(
            Text("It can't end before it began.", "结束时间不能早于开始时间。"),
        )
    return moment


def ends_after(ends_at: datetime | None, begins_at: datetime) -> datetime | None:
    """The end, if any. Raises Refused unless it is after the beginning."""
    if ends_at is not None and ends_at <= begins_at:
        raise Refused(Text("The end must be after the beginning.", "结束时间必须晚于开始时间。"))
    return ends_at


def review_day(kind: str, review_on: date | None, at: datetime) -> date:
    """The day given, else as many days from now as policy names for the kind of record.

    Raises Refused for a day that is over.
    """
    now_on = today(at)
    if review_on is None:
        return now_on + timedelta(days=int(policy(REVIEW_RULE, "days", at).value[kind]))
    if review_on < now_on:
        raise Refused(Text("The day of review is over.", "复核日期已过。"))
    return review_on


def own_point(customer_id: int, contact_point_id: int | None) -> int | None:
    """The number or address, if one is named. Raises Refused unless it is the customer's."""
    if contact_point_id is None:
        return None
    if contact_point_id not in [point.id for point in portfolio.contact_points(customer_id)]:
        raise Refused(
            Text(
                "This number or address is not on the customer's file.",
                "该联系方式不在此客户的档案中。",
            )
        )
    return contact_point_id


def owner_of(owner: str, actor: Actor) -> str:
    """Who looks after a new record: whoever is named, else the member of staff who made it.

    "" where a cardholder or a connected system made it: it waits for someone to look at it.
    """
    return owner or (actor.username if actor.role in EVERY_ROLE else "")


def can_own(username: str, deed: str) -> None:
    """Raise Refused unless this person may do the deed that the record waits for."""
    person = Staff.objects.filter(username=username).first()
    if person is None or not may(person, deed):
        raise Refused(
            Text("This person's role can't take it on.", "该人员的角色不能承办此事项。"),
        )


def sealed(text: str) -> bytes | None:
    """The text sealed; None where there is none."""
    return vault().seal(text.strip()) if text.strip() else None


def policy(rule: str, parameter: str, at: datetime) -> RuleValue:
    """What the lender chose, on the local day of a moment."""
    return pack(POLICY).value(rule, parameter, local_day(at, zone()))


def zone() -> ZoneInfo:
    """The zone in which the lender counts days."""
    return ZoneInfo(timezone.get_default_timezone_name())
