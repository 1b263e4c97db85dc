"""Figures over the work at the desk, against records made by hand."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction

from fairdue.compliance.actions import place_hold
from fairdue.contact.actions import rejudge
from fairdue.contact.models import Finding, Outcome
from fairdue.journal.actions import record
from fairdue.negotiation.models import PromiseState
from fairdue.people.models import Role, Team
from fairdue.reporting.figure import Figure
from fairdue.reporting.queries.behind import rows_behind
from fairdue.reporting.queries.desk import (
    contact_figures,
    permit_figures,
    promise_figures,
    queue_figures,
)
from fairdue.reporting.queries.rows import Page, Part
from fairdue.reporting.scope import Scope
from fairdue.reporting.tests.records import (
    DAY,
    NOON,
    make_attempt,
    make_case,
    make_permit,
    make_promise,
    make_queue_item,
    make_staff,
)

pytestmark = pytest.mark.django_db


def parts(figures: tuple[Figure, ...], key: str, **cut: str) -> tuple[int, int | None]:
    [found] = [f for f in figures if f.definition.key == key and dict(f.slice) == cut]
    return found.numerator, found.denominator


@pytest.fixture
def calls() -> None:
    """Two customers: three calls to one (one right party), one unanswered to the other.

    Besides, one call still open, one message, and one call outside the span.
    """
    one, other = make_case(1), make_case(2)
    make_attempt(one, Outcome.NO_ANSWER)
    make_attempt(one, Outcome.MACHINE)
    make_attempt(one, Outcome.PROMISE)
    make_attempt(other, Outcome.THIRD_PARTY)
    make_attempt(other)
    make_attempt(other, "", channel="sms")
    make_attempt(other, Outcome.PROMISE, NOON - timedelta(days=60))


@pytest.mark.usefixtures("calls")
def test_the_three_right_party_rates_differ_and_leave_open_calls_out(scope: Scope) -> None:
    found = contact_figures(scope)
    assert parts(found, "connect_rate") == (2, 4)
    assert parts(found, "rpc_per_attempt") == (1, 4)
    assert parts(found, "rpc_per_connect") == (1, 2)
    assert parts(found, "rpc_account_rate") == (1, 2)


@pytest.mark.usefixtures("calls")
def test_attempts_count_every_channel(scope: Scope) -> None:
    found = contact_figures(scope)
    assert parts(found, "attempts") == (6, 6)
    assert parts(found, "attempts", channel="sms") == (1, 6)
    assert parts(found, "outcomes", outcome="promise") == (1, 4)


@pytest.mark.usefixtures("calls")
def test_penetration_and_intensity_are_over_queued_cases(scope: Scope) -> None:
    team = Team.objects.create(code="early", name="Early")
    first, second = make_case(3), make_case(4)
    for case in (first, second):
        make_queue_item(case, team)
    for _ in range(3):
        make_attempt(first, Outcome.BUSY)
    found = contact_figures(scope)
    assert parts(found, "penetration") == (1, 2)
    assert parts(found, "intensity") == (3, 1)


@pytest.mark.usefixtures("calls")
def test_what_is_written_moves_no_figure_but_its_own_channels(scope: Scope) -> None:
    team = Team.objects.create(code="early", name="Early")
    called, written = make_case(3), make_case(4)
    for case in (called, written):
        make_queue_item(case, team)
    make_attempt(called, Outcome.BUSY)
    before = contact_figures(scope)
    for case in (called, written):
        for outcome in (Outcome.SENT, Outcome.NOT_DELIVERED, Outcome.UNCONFIRMED, ""):
            make_attempt(case, outcome, channel="email")
    after = contact_figures(scope)
    kept = {each.definition.key for each in before} - {"attempts"}
    told = [[each for each in found if each.definition.key in kept] for found in (before, after)]
    assert told[0] == told[1]
    assert {"connect_rate", "rpc_per_attempt", "penetration", "intensity", "outcomes"} <= kept
    assert parts(after, "attempts", channel="email") == (8, 15)
    [worked] = [each for each in after if each.definition.key == "intensity"]
    assert rows_behind(worked, scope, Part.DENOMINATOR, Page()).rows == [(called.pk, 1)]


def test_open_promises_are_never_in_the_denominator(scope: Scope) -> None:
    case = make_case(1)
    make_promise(case, 10_000, PromiseState.KEPT, paid_minor=25_000)
    make_promise(case, 30_000, PromiseState.PARTIAL, paid_minor=10_000)
    make_promise(case, 40_000, PromiseState.BROKEN)
    before = promise_figures(scope)
    assert parts(before, "kept_rate_count") == (1, 3)
    assert parts(before, "kept_rate_money") == (20_000, 80_000)
    for state in (PromiseState.OPEN, PromiseState.SUPERSEDED, PromiseState.WITHDRAWN):
        make_promise(case, 99_000, state)
    make_promise(case, 5_000, PromiseState.BROKEN, due_on=DAY - timedelta(days=90))
    make_promise(case, 5_000, PromiseState.BROKEN, currency="USD")
    after = promise_figures(scope)
    for key in ("kept_rate_count", "kept_rate_money"):
        assert parts(after, key) == parts(before, key)


def test_money_promised_leaves_set_aside_promises_out(scope: Scope) -> None:
    case = make_case(1)
    make_promise(case, 10_000)
    make_promise(case, 99_000, PromiseState.SUPERSEDED)
    found = promise_figures(scope)
    assert parts(found, "promises_taken") == (2, None)
    assert parts(found, "money_promised") == (10_000, None)


def test_a_denial_counts_once_in_the_rate_and_in_each_failing_clause(scope: Scope) -> None:
    case = make_case(1)
    make_permit(case)
    make_permit(case, failing=["CN-HOURS-01", "CN-FREQ-01"])
    make_permit(case, failing=["CN-HOURS-01"])
    found = permit_figures(scope)
    assert parts(found, "denial_rate") == (2, 3)
    assert parts(found, "denials_by_clause", clause="CN-HOURS-01") == (2, 3)
    assert parts(found, "denials_by_clause", clause="CN-FREQ-01") == (1, 3)


def test_contacts_found_unlawful_since_are_counted_once_while_the_finding_stands(
    scope: Scope,
) -> None:
    case = make_case(1)
    late = make_attempt(case, "refuses", NOON - timedelta(hours=2))
    make_attempt(case, "no_answer", NOON - timedelta(hours=3))
    officer = make_staff("officer", Role.COMPLIANCE)
    place_hold(
        customer_id=case.customer_id,
        kind="deceased",
        reason="x",
        staff=officer,
        at=NOON,
        since=late.made_at,
    )
    rejudge(case.customer_id, at=NOON)
    assert parts(permit_figures(scope), "violation_rate") == (1, 2)
    make_attempt(case, Outcome.NOT_DELIVERED, NOON - timedelta(hours=1), channel="email")
    assert parts(permit_figures(scope), "violation_rate") == (1, 2), "it reached nobody"
    make_attempt(case, Outcome.SENT, NOON - timedelta(days=1), channel="email")
    assert parts(permit_figures(scope), "violation_rate") == (1, 3)
    [rate] = [f for f in permit_figures(scope) if f.definition.key == "violation_rate"]
    assert rows_behind(rate, scope, Part.DENOMINATOR, Page()).total == 3
    with transaction.atomic():
        entry = record(actor="x", action="x", at=NOON, customer_id=case.customer_id)
        Finding.objects.update(withdrawn_at=NOON, journal_entry=entry)
    assert parts(permit_figures(scope), "violation_rate") == (0, 3)


def test_the_queue_is_counted_by_team_and_state(scope: Scope) -> None:
    team = Team.objects.create(code="early", name="Early")
    collector = make_staff("collector1", Role.COLLECTOR, team)
    make_queue_item(make_case(1), team)
    make_queue_item(make_case(2), team, taken_by=collector)
    found = queue_figures(scope)
    assert parts(found, "queue", team=str(team.pk), state="waiting") == (1, 2)
    assert parts(found, "queue", team=str(team.pk), state="taken") == (1, 2)


@pytest.mark.usefixtures("calls")
@pytest.mark.parametrize("part", list(Part))
def test_rows_behind_the_desks_figures_are_as_many_as_they_count(scope: Scope, part: Part) -> None:
    team = Team.objects.create(code="early", name="Early")
    case = make_case(8)
    make_queue_item(case, team)
    make_attempt(case, Outcome.BUSY)
    make_promise(case, 10_000, PromiseState.KEPT, paid_minor=10_000)
    make_promise(case, 10_000, PromiseState.BROKEN)
    make_permit(case, failing=["CN-HOURS-01"])
    everything = (
        *contact_figures(scope),
        *promise_figures(scope),
        *permit_figures(scope),
        *queue_figures(scope),
    )
    for found in everything:
        wanted = found.numerator if part is Part.NUMERATOR else found.denominator
        if found.definition.money_parts or wanted is None:
            continue
        rows = rows_behind(found, scope, part, Page(limit=None))
        if found.definition.key == "intensity":
            place = [column.name for column in rows.columns].index("attempts")
            assert sum(row[place] for row in rows.rows) == found.numerator
        else:
            assert (rows.total, len(rows.rows)) == (wanted, wanted), found.definition.key
