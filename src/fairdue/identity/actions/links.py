"""Links in messages that say where a code goes. A code and a second fact are still asked for."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from fairdue.identity.actions.recording import enter
from fairdue.identity.digests import digest
from fairdue.identity.models import SignInLink
from fairdue.identity.queries.links import LINK
from fairdue.identity.queries.policy import SIGN_IN_RULE, sign_in_policy
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.people.actors import Actor
from fairdue.portfolio.models import ContactPoint


@dataclass(frozen=True, slots=True)
class IssuedLink:
    """A link as it goes into a message; it can't be had again."""

    token: str = field(repr=False)
    expires_at: datetime

    @property
    def url_path(self) -> str:
        """Where it leads; `settings.PUBLIC_URL` goes before it."""
        return f"/my/sign-in/{self.token}/"


def issue_link(
    *, customer_id: int, contact_point_id: int, actor: Actor, at: datetime
) -> IssuedLink:
    """Make a link for a message to a customer's own contact point. Single use, for some days.

    Raises Refused where the contact point isn't theirs or doesn't work.
    """
    point = ContactPoint.objects.filter(
        pk=contact_point_id,
        customer_id=customer_id,
        invalid_since=None,
        not_theirs_since_at=None,
    ).first()
    if point is None:
        raise Refused(
            Text("This contact point can't be used.", "该联系方式不可用。"),
        )
    issued = IssuedLink(secrets.token_urlsafe(24), at + sign_in_policy(at).link_lasts)
    with transaction.atomic():
        entry = enter(
            "sign_in_link_issued",
            actor=actor.username,
            at=at,
            rule=SIGN_IN_RULE,
            subject=f"contact_point:{contact_point_id}",
            customer_id=customer_id,
        )
        SignInLink.objects.create(
            token_digest=digest(LINK, issued.token),
            customer_id=customer_id,
            contact_point=point,
            issued_at=at,
            issued_by=actor.username,
            expires_at=issued.expires_at,
            journal_entry=entry,
        )
    return issued
