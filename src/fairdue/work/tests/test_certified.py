"""No certificate, no case: by name, from the queue, by assignment, or written past the actions."""

from __future__ import annotations

import polars as pl
import pytest
from django.db import DatabaseError, transaction

from fairdue.journal.actions import record
from fairdue.people.models import Role, Staff
from fairdue.training.models import Clearance
from fairdue.training.queries import NotCertified
from fairdue.training.tests.records import LONG_AGO
from fairdue.work.actions import reallocate, refill_queue, take_case, take_next
from fairdue.work.actions.refill import SCHEMA
from fairdue.work.models import QueueItem
from fairdue.work.tests.records import AT, DAY, a_member, a_team, an_item

pytestmark = pytest.mark.django_db


def uncertified(staff: Staff) -> Staff:
    with transaction.atomic():
        Clearance.objects.filter(staff=staff).update(
            until=LONG_AGO, journal_entry=record(actor="t", action="clearance_changed", at=AT)
        )
    return staff


def test_neither_the_next_case_nor_one_by_name() -> None:
    team = a_team()
    staff, item = uncertified(a_member(team)), an_item(team)
    with pytest.raises(NotCertified):
        take_next(staff=staff, at=AT)
    with pytest.raises(NotCertified):
        take_case(case_id=item.case_id, staff=staff, at=AT)


def test_a_lead_can_give_them_none() -> None:
    team = a_team()
    staff, item = uncertified(a_member(team)), an_item(team)
    with pytest.raises(NotCertified, match="isn't certified"):
        reallocate(item_ids=[item.pk], to=staff, reason="x", staff=a_member(team, Role.LEAD), at=AT)


def test_the_database_refuses_it_whoever_asks() -> None:
    team = a_team()
    staff, item = uncertified(a_member(team)), an_item(team)
    known = QueueItem.objects.filter(pk=item.pk)
    with pytest.raises(DatabaseError, match="without a certificate"), transaction.atomic():
        known.update(state="taken", taken_by=staff, taken_at=AT)
    with pytest.raises(DatabaseError, match="without a certificate"), transaction.atomic():
        known.update(assigned_to=staff)
    with pytest.raises(DatabaseError, match="without a certificate"), transaction.atomic():
        an_item(team, assigned_to=staff)


def test_the_night_gives_what_was_theirs_back_to_the_team() -> None:
    team = a_team()
    staff, other = a_member(team), a_member(team)
    theirs, others = an_item(team, assigned_to=staff), an_item(team, assigned_to=other)
    uncertified(staff)
    rows = pl.DataFrame(
        [
            {"case_id": item.case_id, "treatment": "call", "priority": 1, "available_at": None}
            for item in (theirs, others)
        ]
    ).with_columns(team=pl.lit(None))
    with transaction.atomic():
        refill_queue(rows.select(*SCHEMA), DAY, AT)
    assert dict(QueueItem.objects.values_list("pk", "assigned_to")) == {
        theirs.pk: None,
        others.pk: other.pk,
    }
