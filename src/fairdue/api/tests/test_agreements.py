"""From what someone can pay to an agreement that runs, without a hand at the desk."""

from __future__ import annotations

from typing import Any

import pytest

from fairdue.api.tests.conftest import System
from fairdue.api.tests.people import a_person
from fairdue.journal.models import Entry
from fairdue.negotiation.queries.documents import agreement_file
from fairdue.portfolio.models import Customer


@pytest.fixture
def able(system: System, person: Customer) -> Customer:
    """Can set aside up to 3 000.00 a month."""
    figures = {"low": 250_000, "high": 300_000}
    body = {"currency": "CNY", "depth": "quick", "figures": figures}
    assert system.post(f"/customers/{person.pk}/assessments", body).status_code == 201
    return person


def offers(system: System, customer: Customer) -> list[dict[str, Any]]:
    found = system.get(f"/customers/{customer.pk}/offers", currency="CNY").json()
    return found["items"]  # type: ignore[no-any-return]


def proposed(system: System, customer: Customer) -> dict[str, Any]:
    terms = offers(system, customer)[0]["terms"]
    made = system.post(f"/customers/{customer.pk}/agreements", {"terms": terms})
    assert made.status_code == 201, made.content
    return made.json()  # type: ignore[no-any-return]


def test_there_are_no_offers_before_anyone_asked_what_can_be_paid(
    system: System, person: Customer
) -> None:
    assert offers(system, person) == []
    assert system.get(f"/customers/{person.pk}/offers").status_code == 422


def test_an_offer_is_proposed_and_accepted_as_it_was_given(system: System, able: Customer) -> None:
    made = proposed(system, able)
    dues = [float(each["amount"]["amount"]) for each in made["instalments"]]
    assert round(sum(dues), 2) == float(made["total"]["amount"])
    body = {"how": "api", "cost_shown": True, "expected_version": made["version"]}
    path = f"/agreements/{made['id']}"
    agreed = system.post(f"{path}/accept", body)
    assert agreed.status_code == 200, agreed.content
    assert agreed.json()["state"] == "active"
    assert system.get(path).json() == agreed.json()
    listed = system.get(f"/customers/{able.pk}/agreements").json()["items"]
    assert [each["id"] for each in listed] == [made["id"]]
    assert system.get(f"{path}/text").json()["items"]


def test_a_plan_above_what_can_be_paid_waits_for_a_person(system: System, able: Customer) -> None:
    terms = offers(system, able)[0]["terms"]
    steep = terms | {"instalments": 2, "amount": None, "amounts": []}
    made = system.post(f"/customers/{able.pk}/agreements", {"terms": steep}).json()
    assert (made["state"], made["needs_approval"]) == ("proposed", True)
    assert made["why_approval"]
    body = {"how": "api", "cost_shown": True}
    accepted = system.post(f"/agreements/{made['id']}/accept", body)
    assert (accepted.status_code, accepted.json()["code"]) == (422, "refused")


def test_two_who_edit_one_plan_don_t_overwrite_each_other(system: System, able: Customer) -> None:
    made = proposed(system, able)
    stale = {"how": "api", "cost_shown": True, "expected_version": made["version"] + 1}
    response = system.post(f"/agreements/{made['id']}/accept", stale)
    assert (response.status_code, response.json()["code"]) == (422, "refused")


def test_a_proposal_is_taken_back(system: System, able: Customer) -> None:
    made = proposed(system, able)
    gone = system.post(f"/agreements/{made['id']}/withdraw", {})
    assert gone.json()["state"] == "withdrawn"
    assert system.post(f"/agreements/{made['id']}/withdraw", {}).status_code == 422


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize(("form", "begins"), [("pdf", b"%PDF-"), ("docx", b"PK")])
def test_an_agreement_s_document_is_the_one_that_people_get(
    system: System, able: Customer, form: str, begins: bytes, language: str
) -> None:
    made = proposed(system, able)
    path = f"/agreements/{made['id']}"
    system.post(f"{path}/accept", {"how": "api", "cost_shown": True})
    given = system.get(f"{path}/document", format=form, language=language)
    assert given.status_code == 200, given.content
    assert given.content == agreement_file(made["id"], language, form)  # type: ignore[arg-type]
    assert given.content.startswith(begins)
    assert given["Content-Disposition"].endswith(f'-{made["id"]:06d}.{form}"')
    assert "no-store" in given["Cache-Control"]
    taken = Entry.objects.get(action="agreement_document_taken")
    assert (taken.actor, taken.customer_id) == ("api:core-banking", able.pk)


def test_a_document_has_a_known_format_and_language(system: System, able: Customer) -> None:
    path = f"/agreements/{proposed(system, able)['id']}/document"
    for wrong in ({"format": "odt"}, {"language": "fr"}, {"page": "1"}):
        assert system.get(path, **wrong).status_code == 422
    assert system.get("/agreements/99/document").status_code == 404


def test_what_falls_due_on_a_day_is_listed_in_pages(system: System, able: Customer) -> None:
    made = proposed(system, able)
    day = made["instalments"][0]["due_on"]
    assert system.get("/instalments/due", on=day).json()["items"] == []  # not agreed yet
    system.post(f"/agreements/{made['id']}/accept", {"how": "api", "cost_shown": True})
    (due,) = system.get("/instalments/due", on=day).json()["items"]
    assert (due["agreement_id"], due["customer_id"], due["number"]) == (made["id"], able.pk, 1)
    assert due["left"] == made["instalments"][0]["amount"]
    for number in (2, 3):
        other = a_person(number)
        body = {"amount": {"amount": "500", "currency": "CNY"}, "due_on": "2026-03-12"}
        assert system.post(f"/customers/{other.pk}/promises", body).status_code == 201
    page = system.get("/promises/due", on="2026-03-12", limit=1).json()
    rest = system.get("/promises/due", on="2026-03-12", limit=1, after=page["next"]).json()
    assert len({page["items"][0]["customer_id"], rest["items"][0]["customer_id"]}) == 2
    assert rest["next"] is None
    assert system.get("/promises/due").status_code == 422


def test_an_agreement_that_is_none_is_not_found(system: System) -> None:
    assert system.get("/agreements/99").status_code == 404
    body = {"how": "api", "cost_shown": True}
    assert system.post("/agreements/99/accept", body).status_code == 404


def test_a_promise_is_taken_and_withdrawn(system: System, person: Customer) -> None:
    body = {"amount": {"amount": "500", "currency": "CNY"}, "due_on": "2026-03-12"}
    path = f"/customers/{person.pk}/promises"
    made = system.post(path, body)
    assert (made.status_code, made.json()["state"]) == (201, "open")
    other = a_person(2)
    wrong = f"/customers/{other.pk}/promises/{made.json()['id']}/withdraw"
    assert system.post(wrong).status_code == 404
    gone = system.post(f"{path}/{made.json()['id']}/withdraw")
    assert gone.json()["state"] == "withdrawn"
    assert len(system.get(path).json()["items"]) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"amount": {"amount": "0", "currency": "CNY"}},
        {"amount": {"amount": "99999999", "currency": "CNY"}},
        {"amount": {"amount": "1", "currency": "USD"}},
        {"due_on": "2026-03-09"},
        {"due_on": "2199-12-31"},
    ],
)
def test_a_promise_that_can_t_be_is_refused(
    system: System, person: Customer, change: dict[str, Any]
) -> None:
    body = {"amount": {"amount": "500", "currency": "CNY"}, "due_on": "2026-03-12"}
    response = system.post(f"/customers/{person.pk}/promises", body | change)
    assert (response.status_code, response.json()["code"]) == (422, "refused")


def test_a_code_that_is_none_is_answered_without_a_word_about_anybody(system: System) -> None:
    told = system.post("/contact-codes/check", {"code": "0000-0000-0000"}, key=None).json()
    assert told["answer"] in ("not_genuine", "mistyped")
    assert (told["kind"], told["issued_on"], told["valid_until"]) == ("", None, None)
