"""Grants and revokes consents: what a customer allowed us."""

from __future__ import annotations

from datetime import date, datetime, time

from django.db import transaction

from fairdue.compliance.actions.recording import (
    ends_after,
    enter,
    happened,
    lock_facts,
    next_id,
    own_point,
    owner_of,
    review_day,
)
from fairdue.compliance.models import Consent, ConsentKind, GivenTo
from fairdue.compliance.rules.circumstances import CHANNELS
from fairdue.kernel.reason import reason_given
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.people.actors import Actor
from fairdue.people.rules import require


def grant_consent(
    *,
    customer_id: int,
    kind: str,
    evidence: str,
    staff: Actor,
    at: datetime,
    channel: str = "",
    contact_point_id: int | None = None,
    begins: time | None = None,
    ends: time | None = None,
    dials_max: int | None = None,
    given_to: str = GivenTo.THIS_COLLECTOR,
    granted_at: datetime | None = None,
    ends_at: datetime | None = None,
    review_on: date | None = None,
    owner: str = "",
) -> Consent:
    """Put on record what a customer allowed, at `granted_at` (by default now), until `ends_at`.

    `evidence` says where it can be heard or read, without personal data. `begins` and `ends` are
    local hours, over midnight where the first is later; consent to contact at night needs them.
    Raises Refused for a kind, channel, point or receiver that doesn't exist, without evidence,
    where the kind lacks what it is about, for a future beginning, and for a role that may not.
    """
    require(staff, "grant_consent", customer_id)
    _makes_sense(kind, channel, begins, ends, dials_max, given_to)
    because = reason_given(evidence)
    granted = happened(granted_at, at)
    ends_after(ends_at, granted)
    look_on = review_day("consent", review_on, at)
    with transaction.atomic():
        number = next_id(Consent)
        entry = enter(
            customer_id=customer_id,
            action="consent_granted",
            subject=f"consent:{number}",
            staff=staff,
            at=at,
            details={
                "kind": kind,
                "channel": channel,
                "contact_point": contact_point_id,
                "granted_at": granted.isoformat(),
                "ends_at": ends_at.isoformat() if ends_at else None,
                "given_to": given_to,
            },
        )
        return Consent.objects.create(
            pk=number,
            customer_id=customer_id,
            kind=kind,
            channel=channel,
            contact_point_id=own_point(customer_id, contact_point_id),
            begins=begins,
            ends=ends,
            dials_max=dials_max,
            given_to=given_to,
            evidence=because,
            owner=owner_of(owner, staff),
            review_on=look_on,
            granted_at=granted,
            recorded_at=at,
            ends_at=ends_at,
            journal_entry=entry,
        )


def revoke_consent(
    *,
    consent_id: int,
    reason: str,
    staff: Actor,
    at: datetime,
    revoked_at: datetime | None = None,
) -> Consent:
    """Put on record that a consent was taken back, at `revoked_at` (by default now).

    Contacts made since then are judged again. Raises Refused without a reason, for a moment in
    the future or before it was given, when it no longer stands, and for a role that may not.
    """
    consent = Consent.objects.filter(pk=consent_id).first()
    require(staff, "revoke_consent", consent.customer_id if consent else None)
    because = reason_given(reason)
    with transaction.atomic():
        if consent is None:
            raise Refused(Text("There is no such consent.", "没有这项同意。"))
        lock_facts(consent.customer_id)
        consent.refresh_from_db()
        moment = happened(revoked_at, at, since=consent.granted_at)
        if consent.revoked_at is not None:
            raise Refused(Text("This consent was revoked already.", "该同意已撤回。"))
        if consent.ends_at is not None and consent.ends_at <= moment:
            raise Refused(Text("This consent had ended by then.", "该同意届时已到期。"))
        consent.journal_entry = enter(
            customer_id=consent.customer_id,
            action="consent_revoked",
            subject=f"consent:{consent.pk}",
            staff=staff,
            at=at,
            details={"kind": consent.kind, "revoked_at": moment.isoformat()},
        )
        consent.revoked_at, consent.revocation_recorded_at = moment, at
        consent.revocation_reason = because
        consent.save()
        return consent


def _makes_sense(
    kind: str,
    channel: str,
    begins: time | None,
    ends: time | None,
    dials_max: int | None,
    given_to: str,
) -> None:
    """Raise Refused for what no consent can be."""
    if kind not in ConsentKind.values:
        raise Refused(Text(f"There is no consent of kind {kind!r}.", f"没有“{kind}”这种同意。"))
    if channel and channel not in CHANNELS:
        raise Refused(Text(f"There is no channel {channel!r}.", f"没有“{channel}”这种渠道。"))
    if given_to not in GivenTo.values:
        raise Refused(Text("Say who received the consent.", "请说明同意由谁取得。"))
    if (begins is None) != (ends is None) or (begins is not None and begins == ends):
        raise Refused(
            Text("Give both hours, one different from the other.", "请填写起止时间，且两者不同。")
        )
    if kind == ConsentKind.NIGHT_CONTACT and begins is None:
        raise Refused(
            Text(
                "Say between which hours the customer allows contact.",
                "请填写客户同意联系的时段。",
            )
        )
    if kind == ConsentKind.CHANNEL and not channel:
        raise Refused(Text("Say which channel it is for.", "请选择所同意的渠道。"))
    if (kind == ConsentKind.MORE_DIALS) != (dials_max is not None and dials_max > 0):
        raise Refused(
            Text(
                "Say how many dials a day were agreed; only with consent to more dials.",
                "仅“增加拨打次数”须填写约定的每日拨打次数。",
            )
        )
