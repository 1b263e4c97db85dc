"""People who can sign in, and what they are sent."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.test.utils import CaptureQueriesContext
from procrastinate.contrib.django.models import ProcrastinateJob

from fairdue.delivery import Message
from fairdue.delivery.outbox import waiting
from fairdue.identity import jobs
from fairdue.identity.actions.signing_in import Asked, Entered, ask_code, enter_code
from fairdue.identity.models import SignInRequest
from fairdue.people.models import Role, Staff
from fairdue.portfolio.models import Account, ContactKind, ContactPoint, Customer
from fairdue.vault.sealing import vault

AT = datetime(2026, 3, 10, 2, 30, tzinfo=UTC)
"""A Tuesday, 10:30 in Beijing."""
DAY = date(2026, 3, 1)
SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
HERE, ELSEWHERE = "203.0.113.7", "198.51.100.9"
_numbers = itertools.count(1)


@dataclass(frozen=True)
class Someone:
    """A customer, what they would type, and the ids."""

    customer_id: int
    phone: str
    email: str
    id_last4: str
    card_last4: str
    phone_id: int
    email_id: int


def a_member(role: Role = Role.COLLECTOR) -> Staff:
    return Staff.objects.create(username=f"{role}{next(_numbers)}", role=role)


def someone(phone: str = "", email: str = "", id_last4: str = "", card_last4: str = "") -> Someone:
    number = next(_numbers)
    phone = phone or f"1380013{number:04d}"
    email = email or f"person{number}@mail.example"
    id_last4 = id_last4 or f"{number % 1000:03d}X"
    card_last4 = card_last4 or f"{9999 - number:04d}"
    customer = Customer.objects.create(
        customer_ref=f"C{number:05d}",
        id_number_sealed=vault().seal(f"11010519900307{id_last4}"),
        fingerprint=b"x",
        first_seen_on=DAY,
        last_seen_on=DAY,
    )
    Account.objects.create(
        customer=customer,
        account_ref=f"A{number:05d}",
        card_last4=card_last4,
        currency="CNY",
        last_seen_on=DAY,
    )
    points = [
        ContactPoint.objects.create(
            customer=customer,
            kind=kind,
            value_masked="***",
            value_sealed=vault().seal(value),
            value_index=vault().blind_index(kind, value),
        ).pk
        for kind, value in ((ContactKind.PHONE, phone), (ContactKind.EMAIL, email))
    ]
    return Someone(customer.pk, phone, email, id_last4, card_last4, *points)


def ask(who: Someone, at: datetime = AT, **changed: str) -> Asked:
    """Ask for a code by phone and ID number, and let the worker work."""
    given = {"contact": who.phone, "second_fact": who.id_last4, "client": HERE, "language": "en"}
    asked = ask_code(**(given | changed), at=at)
    work()
    return asked


def enter(asked: Asked, code: str, at: datetime = AT, client: str = HERE) -> Entered:
    entered = enter_code(token=asked.token, code=code, client=client, at=at)
    work()
    return entered


def work() -> int:
    """Do what was put down for the worker; gives how many jobs there were."""
    found = list(ProcrastinateJob.objects.filter(queue_name="prompt", status="todo").order_by("id"))
    done = getattr(work, "done", set())
    there = set(SignInRequest.objects.values_list("pk", flat=True))  # jobs outlast a test's rows
    fresh = [job for job in found if job.pk not in done and job.args["request_id"] in there]
    work.done = done | {job.pk for job in fresh}  # type: ignore[attr-defined]
    tasks = {jobs.SEND_CODE: jobs.send_code, jobs.TELL_PERSON: jobs.tell_person}
    for job in fresh:
        tasks[job.task_name](**job.args)
    return len(fresh)


def messages() -> list[Message]:
    return list(waiting())


def newest_code() -> str:
    found = re.search(r"\b(\d{6})\b", messages()[-1].text)
    assert found is not None
    return found[1]


def sign_in(who: Someone, at: datetime = AT) -> Entered:
    return enter(ask(who, at), newest_code(), at)


def statements(asked: CaptureQueriesContext) -> list[str]:
    """What the database was asked, without values and names of savepoints."""
    found = [query["sql"].split("WHERE")[0].split("VALUES")[0] for query in asked]
    return [re.sub(r"\s*-?\s*\d+", "N", each) for each in found if "SAVEPOINT" not in each]
