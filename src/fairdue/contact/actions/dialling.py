"""Contacting: the one way a call, a message, a letter or a visit comes about."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction

from fairdue.contact.actions.asking import Answer, Wish, ask
from fairdue.contact.models import Attempt, Permit
from fairdue.contact.queries import Known
from fairdue.contact.queries.facts import person
from fairdue.contact.rules.planned import Window
from fairdue.contact.rules.verdict import CALL, POINT_KIND, missing_text
from fairdue.contact.rules.written import LIVE_TALK, Content
from fairdue.delinquency.queries import case as find_case
from fairdue.journal.actions import record
from fairdue.kernel.calendars import local_day
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.kernel.verdict import Verdict
from fairdue.people.models import Staff
from fairdue.people.rules import require
from fairdue.portfolio import queries as portfolio
from fairdue.training.queries import require_certificate, require_certificate_of

MOMENT = timedelta(microseconds=1)


class ContactDenied(Refused):
    """The permit was denied; `verdict` has every failing clause, and the denial is stored."""

    def __init__(self, verdict: Verdict, permit_id: int) -> None:
        reasons = [clause.reason for clause in verdict.failing]
        reasons += [missing_text(name) for name in verdict.missing]
        super().__init__(
            Text(
                " ".join(reason.en for reason in reasons),
                "".join(reason.zh for reason in reasons),
            )
        )
        self.verdict = verdict
        self.permit_id = permit_id


@dataclass(frozen=True, slots=True)
class Contact:
    """A contact that is wanted: whom, about which case, by which channel, at which point.

    `case_id` is None only for what is asked of no case. `content` names the template and the
    digest of the words where there are any; `agency` who makes it for the lender; `visitors` how
    many go. `window`, of a visit that is planned: the permit is judged for all of it, serves inside
    it only, and must be asked for on its day, by the customer's calendar.
    """

    case_id: int | None
    contact_point_id: int
    channel: str = CALL
    content: Content = LIVE_TALK
    agency: str = ""
    visitors: int = 0
    window: Window | None = None


def dial(
    *,
    case_id: int,
    contact_point_id: int,
    staff: Staff,
    at: datetime,
    known: Known | None = None,
    then: Callable[[Attempt], None] | None = None,
) -> Attempt:
    """Ask for a permit to call this number and, in the same breath, store the open attempt.

    Commits by itself and must not run inside another transaction: a denial is kept too. `known`
    is what the caller has just looked up, if anything; `then` is called in the transaction that
    stores the attempt, for what must stand or fall with it. Raises ContactDenied with the whole
    verdict, and Refused when the case is closed, the number isn't the customer's phone, or the
    person isn't certified or still has a call open, or a colleague calls the customer now.
    """
    require(staff, "contact")
    require_certificate(staff, at)
    refuse_inside_a_transaction()
    wish = _wish(Contact(case_id, contact_point_id), staff.username, at)
    with transaction.atomic() if then else nullcontext():
        answer = ask(wish, use=True, known=known)
        found = Attempt.objects.select_related("permit", "contact_point")
        attempt = found.filter(pk=answer.attempt_id).first() if answer.attempt_id else None
        if then and attempt:
            then(attempt)
    if attempt is None:
        raise ContactDenied(answer.verdict, answer.permit_id)
    return attempt


def request_permit(
    contact: Contact,
    *,
    actor: str,
    at: datetime,
    use: bool = False,
    known: Known | None = None,
) -> Answer:
    """Ask for a permit for any channel; collectors, agencies, retries and jobs alike.

    The answer is stored either way and the transaction committed; look at `answer.verdict`.
    Raises Refused when the case is closed or the contact point is not the customer's or not one
    of this channel, and where somebody asks who isn't certified to work cases.
    """
    require_certificate_of(actor, at)
    refuse_inside_a_transaction()
    return ask(_wish(contact, actor, at), use=use, known=known)


def _wish(contact: Contact, actor: str, at: datetime) -> Wish:
    case = find_case(contact.case_id) if contact.case_id is not None else None
    if case is None or not case.is_open:
        raise Refused(Text("This case is not open any more.", "此案件已结案。"))
    points = portfolio.contact_points(case.customer_id)
    point = next((each for each in points if each.id == contact.contact_point_id), None)
    if point is None or point.kind != POINT_KIND[contact.channel]:
        raise Refused(
            Text("This is not a phone number of this customer.", "该号码不属于此客户的电话。")
            if POINT_KIND[contact.channel] == "phone"
            else Text(
                "This is not an address of this customer for this channel.",
                "该地址不属于此客户，或不适用于此方式。",
            )
        )
    return Wish(
        case.customer_id,
        contact.case_id,
        point,
        actor,
        at,
        channel=contact.channel,
        content=contact.content,
        agency=contact.agency,
        visitors=contact.visitors,
        window=_planned(contact, case.customer_id, at),
    )


def _planned(contact: Contact, customer_id: int, at: datetime) -> Window | None:
    """The rest of the window, from `at` on."""
    if contact.window is None:
        return None
    zone = person(customer_id, at).day_zone()
    begins, ends = max(contact.window.begins, at), contact.window.ends
    if ends <= at:
        raise Refused(Text("The time planned for this is over.", "计划的时段已过。"))
    if not local_day(at, zone) == local_day(begins, zone) == local_day(ends - MOMENT, zone):
        raise Refused(
            Text(
                "A planned contact is asked for on its own day; ask again that morning.",
                "计划触达须在当日申请许可，请于当日早晨再申请。",
            )
        )
    return Window(begins, ends)


def refuse_inside_a_transaction() -> None:
    """As transaction.atomic(durable=True) does, but without its two round trips."""
    if any(not getattr(block, "_from_testcase", False) for block in connection.atomic_blocks):
        raise RuntimeError("a permit commits by itself; don't ask inside another transaction")


def use_permit(*, permit_id: int, contact: Contact, actor: str, at: datetime) -> Attempt:
    """Store the attempt that a granted permit was asked for, inside the caller's transaction.

    The database refuses it when anything differs: the person, the channel, the point, the
    words, the one who asked, or the time. Raises Refused when there is no such granted permit.
    """
    permit = Permit.objects.filter(pk=permit_id, granted=True).first()
    if permit is None:
        raise Refused(Text("There is no such granted permit.", "没有这项已批准的许可。"))
    entry = record(
        actor=actor,
        action="contact_made",
        at=at,
        subject=f"permit:{permit.pk}",
        customer_id=permit.customer_id,
        details={
            "channel": contact.channel,
            "contact_point": contact.contact_point_id,
            "case": contact.case_id,
            "template": contact.content.template,
            "content_digest": contact.content.digest,
            "agency": contact.agency,
        },
    )
    return Attempt.objects.create(
        journal_entry=entry,
        permit=permit,
        customer_id=permit.customer_id,
        case_id=contact.case_id,
        contact_point_id=contact.contact_point_id,
        channel=contact.channel,
        template=contact.content.template,
        content_digest=contact.content.digest,
        agency=contact.agency,
        made_by=actor,
        made_at=at,
    )
