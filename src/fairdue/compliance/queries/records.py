"""Consents and requests of a customer, as pages show them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils.functional import Promise

from fairdue.compliance.models import (
    Consent,
    ConsentKind,
    ContactRequest,
    GivenTo,
    Manner,
    Place,
    RequestKind,
)
from fairdue.vault.sealing import vault


@dataclass(frozen=True, slots=True)
class ConsentFacts:
    """A consent as a page shows it."""

    id: int
    customer_id: int
    kind: str
    label: str | Promise
    channel: str
    point: str
    """The number or address it is for, masked; "" for any."""
    begins: time | None
    ends: time | None
    dials_max: int | None
    given_to: str | Promise
    evidence: str
    owner: str
    review_on: date | None
    granted_at: datetime
    recorded_at: datetime
    ends_at: datetime | None
    revoked_at: datetime | None
    revocation_reason: str

    def stands_at(self, at: datetime) -> bool:
        """True from its grant until it ends or is revoked."""
        return _stands(at, self.granted_at, self.ends_at, self.revoked_at)

    @property
    def over_reason(self) -> str:
        """Why it was taken back; "" where it wasn't."""
        return self.revocation_reason

    @property
    def is_late(self) -> bool:
        """True when it was put on record at a later moment than it was given."""
        return self.recorded_at > self.granted_at


@dataclass(frozen=True, slots=True)
class RequestFacts:
    """A request as a page shows it; who represents the customer is opened."""

    id: int
    customer_id: int
    kind: str
    label: str | Promise
    channel: str
    point: str
    """The number or address it is about, masked; "" for any."""
    weekdays: tuple[int, ...]
    begins: time | None
    ends: time | None
    place: str | Promise
    representative: str
    manner: str | Promise
    reason: str
    owner: str
    review_on: date | None
    received_at: datetime
    recorded_at: datetime
    ends_at: datetime | None
    withdrawn_at: datetime | None
    withdrawal_reason: str

    def stands_at(self, at: datetime) -> bool:
        """True from its receipt until it ends or is withdrawn."""
        return _stands(at, self.received_at, self.ends_at, self.withdrawn_at)

    @property
    def over_reason(self) -> str:
        """Why it was taken back; "" where it wasn't."""
        return self.withdrawal_reason

    @property
    def is_late(self) -> bool:
        """True when it was put on record at a later moment than it reached us."""
        return self.recorded_at > self.received_at


def consents_of(customer_id: int) -> list[ConsentFacts]:
    """Every consent of the customer, past ones too, the newest first."""
    rows = Consent.objects.filter(customer_id=customer_id).select_related("contact_point")
    return [
        ConsentFacts(
            id=row.pk,
            customer_id=row.customer_id,
            kind=row.kind,
            label=ConsentKind(row.kind).label,
            channel=row.channel,
            point=row.contact_point.value_masked if row.contact_point else "",
            begins=row.begins,
            ends=row.ends,
            dials_max=row.dials_max,
            given_to=GivenTo(row.given_to).label,
            evidence=row.evidence,
            owner=row.owner,
            review_on=row.review_on,
            granted_at=row.granted_at,
            recorded_at=row.recorded_at,
            ends_at=row.ends_at,
            revoked_at=row.revoked_at,
            revocation_reason=row.revocation_reason,
        )
        for row in rows.order_by("-granted_at", "-id")
    ]


def requests_of(customer_id: int) -> list[RequestFacts]:
    """Every request of the customer, past ones too, the newest first."""
    rows = ContactRequest.objects.filter(customer_id=customer_id).select_related("contact_point")
    return [
        RequestFacts(
            id=row.pk,
            customer_id=row.customer_id,
            kind=row.kind,
            label=RequestKind(row.kind).label,
            channel=row.channel,
            point=row.contact_point.value_masked if row.contact_point else "",
            weekdays=tuple(row.weekdays),
            begins=row.begins,
            ends=row.ends,
            place=Place(row.place).label if row.place else "",
            representative=_opened(row.representative_sealed),
            manner=Manner(row.manner).label,
            reason=row.reason,
            owner=row.owner,
            review_on=row.review_on,
            received_at=row.received_at,
            recorded_at=row.recorded_at,
            ends_at=row.ends_at,
            withdrawn_at=row.withdrawn_at,
            withdrawal_reason=row.withdrawal_reason,
        )
        for row in rows.order_by("-received_at", "-id")
    ]


def _opened(sealed: bytes | memoryview | None) -> str:
    return vault().unseal(bytes(sealed)) if sealed else ""


def _stands(
    at: datetime, begins_at: datetime, ends_at: datetime | None, taken_back_at: datetime | None
) -> bool:
    ends = [end for end in (ends_at, taken_back_at) if end is not None]
    return begins_at <= at and all(at < end for end in ends)
