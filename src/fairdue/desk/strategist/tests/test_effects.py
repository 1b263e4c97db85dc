"""What a proposal changes: its rows, and the accounts of the last night."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.test import Client
from django.urls import reverse

from fairdue.desk.oversight.tests.conftest import SignIn
from fairdue.desk.strategist.effect import row_changes
from fairdue.nightly.run import run_night
from fairdue.nightly.tests.portfolios import an_account, write_day
from fairdue.people.models import Role, Staff
from fairdue.strategy.actions import edit_proposal, start_proposal
from fairdue.strategy.models import Proposal
from fairdue.strategy.queries import table_of_file
from fairdue.strategy.queries.documents import document_in, text_digest, write
from fairdue.strategy.rules import grid

AT = datetime(2026, 3, 10, 2, tzinfo=UTC)
NIGHT = date(2026, 3, 9)
PLACES = {"remind-early": 11}


def proposed(writer: Staff, days: int) -> Proposal:
    """Reminders up to so many days past due, instead of 15."""
    draft = start_proposal(staff=writer, at=AT)
    document = grid.with_cell(
        document_in(draft.text), PLACES["remind-early"], "days_past_due", {"at_most": days}
    )
    seen = text_digest(draft.text)
    edit_proposal(draft.pk, text=write(document), seen=seen, staff=writer, at=AT)
    return draft


def a_night() -> None:
    late = [
        an_account(f"{letter}-ref-100{number}", NIGHT, 11 + number)
        for number, letter in enumerate("abcd")
    ]
    write_day(NIGHT, [*late, an_account("e-ref-current", NIGHT)], [])
    run_night(NIGHT, at=AT)


@pytest.mark.django_db(transaction=True)
def test_who_is_touched_is_shown_before_anything_is_live(
    as_role: SignIn, staff: dict[Role, Staff]
) -> None:
    a_night()
    draft = proposed(staff[Role.STRATEGIST], 12)
    strategist = as_role(Role.STRATEGIST)
    page = strategist.get(reverse("proposal-effect", args=[draft.pk])).content.decode()
    assert "<del>≤ 15</del> <ins>≤ 12</ins>" in page
    touched = reverse("proposal-touched", args=[draft.pk])
    part = strategist.get(touched).content.decode()
    assert "…1002" in part and "…1003" in part and "…1000" not in part
    assert "ref-1002" not in part, "only the end of a reference is shown"
    assert "2 of 4 cases" in part and "call-past-due" in part
    assert "No account" in strategist.get(touched, {"from": "visit"}).content.decode()
    assert "…1002" in strategist.get(touched, {"from": "remind", "to": "call"}).content.decode()
    assert "Open the customer" not in part
    assert "Open the customer" in as_role(Role.LEAD).get(touched).content.decode()


@pytest.mark.django_db
def test_a_table_that_does_not_work_or_no_night_is_said(
    as_role: SignIn, staff: dict[Role, Staff]
) -> None:
    draft = proposed(staff[Role.STRATEGIST], 12)
    strategist = as_role(Role.STRATEGIST)
    touched = strategist.get(reverse("proposal-touched", args=[draft.pk])).content.decode()
    assert "No night was run yet" in touched


@pytest.mark.django_db(transaction=True)
def test_a_draft_that_cannot_decide_yet_says_so(as_role: SignIn, staff: dict[Role, Staff]) -> None:
    a_night()
    writer = staff[Role.STRATEGIST]
    draft = start_proposal(staff=writer, at=AT)
    broken = grid.with_value(document_in(draft.text), 0, "why.en", "")
    seen = text_digest(draft.text)
    edit_proposal(draft.pk, text=write(broken), seen=seen, staff=writer, at=AT)
    client: Client = as_role(Role.STRATEGIST)
    part = client.get(reverse("proposal-touched", args=[draft.pk])).content.decode()
    assert "The table does not work yet" in part


def test_rows_put_in_taken_out_changed_and_moved_are_told_apart() -> None:
    base = document_in(table_of_file().text)
    changed = grid.with_row_after(base, 2, like=True)
    changed = grid.without_row(changed, 0)
    changed = grid.with_row_moved(changed, 9, 3)
    changed = grid.with_cell(changed, 4, "bucket", {"at_least": 2})
    found = {change.name: change for change in row_changes(changed, base, "en")}
    assert {name: str(change.kind) for name, change in found.items()} == {
        "protect-on-hold-2": "New row",
        "protect-vulnerable": "Taken out",
        "legal-suspected-fraud": "Changed",
        "visit-late": "Moved",
    }
    [field] = found["legal-suspected-fraud"].fields
    assert (field.label, field.before, field.after) == ("bucket", "", "≥ M2")
    assert found["visit-late"].moved_from == 10
    assert row_changes(base, base, "zh-hans") == []
