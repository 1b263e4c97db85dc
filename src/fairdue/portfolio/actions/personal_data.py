"""Opens a sealed value for a reason, and marks numbers that don't work."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from fairdue.journal.actions import record
from fairdue.kernel.calendars import local_day
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.people.actors import Actor
from fairdue.people.models import Staff
from fairdue.people.rules import require
from fairdue.portfolio.models import NEVER_THEIRS, ContactPoint, Customer
from fairdue.vault.sealing import vault

REASON_LENGTH_MAX = 200


def reveal(
    *,
    customer_id: int,
    what: Literal["name", "id_number"] | int,
    reason: str,
    staff: Actor,
    at: datetime,
) -> str:
    """Open the name, the ID number or the contact point of that id, and journal who and why.

    Raises Refused without a reason, for a role that may not, and where there is no such value.
    The opened value is in the answer only, never in the journal.
    """
    require(staff, "reveal", customer_id)
    because = reason.strip()
    if not because:
        raise Refused(
            Text(
                "Say why you need to see it; the reason is kept.", "请填写查看原因，原因将被留存。"
            )
        )
    if len(because) > REASON_LENGTH_MAX:
        raise Refused(
            Text(
                f"Keep the reason within {REASON_LENGTH_MAX} characters.",
                f"查看原因请控制在{REASON_LENGTH_MAX}字以内。",
            )
        )
    sealed, label = _sealed_value(customer_id, what)
    with transaction.atomic():
        record(
            actor=staff.username,
            action="personal_data_revealed",
            at=at,
            subject=f"customer:{customer_id}",
            customer_id=customer_id,
            details={"what": label, "reason": because},
        )
    return vault().unseal(sealed)


def open_for_sending(contact_point_id: int | None) -> str:
    """A number or address for the machine that hands a message over; no person sees it.

    The journal has the message with its contact point, so opening it is not written down again.
    Raises Refused where there is none.
    """
    found = open_many_for_sending([contact_point_id] if contact_point_id is not None else [])
    if contact_point_id not in found:
        raise Refused(Text("There is no such value on file.", "系统中没有该项信息。"))
    return found[contact_point_id]


def open_many_for_sending(contact_point_ids: Collection[int]) -> dict[int, str]:
    """Several numbers and addresses by contact point, as `open_for_sending` one; in one look-up.

    Those that there aren't are left out.
    """
    rows = ContactPoint.objects.filter(pk__in=contact_point_ids).values_list("pk", "value_sealed")
    return {point_id: vault().unseal(sealed) for point_id, sealed in rows}


def open_name_for_sending(customer_id: int) -> str:
    """A name for the address of a letter; no person sees it. "" where none is on file.

    The journal has the letter, so opening it is not written down again.
    """
    row = Customer.objects.filter(pk=customer_id).values_list("name_sealed").first()
    return vault().unseal(row[0]) if row and row[0] is not None else ""


@dataclass(frozen=True, slots=True)
class OpenedPerson:
    """Who somebody is, in full; "" where it isn't on file."""

    name: str
    id_number: str
    address: str
    phone: str


def open_for_paper(customer_id: int) -> OpenedPerson:
    """Name, ID number, and the first valid address and telephone, for the machine that writes a
    paper of court.

    The journal has the paper, so opening them is not written down again.
    """
    row = Customer.objects.filter(pk=customer_id).values_list("name_sealed", "id_number_sealed")
    name, id_number = row.first() or (None, None)
    points = ContactPoint.objects.filter(
        customer_id=customer_id, invalid_since=None, not_theirs_since_at=None
    )
    sealed = {point.kind: point.value_sealed for point in points.order_by("-pk")}
    opened = (
        vault().unseal(value) if value is not None else ""
        for value in (name, id_number, sealed.get("address"), sealed.get("phone"))
    )
    return OpenedPerson(*opened)


def _sealed_value(customer_id: int, what: str | int) -> tuple[bytes, str]:
    """The sealed bytes and what to call them in the journal."""
    sealed: bytes | memoryview | None = None
    if isinstance(what, int):
        point = ContactPoint.objects.filter(pk=what, customer_id=customer_id).first()
        sealed, label = (point.value_sealed if point else None), f"contact_point:{what}"
    elif what in ("name", "id_number"):
        row = Customer.objects.filter(pk=customer_id).values_list(f"{what}_sealed").first()
        sealed, label = (row[0] if row else None), what
    else:
        raise ValueError(f"{what!r} is not a value that can be revealed")
    if sealed is None:
        raise Refused(Text("There is no such value on file.", "系统中没有该项信息。"))
    return bytes(sealed), label


def mark_contact_point(
    *, contact_point_id: int, invalid_since: date | None, staff: Staff, at: datetime
) -> None:
    """Note that a number or address doesn't work since a day, or (None) that it does again.

    One that works again is the customer's again too. Contacts after the day are judged again.
    Raises Refused for a role that may not.
    """
    require(staff, "mark_contact_point")
    with transaction.atomic():
        point = ContactPoint.objects.select_for_update().get(pk=contact_point_id)
        _mark(point, invalid_since, actor=staff.username, at=at)


def note_returned(*, contact_point_id: int, code: str, actor: str, at: datetime) -> bool:
    """Note that what was sent to an address came back, as it doesn't exist. For machines.

    `code` is the carrier's own; which codes mean this is policy, and the caller's to know. False
    where it is marked already, by a person or by an earlier one that came back.
    """
    with transaction.atomic():
        point = ContactPoint.objects.select_for_update().get(pk=contact_point_id)
        if point.invalid_since is not None:
            return False
        since = local_day(at, ZoneInfo(timezone.get_default_timezone_name()))
        _mark(point, since, actor=actor, at=at, code=code)
    return True


def _mark(
    point: ContactPoint, since: date | None, *, actor: str, at: datetime, code: str = ""
) -> None:
    details = {"since": since.isoformat()} if since else {}
    record(
        actor=actor,
        action="contact_point_marked_invalid" if since else "contact_point_restored",
        at=at,
        subject=f"contact_point:{point.pk}",
        customer_id=point.customer_id,
        details=details | ({"code": code} if code else {}),
    )
    point.invalid_since = since
    if since is None:
        point.not_theirs_since_at = None
    point.save(update_fields=["invalid_since", "not_theirs_since_at"])


def disown_contact_point(
    *, contact_point_id: int, staff: Actor, at: datetime, since: datetime | None = None
) -> None:
    """Note that a number or address is somebody else's, from `since` on, or (None) all along.

    Nobody uses it any more, and what was done through it was no contact with the customer. It is
    taken back with `mark_contact_point`, by staff: whoever answers there may be a stranger. Raises
    Refused for a beginning still to come, and for a role that may not.
    """
    whose = ContactPoint.objects.filter(pk=contact_point_id).values_list("customer_id", flat=True)
    require(staff, "disown_contact_point", whose.first())
    if since is not None and since > at:
        raise Refused(Text("This moment is still to come.", "该时间尚未到来。"))
    from_then_on = since or NEVER_THEIRS
    day = local_day(since or at, ZoneInfo(timezone.get_default_timezone_name()))
    with transaction.atomic():
        point = ContactPoint.objects.select_for_update().get(pk=contact_point_id)
        record(
            actor=staff.username,
            action="contact_point_disowned",
            at=at,
            subject=f"contact_point:{contact_point_id}",
            customer_id=point.customer_id,
            details={"since": since.isoformat() if since else None},
        )
        point.not_theirs_since_at = from_then_on
        point.invalid_since = min(day, point.invalid_since or day)
        point.save(update_fields=["invalid_since", "not_theirs_since_at"])
