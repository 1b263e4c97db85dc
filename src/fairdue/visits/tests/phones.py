"""A visitor's telephone as a browser is one: it signs with a key of its own, and hands in."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.db import transaction

from fairdue.contact.actions import Contact, request_permit
from fairdue.contact.models import Channel
from fairdue.people.models import Staff
from fairdue.visits.actions.deeds import take_deed
from fairdue.visits.actions.devices import register_device
from fairdue.visits.actions.evidence import keep_evidence
from fairdue.visits.actions.handing_in import Bringing, hand_in
from fairdue.visits.actions.records import Took, take_record
from fairdue.visits.models import Round, RoundState, Visit, VisitState
from fairdue.visits.rules.record import CHECKLIST
from fairdue.visits.tests.records import (
    MORNING,
    a_case_with_a_home,
    a_round,
    a_visit,
    a_visit_team,
    an_entry,
    at,
)

PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)
JPEG = b"\xff\xd8\xff\xe0" + bytes(40)
WEBM = b"\x1a\x45\xdf\xa3" + bytes(40)
HERE = {"latitude": 31.2304, "longitude": 121.4737, "accuracy_m": 12.0}


@dataclass
class Phone:
    """A telephone with its key; `offset`: what its clock shows beyond ours."""

    staff: Staff
    uuid: UUID = field(default_factory=uuid4)
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    ahead: timedelta = timedelta(0)
    number: int = 0

    @property
    def public_key(self) -> bytes:
        return self.key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)

    def registered(self, when: datetime) -> Phone:
        register_device(
            uuid=self.uuid,
            name="Test",
            public_key=self.public_key,
            staff=self.staff,
            at=when,
        )
        return self

    def brings(self, when: datetime) -> Bringing:
        return hand_in(device_uuid=self.uuid, sent_at=when + self.ahead, staff=self.staff, at=when)

    def signed(self, content: bytes) -> bytes:
        r, s = decode_dss_signature(self.key.sign(content, ec.ECDSA(SHA256())))
        return r.to_bytes(32) + s.to_bytes(32)

    def does(
        self,
        kind: str,
        visit: Visit,
        when: datetime,
        *,
        handed_in: datetime,
        uuid: UUID | None = None,
        **place: Any,
    ) -> str:
        self.number += 1
        phone_at = when + self.ahead
        return take_deed(
            uuid=uuid or uuid4(),
            visit_id=visit.pk,
            kind=kind,
            number=self.number,
            phone_at=phone_at,
            place={**HERE, "at": phone_at.isoformat(), **place},
            bringing=self.brings(handed_in),
        )

    def hands_in(self, content: bytes, when: datetime) -> Took:
        return take_record(
            content=content, signature=self.signed(content), bringing=self.brings(when)
        )

    def sends(
        self,
        kind: str,
        body: bytes,
        visit: Visit,
        when: datetime,
        *,
        uuid: UUID,
        size: int | None = None,
        sha: str = "",
    ) -> str:
        return keep_evidence(
            uuid=uuid,
            visit_id=visit.pk,
            record_uuid=None,
            kind=kind,
            sha256=sha or sha256(body).hexdigest(),
            size=len(body) if size is None else size,
            phone_at=when,
            file=io.BytesIO(body),
            bringing=self.brings(when),
        )


def an_outing(*, permitted: bool = True) -> tuple[Visit, Phone]:
    """A visit that its team is out for since 10:00, and the first visitor's telephone."""
    case, home = a_case_with_a_home()
    visit_team = a_visit_team()
    visit = a_visit(case, home)
    taken = a_round(visit_team, visit)
    answer = request_permit(
        Contact(
            case_id=case.pk,
            contact_point_id=home.pk,
            channel=Channel.VISIT,
            visitors=2 if permitted else 1,
        ),
        actor=visit_team.first.username,
        at=at(10),
    )
    with transaction.atomic():
        _out(visit, taken, answer.permit_id)
    return visit, Phone(visit_team.first).registered(at(8))


def _out(visit: Visit, taken: Round, permit_id: int) -> None:
    taken.state, taken.taken_at, taken.journal_entry = RoundState.TAKEN, MORNING, an_entry()
    taken.save()
    visit.state, visit.permit_id = VisitState.OUT, permit_id
    visit.journal_entry = an_entry(visit.customer_id)
    visit.save()


def a_record(visit: Visit, made_at: datetime, **more: Any) -> dict[str, Any]:
    """What a telephone writes of a visit where the cardholder promised nothing."""
    assert visit.round is not None
    signatures = {visit.round.first_id: uuid4(), visit.round.second_id: uuid4()}
    return {
        "format": 1,
        "uuid": str(uuid4()),
        "visit": visit.pk,
        "replaces": None,
        "made_at": made_at.isoformat(),
        "outcome": "refuses",
        "met": "cardholder",
        "identity": "document",
        "place": "door",
        "entry_agreed": False,
        "card_shown": True,
        "taped": "video",
        "not_taped_because": "",
        "dressed": True,
        "cause": "",
        "said": "不愿意交谈",
        "promised": None,
        "checklist": dict.fromkeys(CHECKLIST, True),
        "signatures": {
            "visitors": {str(who): str(uuid) for who, uuid in signatures.items()},
            "cardholder": "declined",
            "cardholder_signature": None,
        },
        "evidence": [
            {"uuid": str(uuid), "kind": "signature", "sha256": sha256(PNG).hexdigest()}
            for uuid in signatures.values()
        ],
        **more,
    }


def written(record: dict[str, Any]) -> bytes:
    """As a telephone serialises it."""
    return json.dumps(record, ensure_ascii=False).encode()
