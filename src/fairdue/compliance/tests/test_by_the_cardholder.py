"""Cardholders put things on record themselves: about themselves only, and without an owner."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from fairdue.compliance.actions import (
    grant_consent,
    open_dispute,
    place_hold,
    raise_mark,
    record_complaint,
    record_request,
    review,
    revoke_consent,
    take_dispute,
    withdraw_complaint,
    withdraw_dispute,
    withdraw_request,
)
from fairdue.compliance.models import (
    Complaint,
    Consent,
    ContactRequest,
    Dispute,
    Hold,
    Mark,
)
from fairdue.compliance.queries import holds_in_force
from fairdue.compliance.tests.records import AT, DAY, HOUR, a_customer, a_member
from fairdue.journal.models import Journalled
from fairdue.journal.queries import entries
from fairdue.kernel.refusal import Refused
from fairdue.people.actors import Actor, Cardholder, Machine
from fairdue.people.models import Role

pytestmark = pytest.mark.django_db(transaction=True)


def disputed(customer_id: int, actor: Actor) -> Dispute:
    return open_dispute(
        customer_id=customer_id, ground="fees", statement="too much", staff=actor, at=AT
    )


def complained(customer_id: int, actor: Actor, channel: str = "online") -> Complaint:
    return record_complaint(
        customer_id=customer_id,
        about="conduct",
        channel=channel,
        statement="rude",
        staff=actor,
        at=AT,
    )


def asked(customer_id: int, actor: Actor) -> ContactRequest:
    return record_request(customer_id=customer_id, kind="cease", reason="x", staff=actor, at=AT)


def allowed(customer_id: int, actor: Actor) -> Consent:
    return grant_consent(
        customer_id=customer_id, kind="channel", channel="email", evidence="x", staff=actor, at=AT
    )


def marked(customer_id: int, actor: Actor) -> Mark:
    return raise_mark(customer_id=customer_id, kind="vulnerability", note="ill", staff=actor, at=AT)


MADE: list[Callable[[int, Actor], Journalled]] = [disputed, complained, asked, allowed, marked]


@pytest.mark.parametrize("make", MADE)
def test_what_a_cardholder_records_waits_for_an_owner(
    make: Callable[[int, Actor], Dispute | Complaint | ContactRequest | Consent | Mark],
) -> None:
    customer_id = a_customer()
    assert make(customer_id, Cardholder(customer_id)).owner == ""
    assert {each.actor for each in entries(customer_id)} == {f"cardholder:{customer_id}"}
    assert not Hold.objects.filter(customer_id=customer_id).exclude(owner="").exists()


@pytest.mark.parametrize("make", MADE)
def test_a_cardholder_records_nothing_about_another(
    make: Callable[[int, Actor], Journalled],
) -> None:
    customer_id, other = a_customer(), a_customer()
    with pytest.raises(Refused, match="not your records"):
        make(other, Cardholder(customer_id))
    assert entries(other) == []


@pytest.mark.parametrize("make", MADE)
def test_a_connected_system_records_under_its_own_name(
    make: Callable[[int, Actor], Journalled],
) -> None:
    customer_id = a_customer()
    make(customer_id, Machine("core"))
    assert {each.actor for each in entries(customer_id)} == {"api:core"}


def test_a_cardholder_takes_back_what_they_said_and_contact_may_go_on() -> None:
    customer_id = a_customer()
    myself = Cardholder(customer_id)
    opened, made = disputed(customer_id, myself), complained(customer_id, myself)
    stop, may = asked(customer_id, myself), allowed(customer_id, myself)
    assert holds_in_force(customer_id, AT)
    later = AT + HOUR
    withdraw_dispute(dispute_id=opened.pk, reason="settled", staff=myself, at=later)
    withdraw_complaint(complaint_id=made.pk, reason="settled", staff=myself, at=later)
    withdraw_request(request_id=stop.pk, reason="changed my mind", staff=myself, at=later)
    revoke_consent(consent_id=may.pk, reason="changed my mind", staff=myself, at=later)
    assert holds_in_force(customer_id, later) == []


def test_a_cardholder_takes_back_nothing_of_anothers_nor_learns_whether_it_exists() -> None:
    customer_id, stranger = a_customer(), Cardholder(a_customer())
    myself = Cardholder(customer_id)
    opened, made = disputed(customer_id, myself), complained(customer_id, myself)
    stop, may = asked(customer_id, myself), allowed(customer_id, myself)
    for number in (None, 987654):
        for act in (
            lambda n: withdraw_dispute(dispute_id=n, reason="x", staff=stranger, at=AT),
            lambda n: withdraw_complaint(complaint_id=n, reason="x", staff=stranger, at=AT),
            lambda n: withdraw_request(request_id=n, reason="x", staff=stranger, at=AT),
            lambda n: revoke_consent(consent_id=n, reason="x", staff=stranger, at=AT),
        ):
            for own in (opened.pk, made.pk, stop.pk, may.pk) if number is None else (number,):
                with pytest.raises(Refused, match="not your records"):
                    act(own)


def test_a_complaint_that_an_authority_passed_on_is_taken_back_there() -> None:
    customer_id = a_customer()
    made = complained(customer_id, a_member(), channel="regulator")
    with pytest.raises(Refused, match="through an authority"):
        withdraw_complaint(
            complaint_id=made.pk, reason="x", staff=Cardholder(customer_id), at=AT + HOUR
        )


def test_a_cardholder_places_and_releases_no_hold_by_hand() -> None:
    customer_id = a_customer()
    with pytest.raises(Refused, match="Your role may not"):
        place_hold(
            customer_id=customer_id,
            kind="manual",
            reason="x",
            staff=Cardholder(customer_id),  # type: ignore[arg-type]
            at=AT,
        )


def test_whoever_looks_at_a_record_without_owner_takes_it_on() -> None:
    customer_id, lead = a_customer(), a_member(Role.LEAD)
    request = asked(customer_id, Cardholder(customer_id))
    opened = disputed(customer_id, Cardholder(customer_id))
    day = (AT + 9 * DAY).date()
    for kind, number in (("request", request.pk), ("dispute", opened.pk)):
        review(kind=kind, record_id=number, next_on=day, reason="seen", staff=lead, at=AT + HOUR)
    request.refresh_from_db()
    opened.refresh_from_db()
    assert (request.owner, opened.owner) == (lead.username, ""), "a dispute is taken expressly"
    take_dispute(dispute_id=opened.pk, owner=lead.username, staff=lead, at=AT + HOUR)
