"""Ceasing on a debt, and media or addresses declined: 12 CFR 1006.6(c), 1006.14(h)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from fairdue.contact.rules.clauses import clause
from fairdue.kernel.text import Text
from fairdue.kernel.verdict import Clause


@dataclass(frozen=True, slots=True)
class Declined:
    """A request not to use a medium, or one address or number of it."""

    medium: str
    """Empty where only the address is named."""
    address: str = ""

    def hits(self, medium: str, address: str) -> bool:
        """Does it stop a contact by this medium to this address?"""
        if self.medium and self.medium != medium:
            return False
        return bool(self.medium or self.address) and self.address in ("", address)


def may_contact_after_notice(
    *, received: bool, to_consumer: bool, purpose: str, exceptions: Collection[str]
) -> Clause:
    """Contact on the debt ends with the receipt of a written refusal or cease notice, save to
    say that efforts end or which remedies may or will be used: us.regf.6c.cease.
    """
    return clause(
        "us.regf.6c.cease",
        received and to_consumer and purpose not in exceptions,
        Text(
            "The consumer's notice to cease communication was received.",
            "已收到消费者要求停止联系的书面通知。",
        ),
        ("purpose", purpose),
    )


def may_use_medium(
    medium: str,
    address: str,
    declined: Collection[Declined],
    *,
    confirms_only: bool,
    replies_before: int | None,
    required_by_law: bool,
    replies_max: int,
) -> Clause:
    """Not by a medium, or to an address, that the consumer declined, for any debt:
    us.regf.14h.medium.

    Exceptions: a bare confirmation of the opt-out, one reply in a medium that the person then
    uses (`replies_before` counts those sent; None: this is no reply), and where law requires it.
    """
    hit = any(each.hits(medium, address) for each in declined)
    replies = replies_before is not None and replies_before < replies_max
    return clause(
        "us.regf.14h.medium",
        hit and not (confirms_only or replies or required_by_law),
        Text(
            "The consumer asked not to be contacted this way.",
            "消费者已要求不以此方式联系。",
        ),
        ("medium", medium),
        ("replies_max", replies_max),
    )
