"""A small believable office: staff, customers with sealed data, cases, a queue.

Everything goes through the real tables, so the database's own guards hold here too. Names and
numbers are invented; the phone numbers use the unassigned prefix 100.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.db import transaction

from fairdue.delinquency.models import (
    Case,
    CaseEvent,
    CaseEventKind,
    FiveClass,
    Standing,
)
from fairdue.journal.actions import record
from fairdue.people.models import Role, Staff, Team
from fairdue.portfolio.models import (
    Account,
    Balance,
    ContactKind,
    ContactPoint,
    Customer,
    Payment,
)
from fairdue.strategy.models import Decision, TableVersion, Treatment
from fairdue.strategy.queries import table_of_file
from fairdue.strategy.rules.inputs import INPUTS
from fairdue.training.tests.records import certified
from fairdue.vault import masking
from fairdue.vault.sealing import vault
from fairdue.work.models import QueueItem, QueueState

AT = datetime(2026, 3, 10, 2, 30, tzinfo=UTC)
"""10:30 in Shanghai on a Tuesday: a lawful hour."""

AS_OF = date(2026, 3, 9)
PASSWORD = "a-long-password"
NAMES = [
    "张伟", "王芳", "李娜", "刘洋", "陈静", "杨帆", "赵雪梅", "黄建国", "周婷", "吴磊",
    "徐丽华", "孙志强", "马晓东", "朱玉兰", "胡海燕", "林峰", "郭子涵", "何俊杰", "高敏", "罗文",
]  # fmt: skip


@dataclass(frozen=True)
class Worked:
    """One customer as the desk meets them, with the values that must never show by themselves."""

    customer: Customer
    case: Case
    phone: ContactPoint
    name: str
    number: str
    id_number: str


def a_team(code: str = "north") -> Team:
    return Team.objects.get_or_create(code=code, defaults={"name": f"Team {code}"})[0]


def a_member(
    username: str = "collector", role: Role = Role.COLLECTOR, team: Team | None = None
) -> Staff:
    team = team or (a_team() if role in (Role.COLLECTOR, Role.LEAD) else None)
    member = Staff.objects.create_user(
        username=username, password=PASSWORD, role=role, team=team, last_name=username.title()
    )
    return certified(member)


def a_customer(number: int = 1, name: str | None = None) -> tuple[Customer, ContactPoint]:
    """A customer with a name, an ID-like number and one phone, sealed as intake seals them."""
    safe = vault()
    name = name or NAMES[number % len(NAMES)]
    id_number, phone = id_number_of(number), phone_of(number)
    customer = Customer.objects.create(
        customer_ref=f"C{number:06d}",
        name_masked=masking.mask_name(name),
        name_sealed=safe.seal(name),
        name_index=safe.blind_index("name", name),
        id_number_masked=masking.mask_id_number(id_number),
        id_number_sealed=safe.seal(id_number),
        id_number_index=safe.blind_index("id_number", id_number),
        language="zh",
        fingerprint=safe.fingerprint(name, id_number, phone),
        first_seen_on=AS_OF - timedelta(days=90),
        last_seen_on=AS_OF,
    )
    return customer, a_phone(customer, phone)


def a_phone(customer: Customer, number: str) -> ContactPoint:
    safe = vault()
    return ContactPoint.objects.create(
        customer=customer,
        kind=ContactKind.PHONE,
        value_masked=masking.mask_phone(number),
        value_sealed=safe.seal(number),
        value_index=safe.blind_index("phone", number),
    )


def phone_of(number: int) -> str:
    return f"100{number:08d}"


def id_number_of(number: int) -> str:
    return f"000000199001{number:05d}X"


def an_account(customer: Customer, number: int, past_due_minor: int = 321_450) -> Account:
    """A card account with balances by component, a payment and a standing."""
    account = Account.objects.create(
        customer=customer,
        account_ref=f"A{number:06d}",
        card_last4=f"{number % 10_000:04d}",
        product="白金卡",
        currency="CNY",
        credit_limit_minor=3_000_000,
        opened_on=date(2021, 5, 1),
        statement_day=5,
        last_seen_on=AS_OF,
    )
    with transaction.atomic():
        entry = record(actor="intake", action="portfolio_loaded", at=AT)
        Balance.objects.create(
            account=account,
            as_of=AS_OF,
            total_minor=1_890_211,
            principal_minor=1_500_000,
            interest_minor=245_111,
            fees_minor=95_100,
            instalment_fee_minor=50_000,
            past_due_minor=past_due_minor,
            minimum_due_minor=189_000,
            journal_entry=entry,
        )
        Payment.objects.create(
            account=account,
            payment_ref=f"P{number:06d}",
            paid_on=AS_OF - timedelta(days=40),
            amount_minor=50_000,
            currency="CNY",
            journal_entry=entry,
        )
    return account


def a_case(
    number: int = 1,
    *,
    days_past_due: int = 47,
    bucket: int = 2,
    team: Team | None = None,
    treatment: Treatment = Treatment.CALL,
    priority: int = 100,
    name: str | None = None,
) -> Worked:
    """A customer in collections with one account, a decision and a place in the queue."""
    customer, phone = a_customer(number, name)
    account = an_account(customer, number)
    case = Case.objects.create(
        customer=customer,
        opened_on=AS_OF - timedelta(days=days_past_due),
        as_of=AS_OF,
        bucket_at_entry=1,
        bucket=bucket,
        worst_bucket=bucket,
        days_past_due=days_past_due,
        accounts_past_due=1,
    )
    CaseEvent.objects.create(
        case=case, on=case.opened_on, kind=CaseEventKind.ENTERED, from_bucket=0, to_bucket=1
    )
    Standing.objects.create(
        account=account,
        as_of=AS_OF,
        oldest_unmet_due_on=case.opened_on,
        days_past_due=days_past_due,
        cycles_past_due=bucket,
        bucket=bucket,
        five_class=FiveClass.SPECIAL_MENTION,
    )
    a_decision(case, account, treatment)
    QueueItem.objects.create(
        case=case,
        team=team or a_team(),
        treatment=treatment,
        priority=priority - number,
        state=QueueState.WAITING,
        available_at=AT - timedelta(hours=4),
        as_of=AS_OF,
    )
    return Worked(
        customer=customer,
        case=case,
        phone=phone,
        name=name or NAMES[number % len(NAMES)],
        number=phone_of(number),
        id_number=id_number_of(number),
    )


def a_decision(case: Case, account: Account, treatment: Treatment) -> Decision:
    """The night's decision, by the first row of the lender's own table that gives it."""
    document = table_of_file()
    table = document.table
    TableVersion.objects.get_or_create(
        name=table.name, version=table.version, defaults={"document": document.text}
    )
    values: dict[str, object] = dict.fromkeys((given.column for given in INPUTS.values()), 0)
    return Decision.objects.create(
        account=account,
        case=case,
        as_of=AS_OF,
        table=table.name,
        table_version=table.version,
        row=next(row.id for row in table.rows if row.then == treatment.value),
        treatment=treatment,
        inputs=values
        | {
            "bucket": case.bucket,
            "days_past_due": case.days_past_due,
            "cycles_past_due": case.bucket,
            "past_due_minor": 321_450,
            "total_minor": 1_890_211,
            "months_on_book": 58,
            "currency": "CNY",
        },
    )


def an_office(cases: int = 3) -> tuple[Staff, list[Worked]]:
    """A collector and a queue of so many cases, the first of which comes first."""
    team = a_team()
    return a_member(team=team), [a_case(number, team=team) for number in range(1, cases + 1)]
