"""Proposals: who may do what, what is refused, what is live when, and what the database holds."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from fairdue.journal.models import Entry
from fairdue.kernel.refusal import Refused
from fairdue.people.models import Role, Staff
from fairdue.strategy.actions import (
    activate_proposal,
    approve_proposal,
    cancel_activation,
    edit_proposal,
    go_back,
    reject_proposal,
    renew_proposal,
    start_proposal,
    submit_proposal,
    take_back_proposal,
    withdraw_proposal,
)
from fairdue.strategy.models import Activation, Proposal, ProposalState, TableVersion
from fairdue.strategy.queries import (
    Standing,
    approved_versions,
    file_differs,
    scheduled,
    table_of_file,
    tables_in_use,
)
from fairdue.strategy.queries.documents import load, text_digest, write

pytestmark = pytest.mark.django_db

AT = datetime(2026, 3, 10, 2, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def xu() -> Staff:
    return Staff.objects.create(username="xu", role=Role.STRATEGIST)


@pytest.fixture
def gao() -> Staff:
    return Staff.objects.create(username="gao", role=Role.STRATEGIST)


@pytest.fixture
def collector() -> Staff:
    return Staff.objects.create(username="lin", role=Role.COLLECTOR)


def with_days(text: str, days: int) -> str:
    """The table with another threshold in the row of early reminders."""
    document = load(text)
    [row] = [row for row in document["rows"] if row["id"] == "remind-early"]
    row["when"]["days_past_due"] = {"at_most": days}
    return write(document)


def proposed(writer: Staff, days: int = 10, at: datetime = AT) -> Proposal:
    draft = start_proposal(staff=writer, at=at)
    changed = with_days(draft.text, days)
    edit_proposal(draft.pk, text=changed, seen=text_digest(draft.text), staff=writer, at=at)
    return submit_proposal(draft.pk, note="Call a few days sooner.", staff=writer, at=at)


def live(writer: Staff, approver: Staff, days: int = 10, at: datetime = AT) -> Activation:
    waiting = proposed(writer, days, at)
    approve_proposal(waiting.pk, staff=approver, at=at)
    return activate_proposal(waiting.pk, staff=approver, at=at)


def days_asked(at: datetime) -> Any:
    row = tables_in_use(at).document.table.row("remind-early")
    assert row is not None
    return next(one.operand for one in row.conditions if one.asks == "days_past_due")


def test_the_file_decides_until_another_version_is_activated(xu: Staff, gao: Staff) -> None:
    assert tables_in_use(AT).document == table_of_file()
    activated = live(xu, gao)
    assert tables_in_use(AT).activation_id == activated.pk
    assert days_asked(AT) == 10
    assert tables_in_use(AT).document.table.version.startswith("2-")
    assert days_asked(AT - HOUR) == 15
    assert file_differs(AT)


def test_what_was_live_before_stays_so_though_the_file_changes(
    xu: Staff, gao: Staff, settings: Any, tmp_path: Path
) -> None:
    seed = table_of_file()
    live(xu, gao)
    folder = tmp_path / "policy" / "default" / "strategy"
    folder.mkdir(parents=True)
    (folder / "first.yaml").write_text(with_days(seed.text, 3), encoding="utf-8")
    settings.RULEPACKS = tmp_path
    assert tables_in_use(AT - HOUR).document == seed
    assert days_asked(AT) == 10


def test_an_approved_version_begins_when_it_is_told_to(xu: Staff, gao: Staff) -> None:
    waiting = proposed(xu)
    approve_proposal(waiting.pk, staff=gao, at=AT)
    assert [one.standing for one in approved_versions(AT)] == [Standing.WAITING]
    activation = activate_proposal(waiting.pk, starts_at=AT + 5 * HOUR, staff=gao, at=AT + HOUR)
    assert scheduled(AT + 2 * HOUR) == activation
    assert [one.standing for one in approved_versions(AT + HOUR)] == [Standing.SCHEDULED]
    assert days_asked(AT + 4 * HOUR) == 15
    assert days_asked(AT + 5 * HOUR) == 10
    assert [one.standing for one in approved_versions(AT + 5 * HOUR)] == [Standing.LIVE]
    live(gao, xu, days=7, at=AT + 6 * HOUR)
    found = approved_versions(AT + 6 * HOUR)
    assert [one.standing for one in found] == [Standing.LIVE, Standing.SUPERSEDED]


def test_a_version_that_has_not_begun_can_be_cancelled_and_keeps_others_waiting(
    xu: Staff, gao: Staff
) -> None:
    first, second = proposed(xu, 10), proposed(xu, 7)
    for each in (first, second):
        approve_proposal(each.pk, staff=gao, at=AT)
    ahead = activate_proposal(first.pk, starts_at=AT + 5 * HOUR, staff=gao, at=AT)
    with pytest.raises(Refused, match="cancel that first"):
        activate_proposal(second.pk, staff=gao, at=AT)
    cancel_activation(ahead.pk, staff=gao, at=AT + HOUR)
    assert days_asked(AT + 6 * HOUR) == 15
    with pytest.raises(Refused, match="cancelled already"):
        cancel_activation(ahead.pk, staff=gao, at=AT + HOUR)


def test_what_was_live_can_be_gone_back_to_by_one_person(xu: Staff, gao: Staff) -> None:
    activated = live(xu, gao)
    go_back(activated.replaces_id, reason="Complaints rose.", staff=xu, at=AT + HOUR)
    assert days_asked(AT + HOUR) == 15
    assert days_asked(AT) == 10
    unheard = TableVersion.objects.create(name="first", version="9-00000000", document="")
    with pytest.raises(Refused, match="live before"):
        go_back(unheard.pk, reason="Try.", staff=xu, at=AT + HOUR)


def test_nobody_approves_what_they_wrote(xu: Staff, gao: Staff) -> None:
    waiting = proposed(xu)
    with pytest.raises(Refused, match="somebody else"):
        approve_proposal(waiting.pk, staff=xu, at=AT)
    take_back_proposal(waiting.pk, staff=gao, at=AT)
    draft = Proposal.objects.get(pk=waiting.pk)
    edit_proposal(
        draft.pk, text=with_days(draft.text, 9), seen=text_digest(draft.text), staff=gao, at=AT
    )
    submit_proposal(draft.pk, note="Together.", staff=xu, at=AT)
    for writer in (xu, gao):
        with pytest.raises(Refused, match="somebody else"):
            approve_proposal(waiting.pk, staff=writer, at=AT)


def test_who_continues_a_text_shares_it_with_its_writers(xu: Staff, gao: Staff) -> None:
    first = proposed(xu)
    reject_proposal(first.pk, note="Too soon.", staff=gao, at=AT)
    again = start_proposal(staff=gao, at=AT, continues=first.pk)
    submit_proposal(again.pk, note="Again.", staff=gao, at=AT)
    with pytest.raises(Refused, match="somebody else"):
        approve_proposal(again.pk, staff=xu, at=AT)


def test_a_proposal_on_an_older_table_is_refused_until_it_is_held_against_the_new_one(
    xu: Staff, gao: Staff
) -> None:
    slow, own = proposed(xu, 7), start_proposal(staff=xu, at=AT)
    live(gao, xu, 10, AT + HOUR)
    with pytest.raises(Refused, match=r"The table in use is 2-.* this proposal changes 1-"):
        approve_proposal(slow.pk, staff=gao, at=AT + 2 * HOUR)
    changed = with_days(own.text, 5)
    edit_proposal(own.pk, text=changed, seen=text_digest(own.text), staff=xu, at=AT + 2 * HOUR)
    with pytest.raises(Refused, match="Hold it against the new one"):
        submit_proposal(own.pk, note="Sooner.", staff=xu, at=AT + 2 * HOUR)
    renew_proposal(own.pk, staff=xu, at=AT + 2 * HOUR)
    submit_proposal(own.pk, note="Sooner.", staff=xu, at=AT + 2 * HOUR)
    approve_proposal(own.pk, staff=gao, at=AT + 2 * HOUR)
    activate_proposal(own.pk, staff=gao, at=AT + 2 * HOUR)
    assert days_asked(AT + 2 * HOUR) == 5


def test_an_approval_does_not_outlast_a_change_of_the_table(xu: Staff, gao: Staff) -> None:
    waiting = proposed(xu, 7)
    approve_proposal(waiting.pk, staff=gao, at=AT)
    live(gao, xu, 10, AT + HOUR)
    with pytest.raises(Refused, match="changes 1-"):
        activate_proposal(waiting.pk, staff=gao, at=AT + 2 * HOUR)
    take_back_proposal(waiting.pk, staff=xu, at=AT + 2 * HOUR)
    assert Proposal.objects.get(pk=waiting.pk).decided_by == ""


def test_two_people_do_not_overwrite_each_other(xu: Staff, gao: Staff) -> None:
    draft = start_proposal(staff=xu, at=AT)
    edit_proposal(
        draft.pk, text=with_days(draft.text, 9), seen=text_digest(draft.text), staff=xu, at=AT
    )
    with pytest.raises(Refused, match="changed meanwhile"):
        edit_proposal(
            draft.pk, text=with_days(draft.text, 8), seen=text_digest(draft.text), staff=gao, at=AT
        )


def test_what_does_not_work_or_changes_nothing_is_not_submitted(xu: Staff) -> None:
    draft = start_proposal(staff=xu, at=AT)
    with pytest.raises(Refused, match="Say why"):
        submit_proposal(draft.pk, note=" ", staff=xu, at=AT)
    with pytest.raises(Refused, match="exactly as the one in use"):
        submit_proposal(draft.pk, note="No reason.", staff=xu, at=AT)
    document = load(draft.text)
    document["rows"].pop()
    with pytest.raises(Refused, match="needs a list of rows"):
        seen = text_digest(draft.text)
        edit_proposal(draft.pk, text="rows: [1]", seen=seen, staff=xu, at=AT)
    edit_proposal(draft.pk, text=write(document), seen=text_digest(draft.text), staff=xu, at=AT)
    with pytest.raises(Refused, match="last row must have no conditions"):
        submit_proposal(draft.pk, note="Shorter.", staff=xu, at=AT)
    with pytest.raises(Refused, match="needs a list of rows"):
        start_proposal(staff=xu, at=AT, text="table: first")
    with pytest.raises(Refused, match="not YAML"):
        start_proposal(staff=xu, at=AT, text="{")


def test_what_is_decided_or_given_up_is_not_changed_any_more(xu: Staff, gao: Staff) -> None:
    waiting = proposed(xu)
    with pytest.raises(Refused, match="awaiting approval"):
        edit_proposal(waiting.pk, text="x", seen=text_digest(waiting.text), staff=xu, at=AT)
    withdraw_proposal(waiting.pk, staff=xu, at=AT)
    with pytest.raises(Refused, match="withdrawn"):
        approve_proposal(waiting.pk, staff=gao, at=AT)
    activated = live(xu, gao)
    assert activated.proposal_id is not None
    with pytest.raises(Refused, match="was activated"):
        withdraw_proposal(activated.proposal_id, staff=xu, at=AT)
    with pytest.raises(Refused, match="no proposal 4711"):
        withdraw_proposal(4711, staff=xu, at=AT)


Deed = Callable[[Proposal, Staff], object]
DEEDS: dict[str, Deed] = {
    "start": lambda _, who: start_proposal(staff=who, at=AT),
    "edit": lambda one, who: edit_proposal(
        one.pk, text="", seen=text_digest(one.text), staff=who, at=AT
    ),
    "submit": lambda one, who: submit_proposal(one.pk, note="Why.", staff=who, at=AT),
    "take back": lambda one, who: take_back_proposal(one.pk, staff=who, at=AT),
    "renew": lambda one, who: renew_proposal(one.pk, staff=who, at=AT),
    "withdraw": lambda one, who: withdraw_proposal(one.pk, staff=who, at=AT),
    "approve": lambda one, who: approve_proposal(one.pk, staff=who, at=AT),
    "reject": lambda one, who: reject_proposal(one.pk, note="No.", staff=who, at=AT),
    "activate": lambda one, who: activate_proposal(one.pk, staff=who, at=AT),
    "cancel": lambda _, who: cancel_activation(1, staff=who, at=AT),
    "go back": lambda one, who: go_back(one.base_id, reason="Harm.", staff=who, at=AT),
}


@pytest.mark.parametrize("deed", DEEDS)
def test_a_collector_may_do_none_of_it(deed: str, xu: Staff, collector: Staff) -> None:
    waiting = proposed(xu)
    with pytest.raises(Refused, match="Your role may not do this"):
        DEEDS[deed](waiting, collector)


@pytest.mark.parametrize("deed", ["start", "edit", "submit", "take back", "renew", "withdraw"])
def test_a_compliance_officer_approves_but_does_not_write(deed: str, xu: Staff) -> None:
    officer = Staff.objects.create(username="he", role=Role.COMPLIANCE)
    waiting = proposed(xu)
    with pytest.raises(Refused, match="It is for strategists"):
        DEEDS[deed](waiting, officer)
    assert approve_proposal(waiting.pk, staff=officer, at=AT).state == ProposalState.APPROVED


def test_every_step_is_in_the_journal(xu: Staff, gao: Staff) -> None:
    live(xu, gao)
    steps = Entry.objects.order_by("id").values_list("actor", "action")
    assert list(steps) == [
        ("xu", "proposal_started"),
        ("xu", "proposal_edited"),
        ("xu", "proposal_submitted"),
        ("gao", "proposal_approved"),
        ("gao", "table_activated"),
    ]


def refused_by_the_database(statement: str, *values: object) -> str:
    with (
        pytest.raises((DatabaseError, IntegrityError)) as caught,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement, values)
    return str(caught.value)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ("state = 'approved', decided_by = 'xu'", "strategy_approved_by_another"),
        ("state = 'approved', decided_by = ''", "strategy_approved_by_another"),
        ("editors = '{gao}'", "an editor of proposal"),
        ("text = 'other'", "though it is no draft"),
        ("state = 'draft', text = 'other', changed_by = 'gao'", "not among its editors"),
        ("version_id = base_id", "though it is no draft"),
    ],
)
def test_the_database_refuses_what_goes_around_the_second_person(
    change: str, message: str, xu: Staff
) -> None:
    waiting = proposed(xu)
    said = refused_by_the_database(
        f"UPDATE strategy_proposal SET {change} WHERE id = %s", waiting.pk
    )
    assert message in said


def test_the_database_lets_nothing_go_live_that_was_neither_approved_nor_live(
    xu: Staff, gao: Staff
) -> None:
    waiting = proposed(xu)
    with pytest.raises(DatabaseError, match="neither approved nor live"), transaction.atomic():
        Activation.objects.create(
            table="first",
            version=waiting.version,
            replaces=waiting.base,
            proposal=waiting,
            starts_at=AT,
            activated_by="xu",
            activated_at=AT,
            journal_entry=waiting.journal_entry,
        )
    activated = live(xu, gao, days=7)
    moved = "UPDATE strategy_activation SET starts_at = starts_at + interval '1 day' WHERE id = %s"
    assert "cancel it and make another" in refused_by_the_database(moved, activated.pk)
    rewritten = "UPDATE strategy_tableversion SET document = '' WHERE id = %s"
    assert "append-only" in refused_by_the_database(rewritten, activated.version_id)
    for table in ("strategy_proposal", "strategy_activation"):
        assert "append-only" in refused_by_the_database(f"DELETE FROM {table}")
