"""The customer's file, search, reveals, holds: allowed, refused, wrong person."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client

from fairdue.compliance import queries as compliance
from fairdue.compliance.actions import raise_mark
from fairdue.desk.tests import factory
from fairdue.desk.tests.conftest import Clock
from fairdue.desk.tests.factory import Worked
from fairdue.journal.models import Entry
from fairdue.kernel.money import Money
from fairdue.negotiation import queries as negotiation
from fairdue.negotiation.actions import record_promise
from fairdue.negotiation.actions.hardship import ask
from fairdue.people.actors import Cardholder
from fairdue.people.models import Role, Staff
from fairdue.work import queries as work

pytestmark = pytest.mark.django_db
SignIn = Callable[[Staff], Client]


@pytest.fixture
def worked() -> Worked:
    return factory.a_case(1)


@pytest.fixture
def collector(signed_in: SignIn, worked: Worked) -> Client:
    return signed_in(factory.a_member())


def page_of(client: Client, worked: Worked) -> str:
    return client.get(f"/customers/{worked.customer.pk}/").content.decode()


@pytest.mark.parametrize("role", [Role.COLLECTOR, Role.LEAD, Role.COMPLIANCE])
def test_shows_the_file_masked(role: Role, signed_in: SignIn, worked: Worked) -> None:
    page = page_of(signed_in(factory.a_member("someone", role)), worked)
    assert worked.customer.name_masked in page
    for value in (worked.name, worked.number, worked.id_number):
        assert value not in page


def test_is_closed_to_administrators(signed_in: SignIn, worked: Worked) -> None:
    client = signed_in(factory.a_member("admin", Role.ADMINISTRATOR))
    assert client.get(f"/customers/{worked.customer.pk}/").status_code == 403
    assert client.post(f"/customers/{worked.customer.pk}/reveal/").status_code == 403
    assert client.post("/search/", {"text": worked.number}).status_code == 403


def test_says_when_there_is_no_such_customer(collector: Client) -> None:
    answer = collector.get("/customers/999999/")
    assert answer.status_code == 404
    assert "nothing at this address" in answer.content.decode()


@pytest.mark.parametrize("what", ["name", "id_number", "phone"])
def test_reveals_for_a_reason_and_journals_it(what: str, collector: Client, worked: Worked) -> None:
    value = {"name": worked.name, "id_number": worked.id_number, "phone": worked.number}[what]
    sent = {
        "what": str(worked.phone.pk) if what == "phone" else what,
        "reason": "customer asks what we hold",
    }
    answer = collector.post(f"/customers/{worked.customer.pk}/reveal/", sent)
    assert value in answer.content.decode()
    assert "no-store" in answer.headers["Cache-Control"]
    entry = Entry.objects.get(action="personal_data_revealed")
    assert entry.actor == "collector"
    assert entry.details["reason"] == "customer asks what we hold"
    assert value not in str(entry.details)


@pytest.mark.parametrize(
    "sent", [{"what": "name", "reason": " "}, {"what": "mother", "reason": "x"}, {}]
)
def test_reveals_nothing_without_reason_or_for_what_is_not_on_file(
    sent: dict[str, str], collector: Client, worked: Worked
) -> None:
    answer = collector.post(f"/customers/{worked.customer.pk}/reveal/", sent)
    assert worked.name not in answer.content.decode()
    assert not Entry.objects.filter(action="personal_data_revealed").exists()


def test_does_not_reveal_another_customers_number(collector: Client, worked: Worked) -> None:
    other = factory.a_case(2)
    sent = {"what": str(other.phone.pk), "reason": "curious"}
    answer = collector.post(f"/customers/{worked.customer.pk}/reveal/", sent)
    assert other.number not in answer.content.decode()


def test_places_a_hold_that_ends_with_its_day(
    collector: Client, worked: Worked, clock: Clock
) -> None:
    sent = {"kind": "complaint", "reason": "complaint received", "ends_on": "2026-03-20"}
    collector.post(f"/customers/{worked.customer.pk}/hold/", sent)
    (hold,) = compliance.holds_in_force(worked.customer.pk, clock.at)
    assert hold.ends_at is not None
    assert hold.ends_at.isoformat() == "2026-03-20T15:59:59+00:00"


def test_refuses_a_hold_without_a_reason(collector: Client, worked: Worked, clock: Clock) -> None:
    answer = collector.post(f"/customers/{worked.customer.pk}/hold/", {"kind": "complaint"})
    assert "Say why" in answer.content.decode()
    assert compliance.holds_in_force(worked.customer.pk, clock.at) == []


def test_only_leads_and_compliance_release_holds_and_clear_marks(
    collector: Client, signed_in: SignIn, worked: Worked, clock: Clock
) -> None:
    lead = factory.a_member("lead", Role.LEAD)
    customer_id = worked.customer.pk
    raise_mark(customer_id=customer_id, kind="dispute", note="", staff=lead, at=clock.at)
    (hold,) = compliance.holds_in_force(customer_id, clock.at)
    (mark,) = compliance.marks_of(customer_id)
    release = f"/customers/{customer_id}/hold/{hold.id}/release/"
    clear = f"/customers/{customer_id}/mark/{mark.id}/clear/"
    assert release not in page_of(collector, worked)
    refused = collector.post(release, {"reason": "settled"}, follow=True).content.decode()
    assert "Your role may not do this" in refused
    collector.post(clear)
    assert compliance.marks_of(customer_id)[0].stands_at(clock.at)
    client = signed_in(lead)
    client.post(release, {"reason": "settled"})
    client.post(clear)
    clock.wait(seconds=1)
    assert compliance.holds_in_force(customer_id, clock.at) == []
    assert not compliance.marks_of(customer_id)[0].stands_at(clock.at)


def test_a_hold_is_released_on_its_own_customers_page_only(
    signed_in: SignIn, worked: Worked, clock: Clock
) -> None:
    lead = factory.a_member("lead", Role.LEAD)
    raise_mark(customer_id=worked.customer.pk, kind="dispute", note="", staff=lead, at=clock.at)
    (hold,) = compliance.holds_in_force(worked.customer.pk, clock.at)
    other = factory.a_case(2).customer.pk
    answer = signed_in(lead).post(f"/customers/{other}/hold/{hold.id}/release/", {"reason": "x"})
    assert answer.status_code == 404
    assert compliance.holds_in_force(worked.customer.pk, clock.at)


def test_the_customer_may_withdraw_a_promise(
    collector: Client, worked: Worked, clock: Clock
) -> None:
    staff = Staff.objects.get(username="collector")
    promise = record_promise(
        case_id=worked.case.pk,
        amount=Money.of("500", "CNY"),
        due_on=date(2026, 3, 15),
        staff=staff,
        at=clock.at,
    )
    assert "¥500.00" in page_of(collector, worked)
    collector.post(f"/customers/{worked.customer.pk}/promise/{promise.pk}/withdraw/")
    assert negotiation.promises_of(worked.customer.pk)[0].state == "withdrawn"


def test_takes_the_case_from_its_page(collector: Client, worked: Worked) -> None:
    collector.post(f"/workbench/take/{worked.case.pk}/")
    item = work.taken(Staff.objects.get(username="collector"))
    assert item is not None
    assert item.case_id == worked.case.pk


@pytest.mark.parametrize(
    "identifier", ["name", "number", "id_number", "customer_ref", "account_ref", "case_number"]
)
def test_finds_a_customer_by_any_identifier(
    identifier: str, collector: Client, worked: Worked
) -> None:
    text = {
        "name": worked.name,
        "number": f"+86 {worked.number[:3]} {worked.number[3:]}".replace("+86 ", ""),
        "id_number": worked.id_number.lower(),
        "customer_ref": "C000001",
        "account_ref": "A000001",
        "case_number": worked.case.number,
    }[identifier]
    page = collector.post("/search/", {"text": text}).content.decode()
    assert f"/customers/{worked.customer.pk}/" in page
    assert worked.customer.name_masked in page


def test_says_when_nobody_is_found(collector: Client) -> None:
    page = collector.post("/search/", {"text": "nobody of this name"}).content.decode()
    assert "Nobody found" in page


def test_a_search_leaves_no_identifier_in_an_address(collector: Client, worked: Worked) -> None:
    form = collector.get("/search/").content.decode()
    assert 'method="post"' in form
    ignored = collector.get("/search/", {"text": worked.number}).content.decode()
    assert f"/customers/{worked.customer.pk}/" not in ignored


def test_an_ended_hold_is_not_shown(collector: Client, worked: Worked, clock: Clock) -> None:
    from fairdue.compliance.actions import place_hold

    lead = factory.a_member("lead", Role.LEAD)
    place_hold(
        customer_id=worked.customer.pk,
        kind="hardship",
        reason="illness",
        staff=lead,
        at=clock.at,
        ends_at=clock.at + timedelta(days=1),
    )
    assert "Hold: Hardship" in page_of(collector, worked)
    clock.wait(days=2)
    assert "Hold: Hardship" not in page_of(collector, worked)


def learned(client: Client, worked: Worked, **sent: str) -> str:
    address = f"/customers/{worked.customer.pk}/points/{worked.phone.pk}/"
    return client.post(address, sent, follow=True).content.decode()


def test_a_number_is_noted_as_somebody_elses_since_a_day(collector: Client, worked: Worked) -> None:
    page = learned(collector, worked, what="somebody_elses", since="2026-03-08")
    assert "somebody else&#x27;s since" in page or "somebody else's since" in page
    worked.phone.refresh_from_db()
    assert worked.phone.not_theirs_since_at is not None
    assert "never the customer" in learned(collector, worked, what="somebody_elses")
    learned(collector, worked, what="good")
    worked.phone.refresh_from_db()
    assert (worked.phone.not_theirs_since_at, worked.phone.invalid_since) == (None, None)


def test_a_number_is_noted_as_dead_from_today_unless_a_day_is_given(
    collector: Client, worked: Worked
) -> None:
    learned(collector, worked, what="dead", since="2026-03-08")
    worked.phone.refresh_from_db()
    assert worked.phone.invalid_since == date(2026, 3, 8)
    assert "still to come" in learned(collector, worked, what="dead", since="2027-01-01")
    assert "Choose what you learned" in learned(collector, worked, what="shrug")


def test_another_customers_number_is_not_found(collector: Client, worked: Worked) -> None:
    other = factory.a_case(2)
    address = f"/customers/{worked.customer.pk}/points/{other.phone.pk}/"
    assert collector.post(address, {"what": "dead"}).status_code == 404


def test_administrators_note_nothing_about_numbers(signed_in: SignIn, worked: Worked) -> None:
    client = signed_in(factory.a_member("admin", Role.ADMINISTRATOR))
    address = f"/customers/{worked.customer.pk}/points/{worked.phone.pk}/"
    assert client.post(address, {"what": "dead"}).status_code == 403


def test_a_hold_may_begin_before_it_is_placed(collector: Client, worked: Worked) -> None:
    address = f"/customers/{worked.customer.pk}/hold/"
    sent = {"kind": "deceased", "reason": "certificate", "since": "2026-03-08T09:00"}
    collector.post(address, sent)
    [hold] = compliance.holds_of(worked.customer.pk)
    assert hold.starts_at.isoformat() == "2026-03-08T01:00:00+00:00"


def test_the_timeline_tells_of_help_asked_for_and_of_the_cause_in_words(
    collector: Client, worked: Worked, clock: Clock
) -> None:
    whose = worked.customer.pk
    ask(customer_id=whose, reason="illness", actor=Cardholder(whose), at=factory.AT)
    page = page_of(collector, worked)
    assert "Asked for help: granted at once" in page
    assert "Cause: illness" in page or "Cause: Illness" in page
    assert "the cardholder" in page and f"cardholder:{whose}" not in page
