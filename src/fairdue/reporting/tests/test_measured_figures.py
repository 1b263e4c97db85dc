"""Figures of ends, plans, protection, courts and the board, against records made by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import transaction

from fairdue.care.models import Incident, IncidentState
from fairdue.care.rules.spread import gini
from fairdue.contact.models import Outcome
from fairdue.delinquency.models import Case, ExitReason
from fairdue.journal.models import Entry
from fairdue.negotiation.models import PromiseState
from fairdue.people.models import Role, Staff, Team
from fairdue.reporting.figure import PER, Figure, Unit
from fairdue.reporting.queries import measured
from fairdue.reporting.queries.behind import rows_behind
from fairdue.reporting.queries.capturing import capturing, result_of
from fairdue.reporting.queries.rows import Page, Part, without_persons
from fairdue.reporting.rules.commentary import drafted
from fairdue.reporting.rules.comparing import Change, compared
from fairdue.reporting.rules.freezing import figure_document, figure_of
from fairdue.reporting.scope import Scope
from fairdue.reporting.tests.records import (
    DAY,
    NOON,
    make_agreement,
    make_attempt,
    make_case,
    make_complaint,
    make_dispute,
    make_promise,
    make_staff,
)
from fairdue.work.models import Respite

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("two_days")]
FAMILIES = (
    measured.ends_figures,
    measured.plan_figures,
    measured.protection_figures,
    measured.field_figures,
    measured.board_figures,
    measured.people_figures,
    measured.experiment_figures,
)


def found(figures: tuple[Figure, ...], key: str, **cut: str) -> Figure:
    [one] = [f for f in figures if f.definition.key == key and dict(f.slice) == cut]
    return one


def parts(figures: tuple[Figure, ...], key: str, **cut: str) -> tuple[int, int | None]:
    one = found(figures, key, **cut)
    return one.numerator, one.denominator


def close(case: Case, days_ago: int, reason: str = ExitReason.PAID) -> Case:
    Case.objects.filter(pk=case.pk).update(
        closed_on=DAY - timedelta(days=days_ago), exit_reason=reason
    )
    return case


def come_back(case: Case, days_ago: int) -> None:
    on = DAY - timedelta(days=days_ago)
    Case.objects.create(
        customer_id=case.customer_id,
        ordinal=2,
        opened_on=on,
        as_of=DAY,
        bucket_at_entry=1,
        bucket=1,
        accounts_past_due=1,
    )


def test_who_was_spoken_with_did_not_cure_by_themselves(scope: Scope) -> None:
    close(make_case(1), 2)
    rung = close(make_case(2), 2)
    make_attempt(rung, Outcome.NO_ANSWER)
    spoken = close(make_case(3), 2)
    make_attempt(spoken, Outcome.PROMISE)
    make_case(4)
    close(make_case(5), 2, ExitReason.GONE)
    close(make_case(6), 2, ExitReason.CORRECTED)
    ends = measured.ends_figures(scope)
    assert parts(ends, "self_cure_rate") == (2, 5)
    assert parts(ends, "digital_of_resolved") == (2, 3)
    assert parts(ends, "digital_of_all") == (2, 5)
    board = measured.board_figures(scope)
    assert parts(board, "case_recovery_rate") == (3, 5)
    assert parts(board, "cases_due") == (5, None)


def test_a_plan_resolves_alone_only_if_the_cardholder_proposed_it(scope: Scope) -> None:
    make_agreement(make_case(1), "active", 5, "cardholder")
    make_agreement(make_case(2), "active", 5)
    assert parts(measured.ends_figures(scope), "digital_of_resolved") == (1, 2)


def test_a_re_default_comes_within_the_months_of_a_cure_that_was_watched_so_long(
    scope: Scope,
) -> None:
    opened = DAY - timedelta(days=300)
    soon = close(make_case(1, opened_on=opened), 100)
    late = close(make_case(2, opened_on=opened), 100)
    close(make_case(3, opened_on=opened), 100)
    close(make_case(4, opened_on=opened), 20)
    come_back(soon, 60)
    come_back(late, 1)
    assert parts(measured.ends_figures(scope), "redefault_rate", months="3") == (1, 3)
    assert parts(measured.ends_figures(scope), "redefault_rate", months="6") == (0, 0)


def test_plans_last_as_kaplan_and_meier_reckon(scope: Scope) -> None:
    for number, (state, lasted) in enumerate(
        [("breached", 50), ("completed", 60), ("breached", 80), ("active", 120), ("cured", 400)]
    ):
        make_agreement(make_case(number), state, lasted)
    three = found(measured.plan_figures(scope), "plan_survival", months="3")
    assert (three.numerator, three.denominator) == (2, 5)
    assert three.value == pytest.approx(4 / 5 * 2 / 3)
    assert three.interval is not None
    assert three.interval[0] < 4 / 5 * 2 / 3 < three.interval[1]


def test_the_lag_is_of_kept_promises_only(scope: Scope) -> None:
    case = make_case(1)
    for state, settled in ((PromiseState.KEPT, 1), (PromiseState.KEPT, 3), ("broken", 9)):
        promise = make_promise(case, 10_000, state)
        type(promise).objects.filter(pk=promise.pk).update(
            settled_on=promise.made_at.date() + timedelta(days=settled)
        )
    lag = found(measured.plan_figures(scope), "promise_lag")
    assert (lag.numerator, lag.denominator, lag.value) == (2, 3, 1)


def test_complaints_are_per_contact_and_per_account(scope: Scope) -> None:
    case = make_case(1)
    for outcome in (Outcome.PROMISE, Outcome.REFUSES, Outcome.NO_ANSWER, Outcome.NOT_DELIVERED):
        make_attempt(case, outcome, channel="sms" if outcome == "not_delivered" else "call")
    make_complaint(case)
    make_complaint(case, "upheld")
    make_complaint(case, "rejected")
    told = measured.protection_figures(scope)
    assert found(told, "complaints_per_contacts").value == 10_000
    assert parts(told, "complaints_per_contacts") == (3, 3)
    assert parts(told, "complaints_per_accounts") == (3, 4)
    assert parts(told, "complaints_upheld") == (1, 2)


def test_open_disputes_have_no_days_yet(scope: Scope) -> None:
    case = make_case(1)
    for days in (1.0, 2.0, 12.5, None):
        make_dispute(case, days, "upheld" if days == 1 else "rejected")
    told = measured.protection_figures(scope)
    assert found(told, "dispute_days_p50").value == 2
    assert found(told, "dispute_days_p95").value == 12.5
    assert parts(told, "dispute_days_p50") == (3, 4)
    assert parts(told, "disputes_upheld") == (1, 3)


def test_a_contact_without_an_outcome_is_not_proven(scope: Scope) -> None:
    case = make_case(1)
    make_attempt(case, Outcome.PROMISE)
    make_attempt(case)
    make_attempt(case, Outcome.NOT_DELIVERED, channel="sms")
    assert parts(measured.protection_figures(scope), "proof_coverage") == (1, 2)


def test_money_recovered_is_at_most_what_was_past_due(scope: Scope) -> None:
    board = measured.board_figures(scope)
    assert parts(board, "amount_due") == (200_000, None)
    assert parts(board, "amount_recovery_rate") == (0, 200_000)


@pytest.mark.parametrize("people", [4, 5])
def test_a_load_is_told_of_five_people_and_not_of_four(scope: Scope, people: int) -> None:
    team = Team.objects.create(code="early", name="Early")
    case = make_case(1)
    for number in range(people):
        make_staff(f"c{number}", Role.COLLECTOR, team)
        outcome = Outcome.ABUSE if number == 0 else Outcome.REFUSES
        make_attempt(case, outcome, made_by=f"c{number}")
    told = measured.people_figures(scope)
    assert {figure.definition.key for figure in told} <= {"severe_per_100_hours", "severe_gini"}
    told = tuple(f for f in told if f.definition.key == "severe_per_100_hours")
    assert [figure.numerator for figure in told] == ([1, 1] if people == 5 else [])
    if told:
        assert told[0].value == pytest.approx(1 / (10 / 60) * 100)


def test_nothing_recorded_is_no_error(scope: Scope) -> None:
    for family in FAMILIES:
        for figure in family(scope):
            assert figure.numerator == 0 or figure.definition.money_parts
            assert figure.value in (None, 0) or figure.definition.money_parts


@pytest.mark.parametrize("part", list(Part))
def test_the_rows_behind_are_those_that_were_counted(scope: Scope, part: Part) -> None:
    case = close(make_case(1), 2)
    make_attempt(case, Outcome.PROMISE, NOON - timedelta(hours=1))
    make_complaint(case, "upheld")
    make_dispute(case, 2)
    make_agreement(case, "breached", 40)
    make_promise(case, 10_000, PromiseState.BROKEN)
    for family in FAMILIES:
        for figure in family(scope):
            wanted = figure.numerator if part is Part.NUMERATOR else figure.denominator
            rows = rows_behind(figure, scope, part, Page(limit=None))
            assert len(rows.rows) == rows.total
            if wanted is not None and not figure.definition.money_parts:
                assert rows.total == wanted, figure.definition.key
            masked = {column.name for column in without_persons(rows).columns}
            assert not masked & {"name_masked", "value_masked", "customer_ref"}


def test_every_quotient_says_of_how_many_it_speaks(scope: Scope) -> None:
    for family in FAMILIES:
        for figure in family(scope):
            unit = figure.definition.unit
            if unit in PER and figure.denominator:
                assert figure.value == figure.numerator / figure.denominator * PER[unit]


def test_what_is_copied_out_is_published_as_it_was_asked(scope: Scope) -> None:
    make_complaint(make_case(1))
    with capturing() as captured:
        measured.protection_figures(scope)
    [complaints] = {text for text in captured.statements if "compliance_complaint" in text}
    assert str(scope.span.first.year) in complaints
    assert result_of(complaints)[1] == 1


def test_an_estimate_is_frozen_with_its_interval_and_compared_by_nobody(scope: Scope) -> None:
    for number, days in enumerate((50, 120)):
        make_agreement(make_case(number), "breached" if days == 50 else "active", days)
    for figure in measured.plan_figures(scope):
        known = {figure.definition.key: figure.definition}
        assert figure_of(figure_document(figure), known) == figure
        [said] = drafted([replace(figure, slice=())], [replace(figure, slice=())], 0.95)
        assert said.change is Change.UNKNOWN
        if figure.value is not None:
            assert f"{figure.value * 100:.1f}%" in said.text.en


def test_a_change_per_ten_thousand_is_judged_and_said_in_its_unit() -> None:
    result = compared(Unit.PER_TEN_THOUSAND, False, (400, 10_000), (100, 10_000), 0.95)
    assert result.change is Change.ROSE
    assert result.low is not None
    assert result.high is not None
    assert result.low < 300 < result.high


def make_incident(person: Staff, case: Case, state: str = IncidentState.OPEN) -> None:
    attempt = make_attempt(case, Outcome.ABUSE)
    with transaction.atomic():
        entry = Entry.objects.create(actor="test", action="test", at=NOON)
        Incident.objects.create(
            journal_entry=entry,
            staff=person,
            customer_id=case.customer_id,
            case=case,
            attempt=attempt,
            kind="insult",
            severity=2,
            happened_at=NOON,
            state=state,
            rests_until=NOON,
        )


def recover(person: Staff, minutes: int) -> None:
    Respite.objects.create(
        staff=person, kind="break", starts_at=NOON, until=NOON + timedelta(minutes=minutes)
    )


def a_team_of(number: int, name: str) -> list[Staff]:
    team = Team.objects.create(code=name, name=name)
    people = [make_staff(f"{name}{each}", Role.COLLECTOR) for each in range(number)]
    Staff.objects.filter(pk__in=[each.pk for each in people]).update(team=team)
    return people


def test_how_evenly_abuse_is_borne_is_told_of_five_people_or_more(scope: Scope) -> None:
    five, four = a_team_of(5, "five"), a_team_of(4, "four")
    for number, person in enumerate([five[0], five[0], five[1], four[0]]):
        make_incident(person, make_case(number + 1))
    make_incident(five[2], make_case(9), IncidentState.WITHDRAWN)
    people = measured.people_figures(scope)
    [shown] = [each for each in people if each.definition.key == "severe_gini"]
    assert shown.slice == (("team_name", "five"),)
    assert (shown.numerator, shown.denominator) == (3, 5)
    assert shown.estimate == pytest.approx(float(gini([2, 1, 0, 0, 0])))
    rows = rows_behind(shown, scope, Part.NUMERATOR, Page())
    assert rows.rows == [("five", 5, 3)]


def test_a_team_that_bore_nothing_has_no_gini(scope: Scope) -> None:
    a_team_of(5, "calm")
    [shown] = [e for e in measured.people_figures(scope) if e.definition.key == "severe_gini"]
    assert shown.value is None


def test_time_to_recover_is_told_once_five_people_were_granted_any(scope: Scope) -> None:
    people = a_team_of(5, "five")
    for person in people[:4]:
        recover(person, 15)
    recover(people[0], 45)
    keys = {each.definition.key for each in measured.people_figures(scope)}
    assert "respite_minutes" not in keys
    recover(people[4], 15)
    shown = found(measured.people_figures(scope), "respite_minutes")
    assert (shown.numerator, shown.denominator, shown.estimate) == (6, 5, 20)
    assert rows_behind(shown, scope, Part.DENOMINATOR, Page()).rows == [(5, 6, 120)]
