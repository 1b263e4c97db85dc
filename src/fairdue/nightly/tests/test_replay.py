"""Past nights decided again by a challenger: what differs, what the law blocks, what came of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import narwhals as nw
import numpy as np
import polars as pl
import pytest
from django.db import ProgrammingError

from fairdue.contact.queries import terms_at
from fairdue.contact.rules.pressure import Pressure
from fairdue.delinquency.columns import STANDING, STANDING_DATASET
from fairdue.engine.lake import Lake, lake
from fairdue.journal.models import Entry
from fairdue.kernel.refusal import Refused
from fairdue.nightly.jobs import ask_for_replay
from fairdue.nightly.replaying.days import ReplayError
from fairdue.nightly.replaying.jobs import run
from fairdue.nightly.replaying.run import replay
from fairdue.nightly.run import run_night
from fairdue.nightly.tests.portfolios import an_account, write_day
from fairdue.people.models import Role, Staff, Team
from fairdue.portfolio.columns import DATASET as PORTFOLIO
from fairdue.portfolio.columns import PAYMENTS
from fairdue.strategy.columns.decisions import ASKED, DATASET, DECISIONS
from fairdue.strategy.columns.experiments import arms_of, decide_by_arm
from fairdue.strategy.models import Replay, ReplayState, TableVersion
from fairdue.strategy.queries import Document, Stage, find_replay, parse
from fairdue.strategy.rules.estimators import Method, Told
from fairdue.strategy.rules.experiments import CHAMPION, Split
from fairdue.strategy.rules.replay import Found, Outcome, Replayed, Silence

AT = datetime(2026, 5, 10, 1, tzinfo=UTC)
DAYS = [date(2026, 3, 1), date(2026, 3, 2), date(2026, 4, 3)]
EVERYONE = date(2026, 1, 1), date(2026, 12, 31)

TABLE = """
table: {name}
version: {version}
title: {{en: A table, zh: 策略表}}
rows:
  - id: call-late
    when: {{bucket: {{at_least: {bucket}}}}}
    then: {then}
    why: {{en: Late., zh: 逾期。}}
  - id: remind-rest
    then: remind
    why: {{en: Not so late., zh: 逾期较短。}}
"""

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _own_lake(tmp_path: Path, settings: Any) -> None:
    settings.VAR = tmp_path
    Team.objects.create(code="one", name="One")


@pytest.fixture
def strategist() -> Staff:
    return Staff.objects.create(username="strategist", role=Role.STRATEGIST)


def a_table(bucket: int = 2, then: str = "call", name: str = "other", version: int = 1) -> Document:
    text = TABLE.format(bucket=bucket, then=then, name=name, version=version)
    return Document(parse(text), text)


def pressure() -> Pressure:
    term = terms_at(AT).terms.pressure
    assert term is not None
    return term.value


def replayed(challenger: Document, since: date = DAYS[0], until: date = DAYS[-1]) -> Replayed:
    found = replay(lake(), challenger.table, since, until, pressure())
    assert Replayed.from_dict(found.as_dict()) == found
    return found


def three_nights() -> None:
    """Customers a (M1, pays in time), b (M3, has two accounts), c (M1, never pays)."""
    paid = {"payment_ref": "p1", "account_ref": "a1", "paid_on": date(2026, 3, 20),
            "amount_minor": 900_00, "currency": "CNY"}  # fmt: skip
    for day in DAYS:
        gone_by = (day - DAYS[0]).days
        cured = day == DAYS[-1]
        accounts = [
            an_account("a1", day, None if cured else 10 + gone_by),
            an_account("b1", day, 70 + gone_by),
            an_account("b2", day, 10 + gone_by, currency="USD", past_due_minor=50_00),
            an_account("c1", day, 12 + gone_by, past_due_minor=100_00),
            an_account("d1", day),
        ]
        write_day(day, accounts, [paid] if cured else [])
        run_night(day, at=AT)


def outcome(found: Replayed, asked: Outcome, currency: str = "") -> Found:
    return next(one for one in found.found if (one.outcome, one.currency) == (asked, currency))


def test_counts_who_would_be_treated_differently_by_case() -> None:
    """A case goes by the strongest of its accounts' treatments."""
    three_nights()
    found = replayed(a_table(bucket=3, then="visit"), until=DAYS[1])
    assert (found.accounts, found.cases, found.customers) == (8, 6, 3)
    moved = {(cell.champion, cell.challenger): cell for cell in found.cells}
    assert moved["call", "visit"].cases == 2
    assert dict(moved["call", "visit"].past_due_minor) == {"CNY": 1800_00, "USD": 100_00}
    assert moved["remind", "remind"].cases == moved["leave", "remind"].cases == 2
    assert (found.differing, found.differing_customers) == (4, 2)
    assert found.differing_by_day == (2, 2)
    assert found.unlike == 0


def test_the_table_that_decided_changes_nothing() -> None:
    three_nights()
    stored = TableVersion.objects.get()
    found = replayed(Document(parse(stored.document), stored.document))
    assert (found.differing, found.differing_customers, found.unlike) == (0, 0, 0)
    assert not found.examples
    assert found.champion == found.challenger
    assert {one.told for one in found.found} == {Told.SAME}


def test_examples_hide_the_account() -> None:
    three_nights()
    found = replayed(a_table(bucket=3, then="visit"), until=DAYS[0])
    first = found.examples[0]
    assert first.account.startswith("…")
    assert (first.champion, first.challenger) == ("call", "visit")
    assert (first.champion_row, first.challenger_row) == ("call-past-due", "call-late")


def test_a_table_that_always_decides_alike_leaves_history_silent() -> None:
    three_nights()
    found = replayed(a_table(bucket=3, then="visit"))
    paid = outcome(found, Outcome.PAID)
    assert (paid.told, paid.silence) == (Told.NOTHING, Silence.NEVER_DONE)
    assert paid.overlap.never == 1.0
    assert (paid.days, paid.comparisons) == (2, ())


def test_days_too_recent_have_no_outcome_yet() -> None:
    three_nights()
    found = replayed(a_table(bucket=3, then="visit"), since=DAYS[-1])
    assert outcome(found, Outcome.PAID).silence is Silence.TOO_RECENT


def test_what_the_law_blocks_is_said_with_its_reason() -> None:
    """Nobody in this portfolio has an address, so no visit has a lawful moment."""
    three_nights()
    found = replayed(a_table(bucket=3, then="visit"), until=DAYS[0])
    visits = next(one for one in found.challenger.planned if one.treatment == "visit")
    assert (visits.cases, visits.blocked, visits.unknown) == (1, 1, 0)
    assert sum(visits.because.values()) == 1
    assert all(one.cases == 0 for one in found.champion.planned if one.treatment == "visit")


def test_days_without_the_law_say_so() -> None:
    three_nights()
    folder = lake().path("lawful", DAYS[0])
    folder.rename(folder.with_name("gone"))
    found = replayed(a_table(bucket=3, then="visit"), until=DAYS[0])
    visits = next(one for one in found.challenger.planned if one.treatment == "visit")
    assert (visits.cases, visits.blocked, visits.unknown) == (1, 0, 1)


def test_pressure_adds_up_over_the_days_and_fades() -> None:
    three_nights()
    folder = lake().path("lawful", DAYS[0]).parent
    folder.rename(folder.with_name("gone"))
    found = replayed(a_table(bucket=1, then="visit"), until=DAYS[1])
    scale = pressure().scale
    visit = scale.reached["visit"]
    assert found.challenger.pressed.contacts == 6
    assert found.challenger.pressed.people == 3
    assert found.challenger.pressed.index_max_milli == visit * (scale.fading[0] + scale.fading[1])
    assert found.challenger.pressed.by_day[0] == visit * scale.fading[0]
    assert found.challenger.pressed.over_budget == 0
    strict = replace(pressure(), budget=replace(pressure().budget, ordinary=visit))
    again = replay(lake(), a_table(1, "visit").table, DAYS[0], DAYS[1], strict)
    assert again.challenger.pressed.over_budget == 3
    assert again.champion.pressed.over_budget == 0


def test_capacity_asked_for_is_held_against_what_there_was() -> None:
    three_nights()
    for name in ("lawful", "allocations"):
        folder = lake().root / name
        if folder.exists():
            folder.rename(folder.with_name(f"no-{name}"))
    assert replayed(a_table(bucket=3, then="visit"), until=DAYS[0]).room == ()
    lines = [
        {"resource": "minutes", "team": "one", "amount": 300, "used": 12, "price_minor": 0.0},
        {"resource": "minutes", "team": "two", "amount": 60, "used": 0, "price_minor": 0.0},
        {"resource": "visits", "team": "one", "amount": 4, "used": 0, "price_minor": 0.0},
        {"resource": "legal", "team": "", "amount": None, "used": 0, "price_minor": 0.0},
    ]
    manifest = {"lines": lines, "minutes": {"call": 6, "remind": 3}}
    with lake().write_day("allocations", DAYS[0], manifest):
        pass
    room = {one.kind: one for one in replayed(a_table(bucket=3, then="visit")).room}
    assert (room["minutes"].available, room["visits"].available) == (360, 4)
    assert (room["minutes"].champion, room["minutes"].challenger) == (6 + 3, 2 * 3)
    assert (room["visits"].champion, room["visits"].challenger) == (0, 1)
    assert "legal" not in room


def test_an_input_that_was_not_kept_is_named() -> None:
    three_nights()
    path = lake().file(DATASET, DAYS[0], "decisions")
    kept = pl.read_parquet(path).drop("bucket")
    kept.write_parquet(path)
    assert replayed(a_table(), until=DAYS[0]).unknown_inputs == ("bucket",)


def test_a_day_whose_table_was_not_kept_says_so() -> None:
    three_nights()
    path = lake().file(DATASET, DAYS[0], "decisions")
    pl.read_parquet(path).with_columns(pl.lit("9-unheard").alias("table_version")).write_parquet(
        path
    )
    with pytest.raises(ReplayError, match="9-unheard"):
        replayed(a_table(), until=DAYS[0])


def test_no_night_in_the_period_is_said_with_those_there_are() -> None:
    three_nights()
    with pytest.raises(ReplayError, match="2026-03-01 to 2026-04-03"):
        replayed(a_table(), since=date(2025, 1, 1), until=date(2025, 1, 2))


def test_days_between_without_a_night_are_named() -> None:
    three_nights()
    found = replayed(a_table(), since=date(2026, 2, 1), until=date(2026, 3, 4))
    assert found.missing == ()
    assert "2026-03-03" in replayed(a_table(), until=date(2026, 4, 3)).missing


def test_a_replay_is_kept_with_who_asked_and_journalled(strategist: Staff) -> None:
    three_nights()
    document = a_table(bucket=3, then="visit")
    asked = ask_for_replay(
        document, source="file", since=DAYS[0], until=DAYS[1], staff=strategist, at=AT
    )
    waiting = find_replay(asked.pk)
    assert waiting is not None and waiting.stage is Stage.WAITING
    run(replay_id=asked.pk)
    done = Replay.objects.get()
    assert (done.state, done.asked_by, done.version) == (
        "done",
        "strategist",
        "1-" + done.version[2:],
    )
    assert done.replayed == replayed(document, until=DAYS[1])
    actions = Entry.objects.filter(action__startswith="replay").order_by("pk")
    assert [entry.action for entry in actions] == ["replay_asked", "replay_done"]
    assert actions[1].details == {"days": 2, "cases": 6, "differing": 4}


def test_a_replay_of_days_that_are_not_there_fails_with_a_reason(strategist: Staff) -> None:
    asked = ask_for_replay(
        a_table(), source="file", since=DAYS[0], until=DAYS[1], staff=strategist, at=AT
    )
    run(replay_id=asked.pk)
    failed = Replay.objects.get()
    assert failed.state == ReplayState.FAILED
    assert "no night was run" in failed.problem


def test_a_replay_whose_process_ended_is_not_waited_for(strategist: Staff) -> None:
    from fairdue.strategy.actions import tell_progress
    from fairdue.strategy.queries import running

    asked = ask_for_replay(
        a_table(), source="file", since=DAYS[0], until=DAYS[1], staff=strategist, at=AT
    )
    tell_progress(asked.pk, DAYS[0], 0, 2)
    stopped = find_replay(asked.pk)
    assert stopped is not None and stopped.stage is Stage.STOPPED
    with running(asked.pk):
        found = find_replay(asked.pk)
        assert found is not None and found.stage is Stage.RUNNING


def test_a_collector_may_not_replay() -> None:
    collector = Staff.objects.create(username="collector", role=Role.COLLECTOR)
    with pytest.raises(Refused):
        ask_for_replay(
            a_table(), source="file", since=DAYS[0], until=DAYS[1], staff=collector, at=AT
        )
    assert not Replay.objects.exists()


@pytest.mark.parametrize(("since", "until"), [(DAYS[1], DAYS[0]), EVERYONE])
def test_refuses_a_period_that_makes_no_sense(since: date, until: date, strategist: Staff) -> None:
    with pytest.raises(Refused):
        ask_for_replay(a_table(), source="file", since=since, until=until, staff=strategist, at=AT)


def test_the_database_keeps_a_replay_from_silent_changes(strategist: Staff) -> None:
    asked = ask_for_replay(
        a_table(), source="file", since=DAYS[0], until=DAYS[1], staff=strategist, at=AT
    )
    for change in ({"version": "2"}, {"since": DAYS[0]}):
        with pytest.raises(ProgrammingError, match="journal"):
            Replay.objects.filter(pk=asked.pk).update(**change)


# -- where history was drawn by chance ---------------------------------------------------------

CUSTOMERS = 3000
LIFT = 0.15
"""How much more often those who are called pay."""


def a_randomised_history(house: Lake, challenger: Document, champion: Document, share: int) -> None:
    """Two days on which a share of customers was treated by a challenger, and what they paid."""
    split = Split("challenger-1", "seed", share)
    tables = {"challenger-1": challenger.table, CHAMPION: champion.table}
    for document in (challenger, champion):
        TableVersion.objects.get_or_create(
            name=document.table.name, version=document.table.version,
            defaults={"document": document.text},
        )  # fmt: skip
    rng = np.random.default_rng(5)
    refs = [f"c{number:05}" for number in range(CUSTOMERS)]
    accounts = pl.DataFrame({
        "account_ref": [f"{ref}-1" for ref in refs], "customer_ref": refs,
        "currency": "CNY", "bucket": rng.integers(1, 4, CUSTOMERS),
        "past_due_minor": rng.integers(1, 9, CUSTOMERS) * 100_00,
    }).with_columns(
        pl.lit(None, kind).alias(name) for name, kind in ASKED.items()
        if name not in ("currency", "bucket", "past_due_minor")
    ).with_columns(pl.lit(1).alias("ordinal"))  # fmt: skip
    arms = arms_of(accounts["customer_ref"], [split])
    lazy = nw.from_native(accounts.join(arms, on="customer_ref").lazy())
    decided = decide_by_arm(lazy, [split], tables).to_native().collect()
    made = decided.select(pl.col(name).cast(kind) for name, kind in DECISIONS.items())
    manifest = {
        "arms": [{"arm": split.arm, "seed": split.seed, "per_mille": share}],
        "versions": {
            f"strategy/{split.arm}": f"{challenger.table.name} {challenger.table.version}"
        },
    }
    for day in DAYS[:2]:
        with house.write_day(DATASET, day, manifest) as folder:
            made.write_parquet(folder / "decisions.parquet")
    chance = (
        0.2 + 0.05 * made["bucket"].to_numpy() + LIFT * (made["treatment"] == "call").to_numpy()
    )
    pays = rng.random(CUSTOMERS) < chance
    paid = made.filter(pl.Series(pays)).select(
        (pl.lit("p") + pl.col("account_ref")).alias("payment_ref"), "account_ref",
        pl.lit(date(2026, 3, 15)).alias("paid_on"), pl.lit(200_00).alias("amount_minor"),
        "currency",
    )  # fmt: skip
    later = DAYS[0] + timedelta(days=40)
    with house.write_day(PORTFOLIO, later, {}) as folder:
        paid.select(pl.col(name).cast(kind) for name, kind in PAYMENTS.items()).write_parquet(
            folder / "payments.parquet"
        )
    standing = made.select(
        "account_ref", (pl.when(pl.Series(pays)).then(0).otherwise(2)).alias("bucket")
    )
    absent = [pl.lit(None, kind).alias(name) for name, kind in STANDING.items()
              if name not in ("account_ref", "bucket")]  # fmt: skip
    for day in (DAYS[0] + timedelta(days=25), later):
        with house.write_day(STANDING_DATASET, day, {}) as folder:
            standing.with_columns(absent).write_parquet(folder / "standing.parquet")


def test_where_chance_decided_history_tells_what_came_of_it() -> None:
    """The challenger calls from M2 on, the champion from M3: the M2s differ, one in five called."""
    challenger, champion = a_table(2), a_table(3, name="first")
    a_randomised_history(lake(), challenger, champion, share=200)
    found = replayed(challenger)
    assert found.experiments == 2
    paid = outcome(found, Outcome.PAID)
    assert (paid.told, paid.silence, paid.days) == (Told.ALL, None, 2)
    assert {one.method for one in paid.comparisons} == set(Method)
    for one in paid.comparisons:
        assert one.difference.low < LIFT < one.difference.high
        assert one.champion.low < 0.3 < one.champion.high
        assert one.difference.high - one.difference.low < 0.3
    assert paid.overlap.weight_max == pytest.approx(5)
    cured, amount = outcome(found, Outcome.CURED), outcome(found, Outcome.AMOUNT, "CNY")
    robust = {each.outcome: each.comparisons[-1].difference.value for each in (paid, cured, amount)}
    assert robust[Outcome.CURED] == pytest.approx(robust[Outcome.PAID])
    assert robust[Outcome.AMOUNT] == pytest.approx(robust[Outcome.PAID] * 200_00, rel=0.01)


def test_a_table_only_partly_tried_is_told_of_in_part() -> None:
    """It calls the M1s as well, which neither arm ever did."""
    challenger, champion = a_table(2), a_table(3, name="first")
    a_randomised_history(lake(), challenger, champion, share=200)
    paid = outcome(replayed(a_table(1, version=2)), Outcome.PAID)
    assert paid.told is Told.PART
    assert 0.4 < paid.overlap.never < 0.6
    assert paid.comparisons[-1].difference.low < LIFT < paid.comparisons[-1].difference.high


def test_a_treatment_nobody_was_given_is_not_told_of() -> None:
    challenger, champion = a_table(2), a_table(3, name="first")
    a_randomised_history(lake(), challenger, champion, share=200)
    paid = outcome(replayed(a_table(2, then="visit", version=3)), Outcome.PAID)
    assert (paid.told, paid.silence) == (Told.NOTHING, Silence.NEVER_DONE)


def test_too_few_in_the_arm_tell_nothing() -> None:
    challenger, champion = a_table(2), a_table(3, name="first")
    a_randomised_history(lake(), challenger, champion, share=15)
    paid = outcome(replayed(challenger), Outcome.PAID)
    assert (paid.told, paid.silence) == (Told.NOTHING, Silence.TOO_FEW)
