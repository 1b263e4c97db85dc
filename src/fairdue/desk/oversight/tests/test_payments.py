"""The page where payments are held against the issuer's file."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from fairdue.desk.oversight.tests.conftest import SignIn
from fairdue.kernel.money import Money
from fairdue.people.models import Role, Staff
from fairdue.portfolio.actions import reverse_payment, waive
from fairdue.portfolio.models import MatchDecision, Payment
from fairdue.portfolio.tests.bookkeeping import AT, DAY, GATEWAY, TODAY, an_account, pay
from fairdue.portfolio.tests.test_reconciling import the_match, two_paid_and_one_in_the_file

pytestmark = pytest.mark.django_db(transaction=True)


def test_payments_without_a_file_are_listed_and_late_ones_are_called_out(as_role: SignIn) -> None:
    account = an_account()
    pay(account, 12_345, "LATE", paid_on=DAY - timedelta(days=6), at=AT - timedelta(days=6))
    page = as_role(Role.LEAD).get(reverse("payments"))
    text = page.content.decode()
    assert (page.context["late"], page.context["paging"].total) == (1, 1)
    assert "1 payment has waited 5 days or more" in text
    assert "LATE" in text and "¥123.45" in text
    assert reverse("customer", args=[account.customer_id]) in text


def test_without_late_ones_nothing_is_called_out(as_role: SignIn) -> None:
    pay(an_account())
    page = as_role(Role.COMPLIANCE).get(reverse("payments"))
    assert page.context["late"] == 0
    assert "Ask the issuer" not in page.content.decode()


@pytest.mark.parametrize(
    ("asked", "nothing"),
    [
        ({}, "has named every payment"),
        ({"list": "nonsense"}, "has named every payment"),
        ({"list": "matches"}, "No match is unclear"),
        ({"list": "matches", "decided": "1"}, "Nothing was decided yet"),
        ({"list": "credits"}, "No account is in credit"),
        ({"list": "adjusted"}, "Nothing was waived"),
        ({"list": "taken-back"}, "No payment was taken back"),
    ],
)
def test_a_list_with_nothing_on_it_says_so(
    as_role: SignIn, asked: dict[str, str], nothing: str
) -> None:
    assert nothing in as_role(Role.LEAD).get(reverse("payments"), asked).content.decode()


def test_each_list_shows_what_is_on_it_and_how_many(as_role: SignIn) -> None:
    account = an_account()
    pay(account, 600_000, "GW-OVER")
    waive(
        account_ref=account.account_ref,
        adjustment_ref="W-1",
        amount=Money(300, "CNY"),
        component="fees",
        effective_on=DAY,
        actor=Staff(username="gao", role=Role.LEAD),
        at=AT,
    )
    reverse_payment(
        payment_ref="GW-OVER",
        reversed_on=TODAY,
        source="webhook",
        actor=GATEWAY,
        at=AT,
        amount=Money(5_000, "CNY"),
    )
    client = as_role(Role.COMPLIANCE)
    shown = {
        "unconfirmed": "GW-OVER",
        "credits": "¥953.00",
        "adjusted": "−¥3.00",
        "taken-back": "¥50.00",
    }
    for name, words in shown.items():
        page = client.get(reverse("payments"), {"list": name})
        assert words in page.content.decode(), name
        numbers = {code: number for code, _label, number in page.context["lists"]}
        assert numbers == {
            "unconfirmed": 2,
            "matches": 0,
            "credits": 1,
            "adjusted": 1,
            "taken-back": 1,
        }


def test_a_long_list_comes_in_pages(as_role: SignIn) -> None:
    account = an_account()
    for _ in range(51):
        pay(account, 100)
    page = as_role(Role.LEAD).get(reverse("payments"), {"page": "2"})
    assert (len(page.context["rows"]), page.context["paging"].total) == (1, 51)


def test_an_unclear_match_is_decided_with_a_reason(as_role: SignIn) -> None:
    two_paid_and_one_in_the_file()
    client = as_role(Role.LEAD)
    text = client.get(reverse("payments"), {"list": "matches"}).content.decode()
    assert all(number in text for number in ("GW-1", "CORE-1", "GW-2"))
    address = reverse("match-decide", args=[the_match().id])
    sent = {"answer": "other:GW-2", "reason": "the statement shows it"}
    page = client.post(address, sent, follow=True)
    assert page.context["paging"].total == 0
    assert Payment.objects.get(payment_ref="GW-2").file_ref == "CORE-1"
    decided = client.get(reverse("payments"), {"list": "matches", "decided": "1"})
    assert "the statement shows it" in decided.content.decode()


def test_a_decision_without_a_reason_or_a_second_one_is_refused_in_words(as_role: SignIn) -> None:
    two_paid_and_one_in_the_file()
    client, address = as_role(Role.COMPLIANCE), reverse("match-decide", args=[the_match().id])
    page = client.post(address, {"answer": "apart", "reason": ""}, follow=True)
    assert "Say why" in page.content.decode()
    assert not MatchDecision.objects.exists()
    client.post(address, {"answer": "same", "reason": "sure"})
    page = client.post(address, {"answer": "apart", "reason": "no"}, follow=True)
    assert "decided before" in page.content.decode()
    assert Payment.objects.count() == 2


@pytest.mark.parametrize("role", [Role.COLLECTOR, Role.STRATEGIST, Role.ADMINISTRATOR])
def test_is_closed_to_other_roles(as_role: SignIn, role: Role) -> None:
    two_paid_and_one_in_the_file()
    client, match_id = as_role(role), the_match().id
    assert client.get(reverse("payments")).status_code == 403
    sent = {"answer": "apart", "reason": "mine"}
    assert client.post(reverse("match-decide", args=[match_id]), sent).status_code == 403
    assert Payment.objects.count() == 2
