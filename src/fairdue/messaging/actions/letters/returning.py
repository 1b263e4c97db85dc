"""Letters that come back: the address is not used again, and the letter counts as not delivered."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlsplit

from django.db import transaction

from fairdue.compliance.actions import place_hold
from fairdue.compliance.models import HoldKind
from fairdue.identity.queries.policy import zone
from fairdue.identity.rules.contact_codes import compact
from fairdue.kernel.calendars import local_day
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.messaging.actions.letters.changing import change
from fairdue.messaging.actions.letters.writing import CODE
from fairdue.messaging.models import MessageState, PaperLetter, ReturnReason
from fairdue.people.models import Staff
from fairdue.people.rules import require
from fairdue.portfolio.actions import mark_contact_point
from fairdue.vault.sealing import vault

NOT_THERE = frozenset({ReturnReason.UNKNOWN, ReturnReason.MOVED, ReturnReason.INCOMPLETE})
"""Reasons for which the address is not used again. One who didn't accept it does live there."""


def return_letter(*, typed: str, reason: str, staff: Staff, at: datetime) -> PaperLetter:
    """Note that a letter came back, and why.

    `typed` is its reference, its contact code, or what the QR code says, as a scanner gives it.
    Where the addressee is said to have died, contact stops until someone has looked (a hold).
    Raises Refused for what is no letter of ours, one that wasn't posted or came back before, an
    unknown reason, and a role that may not.
    """
    require(staff, "handle_letters")
    if reason not in ReturnReason.values:
        raise Refused(Text("Say why it came back.", "请选择退信原因。"))
    with transaction.atomic():
        letter = _locked(typed)
        if letter.message.state != MessageState.SENT:
            raise Refused(
                Text(
                    "This letter was not posted, or came back before.",
                    "该信函尚未寄出或已登记退回。",
                )
            )
        letter.returned_on = local_day(at, zone())
        letter.returned_for, letter.returned_by = ReturnReason(reason), staff.username
        letter.journal_entry = change(
            letter,
            MessageState.NOT_DELIVERED,
            actor=staff.username,
            at=at,
            problem=f"returned_{reason}",
        )
        letter.save()
        _draw_conclusions(letter, staff, at)
    return letter


def _locked(typed: str) -> PaperLetter:
    text = typed.strip()
    if "/" in text:
        text = urlsplit(text).path.rstrip("/").rpartition("/")[2]
    plain = compact(text)
    found = (
        PaperLetter.objects.select_for_update(of=("self", "message"))
        .select_related("message__attempt__contact_point")
        .order_by()
    )
    letter = found.filter(reference=text.upper()).first()
    if letter is None and plain:
        letter = found.filter(code_index=vault().blind_index(CODE, plain)).first()
    if letter is None:
        raise Refused(
            Text("No letter of ours has this reference or code.", "没有使用该编号或核验码的信函。")
        )
    return letter


def _draw_conclusions(letter: PaperLetter, staff: Staff, at: datetime) -> None:
    reason, point = letter.returned_for, letter.message.attempt.contact_point
    if reason in NOT_THERE and point is not None and point.invalid_since is None:
        mark_contact_point(
            contact_point_id=point.pk, invalid_since=letter.returned_on, staff=staff, at=at
        )
    if reason == ReturnReason.DECEASED:
        place_hold(
            customer_id=letter.customer_id,
            kind=HoldKind.DECEASED,
            reason=f"letter:{letter.reference}",
            staff=staff,
            at=at,
            cause=f"letter:{letter.reference}",
        )
