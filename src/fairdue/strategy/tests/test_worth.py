"""What a contact is worth: cases, and that the columns come to the same as the rule."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairdue.rulebook.packs import pack
from fairdue.strategy.columns.allocation import worths
from fairdue.strategy.rules.worth import (
    TREATMENTS,
    Due,
    Worths,
    open_minor,
    read_worths,
    worth,
)

ON = Worths(
    uplift_permille={
        treatment: {bucket: 10 * place + bucket for bucket in range(1, 8)}
        for place, treatment in enumerate(TREATMENTS, 1)
    },
    pays_permille=dict(zip(range(1, 8), (750, 450, 250, 150, 100, 70, 40), strict=True)),
    cost_minor={treatment: 100 * place for place, treatment in enumerate(TREATMENTS)},
    weight_permille={"CNY": 1000, "USD": 7100},
    due_max_minor=10_000_000,
    horizon_days=30,
)


def test_counts_all_of_an_amount_as_open_that_is_as_likely_paid_as_not() -> None:
    assert open_minor(Due("CNY", 100_000, 1, will_pay=500), ON) == 100_000
    assert open_minor(Due("CNY", 100_000, 1, will_pay=1000), ON) == 0
    assert open_minor(Due("CNY", 100_000, 1, will_pay=0), ON) == 0


def test_the_greater_of_the_chances_counts_and_the_usual_one_where_no_score_tells() -> None:
    assert open_minor(Due("CNY", 100_000, 1, will_pay=100, will_cure=500), ON) == 100_000
    assert open_minor(Due("CNY", 100_000, 2), ON) == 99_000
    assert open_minor(Due("CNY", 100_000, 11), ON) == open_minor(Due("CNY", 100_000, 7), ON)


def test_currencies_weigh_as_the_policy_says_and_large_amounts_are_capped() -> None:
    assert open_minor(Due("USD", 1_000, 1, will_pay=500), ON) == 7_100
    assert open_minor(Due("CHF", 1_000, 1, will_pay=500), ON) == 1_000
    assert open_minor(Due("CNY", 10**15, 1, will_pay=500), ON) == 10_000_000


def test_a_treatment_is_worth_its_uplift_of_what_is_open_less_its_cost() -> None:
    dues = [Due("CNY", 100_000, 1, will_pay=500), Due("CNY", 50_000, 3, will_pay=500)]
    assert worth(dues, "message", ON) == 150_000 * 13 // 1000
    assert worth(dues, "call", ON) == 150_000 * 43 // 1000 - 300
    assert worth([Due("CNY", 0, 1)], "call", ON) == -300


def test_reads_the_policy_and_refuses_tables_with_gaps() -> None:
    values = pack("policy/default").values_on("LENDER-WORTH", date(2026, 11, 25))
    given = {name: value.value for name, value in values.items()}
    assert read_worths(given).cost_minor["visit"] > read_worths(given).cost_minor["call"]
    short = given | {"uplift_permille": given["uplift_permille"] | {"visit": {1: 5}}}
    with pytest.raises(ValueError, match="visit lacks buckets"):
        read_worths(short)
    with pytest.raises(ValueError, match="cost_minor lacks letter"):
        read_worths(given | {"cost_minor": {"message": 1}})
    with pytest.raises(ValueError, match="pays_permille"):
        read_worths(given | {"pays_permille": {1: 2000}})


SCORES = st.none() | st.integers(0, 1000)
DUES = st.builds(
    Due,
    st.sampled_from(["CNY", "USD", "CHF"]),
    st.integers(-100, 10**8) | st.integers(0, 10**18),
    st.integers(1, 12),
    SCORES,
    SCORES,
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(DUES, min_size=1, max_size=3), min_size=1, max_size=5),
       st.sampled_from([10_000, 10_000_000]))  # fmt: skip
def test_the_columns_come_to_the_same_as_the_rule(cases: list[list[Due]], due_max: int) -> None:
    on = replace(ON, due_max_minor=due_max)
    rows = [
        (str(number), due.currency, due.past_due_minor, due.bucket, due.will_pay, due.will_cure)
        for number, dues in enumerate(cases)
        for due in dues
    ]
    schema = {
        "customer_ref": pl.String,
        "currency": pl.String,
        "past_due_minor": pl.Int64,
        "bucket": pl.Int16,
        "will_pay": pl.Int16,
        "will_cure": pl.Int16,
    }
    found = worths(pl.DataFrame(rows, schema=schema, orient="row"), on)
    told = {row["customer_ref"]: row for row in found.iter_rows(named=True)}
    for number, dues in enumerate(cases):
        for treatment in TREATMENTS:
            assert told[str(number)][f"worth_{treatment}"] == worth(dues, treatment, on)
