"""The night from a day's accounts to cases, decisions and the queue."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from itertools import permutations
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from fairdue.compliance.actions import choose_reading
from fairdue.compliance.models import ContactRequest
from fairdue.delinquency import queries as delinquency
from fairdue.delinquency.models import Case, FiveClass, Standing
from fairdue.delivery import Inbound
from fairdue.engine.lake import DayMissingError
from fairdue.journal.actions import record
from fairdue.journal.models import Entry
from fairdue.messaging.actions import take_inbound
from fairdue.nightly import steps
from fairdue.nightly.run import LOCK, NightBusyError, reports, run_night
from fairdue.nightly.steps.delinquency import classify
from fairdue.nightly.tests.portfolios import (
    a_person,
    an_account,
    database,
    empty,
    lake_bytes,
    write_day,
)
from fairdue.people.models import Role, Staff, Team
from fairdue.portfolio.models import Balance, ContactPoint, Customer
from fairdue.portfolio.queries import feed_as_of, law_of
from fairdue.strategy.queries import decision_of

AT = datetime(2026, 3, 10, 1, tzinfo=UTC)
MADE_AT = datetime(2026, 3, 1, 3, tzinfo=UTC)
D = [date(2026, 3, day) for day in range(1, 10)]
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _own_lake(tmp_path: Path, settings: Any) -> None:
    settings.VAR = tmp_path
    Team.objects.create(code="one", name="One")


def case_of(ref: str) -> Case:
    return Case.objects.get(customer__customer_ref=ref)


def test_a_day_is_classed_as_the_law_was_read_before_it_ended() -> None:
    officer = Staff.objects.create(username="officer", role=Role.COMPLIANCE)
    for day in D[:2]:
        write_day(day, [an_account("a1", day, 150)])
    choose_reading(
        rule="CN-CLS-01",
        parameter="doubtful_from_days",
        reading="replaced",
        reason="counsel's view",
        staff=officer,
        at=datetime(2026, 3, 2, 4, tzinfo=UTC),
    )
    run_night(at=AT)
    classes = Standing.objects.order_by("as_of").values_list("as_of", "five_class")
    assert dict(classes) == {D[0]: FiveClass.DOUBTFUL, D[1]: FiveClass.SUBSTANDARD}


def test_opens_a_case_for_a_late_customer_and_says_why() -> None:
    write_day(D[0], [an_account("a1", D[0], 40), an_account("b1", D[0]), an_account("c1", D[0], 2)])
    report = run_night(at=AT)
    assert report.figures["cases_open"] == report.figures["entered"] == 1
    assert Customer.objects.count() == 1
    case = delinquency.open_case_of(Customer.objects.get().pk)
    assert case is not None and (case.bucket, case.days_past_due, case.is_open) == (2, 40, True)
    assert [event.kind for event in delinquency.history(case.id)] == ["entered"]
    (standing,) = delinquency.standings_of(case.id)
    assert (standing.account_ref, standing.bucket, standing.five_class) == ("a1", 2, 2)
    decision = decision_of(case.id)
    assert decision is not None and (decision.treatment, decision.row) == ("call", "call-past-due")
    assert "电话" in decision.why.zh
    assert [text.en for text in decision.conditions] == ["bucket at least M1"]
    values = {given.name: given.value.zh for given in decision.inputs}
    assert values["past_due"] == "900.00 CNY" and values["disputed"] == "否"


def test_loads_the_person_sealed_and_masked() -> None:
    write_day(D[0], [an_account("a1", D[0], 40)])
    run_night(at=AT)
    customer = Customer.objects.get()
    assert customer.name_masked == "Tester a*"
    assert b"Tester" not in bytes(customer.name_sealed or b"")
    (point,) = ContactPoint.objects.all()
    assert point.value_masked == "138****0097"


def test_an_unchanged_person_is_not_sealed_again() -> None:
    for day in D[:2]:
        write_day(day, [an_account("a1", day, 40)], edition=str(day))
    run_night(D[0], at=AT)
    before = bytes(Customer.objects.get().name_sealed or b"")
    assert run_night(at=AT).figures["persons_sealed"] == 0
    assert bytes(Customer.objects.get().name_sealed or b"") == before


def test_a_customer_who_moves_is_contacted_by_the_new_places_law() -> None:
    boston = {"jurisdiction": "US", "region": "US-MA", "time_zones": "America/New_York"}
    people = [[a_person("a")], [a_person("a", **boston)], [a_person("a")]]
    for day, persons in zip(D, people, strict=False):
        write_day(day, [an_account("a1", day, 40, currency="USD")], persons=persons)
    found = []
    for day in D[:3]:
        run_night(day, at=AT)
        law = law_of(Customer.objects.get().pk, day)
        found.append((law.jurisdiction, law.region, [zone.key for zone in law.zones]))
    china = ("CN", "", ["Asia/Shanghai"])
    assert found == [china, ("US", "US-MA", ["America/New_York"]), china]


def test_the_feed_is_as_old_as_the_newest_balances_that_were_loaded() -> None:
    ages = {D[0]: ("a1", "b1"), D[1]: ("a1",), D[2]: ("a1", "b1")}
    for day, refs in ages.items():
        write_day(day, [an_account(ref, day, 40) for ref in refs], edition=str(day))
    found = []
    for day in ages:
        run_night(day, at=AT)
        ids = [Customer.objects.get(customer_ref=ref).pk for ref in ("a", "b")]
        found.append([feed_as_of(number) for number in ids])
        balances = {
            row.account.customer_id: row.as_of
            for row in Balance.objects.select_related("account").order_by("as_of")
        }
        assert found[-1] == [balances[number] for number in ids]
    assert found == [[D[0], D[0]], [D[1], D[0]], [D[2], D[2]]]


def test_a_number_the_issuer_withdraws_goes() -> None:
    write_day(D[0], [an_account("a1", D[0], 40)])
    write_day(D[1], [an_account("a1", D[1], 41)], persons=[a_person("a", phone_1="13911112222")])
    run_night(at=AT)
    assert [point.value_masked for point in ContactPoint.objects.all()] == ["139****2222"]


def test_a_stop_from_a_number_counts_in_the_night_that_files_it() -> None:
    told = Inbound("sms", "+8613911112222", "10690", "退订", AT, "1", "smpp")
    take_inbound(told, at=AT)
    write_day(D[0], [an_account("a1", D[0], 40)])
    run_night(at=AT)
    assert not ContactRequest.objects.exists()
    write_day(D[1], [an_account("a1", D[1], 41)], persons=[a_person("a", phone_2="13911112222")])
    run_night(at=AT)
    asked = ContactRequest.objects.get()
    assert (asked.kind, asked.channel) == ("stop_medium", "sms")
    filed, done = (
        Entry.objects.filter(action=action).latest("pk").transaction_id
        for action in ("portfolio_loaded", "answer_taken_up")
    )
    assert filed == done, "nobody sees the number without its stop"


def test_a_case_closes_when_paid_and_its_history_stays() -> None:
    write_day(D[0], [an_account("a1", D[0], 40)])
    write_day(D[1], [an_account("a1", D[1])])
    run_night(at=AT)
    case = case_of("a")
    assert (case.closed_on, case.exit_reason) == (D[1], "paid")
    assert [event.kind for event in delinquency.history(case.pk)] == ["exited", "entered"]


def test_cycles_alone_run_through_to_a_decision() -> None:
    accounts = [
        an_account(f"{ref}1", D[0], oldest_unmet_due_on=None, cycles_past_due=cycles)
        | {"currency": "TWD", "past_due_minor": 60_000_00, "opened_on": None}
        for ref, cycles in [("a", 0), ("b", 1), ("c", 4), ("d", 8)]
    ]
    write_day(D[0], accounts)
    report = run_night(at=AT)
    assert report.figures["cases_open"] == 3
    found = {ref: decision_of(case_of(ref).pk) for ref in "bcd"}
    assert [fact.row for fact in found.values() if fact] == [
        "remind-one-cycle",
        "visit-late",
        "legal-written-down",
    ]
    assert case_of("d").days_past_due is None and case_of("d").bucket == 7


def test_the_same_day_again_changes_nothing() -> None:
    write_day(D[0], [an_account("a1", D[0], 40)])
    run_night(at=AT)
    before, files, entries = database(), lake_bytes(), Entry.objects.count()
    run_night(at=AT)
    assert Entry.objects.count() == entries
    run_night(at=AT, again=True)
    assert (database(), lake_bytes()) == (before, files)


@pytest.mark.slow
def test_a_killed_night_is_run_again_and_ends_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    days = [[an_account("a1", D[0], 40)], [an_account("a1", D[1], 41), an_account("b1", D[1], 9)]]
    for day, accounts in zip(D, days, strict=False):
        write_day(day, accounts)
    run_night(at=AT)
    expected = database(), lake_bytes()
    for step in steps.STEPS:
        empty()
        Team.objects.create(code="one", name="One")
        for day, accounts in zip(D, days, strict=False):
            write_day(day, accounts)
        with monkeypatch.context() as patch:
            patch.setattr("fairdue.nightly.run.STEPS", killed_after(step))
            with pytest.raises(KeyboardInterrupt):
                run_night(at=AT)
        run_night(at=AT)
        assert (database(), lake_bytes()) == expected, step.name


def killed_after(last: steps.Step) -> tuple[steps.Step, ...]:
    def run(night: steps.Night) -> tuple[int, int]:
        rows = last.run(night)
        if night.as_of == D[1]:
            raise KeyboardInterrupt
        return rows

    killed = steps.Step(last.name, last.label, last.needs, last.gives, run)
    return tuple(killed if step is last else step for step in steps.STEPS)


Portfolio = dict[date, list[dict[str, Any]]]


def portfolio_of(ages: dict[str, tuple[int | str | None, ...]]) -> Portfolio:
    """Days of accounts from each account's days past due; "gone" leaves it out of that day."""
    places = len(next(iter(ages.values())))
    return {
        day: [
            an_account(ref, day, spell[place], total_minor=1000_00 * (place + 1))
            for ref, spell in ages.items()
            if not isinstance(spell[place], str)
        ]
        for place, day in enumerate(D[:places])
    }


SPELLS: dict[str, tuple[int | str | None, ...]] = {
    "a1": (4, 5, 6),
    "b1": (30, 31, 32),
    "c1": (70, None, 8),
    "d1": (None, 5, None),
    "e1": (4, "gone", 40),
    "e2": (None, 95, 96),
    "f1": ("gone", 9, "gone"),
    "g1": (2, 3, 4),
}
"""Stays, rolls, cures and comes back, enters and cures, two cards, comes and goes, out of grace."""


def end_of(portfolio: Portfolio, order: Sequence[date]) -> tuple[Any, Any]:
    """Load the days in an order, a night after each; what database and lake then hold."""
    empty()
    Team.objects.create(code="one", name="One")
    for day in order:
        persons = [
            a_person(ref, phone_1=f"1390000{day.day:04d}" if ref == "a" else "13800000000")
            for ref in sorted({row["customer_ref"] for row in portfolio[day]})
        ]
        paid = {"payment_ref": f"p{day.day}", "account_ref": "a1", "paid_on": day}
        payments = [paid | {"amount_minor": 100, "currency": "CNY"}]
        write_day(day, portfolio[day], payments, persons)
        run_night(at=AT)
    return database(), lake_bytes()


@pytest.mark.slow
def test_any_order_of_the_same_days_ends_in_the_same_state() -> None:
    portfolio = portfolio_of(SPELLS)
    in_order, *others = permutations(portfolio)
    expected = end_of(portfolio, in_order)
    assert expected[0]["delinquency_case"] and expected[0]["portfolio_payment"]
    for order in others:
        end = end_of(portfolio, order)
        assert end[0] == expected[0], order
        assert end[1] == expected[1], order


AGE = st.sampled_from([None, "gone", 2, 4, 20, 35, 70, 200])


@pytest.mark.slow
@settings(
    max_examples=3, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.dictionaries(
        st.sampled_from(["a1", "a2", "b1", "c1", "d1"]),
        st.tuples(AGE, AGE, AGE, AGE),
        min_size=2,
    ),
    st.permutations(D[:4]),
)
@example({"a1": (None,) * 4, "d1": (4, None, 4, None)}, [D[0], D[1], D[3], D[2]])
def test_any_portfolio_ends_the_same_whatever_day_comes_first(
    ages: dict[str, tuple[int | str | None, ...]], order: list[date]
) -> None:
    portfolio = portfolio_of(ages)
    assert end_of(portfolio, order) == end_of(portfolio, sorted(order))


def test_a_replaced_day_runs_again_with_every_later_day() -> None:
    right = portfolio_of(SPELLS)
    for day, accounts in right.items():
        write_day(day, accounts)
    run_night(at=AT)
    expected = database(), lake_bytes()
    empty()
    Team.objects.create(code="one", name="One")
    wrong = {**right, D[1]: [an_account(ref, D[1], 95) for ref in ("a1", "b1", "c1", "h1")]}
    for day, accounts in wrong.items():
        write_day(day, accounts)
    run_night(at=AT)
    assert Case.objects.filter(customer__customer_ref="h").exists()
    write_day(D[1], right[D[1]])
    run_night(at=AT)
    assert not Case.objects.filter(customer__customer_ref="h").exists()
    derived = ("delinquency_case", "delinquency_caseevent", "strategy_decision", "work_queueitem")
    after = database()
    assert {name: after[name] for name in derived} == {name: expected[0][name] for name in derived}
    assert lake_bytes() == expected[1]


def test_a_case_that_was_worked_survives_its_correction() -> None:
    write_day(D[0], [an_account("a1", D[0], 40), an_account("b1", D[0], 40)])
    run_night(at=AT)
    case = case_of("b")
    worked(case)
    write_day(D[0], [an_account("a1", D[0], 40), an_account("b1", D[0])])
    run_night(at=AT)
    case.refresh_from_db()
    assert (case.exit_reason, case.closed_on) == ("corrected", D[0])


def worked(case: Case, due_on: date = D[8]) -> None:
    from fairdue.negotiation.models import Promise

    with transaction.atomic():
        entry = record(actor="test", action="promise_recorded", at=AT)
        Promise.objects.create(
            customer=case.customer,
            case=case,
            amount_minor=100,
            currency="CNY",
            due_on=due_on,
            channel="call",
            made_at=MADE_AT,
            taken_by="test",
            journal_entry=entry,
        )


def test_a_running_promise_leaves_the_customer_in_peace() -> None:
    write_day(D[0], [an_account("a1", D[0], 40)])
    run_night(at=AT)
    worked(case_of("a"))
    run_night(at=AT, again=True)
    decision = decision_of(case_of("a").pk)
    assert decision is not None and decision.row == "leave-promise-running"


def test_a_promise_that_breaks_counts_the_very_night_it_breaks() -> None:
    write_day(D[0], [an_account("a1", D[0], 40)])
    run_night(at=AT)
    worked(case_of("a"), due_on=D[1])
    write_day(D[8], [an_account("a1", D[8], 48)])
    run_night(at=AT)
    decision = decision_of(case_of("a").pk)
    assert decision is not None and decision.row == "call-past-due"
    assert {given.name: given.value.en for given in decision.inputs}["broken_promises"] == "1"


def test_refuses_a_day_that_was_never_taken_in() -> None:
    with pytest.raises(DayMissingError, match="no portfolio of any day"):
        run_night(at=AT)
    write_day(D[0], [an_account("a1", D[0], 40)])
    with pytest.raises(DayMissingError, match="no portfolio of 2026-03-02; days are: 2026-03-01"):
        run_night(D[1], at=AT)


def test_refuses_an_account_named_twice() -> None:
    write_day(D[0], [an_account("a1", D[0]), an_account("a1", D[0])])
    with pytest.raises(steps.NightError, match="names 1 accounts more than once"):
        run_night(at=AT)


def test_a_step_that_loses_rows_stops_the_night(monkeypatch: pytest.MonkeyPatch) -> None:
    def lossy(night: steps.Night) -> tuple[int, int]:
        rows_in, rows_out = classify(night)
        return rows_in, rows_out - 1

    broken = [
        steps.Step(step.name, step.label, step.needs, step.gives, lossy)
        if step.name == "delinquency"
        else step
        for step in steps.STEPS
    ]
    monkeypatch.setattr("fairdue.nightly.run.STEPS", tuple(broken))
    write_day(D[0], [an_account("a1", D[0], 40)])
    with pytest.raises(steps.NightError, match="step delinquency of 2026-03-01: 1 rows in, 0 out"):
        run_night(at=AT)


def test_reports_every_step_and_shows_progress() -> None:
    for day in D[:2]:
        write_day(day, [an_account("a1", day, 40)], edition=str(day))
    told: list[tuple[date, int, int]] = []
    run_night(at=AT, progress=lambda day, label, done, of: told.append((day, done, of)))
    of = 2 * len(steps.STEPS)
    assert told == [(D[number // len(steps.STEPS)], number, of) for number in range(of)]
    newest, older = reports()
    assert (newest.as_of, older.as_of) == (D[1], D[0])
    names = ["facts", "delinquency", "cases", "months", "sums", "load", "scores", "decide"]
    assert [step.name for step in newest.steps] == [*names, "lawful", "allocate", "publish"]
    entry = Entry.objects.get(action="night_completed", subject=f"night:{D[1]}")
    assert entry.details["digest"] == newest.digest
    assert {rule["pack"] for rule in entry.rules} == {
        "law/cn",
        "policy/default",
        "strategy/first",
    }


def test_only_one_night_runs_at_a_time() -> None:
    write_day(D[0], [an_account("a1", D[0], 40)])
    with psycopg.connect(**connection_of_another_process()) as other:
        other.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        with pytest.raises(NightBusyError):
            run_night(at=AT)
        other.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
    assert run_night(at=AT).figures["accounts"] == 1


def connection_of_another_process() -> dict[str, Any]:
    given = connection.get_connection_params()
    return {
        key: given[key] for key in ("dbname", "user", "password", "host", "port") if key in given
    }
