"""A collector sends a message from the workbench: allowed, denied with its clause, wrong person."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from fairdue.compliance.actions import place_hold
from fairdue.contact.tests.records import MORNING, an_address
from fairdue.delinquency.models import Case
from fairdue.desk.oversight.tests.conftest import SignIn
from fairdue.journal.models import Entry
from fairdue.messaging.models import Message, TemplateVersion
from fairdue.people.models import Role, Staff
from fairdue.reporting.tests.records import make_case
from fairdue.work.actions import take_case

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def in_hand(staff: dict[Role, Staff], installed: int, settings: Any) -> Case:
    """A case in a collector's hands, whose customer has an e-mail address."""
    settings.OUTBOX = True
    case = make_case(1)
    an_address(case.customer)
    take_case(case_id=case.pk, staff=staff[Role.COLLECTOR], at=MORNING)
    return case


def thanks() -> TemplateVersion:
    return TemplateVersion.objects.get(
        template__name="hardship_help", template__channel="email", template__law=""
    )


def test_sends_the_words_that_were_shown(as_role: SignIn, in_hand: Case) -> None:
    where = reverse("work-message", args=[in_hand.pk])
    asked = {"channel": "email", "template": str(thanks().pk)}
    page = as_role(Role.COLLECTOR).get(where, asked).content.decode()
    assert "preview-body" in page
    assert "***" in page, "the address stays masked"
    done = as_role(Role.COLLECTOR).post(where, asked).content.decode()
    assert "on its way" in done
    message = Message.objects.get()
    assert message.attempt.template == "hardship_help"
    assert message.attempt.made_by == "collector1"


def test_one_key_offers_the_way_to_a_clean_record_and_sends_it(
    as_role: SignIn, in_hand: Case
) -> None:
    where = reverse("work-message", args=[in_hand.pk])
    asked = {"channel": "email", "wanted": "credit_steps"}
    page = as_role(Role.COLLECTOR).get(where, asked).content.decode()
    steps = TemplateVersion.objects.get(
        template__name="credit_steps", template__channel="email", template__law=""
    )
    assert f'value="{steps.pk}" selected' in page and 'name="wanted"' in page
    assert "on its way" in as_role(Role.COLLECTOR).post(where, asked).content.decode()
    assert Message.objects.get().attempt.template == "credit_steps"


def test_what_is_denied_shows_its_clause_and_sends_nothing(
    as_role: SignIn, in_hand: Case, staff: dict[Role, Staff]
) -> None:
    place_hold(
        customer_id=in_hand.customer_id,
        kind="dispute",
        reason="asked",
        staff=staff[Role.COMPLIANCE],
        at=MORNING,
    )
    where = reverse("work-message", args=[in_hand.pk])
    asked = {"channel": "email", "template": str(thanks().pk)}
    page = as_role(Role.COLLECTOR).get(where, asked).content.decode()
    assert "Denied" in page
    assert " disabled" in page
    done = as_role(Role.COLLECTOR).post(where, asked).content.decode()
    assert "nothing was sent" in done
    assert "hold" in done.lower()
    assert not Message.objects.exists()
    assert Entry.objects.filter(customer_id=in_hand.customer_id).exists()


@pytest.mark.parametrize("role", [Role.COMPLIANCE, Role.STRATEGIST, Role.ADMINISTRATOR])
def test_the_wrong_person_sends_nothing(as_role: SignIn, in_hand: Case, role: Role) -> None:
    assert as_role(role).post(reverse("work-message", args=[in_hand.pk])).status_code == 403


def test_somebody_elses_case_is_not_written_to(as_role: SignIn, in_hand: Case) -> None:
    page = as_role(Role.LEAD).post(reverse("work-message", args=[in_hand.pk])).content.decode()
    assert "no longer in your hands" in page
    assert not Message.objects.exists()
