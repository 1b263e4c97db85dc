"""Visitors' telephones: registered with a key of their own, given ours, revoked."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.serialization import load_der_public_key
from django.db import transaction

from fairdue.journal.actions import record
from fairdue.journal.models import Entry
from fairdue.kernel.reason import reason_given
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.people.models import Staff
from fairdue.people.rules import require
from fairdue.vault.sealing import vault
from fairdue.visits.models import Device
from fairdue.visits.queries.devices import device_for

MAKE, REVOKE = "make_visit", "plan_visits"
NAME_LENGTH_MAX = 80
KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class Opened:
    """The key to a telephone's store, for as long as its page is open. AES-256."""

    device: Device
    key: bytes = field(repr=False)


def register_device(
    *, uuid: UUID, name: str, public_key: bytes, staff: Staff, at: datetime
) -> Opened:
    """Register a telephone of one's own, and give it the key to its store.

    Asked again with the same key it answers the same. Raises Refused for a key that is none, a
    telephone of somebody else's, and for other roles.
    """
    require(staff, MAKE)
    _must_be_p256(public_key)
    with transaction.atomic():
        known = Device.objects.filter(uuid=uuid).first()
        if known is not None:
            same = known.staff_id == staff.pk and bytes(known.public_key) == public_key
            if not same:
                raise Refused(
                    Text(
                        "This phone is registered otherwise already. Reload the page.",
                        "该手机已以其他信息登记，请刷新页面。",
                    )
                )
            return open_device(uuid=uuid, staff=staff)
        key = secrets.token_bytes(KEY_BYTES)
        device = Device.objects.create(
            journal_entry=record(
                actor=staff.username,
                action="visit_phone_registered",
                at=at,
                subject=f"phone:{uuid}",
                details={"public_key": public_key.hex()},
            ),
            uuid=uuid,
            staff=staff,
            name=name.strip()[:NAME_LENGTH_MAX],
            public_key=public_key,
            key_sealed=vault().seal(key.hex()),
            registered_at=at,
        )
        return Opened(device, key)


def open_device(*, uuid: UUID, staff: Staff) -> Opened:
    """Hand out the key to the store of one's own telephone again, after signing in anew.

    Raises DeviceRevoked where it is revoked, and Refused for a telephone that isn't theirs.
    """
    require(staff, MAKE)
    device = device_for(uuid, staff)
    return Opened(device, bytes.fromhex(vault().unseal(bytes(device.key_sealed))))


def revoke_device(*, device_id: int, reason: str, staff: Staff, at: datetime) -> Device:
    """Take a telephone out of use: it hands in nothing more, and deletes its store as soon as it
    reaches us. Raises Refused without a reason, where it is revoked already, for other roles and
    other teams' telephones.
    """
    require(staff, REVOKE)
    because = reason_given(reason)
    with transaction.atomic():
        device = (
            Device.objects.select_for_update(of=("self",))
            .select_related("staff")
            .filter(pk=device_id, staff__team=staff.team)
            .first()
        )
        if device is None:
            raise Refused(Text("There is no such phone in your team.", "您的团队没有这部手机。"))
        if device.revoked_at is not None:
            raise Refused(Text("This phone is revoked already.", "该手机已停用。"))
        device.journal_entry = _entry(device, "visit_phone_revoked", staff, at)
        device.revoked_at, device.revoked_by, device.revoke_reason = at, staff.username, because
        device.save()
        return device


def note_wiped(*, uuid: UUID, staff: Staff, at: datetime) -> None:
    """Note that a telephone said it deleted its store. Says nothing where it is none of theirs."""
    with transaction.atomic():
        device = Device.objects.select_for_update().filter(uuid=uuid, staff=staff).first()
        if device is not None and device.wiped_at is None and device.revoked_at is not None:
            device.journal_entry = _entry(device, "visit_phone_wiped", staff, at)
            device.wiped_at = at
            device.save()


def _entry(device: Device, action: str, staff: Staff, at: datetime, **details: Any) -> Entry:
    return record(
        actor=staff.username,
        action=action,
        at=at,
        subject=f"phone:{device.uuid}",
        details={"staff": device.staff_id, **details},
    )


def _must_be_p256(public_key: bytes) -> None:
    try:
        key = load_der_public_key(public_key)
    except (ValueError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, EllipticCurvePublicKey) or not isinstance(key.curve, SECP256R1):
        raise Refused(
            Text(
                "This is no key of a phone's: P-256 is wanted. Update its browser.",
                "该手机密钥无效（须为P-256），请更新浏览器。",
            )
        )
