"""What the lead's list says customers have past due."""

from __future__ import annotations

import pytest

from fairdue.desk.tests import factory
from fairdue.kernel.money import Money
from fairdue.portfolio.figures import past_due_of


@pytest.mark.django_db
def test_amounts_past_due_are_summed_per_customer_and_currency() -> None:
    (first, _), (second, _) = factory.a_customer(1), factory.a_customer(2)
    factory.an_account(first, 1, past_due_minor=100)
    factory.an_account(first, 2, past_due_minor=250)
    factory.an_account(second, 3, past_due_minor=0)
    assert past_due_of([first.pk, second.pk]) == {first.pk: [Money(350, "CNY")]}
