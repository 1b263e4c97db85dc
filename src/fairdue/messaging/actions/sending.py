"""Writing to a customer: words under a permit, put on their way.

Permit, attempt and message are stored before anything leaves; `handing_over` does the rest.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from fairdue import delivery
from fairdue.contact import queries
from fairdue.contact.actions.asking import Wish, ask
from fairdue.contact.actions.dialling import (
    Contact,
    ContactDenied,
    refuse_inside_a_transaction,
    use_permit,
)
from fairdue.contact.models import Attempt, Channel
from fairdue.contact.rules.verdict import POINT_KIND, judge
from fairdue.delinquency.queries import case as find_case
from fairdue.identity.actions.contact_codes import issue
from fairdue.identity.actions.links import issue_link
from fairdue.identity.models import CodeKind
from fairdue.identity.queries.policy import code_policy
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.messaging.actions.claiming import KINDS
from fairdue.messaging.actions.rendering import Chosen, chosen_for
from fairdue.messaging.actions.taking_up import take_up_stops
from fairdue.messaging.models import Message
from fairdue.messaging.rules.fields import Value
from fairdue.messaging.rules.templates import Words
from fairdue.people.actors import Unattended
from fairdue.portfolio import queries as portfolio
from fairdue.portfolio.models import Customer
from fairdue.vault.sealing import vault


@dataclass(frozen=True, slots=True)
class Letter:
    """What someone wants to write: to whom, at which address, by which template."""

    customer_id: int
    contact_point_id: int
    template: str
    values: Mapping[str, Value]
    """By field; the lender's own names, the code and the links are added."""
    channel: str = Channel.EMAIL
    case_id: int | None = None


@dataclass(frozen=True, slots=True)
class Queued:
    """A message under way."""

    message_id: int
    attempt_id: int
    permit_id: int


def send_message(
    letter: Letter, *, actor: str, at: datetime, then: Callable[[Queued], None] | None = None
) -> Queued:
    """Ask for a permit for these very words and, once granted, put the message on its way.

    Commits by itself and must not run inside another transaction: a denial is kept too. The words
    get a code by which anyone can check them, and a link for signing in. `then` is called in the
    transaction that stores the message, for what must stand or fall with it. Raises ContactDenied
    with the whole verdict, and Refused when the address isn't the customer's or nothing here sends
    by this channel.
    """
    refuse_inside_a_transaction()
    take_up_stops(at=at, customers=[letter.customer_id])
    wish = _wish(letter, actor, at)
    customer = Customer.objects.get(pk=letter.customer_id)
    someone = queries.person_in(customer, at)
    dated = queries.terms_at(at, someone.law)
    known = queries.known_of(customer.pk, at, dated)
    chosen = chosen_for(letter.template, letter.channel, customer=customer, at=at)
    content, words = chosen.content, None
    asked = queries.facts(someone, known, wish.point, at, content=content)
    if judge(asked, wish.channel, dated.terms).allowed:  # or a denied message would use up codes
        words = _words(chosen, letter, _ways_in(letter, Unattended(actor), at))
        content = words.content
    wish = replace(wish, content=content)
    answer = ask(wish, use=False, someone=someone, known=known)
    if not answer.verdict.allowed:
        raise ContactDenied(answer.verdict, answer.permit_id)
    if words is None:  # it turned lawful between the two questions
        raise Refused(Text("Please try again.", "请重试。"))
    contact = Contact(wish.case_id, wish.point.id, channel=wish.channel, content=wish.content)
    with transaction.atomic():
        attempt = use_permit(permit_id=answer.permit_id, contact=contact, actor=actor, at=at)
        message = _queue(attempt, words, at)
        queued = Queued(message.pk, attempt.pk, answer.permit_id)
        if then is not None:
            then(queued)
    return queued


def _wish(letter: Letter, actor: str, at: datetime) -> Wish:
    points = portfolio.contact_points(letter.customer_id)
    point = next((each for each in points if each.id == letter.contact_point_id), None)
    if point is None or point.kind != POINT_KIND[letter.channel]:
        raise Refused(
            Text(
                "This is not an address of this customer for this channel.",
                "该地址不属于此客户，或不适用于此方式。",
            )
        )
    kind = KINDS.get(letter.channel)
    if kind is None or not delivery.can_send(kind):
        raise Refused(
            Text(
                "Nothing here sends messages of this kind; an administrator sets it up.",
                "系统尚未开通此类信息的发送，请联系管理员配置。",
            )
        )
    case = find_case(letter.case_id) if letter.case_id is not None else None
    return Wish(
        letter.customer_id,
        case.id if case is not None and case.is_open else None,
        point,
        actor,
        at,
        channel=letter.channel,
    )


def _ways_in(letter: Letter, actor: Unattended, at: datetime) -> dict[str, str]:
    """The code that proves the message, and a link that stands for the address it goes to."""
    code = issue(
        customer_id=letter.customer_id,
        kind=CodeKind.MESSAGE,
        subject=f"message:{letter.template}",
        expires_at=at + timedelta(days=code_policy(at).days_valid_max[CodeKind.MESSAGE]),
        actor=actor,
        at=at,
    )
    link = issue_link(
        customer_id=letter.customer_id,
        contact_point_id=letter.contact_point_id,
        actor=actor,
        at=at,
    )
    return {"code": code.code, "genuine": code.url_path, "portal": link.url_path}


def _words(chosen: Chosen, letter: Letter, ways_in: Mapping[str, str]) -> Words:
    site = settings.PUBLIC_URL
    values: dict[str, Value] = {
        **letter.values,
        "code": ways_in["code"],
        "genuine": f"{site}{ways_in['genuine']}",
        "portal": f"{site}{ways_in['portal']}",
        "home": f"{site}/my/",
    }
    return chosen.words(values)


def _queue(attempt: Attempt, words: Words, at: datetime) -> Message:
    """The message with the attempt's own entry: they stand or fall together. Wakes its sender."""
    way = delivery.way_for(KINDS[attempt.channel])
    said = json.dumps({"subject": words.subject, "body": words.body}, ensure_ascii=False)
    return Message.objects.create(
        attempt=attempt,
        customer_id=attempt.customer_id,
        language=words.language,
        words_sealed=vault().seal(said),
        warnings=words.warned,
        carrier=way.name if way else "",
        asked_at=at,
        journal_entry_id=attempt.journal_entry_id,
    )
