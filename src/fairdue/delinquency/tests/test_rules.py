"""Days, buckets and grades: cases from the tables, and one property of each rule."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest
from django.conf import settings as django_settings
from hypothesis import given, settings
from hypothesis import strategies as st

from fairdue.delinquency import columns
from fairdue.delinquency.models import ExitReason, FiveClass
from fairdue.delinquency.queries import tables_on
from fairdue.delinquency.rules.cases import Exit
from fairdue.delinquency.rules.days import Due, Paid, cycles_past_due, oldest_unmet_due
from fairdue.delinquency.rules.days import days_past_due as count_days
from fairdue.delinquency.rules.standing import AccountFacts, Stand, bucket_of, stand
from fairdue.delinquency.rules.tables import Grade, GradeTable, Tables, TablesError
from fairdue.engine.engines import Engine
from fairdue.rulebook.packs import load_pack

AS_OF = date(2026, 3, 2)
TABLES = tables_on(AS_OF)
EDGES = (1, 31, 61, 91, 121, 151, 181)


def facts(days: int | None = None, cycles: int = 1, **others: object) -> AccountFacts:
    due = AS_OF - timedelta(days=days) if days is not None else None
    given_facts = {"currency": "CNY", "past_due_minor": 500_00} | others
    return AccountFacts(oldest_unmet_due_on=due, cycles_past_due=cycles, **given_facts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("days", "bucket", "grade"),
    [
        (4, 1, Grade.SPECIAL_MENTION),
        (30, 1, Grade.SPECIAL_MENTION),
        (31, 2, Grade.SPECIAL_MENTION),
        (60, 2, Grade.SPECIAL_MENTION),
        (61, 3, Grade.SPECIAL_MENTION),
        (90, 3, Grade.SPECIAL_MENTION),
        (91, 4, Grade.SUBSTANDARD),
        (120, 4, Grade.SUBSTANDARD),
        (121, 5, Grade.DOUBTFUL),
        (150, 5, Grade.DOUBTFUL),
        (151, 6, Grade.DOUBTFUL),
        (180, 6, Grade.DOUBTFUL),
        (181, 7, Grade.LOSS),
        (720, 7, Grade.LOSS),
    ],
)
def test_each_edge_falls_into_its_bucket_and_grade(days: int, bucket: int, grade: Grade) -> None:
    assert stand(facts(days), AS_OF, TABLES) == Stand(days, 1, bucket, grade)


@pytest.mark.parametrize("days", [-5, 0, 1, 3])
def test_an_account_in_grace_stands_as_current(days: int) -> None:
    assert stand(facts(days), AS_OF, TABLES) == Stand(0, 0, 0, Grade.NORMAL)


def test_once_grace_is_over_days_count_from_the_due_date() -> None:
    assert count_days(date(2026, 2, 26), AS_OF, grace_days=3) == 4
    assert count_days(date(2026, 2, 27), AS_OF, grace_days=3) == 0


def test_a_shortfall_within_tolerance_stands_as_current() -> None:
    assert stand(facts(40, past_due_minor=10_00), AS_OF, TABLES).bucket == 0
    assert stand(facts(40, past_due_minor=10_01), AS_OF, TABLES).bucket == 2


def test_tolerance_is_of_its_own_currency_only() -> None:
    assert stand(facts(40, past_due_minor=10_00, currency="TWD"), AS_OF, TABLES).bucket == 2


def test_an_account_called_late_with_nothing_past_due_stays_late() -> None:
    assert stand(facts(None, cycles=2, past_due_minor=0), AS_OF, TABLES).bucket == 2


@pytest.mark.parametrize(
    ("cycles", "grade"),
    [(1, 2), (2, 2), (3, 2), (4, 3), (5, 4), (6, 4), (7, 5), (12, 5)],
)
def test_cycles_alone_give_bucket_and_grade_but_no_days(cycles: int, grade: int) -> None:
    answer = stand(facts(None, cycles=cycles), AS_OF, TABLES)
    assert answer == Stand(None, cycles, min(cycles, 7), Grade(grade))


def test_current_without_dates_is_zero_days_not_unknown() -> None:
    assert stand(facts(None, cycles=0), AS_OF, TABLES) == Stand(0, 0, 0, Grade.NORMAL)


@pytest.mark.parametrize(("days", "grade"), [(0, 4), (4, 4), (150, 4), (181, 5)])
def test_suspected_fraud_is_doubtful_at_least(days: int, grade: int) -> None:
    assert stand(facts(days, suspected_fraud=True), AS_OF, TABLES).five_class == grade


def test_the_worse_of_days_and_cycles_counts_when_the_policy_says_so() -> None:
    worse = Tables(bucket_from_days=EDGES, worse_of_days_and_cycles=True)
    assert bucket_of(20, 3, worse) == 3
    assert bucket_of(20, 3, Tables(bucket_from_days=EDGES)) == 1


def test_before_any_table_was_in_force_there_is_no_grade() -> None:
    old = tables_on(date(2005, 9, 30))
    answer = stand(facts(None, cycles=2), date(2005, 9, 30), old)
    assert (answer.bucket, answer.five_class) == (2, None)


def test_the_general_table_alone_would_be_milder_above_120_days() -> None:
    general = {table.rule: table for table in TABLES.grade_tables}["CN-CLS-02"]
    assert [general.grade(days) for days in (90, 91, 270, 271, 360, 361)] == [2, 3, 3, 4, 4, 5]


def test_every_bucket_lies_in_one_grade() -> None:
    for bucket in range(8):
        first, last = TABLES.days_of(bucket)
        days = range(first, (1000 if last is None else last) + 1)
        assert len({TABLES.worst_grade(day) for day in days}) == 1, bucket


def test_refuses_buckets_that_split_a_grade() -> None:
    card = GradeTable("X", ((1, Grade.SPECIAL_MENTION), (91, Grade.SUBSTANDARD)))
    with pytest.raises(TablesError, match="M4 .* spans several grades"):
        Tables(bucket_from_days=(1, 30, 60, 90, 120, 150, 180), grade_tables=(card,))


def test_refuses_buckets_that_do_not_rise() -> None:
    with pytest.raises(TablesError, match="rising"):
        Tables(bucket_from_days=(1, 31, 31, 91, 121, 151, 181))


def test_database_and_rules_share_one_vocabulary() -> None:
    assert [grade.value for grade in Grade] == [choice.value for choice in FiveClass]
    assert {str(reason) for reason in Exit} < {choice.value for choice in ExitReason}


@settings(max_examples=100, deadline=None)
@given(st.integers(-10, 800), st.integers(-10, 800), st.booleans())
def test_more_days_never_look_better(one: int, other: int, fraud: bool) -> None:
    fewer, more = sorted((one, other))
    better = stand(facts(fewer, suspected_fraud=fraud), AS_OF, TABLES)
    worse = stand(facts(more, suspected_fraud=fraud), AS_OF, TABLES)
    assert (better.days_past_due or 0) <= (worse.days_past_due or 0)
    assert better.bucket <= worse.bucket
    assert (better.five_class or 0) <= (worse.five_class or 0)


DUES = st.lists(
    st.builds(Due, st.dates(date(2025, 1, 1), date(2026, 6, 1)), st.integers(0, 1000)), max_size=8
)
PAYMENTS = st.lists(
    st.builds(Paid, st.dates(date(2025, 1, 1), date(2026, 6, 1)), st.integers(-500, 1500)),
    max_size=8,
)


@settings(max_examples=100, deadline=None)
@given(DUES, PAYMENTS, st.randoms())
def test_the_order_in_which_facts_arrive_does_not_matter(
    dues: list[Due], payments: list[Paid], random: object
) -> None:
    shuffled_dues, shuffled_payments = list(dues), list(payments)
    random.shuffle(shuffled_dues)  # type: ignore[attr-defined]
    random.shuffle(shuffled_payments)  # type: ignore[attr-defined]
    assert oldest_unmet_due(dues, payments) == oldest_unmet_due(shuffled_dues, shuffled_payments)
    assert cycles_past_due(dues, payments, AS_OF) == cycles_past_due(
        shuffled_dues, shuffled_payments, AS_OF
    )


def test_payments_meet_the_oldest_due_first() -> None:
    dues = [Due(date(2026, 2, 10), 300), Due(date(2026, 1, 10), 200), Due(date(2026, 3, 10), 100)]
    assert oldest_unmet_due(dues, []) == date(2026, 1, 10)
    assert oldest_unmet_due(dues, [Paid(date(2026, 2, 20), 200)]) == date(2026, 2, 10)
    assert oldest_unmet_due(dues, [Paid(date(2026, 2, 20), 195)], 10) == date(2026, 2, 10)
    assert oldest_unmet_due(dues, [Paid(date(2026, 2, 20), 600)]) is None
    assert cycles_past_due(dues, [Paid(date(2026, 2, 20), 250)], AS_OF) == 1
    reversed_payment = [Paid(date(2026, 2, 20), 600), Paid(date(2026, 2, 21), -600)]
    assert oldest_unmet_due(dues, reversed_payment) == date(2026, 1, 10)


FACTS = st.builds(
    AccountFacts,
    currency=st.sampled_from(["CNY", "TWD"]),
    past_due_minor=st.sampled_from([-5, 0, 1, 999, 1000, 1001, 50_000]),
    oldest_unmet_due_on=st.one_of(
        st.none(), st.dates(AS_OF - timedelta(days=400), AS_OF + timedelta(days=5))
    ),
    cycles_past_due=st.integers(0, 12),
    suspected_fraud=st.booleans(),
)


@settings(max_examples=60, deadline=None)
@given(rows=st.lists(FACTS, min_size=1, max_size=40), worse=st.booleans(), graded=st.booleans())
def test_columns_agree_with_the_rule(
    engine: Engine, rows: list[AccountFacts], worse: bool, graded: bool
) -> None:
    tables = Tables(
        bucket_from_days=EDGES,
        grade_tables=TABLES.grade_tables if graded else (),
        fraud_at_least=TABLES.fraud_at_least,
        grace_days=3,
        tolerance_minor={"CNY": 1000},
        worse_of_days_and_cycles=worse,
    )
    frame = pl.DataFrame(
        {
            "account_ref": [str(number) for number in range(len(rows))],
            "customer_ref": "c",
            "currency": [row.currency for row in rows],
            "total_minor": [row.past_due_minor for row in rows],
            "past_due_minor": [row.past_due_minor for row in rows],
            "oldest_unmet_due_on": [row.oldest_unmet_due_on for row in rows],
            "cycles_past_due": [row.cycles_past_due for row in rows],
            "suspected_fraud": [row.suspected_fraud for row in rows],
        },
        schema_overrides={"cycles_past_due": pl.Int16, "oldest_unmet_due_on": pl.Date},
    )
    answer = engine.collect(columns.stand(engine.bring(frame), AS_OF, tables))
    answer = answer.sort(pl.col("account_ref").cast(pl.Int32))
    assert dict(answer.schema) == columns.STANDING
    got = answer.select("days_past_due", "cycles_past_due", "bucket", "five_class").rows()
    assert [Stand(*row) for row in got] == [stand(row, AS_OF, tables) for row in rows]


@pytest.mark.parametrize(
    ("ours", "looser", "message"),
    [
        ("value: 3", "value: 2", "grace_days is 2; CN-PAY-02 demands 3"),
        ("value: {CNY: 10}", "value: {CNY: 9.99}", "tolerance for CNY is 9.99; .* demands 10"),
        ("value: {CNY: 10}", "value: {TWD: 10}", "tolerance for CNY is 0; .* demands 10"),
        ("value: days", "value: months", "bucket_basis is 'months'; it must be days or worse"),
    ],
)
def test_refuses_a_policy_that_gives_less_than_the_law(
    tmp_path: Path, ours: str, looser: str, message: str
) -> None:
    text = (django_settings.RULEPACKS / "policy/default/delinquency/cases.yaml").read_text("utf-8")
    assert ours in text
    (tmp_path / "cases.yaml").write_text(text.replace(ours, looser), "utf-8")
    with pytest.raises(TablesError, match=message):
        tables_on(AS_OF, policy=load_pack(tmp_path, "policy/default"))
