"""Numbers that turn out to be dead or somebody else's."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from fairdue.journal.models import Entry
from fairdue.kernel.refusal import Refused
from fairdue.people.actors import Cardholder
from fairdue.people.models import Role, Staff
from fairdue.portfolio.actions import disown_contact_point, mark_contact_point
from fairdue.portfolio.models import NEVER_THEIRS, ContactKind, ContactPoint, Customer

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 10, 2, 30, tzinfo=UTC)


@pytest.fixture
def phone() -> ContactPoint:
    day = date(2026, 3, 1)
    customer = Customer.objects.create(
        customer_ref="C1", fingerprint=b"x", first_seen_on=day, last_seen_on=day
    )
    return ContactPoint.objects.create(
        customer=customer,
        kind=ContactKind.PHONE,
        value_masked="100****0000",
        value_sealed=b"x",
        value_index=b"x",
    )


@pytest.fixture
def staff() -> Staff:
    return Staff.objects.create(username="collector", role=Role.COLLECTOR)


def test_a_number_of_somebody_elses_is_used_no_more(phone: ContactPoint, staff: Staff) -> None:
    disown_contact_point(contact_point_id=phone.pk, staff=staff, at=AT)
    phone.refresh_from_db()
    assert phone.not_theirs_since_at == NEVER_THEIRS
    assert phone.invalid_since == date(2026, 3, 10)
    assert Entry.objects.get().action == "contact_point_disowned"


def test_it_was_the_customers_until_the_moment_given(phone: ContactPoint, staff: Staff) -> None:
    since = AT - timedelta(days=3)
    mark_contact_point(
        contact_point_id=phone.pk, invalid_since=date(2026, 3, 1), staff=staff, at=AT
    )
    disown_contact_point(contact_point_id=phone.pk, staff=staff, at=AT, since=since)
    phone.refresh_from_db()
    assert (phone.not_theirs_since_at, phone.invalid_since) == (since, date(2026, 3, 1))
    with pytest.raises(Refused, match="still to come"):
        disown_contact_point(
            contact_point_id=phone.pk, staff=staff, at=AT, since=AT + timedelta(seconds=1)
        )


def test_a_number_that_works_again_is_the_customers_again(
    phone: ContactPoint, staff: Staff
) -> None:
    disown_contact_point(contact_point_id=phone.pk, staff=staff, at=AT)
    mark_contact_point(contact_point_id=phone.pk, invalid_since=None, staff=staff, at=AT)
    phone.refresh_from_db()
    assert (phone.not_theirs_since_at, phone.invalid_since) == (None, None)


def test_administrators_note_nothing_about_numbers(phone: ContactPoint) -> None:
    administrator = Staff.objects.create(username="admin", role=Role.ADMINISTRATOR)
    with pytest.raises(Refused, match="Your role may not"):
        disown_contact_point(contact_point_id=phone.pk, staff=administrator, at=AT)
    with pytest.raises(Refused, match="Your role may not"):
        mark_contact_point(
            contact_point_id=phone.pk, invalid_since=None, staff=administrator, at=AT
        )


def test_cardholders_give_up_their_own_number_but_call_none_theirs_again(
    phone: ContactPoint,
) -> None:
    myself, stranger = Cardholder(phone.customer_id), Cardholder(phone.customer_id + 1)
    with pytest.raises(Refused, match="not your records"):
        disown_contact_point(contact_point_id=phone.pk, staff=stranger, at=AT, since=AT)
    disown_contact_point(contact_point_id=phone.pk, staff=myself, at=AT, since=AT)
    assert Entry.objects.get().actor == f"cardholder:{phone.customer_id}"
    with pytest.raises(Refused, match="Your role"):
        mark_contact_point(
            contact_point_id=phone.pk,
            invalid_since=None,
            staff=myself,  # type: ignore[arg-type]
            at=AT,
        )
