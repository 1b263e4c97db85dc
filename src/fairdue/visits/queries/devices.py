"""Which telephones there are, and whose."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key

from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.people.models import Staff, Team
from fairdue.visits.models import Device, HandIn

SIGNATURE_BYTES = 64


class DeviceRevoked(Refused):
    """The telephone may hand in nothing more, and must delete what it stores."""

    def __init__(self) -> None:
        super().__init__(
            Text(
                "This phone was taken out of use. What it stores is deleted.",
                "该手机已停用，本机数据将被删除。",
            )
        )


@dataclass(frozen=True, slots=True)
class DeviceFacts:
    """A telephone as a lead sees it."""

    id: int
    name: str
    whose: str
    registered_at: datetime
    handed_in_at: datetime | None
    offset_minutes: int
    clock_wrong: bool
    revoked_at: datetime | None
    wiped_at: datetime | None


def device_for(uuid: UUID, staff: Staff) -> Device:
    """Somebody's own telephone. Raises DeviceRevoked, and Refused where it isn't theirs."""
    device = Device.objects.filter(uuid=uuid, staff=staff).first()
    if device is None:
        raise Refused(
            Text(
                "This phone is not registered for you. Set it up first.",
                "该手机未登记在您名下，请先完成设置。",
            )
        )
    if device.revoked_at is not None:
        raise DeviceRevoked
    return device


def devices_of(team: Team | None) -> list[DeviceFacts]:
    """A team's telephones, those in use first."""
    rows = Device.objects.filter(staff__team=team).select_related("staff")
    latest = {
        each.device_id: each
        for each in HandIn.objects.filter(device__in=rows)
        .order_by("device_id", "-received_at")
        .distinct("device_id")
    }
    facts = [_facts(row, latest.get(row.pk)) for row in rows.order_by("-registered_at")]
    return sorted(facts, key=lambda each: each.revoked_at is not None)


def _facts(row: Device, last: HandIn | None) -> DeviceFacts:
    return DeviceFacts(
        id=row.pk,
        name=row.name,
        whose=row.staff.display_name,
        registered_at=row.registered_at,
        handed_in_at=last.received_at if last else None,
        offset_minutes=round(last.offset_ms / 60_000) if last else 0,
        clock_wrong=bool(last and last.clock_wrong),
        revoked_at=row.revoked_at,
        wiped_at=row.wiped_at,
    )


def is_signed_by(device: Device, content: bytes, signature: bytes) -> bool:
    """Did this telephone sign this? ECDSA over SHA-256, r and s side by side (IEEE P1363), as a
    browser's WebCrypto writes it.
    """
    if len(signature) != SIGNATURE_BYTES:
        return False
    half = SIGNATURE_BYTES // 2
    r, s = (int.from_bytes(part) for part in (signature[:half], signature[half:]))
    key = load_der_public_key(bytes(device.public_key))
    assert isinstance(key, EllipticCurvePublicKey), "checked when it was registered"
    try:
        key.verify(encode_dss_signature(r, s), content, ECDSA(SHA256()))
    except InvalidSignature:
        return False
    return True
