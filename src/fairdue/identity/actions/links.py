"""Links in messages that say where a code goes. A code and a second fact are still asked for."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from fairdue.identity.actions.recording import under
from fairdue.identity.digests import digest
from fairdue.identity.models import SignInLink
from fairdue.identity.queries.links import LINK
from fairdue.identity.queries.policy import SIGN_IN_RULE, sign_in_policy
from fairdue.journal.actions import record_many
from fairdue.journal.models import Entry
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
    [issued] = issue_links(points=[(customer_id, contact_point_id)], actor=actor, at=at)
    return issued


def issue_links(
    *, points: Sequence[tuple[int, int]], actor: Actor, at: datetime
) -> list[IssuedLink]:
    """The same for several (customer, contact point), in their order."""
    usable = ContactPoint.objects.filter(
        pk__in=[point_id for _, point_id in points], invalid_since=None, not_theirs_since_at=None
    )
    owners = dict(usable.values_list("pk", "customer_id"))
    if any(owners.get(point_id) != customer_id for customer_id, point_id in points):
        raise Refused(
            Text("This contact point can't be used.", "该联系方式不可用。"),
        )
    expires_at = at + sign_in_policy(at).link_lasts
    issued = [IssuedLink(secrets.token_urlsafe(24), expires_at) for _ in points]
    rules = under(SIGN_IN_RULE)
    with transaction.atomic():
        entries = record_many(
            [
                Entry(
                    actor=actor.username,
                    action="sign_in_link_issued",
                    at=at,
                    subject=f"contact_point:{point_id}",
                    customer_id=customer_id,
                    rules=rules,
                )
                for customer_id, point_id in points
            ]
        )
        SignInLink.objects.bulk_create(
            SignInLink(
                token_digest=digest(LINK, link.token),
                customer_id=customer_id,
                contact_point_id=point_id,
                issued_at=at,
                issued_by=actor.username,
                expires_at=expires_at,
                journal_entry=entry,
            )
            for (customer_id, point_id), link, entry in zip(points, issued, entries, strict=True)
        )
    return issued
