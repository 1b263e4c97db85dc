"""Issues the codes on letters, messages, visitors' cards and calls, and checks them for anyone.

A code proves itself: beside its reference it carries a proof under our key over what it was issued
for. A copy of the database holds neither. Checking does the same work whatever was typed, and its
answer leaves on a beat, so that what little differs can't be timed. It says what kind of contact it
was and when, never whom it was for or why.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from time import perf_counter, sleep

from django.db import transaction
from django.utils.timezone import localdate

from fairdue.identity.actions.recording import VISITOR, enter, under
from fairdue.identity.digests import client_digest, digest
from fairdue.identity.models import Answer, CodeCheck, CodeKind
from fairdue.identity.models import ContactCode as Issued
from fairdue.identity.queries.policy import CODES_RULE, code_policy, zone
from fairdue.identity.queries.trying import checks_are_full, take_turns
from fairdue.identity.rules.contact_codes import (
    PROOF_BITS,
    REFERENCE_BITS,
    CodeParts,
    compact,
    read_code,
    write_code,
)
from fairdue.journal.actions import record_many
from fairdue.journal.models import Entry
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.people.actors import Actor

REFERENCE, PROOF = "contact code", "contact code proof"
BEAT_SECONDS = 0.05
"""Answers leave a whole number of these after they were asked for: several times the work."""
NOBODYS = Issued(
    pk=0,
    customer_id=0,
    kind=CodeKind.LETTER,
    issued_at=datetime(2000, 1, 1, tzinfo=UTC),
    expires_at=datetime(2000, 1, 1, tzinfo=UTC),
)
"""Stands in where there is no such code, so that the rest is worked out all the same."""


@dataclass(frozen=True, slots=True)
class ContactCode:
    """A code as it goes onto a letter; it can't be had again."""

    code: str = field(repr=False)
    url_path: str = field(repr=False)
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Checked:
    """What is told to whoever checks a code. Kind and days only where it is genuine."""

    answer: Answer
    firm: Text
    kind: str = ""
    issued_on: date | None = None
    valid_until: date | None = None


def issue(
    *,
    customer_id: int,
    kind: str,
    subject: str,
    expires_at: datetime,
    actor: Actor,
    at: datetime,
) -> ContactCode:
    """Make a code for a letter, message, visit or call to a customer.

    `subject` says what carries it (letter:12), without personal data. Raises Refused for an
    unknown kind, and for a validity that is over or longer than policy allows for the kind.
    """
    [made] = issue_many(
        customers=[customer_id],
        kind=kind,
        subject=subject,
        expires_at=expires_at,
        actor=actor,
        at=at,
    )
    return made


def issue_many(
    *,
    customers: Sequence[int],
    kind: str,
    subject: str,
    expires_at: datetime,
    actor: Actor,
    at: datetime,
) -> list[ContactCode]:
    """The same for several customers, a code each, in their order."""
    policy = code_policy(at)
    if kind not in CodeKind.values:
        raise Refused(Text(f"There is no code for {kind!r}.", f"没有“{kind}”类型的核验码。"))
    days = policy.days_valid_max[kind]
    if not at < expires_at <= at + timedelta(days=days):
        raise Refused(
            Text(
                f"This code may be valid for {days} days at most, and not yet be over.",
                f"该核验码有效期最长{days}天，且不得早于当前时间。",
            )
        )
    references = [secrets.randbits(REFERENCE_BITS) for _ in customers]
    rules = under(CODES_RULE)
    with transaction.atomic():
        entries = record_many(
            [
                Entry(
                    actor=actor.username,
                    action="contact_code_issued",
                    at=at,
                    subject=subject,
                    customer_id=customer_id,
                    details={"kind": kind, "until": expires_at.isoformat()},
                    rules=rules,
                )
                for customer_id in customers
            ]
        )
        issued = Issued.objects.bulk_create(
            Issued(
                reference_digest=digest(REFERENCE, str(reference)),
                customer_id=customer_id,
                kind=kind,
                subject=subject,
                issued_at=at,
                issued_by=actor.username,
                expires_at=expires_at,
                uses_max=policy.uses_max[kind],
                journal_entry=entry,
            )
            for customer_id, reference, entry in zip(customers, references, entries, strict=True)
        )
    codes = [
        write_code(CodeParts(reference, _proof(reference, each)))
        for reference, each in zip(references, issued, strict=True)
    ]
    return [ContactCode(code, f"/genuine/{compact(code)}/", expires_at) for code in codes]


def check(*, code: str, client: str, at: datetime) -> Checked:
    """Is this a code of ours? Anyone may ask; every asking is on record.

    `client`: the address the request came from. A code that may be used so often only says so
    once more often: whoever overheard it is refused. Must not be called inside a transaction.
    """
    begun = perf_counter()
    checked = _checked(code, client, at)
    sleep(BEAT_SECONDS - (perf_counter() - begun) % BEAT_SECONDS)
    return checked


def _checked(code: str, client: str, at: datetime) -> Checked:
    policy, came_from = code_policy(at), client_digest(client)
    typed = read_code(code)
    parts = typed or CodeParts(0, 0)
    wanted = digest(REFERENCE, str(parts.reference))
    with transaction.atomic(durable=True):
        take_turns(wanted)
        full = checks_are_full(policy, came_from, at)
        found = Issued.objects.filter(reference_digest=wanted).first()
        issued = found or NOBODYS
        proven = hmac.compare_digest(
            _proof(parts.reference, issued).to_bytes(5, "big"), parts.proof.to_bytes(5, "big")
        )
        said_so = CodeCheck.objects.filter(code_id=issued.pk, answer=Answer.GENUINE)
        used = said_so[: issued.uses_max or 1].count()
        if full:
            answer = Answer.LIMITED
        elif typed is None:
            answer = Answer.MISTYPED
        else:
            answer = _answer(issued if found and proven else None, used, at)
        ours = answer in (Answer.GENUINE, Answer.EXPIRED, Answer.USED_UP)
        entry = enter(
            "contact_code_checked",
            actor=VISITOR,
            at=at,
            rule=CODES_RULE,
            subject=issued.subject if ours else "",
            customer_id=issued.customer_id if ours else None,
            details={"answer": answer.value} | ({"limit": full} if full else {}),
        )
        CodeCheck.objects.create(
            code_id=issued.pk if ours else None,
            answer=answer,
            at=at,
            client_digest=came_from,
            journal_entry=entry,
        )
    if answer is not Answer.GENUINE:
        return Checked(answer, policy.firm)
    return Checked(
        answer,
        policy.firm,
        issued.kind,
        localdate(issued.issued_at, zone()),
        localdate(issued.expires_at, zone()),
    )


def _answer(issued: Issued | None, used: int, at: datetime) -> Answer:
    if issued is None:
        return Answer.NOT_GENUINE
    if at >= issued.expires_at:
        return Answer.EXPIRED
    if issued.uses_max is not None and used >= issued.uses_max:
        return Answer.USED_UP
    return Answer.GENUINE


def _proof(reference: int, issued: Issued) -> int:
    """35 bits over everything a code was issued for: a row that was altered proves nothing."""
    said = (
        str(reference),
        str(issued.customer_id),
        issued.kind,
        issued.subject,
        issued.issued_at.astimezone(UTC).isoformat(),
        issued.expires_at.astimezone(UTC).isoformat(),
        str(issued.uses_max),
    )
    return int.from_bytes(digest(PROOF, *said)) >> (256 - PROOF_BITS)
