"""The page that shows whether people are offered the same."""

from __future__ import annotations

import pytest
from django.urls import reverse

from fairdue.desk.oversight.tests.conftest import SignIn
from fairdue.negotiation.tests.records import AT
from fairdue.negotiation.tests.test_unequal import agreed
from fairdue.people.models import Role

pytestmark = pytest.mark.django_db
DAYS = {"first": AT.date().isoformat(), "last": AT.date().isoformat()}


def test_shows_each_channel_with_numerator_and_denominator_and_what_cost_more(
    as_role: SignIn,
) -> None:
    agreed("portal", by_staff=False)
    dear = agreed("call", "0.12")
    page = as_role(Role.COMPLIANCE).get(reverse("offers"), DAYS)
    assert (page.context["worse"], page.context["compared"]) == (1, 2)
    assert page.context["share"] == "50.0%"
    [line] = page.context["rows"]
    assert line.id == dear
    assert reverse("customer", args=[line.customer_id]) in page.content.decode()


def test_is_narrowed_to_a_channel_and_knows_no_other(as_role: SignIn) -> None:
    agreed("call", "0.12")
    client = as_role(Role.LEAD)
    assert client.get(reverse("offers"), DAYS | {"channel": "portal"}).context["rows"] == []
    assert len(client.get(reverse("offers"), DAYS | {"channel": "x'--"}).context["rows"]) == 1


def test_without_agreements_it_says_so(as_role: SignIn) -> None:
    page = as_role(Role.LEAD).get(reverse("offers"))
    assert "No agreement was accepted on these days" in page.content.decode()


@pytest.mark.parametrize("role", [Role.COLLECTOR, Role.STRATEGIST, Role.ADMINISTRATOR])
def test_is_closed_to_other_roles(as_role: SignIn, role: Role) -> None:
    assert as_role(role).get(reverse("offers")).status_code == 403
