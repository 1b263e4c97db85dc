"""The collector's workbench: what it shows, to whom, and what each key does."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from fairdue.compliance import queries as compliance
from fairdue.contact import queries as contact
from fairdue.desk.tests import factory
from fairdue.desk.tests.conftest import Clock
from fairdue.desk.tests.factory import Worked
from fairdue.journal.models import Entry
from fairdue.negotiation import queries as negotiation
from fairdue.people.models import Role, Staff
from fairdue.work import queries as work
from fairdue.work.models import QueueItem, QueueState

pytestmark = pytest.mark.django_db
SignIn = Callable[[Staff], Client]
QUERIES_MAX = 32


@pytest.fixture
def office() -> tuple[Staff, list[Worked]]:
    return factory.an_office(3)


@pytest.fixture
def bench(office: tuple[Staff, list[Worked]], signed_in: SignIn) -> Client:
    """A collector who has just taken the first case."""
    client = signed_in(office[0])
    client.post("/workbench/next/")
    return client


def dial(client: Client, worked: Worked) -> str:
    sent = {"case": worked.case.pk, "contact_point": worked.phone.pk}
    return client.post("/workbench/dial/", sent).content.decode()


def outcome(client: Client, staff: Staff, worked: Worked, code: str, **more: str) -> str:
    attempt = contact.open_attempt(staff)
    sent = {"case": worked.case.pk, "attempt": attempt.id if attempt else "", "outcome": code}
    return client.post("/workbench/outcome/", sent | more).content.decode()


def undo(client: Client, page: str) -> str:
    token = re.search(r'name="token" value="([^"]+)"', page)
    assert token, "no way back on the page"
    return client.post("/workbench/undo/", {"token": token.group(1)}).content.decode()


@pytest.mark.parametrize("role", [Role.COMPLIANCE, Role.ADMINISTRATOR])
def test_is_closed_to_other_roles(role: Role, signed_in: SignIn) -> None:
    answer = signed_in(factory.a_member("someone", role)).get("/workbench/")
    assert answer.status_code == 403
    assert "not open to your role" in answer.content.decode()


def test_asks_strangers_to_sign_in(clock: Clock) -> None:
    assert Client().get("/workbench/").headers["Location"].startswith("/sign-in/")


def test_tells_htmx_to_leave_the_page_when_the_session_has_ended(clock: Clock) -> None:
    answer = Client().get("/sign-in/", headers={"hx-request": "true"})
    assert answer.headers["HX-Redirect"] == "/"


def test_invites_to_take_a_case(office: tuple[Staff, list[Worked]], signed_in: SignIn) -> None:
    page = signed_in(office[0]).get("/workbench/").content.decode()
    assert "Take the next case" in page
    assert work.taken(office[0]) is None


def test_says_when_the_queue_is_empty(signed_in: SignIn) -> None:
    page = signed_in(factory.a_member()).get("/workbench/").content.decode()
    assert "Your queue is empty" in page


def test_answers_what_is_owed_and_what_may_be_done(bench: Client) -> None:
    page = bench.get("/workbench/").content.decode()
    for shown in ("¥3,214.50", "¥18,902.11", "M2", "47 days past due", "0 of 3", "until 22:00"):
        assert shown in page


def test_shows_no_sealed_value_without_a_reveal(
    bench: Client, office: tuple[Staff, list[Worked]]
) -> None:
    page = bench.get("/workbench/").content.decode()
    for worked in office[1]:
        assert worked.name not in page
        assert worked.number not in page
        assert worked.id_number not in page


def test_dialling_shows_number_and_name_and_journals_the_reveal(
    bench: Client, office: tuple[Staff, list[Worked]]
) -> None:
    worked = office[1][0]
    page = dial(bench, worked)
    assert worked.number in page
    assert worked.name in page
    reveals = Entry.objects.filter(action="personal_data_revealed")
    assert {entry.details["what"] for entry in reveals} == {
        "name",
        f"contact_point:{worked.phone.pk}",
    }
    assert all("dial under permit" in entry.details["reason"] for entry in reveals)
    assert worked.number not in str([entry.details for entry in reveals])


def test_the_number_is_gone_after_a_reload_and_comes_back_with_a_journal_entry(
    bench: Client, office: tuple[Staff, list[Worked]]
) -> None:
    dial(bench, office[1][0])
    assert office[1][0].number not in bench.get("/workbench/").content.decode()
    before = Entry.objects.filter(action="personal_data_revealed").count()
    assert office[1][0].number in bench.post("/workbench/show-again/").content.decode()
    assert Entry.objects.filter(action="personal_data_revealed").count() == before + 2


def test_the_dial_key_is_dead_at_night_and_says_why(
    bench: Client, office: tuple[Staff, list[Worked]], clock: Clock
) -> None:
    clock.wait(hours=12)
    page = bench.get("/workbench/").content.decode()
    assert re.search(r'data-key="d"[^>]*aria-disabled="true"', page)
    assert "CN-HOURS-01" in page
    assert "No collecting at night" in page
    refused = dial(bench, office[1][0])
    assert office[1][0].number not in refused
    assert contact.open_attempt(office[0]) is None


def test_a_hold_kills_the_dial_key(
    bench: Client, office: tuple[Staff, list[Worked]], clock: Clock
) -> None:
    from fairdue.compliance.actions import place_hold

    customer_id = office[1][0].customer.pk
    lead = factory.a_member("lead", Role.LEAD)
    place_hold(customer_id=customer_id, kind="complaint", reason="asked", staff=lead, at=clock.at)
    page = bench.get("/workbench/").content.decode()
    assert "Hold: Complaint" in page
    assert re.search(r'data-key="d"[^>]*aria-disabled="true"', page)


def test_no_answer_is_one_step_to_the_next_customer(
    bench: Client, office: tuple[Staff, list[Worked]]
) -> None:
    staff, (first, second, _third) = office
    dial(bench, first)
    outcome(bench, staff, first, "no_answer")
    item = work.taken(staff)
    assert item is not None
    assert item.case_id == second.case.pk
    assert contact.attempts_of(first.customer.pk)[0].outcome == "no_answer"
    assert QueueItem.objects.get(case=first.case).state == QueueState.DONE


def test_an_outcome_without_a_call_is_refused(
    bench: Client, office: tuple[Staff, list[Worked]]
) -> None:
    staff, (first, *_) = office
    page = outcome(bench, staff, first, "no_answer")
    assert "Dial first" in page
    item = work.taken(staff)
    assert item is not None
    assert item.case_id == first.case.pk


def test_an_outcome_for_another_case_than_the_one_in_hand_changes_nothing(
    bench: Client, office: tuple[Staff, list[Worked]]
) -> None:
    staff, (first, second, _third) = office
    dial(bench, first)
    page = outcome(bench, staff, second, "no_answer")
    assert "no longer in your hands" in page
    open_attempt = contact.open_attempt(staff)
    assert open_attempt is not None
    assert open_attempt.customer_id == first.customer.pk


def test_records_a_promise_and_goes_on(bench: Client, office: tuple[Staff, list[Worked]]) -> None:
    staff, (first, second, _third) = office
    dial(bench, first)
    outcome(bench, staff, first, "promise", amount="1,200.50", due_on="2026-03-15", currency="CNY")
    (promise,) = negotiation.promises_of(first.customer.pk)
    assert (promise.amount.minor, promise.due_on.isoformat()) == (120_050, "2026-03-15")
    item = work.taken(staff)
    assert item is not None
    assert item.case_id == second.case.pk


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"amount": "abc", "due_on": "2026-03-15", "currency": "CNY"}, "in figures"),
        ({"amount": "-5", "due_on": "2026-03-15", "currency": "CNY"}, "in figures"),
        ({"amount": "1.005", "due_on": "2026-03-15", "currency": "CNY"}, "2 digits"),
        ({"amount": "500", "due_on": "", "currency": "CNY"}, "Choose a day"),
        ({"amount": "500", "due_on": "2026-09-15", "currency": "CNY"}, "30 days at most"),
        ({"amount": "99999999", "due_on": "2026-03-15", "currency": "CNY"}, "more than"),
    ],
)
def test_a_refused_promise_changes_nothing_and_keeps_what_was_typed(
    typed: dict[str, str], said: str, bench: Client, office: tuple[Staff, list[Worked]]
) -> None:
    staff, (first, *_) = office
    dial(bench, first)
    page = outcome(bench, staff, first, "promise", **typed)
    assert said in page
    assert "data-open-now" in page
    assert f'value="{typed["amount"]}"' in page
    assert contact.open_attempt(staff) is not None
    assert negotiation.promises_of(first.customer.pk) == []


def test_a_callback_brings_the_case_back_to_its_moment(
    bench: Client, office: tuple[Staff, list[Worked]], clock: Clock
) -> None:
    staff, (first, *_) = office
    dial(bench, first)
    outcome(bench, staff, first, "callback", due_at="2026-03-11T10:00")
    item = QueueItem.objects.get(case=first.case)
    assert item.state == QueueState.WAITING
    assert item.available_at == clock.at + timedelta(hours=23, minutes=30)


@pytest.mark.parametrize("code", ["dispute", "hardship", "vulnerability", "asks_to_stop"])
def test_what_stops_contact_stops_it_at_once(
    code: str, bench: Client, office: tuple[Staff, list[Worked]], clock: Clock
) -> None:
    staff, (first, *_) = office
    dial(bench, first)
    outcome(bench, staff, first, code, told="what was said")
    assert compliance.holds_in_force(first.customer.pk, clock.at)


def test_a_dispute_may_be_noted_without_a_call(
    bench: Client, office: tuple[Staff, list[Worked]], clock: Clock
) -> None:
    staff, (first, *_) = office
    outcome(bench, staff, first, "dispute", told="never bought it")
    (mark,) = compliance.marks_of(first.customer.pk)
    assert (mark.kind, mark.note) == ("dispute", "never bought it")
    assert compliance.holds_in_force(first.customer.pk, clock.at)


def test_a_second_dispute_keeps_what_was_told_as_a_note(
    bench: Client, office: tuple[Staff, list[Worked]]
) -> None:
    staff, (first, *_) = office
    outcome(bench, staff, first, "dispute", told="the first")
    bench.post(f"/workbench/take/{first.case.pk}/")
    outcome(bench, staff, first, "dispute", told="the second")
    assert [note.text for note in work.notes_of(first.customer.pk)] == ["the second"]


def test_after_abuse_no_case_comes_by_itself(
    bench: Client, office: tuple[Staff, list[Worked]]
) -> None:
    staff, (first, *_) = office
    dial(bench, first)
    page = outcome(bench, staff, first, "abuse")
    assert "not your fault" in page
    assert work.taken(staff) is None
    assert [mark.kind for mark in compliance.marks_of(first.customer.pk)] == ["abuse"]
    assert "On a break" in bench.post("/workbench/break/").content.decode()


@pytest.mark.parametrize(
    ("code", "more"),
    [
        ("no_answer", {}),
        ("number_invalid", {}),
        ("promise", {"amount": "500", "due_on": "2026-03-15", "currency": "CNY"}),
        ("callback", {"due_at": "2026-03-11T10:00"}),
        ("dispute", {"told": "never bought it"}),
        ("vulnerability", {"told": "in hospital"}),
        ("asks_to_stop", {}),
        ("abuse", {}),
    ],
)
def test_undo_takes_everything_back(
    code: str,
    more: dict[str, str],
    bench: Client,
    office: tuple[Staff, list[Worked]],
    clock: Clock,
) -> None:
    staff, (first, second, _third) = office
    dial(bench, first)
    page = outcome(bench, staff, first, code, **more)
    clock.wait(seconds=9)
    undo(bench, page)
    item = work.taken(staff)
    assert item is not None
    assert item.case_id == first.case.pk
    open_attempt = contact.open_attempt(staff)
    assert open_attempt is not None
    assert open_attempt.customer_id == first.customer.pk
    assert compliance.holds_in_force(first.customer.pk, clock.at) == []
    assert not any(mark.stands_at(clock.at) for mark in compliance.marks_of(first.customer.pk))
    assert not any(each.state == "open" for each in negotiation.promises_of(first.customer.pk))
    assert not any(each.is_open for each in work.callbacks_of(first.case.pk))
    assert QueueItem.objects.get(case=second.case).state == QueueState.WAITING
    assert work.load_today(staff, clock.at).finished == 0


def test_undoing_a_promise_brings_back_the_one_it_replaced(
    bench: Client, office: tuple[Staff, list[Worked]], clock: Clock
) -> None:
    staff, (first, *_) = office
    dial(bench, first)
    terms = {"due_on": "2026-03-15", "currency": "CNY"}
    outcome(bench, staff, first, "promise", amount="500", **terms)
    clock.wait(minutes=5)
    bench.post(f"/workbench/take/{first.case.pk}/")
    dial(bench, first)
    page = outcome(bench, staff, first, "promise", amount="800", **terms)
    clock.wait(seconds=5)
    undo(bench, page)
    states = {
        str(promise.amount.amount): promise.state
        for promise in negotiation.promises_of(first.customer.pk)
    }
    assert states == {"500.00": "open", "800.00": "withdrawn"}


def test_undo_is_refused_after_ten_seconds(
    bench: Client, office: tuple[Staff, list[Worked]], clock: Clock
) -> None:
    staff, (first, second, _third) = office
    dial(bench, first)
    page = outcome(bench, staff, first, "no_answer")
    clock.wait(seconds=11)
    assert "Undo works for 10 seconds" in undo(bench, page)
    item = work.taken(staff)
    assert item is not None
    assert item.case_id == second.case.pk


def test_undo_is_refused_once_the_next_customer_was_dialled(
    bench: Client, office: tuple[Staff, list[Worked]]
) -> None:
    staff, (first, second, _third) = office
    dial(bench, first)
    page = outcome(bench, staff, first, "no_answer")
    dial(bench, second)
    assert "Record the outcome of this call first" in undo(bench, page)
    assert contact.attempts_of(first.customer.pk)[0].outcome == "no_answer"


def test_nobody_undoes_what_a_colleague_did(
    bench: Client, office: tuple[Staff, list[Worked]], signed_in: SignIn
) -> None:
    staff, (first, *_) = office
    dial(bench, first)
    page = outcome(bench, staff, first, "no_answer")
    colleague = signed_in(factory.a_member("colleague"))
    assert "nothing to undo" in undo(colleague, page)
    assert contact.attempts_of(first.customer.pk)[0].outcome == "no_answer"


def test_a_call_is_what_the_collector_comes_back_to(
    bench: Client, office: tuple[Staff, list[Worked]]
) -> None:
    staff, (first, second, _third) = office
    dial(bench, first)
    for path in (
        "/workbench/next/",
        "/workbench/put-aside/",
        "/workbench/break/",
        f"/workbench/take/{second.case.pk}/",
    ):
        bench.post(path)
        item = work.taken(staff)
        assert item is not None
        assert item.case_id == first.case.pk
    assert "waits for its outcome" in bench.get("/workbench/").content.decode()


def test_next_puts_an_uncalled_case_aside_for_an_hour(
    bench: Client, office: tuple[Staff, list[Worked]], clock: Clock
) -> None:
    staff, (first, second, _third) = office
    bench.post("/workbench/put-aside/")
    aside = QueueItem.objects.get(case=first.case)
    assert (aside.state, aside.available_at) == ("waiting", clock.at + timedelta(hours=1))
    item = work.taken(staff)
    assert item is not None
    assert item.case_id == second.case.pk


def test_next_at_night_puts_a_case_aside_until_morning(
    bench: Client, office: tuple[Staff, list[Worked]], clock: Clock
) -> None:
    clock.wait(hours=12)
    bench.post("/workbench/put-aside/")
    aside = QueueItem.objects.get(case=office[1][0].case)
    assert aside.available_at.isoformat() == "2026-03-11T00:00:00+00:00"


def test_saves_the_note_as_it_is_typed_and_with_the_outcome(
    bench: Client, office: tuple[Staff, list[Worked]]
) -> None:
    staff, (first, *_) = office
    answer = bench.post("/workbench/note/", {"case": first.case.pk, "note": "call after six"})
    assert "Saved" in answer.content.decode()
    assert "call after six" in bench.get("/workbench/").content.decode()
    dial(bench, first)
    outcome(bench, staff, first, "no_answer", note="call after seven")
    (note,) = work.notes_of(first.customer.pk)
    assert note.text == "call after seven"
    assert note.closed_at is not None


def test_a_note_for_a_case_in_other_hands_is_not_saved(
    bench: Client, office: tuple[Staff, list[Worked]]
) -> None:
    second = office[1][1]
    answer = bench.post("/workbench/note/", {"case": second.case.pk, "note": "x"})
    assert "Not saved" in answer.content.decode()
    assert work.notes_of(second.customer.pk) == []


def test_two_collectors_never_get_the_same_case(
    office: tuple[Staff, list[Worked]], signed_in: SignIn
) -> None:
    colleague = factory.a_member("colleague")
    signed_in(office[0]).post("/workbench/next/")
    signed_in(colleague).post("/workbench/next/")
    mine, theirs = work.taken(office[0]), work.taken(colleague)
    assert mine is not None
    assert theirs is not None
    assert mine.case_id != theirs.case_id


def test_has_no_place_for_other_people(bench: Client) -> None:
    page = bench.get("/workbench/").content.decode().lower()
    for word in ("relative", "employer", "spouse", "emergency contact", "contact person"):
        assert word not in page


def test_takes_few_queries_however_long_the_queue(
    office: tuple[Staff, list[Worked]],
    bench: Client,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(10, 30):
        factory.a_case(number)
    with django_assert_max_num_queries(QUERIES_MAX):
        bench.get("/workbench/")
