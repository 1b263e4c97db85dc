"""What is owed and why, on any day, for those who may see a customer's file."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from docx import Document

from fairdue.desk.tests import factory
from fairdue.desk.tests.factory import Worked
from fairdue.identity.models import ContactCode
from fairdue.journal.models import Entry
from fairdue.people.models import Role, Staff
from fairdue.portfolio import queries as portfolio
from fairdue.portfolio.models import Balance

pytestmark = pytest.mark.django_db
SignIn = Callable[[Staff], Client]


@pytest.fixture
def office() -> tuple[Staff, list[Worked]]:
    return factory.an_office(1)


def test_the_workbench_and_the_file_ask_for_it(
    office: tuple[Staff, list[Worked]], signed_in: SignIn
) -> None:
    staff, [worked] = office
    client = signed_in(staff)
    client.post("/workbench/next/")
    address = f"/customers/{worked.customer.pk}/owed/"
    assert f'hx-get="{address}"' in client.get("/workbench/").content.decode()
    assert (
        f'hx-get="{address}?place=file"'
        in client.get(f"/customers/{worked.customer.pk}/").content.decode()
    )


def test_lines_are_shown_for_today_and_for_the_day_chosen(
    office: tuple[Staff, list[Worked]], signed_in: SignIn
) -> None:
    staff, [worked] = office
    client = signed_in(staff)
    address = f"/customers/{worked.customer.pk}/owed/"
    page = client.get(address).content.decode()
    assert "Balance in the issuer&#x27;s file" in page
    balance = Balance.objects.filter(account__customer=worked.customer).latest("as_of")
    later = balance.as_of + timedelta(days=40)
    page = client.get(address, {"on": later.isoformat()}).content.decode()
    assert "If nothing else is paid or charged until then." in page
    assert "LENDER-RATE" in page
    first = Balance.objects.filter(account__customer=worked.customer).earliest("as_of").as_of
    page = client.get(address, {"on": (first - timedelta(days=1)).isoformat()}).content.decode()
    assert "no figures of the issuer" in page


@pytest.mark.parametrize("written", ["yesterday", "2026-02-30", "9999-12-31", "1999-12-31"])
def test_a_day_that_cannot_be_is_explained_in_place(
    written: str, office: tuple[Staff, list[Worked]], signed_in: SignIn
) -> None:
    staff, [worked] = office
    page = signed_in(staff).get(f"/customers/{worked.customer.pk}/owed/", {"on": written})
    assert page.status_code == 200
    assert 'role="alert"' in page.content.decode()


def test_nobody_else_may_see_it(office: tuple[Staff, list[Worked]], signed_in: SignIn) -> None:
    _staff, [worked] = office
    address = f"/customers/{worked.customer.pk}/owed/"
    stranger = Staff.objects.create(username="strategist", role=Role.STRATEGIST)
    assert signed_in(stranger).get(address).status_code == 403
    assert Client().get(address).status_code == 302


def test_there_is_nothing_of_nobody(office: tuple[Staff, list[Worked]], signed_in: SignIn) -> None:
    assert signed_in(office[0]).get("/customers/0/owed/").status_code == 404


@pytest.mark.parametrize(("language", "title"), [("en", "What you owe"), ("zh-hans", "欠款说明")])
def test_the_balance_is_explained_as_a_letter_with_a_code_of_its_own(
    language: str, title: str, office: tuple[Staff, list[Worked]], signed_in: SignIn
) -> None:
    staff, [worked] = office
    address = f"/customers/{worked.customer.pk}/owed/letter/"
    sent = {"on": "", "language": language, "format": "docx"}
    answer = signed_in(staff).post(address, sent)
    read = Document(io.BytesIO(answer.content))
    cells = [cell.text for table in read.tables for row in table.rows for cell in row.cells]
    text = "\n".join([*(each.text for each in read.paragraphs), *cells])
    assert title in text
    assert worked.customer.customer_ref in text
    [account] = portfolio.accounts_of(worked.customer.pk)
    assert account.balance is not None
    assert f"{account.balance.total.amount:,}" in text
    assert ContactCode.objects.get(kind="letter").customer_id == worked.customer.pk
    kept = Entry.objects.get(action="balance_letter_made")
    assert (kept.customer_id, kept.details["language"]) == (worked.customer.pk, language)
    pdf = signed_in(staff).post(address, sent | {"format": "pdf"})
    assert pdf.content.startswith(b"%PDF")


def test_no_letter_is_made_of_nothing_and_none_by_who_sees_no_file(
    office: tuple[Staff, list[Worked]], signed_in: SignIn
) -> None:
    staff, [worked] = office
    address = f"/customers/{worked.customer.pk}/owed/letter/"
    nothing = signed_in(staff).post(
        address, {"on": "2001-01-01", "format": "pdf", "language": "en"}, follow=True
    )
    assert "nothing to explain" in nothing.content.decode()
    assert signed_in(staff).post(address, {"format": "exe"}).status_code == 404
    planner = factory.a_member("planner", Role.STRATEGIST)
    assert signed_in(planner).post(address, {"format": "pdf"}).status_code == 403
    assert not ContactCode.objects.exists()
