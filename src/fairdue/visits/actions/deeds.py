"""What teams did on the way, taken once whatever order it comes in."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from fairdue.journal.actions import record
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.vault.sealing import vault
from fairdue.visits.actions.handing_in import Bringing
from fairdue.visits.models import Deed, DeedKind, Place, Visit
from fairdue.visits.queries.field_policy import record_policy
from fairdue.visits.queries.fixes import fix_in, fix_of, fix_of_address
from fairdue.visits.queries.records import own_visit
from fairdue.visits.rules import places

BEFORE_MAX = 20
TAKEN, ALREADY = "taken", "already"


def take_deed(
    *,
    uuid: UUID,
    visit_id: int,
    kind: str,
    number: int,
    phone_at: datetime,
    place: dict[str, Any] | None,
    bringing: Bringing,
) -> str:
    """Keep something that a team did at a visit; gives TAKEN, or ALREADY where it is here.

    `place`: {latitude, longitude, accuracy_m, at} as the telephone gave it, or None. Raises
    Refused for a visit that is none of theirs and for a deed there is not.
    """
    if kind not in DeedKind.values:
        raise Refused(Text(f"There is no deed {kind!r}.", f"没有“{kind}”这种操作。"))
    fix = fix_in(place) if place else None
    with transaction.atomic():
        visit = own_visit(visit_id, bringing.staff)
        Visit.objects.select_for_update().get(pk=visit.pk)
        known = Deed.objects.filter(uuid=uuid).first()
        if known is not None:
            return _same(known, visit, kind, phone_at)
        signs = _signs(visit, fix, number, phone_at, bringing)
        entry = record(
            actor=bringing.staff.username,
            action=f"visit_{kind}",
            at=bringing.received_at,
            subject=f"visit:{visit.pk}",
            customer_id=visit.customer_id,
            details={
                "deed": str(uuid),
                "phone": str(bringing.device.uuid),
                "phone_at": phone_at.isoformat(),
                "at": bringing.ours(phone_at).isoformat(),
                "signs": list(signs),
            },
        )
        Deed.objects.create(
            journal_entry=entry,
            uuid=uuid,
            visit=visit,
            customer_id=visit.customer_id,
            device=bringing.device,
            staff=bringing.staff,
            kind=kind,
            number=number,
            phone_at=phone_at,
            at=bringing.ours(phone_at),
            received_at=bringing.received_at,
            place_sealed=vault().seal(json.dumps(place)) if place else None,
            accuracy_m=round(fix.accuracy_m) if fix and fix.accuracy_m else None,
            signs=list(signs),
        )
    return TAKEN


def _same(known: Deed, visit: Visit, kind: str, phone_at: datetime) -> str:
    if (known.visit_id, known.kind, known.phone_at) != (visit.pk, kind, phone_at):
        raise Refused(
            Text(
                "Something else came under this identifier before.",
                "此前已收到同一编号的其他内容。",
            )
        )
    return ALREADY


def _signs(
    visit: Visit, fix: places.Fix | None, number: int, phone_at: datetime, bringing: Bringing
) -> tuple[str, ...]:
    rows = Deed.objects.filter(device=bringing.device, number__lt=number).order_by("-number")
    before = [places.Deed(row.phone_at, fix_of(row)) for row in rows[:BEFORE_MAX]][::-1]
    address = Place.objects.filter(address_id=visit.address_id).first()
    return places.signs(
        places.Deed(phone_at, fix),
        before,
        record_policy(bringing.received_at).places,
        address=fix_of_address(address, phone_at) if address else None,
        offset_changed=bringing.offset_changed,
    )
