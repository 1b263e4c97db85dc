"""Agreeing on a plan in one's own pages, and asking for help."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from fairdue.compliance import queries as compliance
from fairdue.journal.models import Entry
from fairdue.negotiation.models import Agreement
from fairdue.negotiation.queries.agreements import agreements_of
from fairdue.negotiation.queries.assessments import capacity
from fairdue.portal.tests import factory
from fairdue.portal.tests.conftest import Clock, SignIn
from fairdue.portfolio.models import Customer

pytestmark = pytest.mark.django_db
PLAN, SHAPE, CHOOSE = "/my/plan/", "/my/plan/shape/", "/my/plan/choose/"


@pytest.fixture
def me() -> Customer:
    return factory.a_cardholder(1)


@pytest.fixture
def client(signed_in: SignIn, me: Customer) -> Client:
    return signed_in(me)


def tell(client: Client, low: str = "900", high: str = "1200") -> None:
    answer = client.post("/my/plan/set-aside/", {"currency": "CNY", "low": low, "high": high})
    assert answer.status_code == 302, answer.content.decode()


def forms(page: str, action: str) -> list[dict[str, str]]:
    """What each form with this address sends by itself."""
    found = re.findall(rf'<form method="post" action="{action}".*?</form>', page, re.DOTALL)
    field = re.compile(r'name="(\w+)" value="([^"]*)"')
    return [
        {name: value for name, value in field.findall(form) if name != "csrfmiddlewaretoken"}
        for form in found
    ]


def propose(client: Client) -> Agreement:
    sent = forms(client.get(PLAN).content.decode(), CHOOSE)[0]
    answer = client.post(CHOOSE, sent)
    assert answer.status_code == 302, answer.content.decode()
    return Agreement.objects.latest("pk")


def agree(client: Client) -> Agreement:
    proposed = propose(client)
    address = reverse("my-agreement", args=[proposed.pk])
    sent = forms(client.get(address).content.decode(), f"{address}yes/")[0]
    assert client.post(f"{address}yes/", sent | {"cost_shown": "yes"}).status_code == 302
    proposed.refresh_from_db()
    return proposed


def test_one_question_comes_before_suggestions(client: Client, clock: Clock, me: Customer) -> None:
    page = client.get(PLAN).content.decode()
    assert "without missing rent or food" in page
    assert not forms(page, CHOOSE)
    tell(client)
    page = client.get(PLAN).content.decode()
    assert 1 <= len(forms(page, CHOOSE)) <= 3
    able = capacity(me.pk, "CNY", clock.at)
    assert able is not None
    assert able.high_minor == 120_000


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        ("", "", "put aside"),
        ("-1", "", "in figures"),
        ("1000", "200", "Swap them"),
        ("", "99999999999", "check the digits"),
        ("a lot", "", "in figures"),
    ],
)
def test_figures_that_are_none_are_said_plainly(
    client: Client, low: str, high: str, said: str
) -> None:
    sent = {"currency": "CNY", "low": low, "high": high}
    answer = client.post("/my/plan/set-aside/", sent)
    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_nothing_to_set_aside_leads_to_help(client: Client) -> None:
    tell(client, "", "0")
    page = client.get(PLAN).content.decode()
    assert reverse("my-hardship") in page
    assert not forms(page, CHOOSE)


def test_a_suggestion_is_agreed_and_stops_collection(client: Client, me: Customer) -> None:
    tell(client)
    agreed = agree(client)
    assert (agreed.state, agreed.accepted_by) == ("active", f"cardholder:{me.pk}")
    assert agreed.monthly_minor <= 120_000
    assert [hold.kind for hold in compliance.holds_of(me.pk)] == ["plan"]
    assert Entry.objects.filter(action="agreement_accepted", customer_id=me.pk).count() == 1
    home = client.get("/my/").content.decode()
    assert "nobody collects" in home
    assert "Next payment" in home


def test_without_the_tick_nothing_is_agreed(client: Client) -> None:
    tell(client)
    proposed = propose(client)
    address = reverse("my-agreement-yes", args=[proposed.pk])
    answer = client.post(address, {"version": proposed.version})
    assert answer.status_code == 409
    assert "Tick that" in answer.content.decode()
    proposed.refresh_from_db()
    assert proposed.state == "approved"


def test_saying_yes_twice_is_saying_it_once(client: Client, me: Customer) -> None:
    tell(client)
    agreed = agree(client)
    sent = {"version": agreed.version - 1, "cost_shown": "yes"}
    assert client.post(reverse("my-agreement-yes", args=[agreed.pk]), sent).status_code == 302
    assert Entry.objects.filter(action="agreement_accepted", customer_id=me.pk).count() == 1


def test_what_changed_in_another_tab_is_shown_first(client: Client) -> None:
    tell(client)
    sent = forms(client.get(PLAN).content.decode(), CHOOSE)[-1]
    tell(client, "300", "400")
    answer = client.post(CHOOSE, sent)
    assert answer.status_code == 409
    assert "has changed since" in answer.content.decode()
    assert not Agreement.objects.exists()


def test_another_choice_takes_the_place_of_an_open_proposal(client: Client, me: Customer) -> None:
    tell(client)
    first = propose(client)
    sent = forms(client.get(PLAN).content.decode(), CHOOSE)[-1]
    blind = {key: value for key, value in sent.items() if key != "offered_version"}
    assert client.post(CHOOSE, blind).status_code == 409, "made without seeing the first"
    assert client.post(CHOOSE, sent).status_code == 302
    first.refresh_from_db()
    assert first.state == "withdrawn"
    assert len([each for each in agreements_of(me.pk) if each.state == "approved"]) == 1


@pytest.mark.parametrize(
    ("moved", "said"),
    [
        ({"amount": "600"}, "¥591.00"),
        ({"months": "30"}, "30 payments"),
        ({"amount": "5000"}, "is the most"),
        ({"amount": "1"}, "can&#x27;t cope"),
        ({"amount": "-3"}, "in figures"),
        ({"months": "999"}, "Choose from"),
        ({"months": "x"}, "in figures"),
    ],
)
def test_moving_a_slider_tells_what_it_comes_to(
    client: Client, moved: dict[str, str], said: str
) -> None:
    tell(client)
    page = client.get(SHAPE, {"currency": "CNY"}).content.decode()
    was = dict(re.findall(r'name="(was_\w+)" value="([^"]*)"', page))
    fields = {"amount": was["was_amount"], "months": was["was_months"], "currency": "CNY"}
    answer = client.get(SHAPE, fields | was | moved, headers={"hx-request": "true"})
    part = answer.content.decode()
    assert answer.status_code == 200
    assert "<html" not in part
    assert said in part


def test_a_plan_of_ones_own_shape_is_agreed_as_shown(client: Client) -> None:
    tell(client)
    shaped = client.get(SHAPE, {"currency": "CNY", "amount": "777", "was_amount": "900"})
    sent = forms(shaped.content.decode(), CHOOSE)[0]
    assert client.post(CHOOSE, sent).status_code == 302
    made = Agreement.objects.latest("pk")
    assert made.monthly_minor <= 77_700
    assert f"{made.total_minor}." in sent["seen"]


def test_an_agreement_is_ended_with_a_version_that_was_seen(client: Client, me: Customer) -> None:
    tell(client)
    agreed = agree(client)
    address = reverse("my-agreement-end", args=[agreed.pk])
    assert client.post(address, {"version": "1"}).status_code == 409
    assert client.post(address, {"version": agreed.version}).status_code == 302
    agreed.refresh_from_db()
    assert agreed.state == "ended"
    assert all(hold.released_at for hold in compliance.holds_of(me.pk))


def test_nobody_sees_or_answers_for_somebody_else(client: Client, signed_in: SignIn) -> None:
    tell(client)
    proposed = propose(client)
    other = signed_in(factory.a_cardholder(2))
    assert other.get(reverse("my-agreement", args=[proposed.pk])).status_code == 404
    for name in ("my-agreement-yes", "my-agreement-no", "my-agreement-end"):
        sent = {"version": proposed.version, "cost_shown": "yes"}
        assert other.post(reverse(name, args=[proposed.pk]), sent).status_code == 404
    assert other.get(PLAN, {"currency": "XYZ"}).status_code == 404


@pytest.mark.parametrize(("form", "begins"), [("pdf", b"%PDF"), ("docx", b"PK")])
def test_an_agreement_can_be_kept_as_a_file(
    client: Client, signed_in: SignIn, form: str, begins: bytes
) -> None:
    tell(client)
    agreed = agree(client)
    address = reverse("my-agreement-file", args=[agreed.pk, form])
    answer = client.get(address)
    assert answer.content.startswith(begins)
    assert "attachment" in answer["Content-Disposition"]
    assert signed_in(factory.a_cardholder(2)).get(address).status_code == 404
    other = reverse("my-agreement-file", args=[agreed.pk, "exe"])
    assert client.get(other).status_code == 404


def test_income_and_spending_come_to_a_range(client: Client) -> None:
    sent = {"currency": "CNY", "wages": "6000", "housing": "2,500", "food": "1500", "adults": "1"}
    page = client.post("/my/budget/", sent).content.decode()
    assert "can be set aside" in page
    wrong = client.post("/my/budget/", sent | {"housing": "lots"})
    assert wrong.status_code == 422
    assert "Rent or mortgage: " in wrong.content.decode()


def test_who_cannot_cope_gets_an_answer_at_once(client: Client, me: Customer) -> None:
    assert client.get("/my/hardship/decision/").status_code == 302
    assert client.post("/my/hardship/", {}).status_code == 422
    sent = {"reason": "illness", "circumstances": ["physical_health"], "note": "in hospital"}
    answer = client.post("/my/hardship/", sent, follow=True)
    page = answer.content.decode()
    assert "Granted at once" in page
    assert "A person looks at this by" in page
    assert "hospital" not in page
    assert "hardship" in [hold.kind for hold in compliance.holds_of(me.pk)]
    assert "Collecting rests until" in client.get("/my/").content.decode()
    assert client.post("/my/hardship/", sent | {"reason": "unwilling"}).status_code == 422
