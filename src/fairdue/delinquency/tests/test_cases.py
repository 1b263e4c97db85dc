"""Cases from entry to exit: the reference, and the columns that must agree with it."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from fairdue.delinquency import columns
from fairdue.delinquency.rules.cases import Case, Day, Event, Exit, Happening, fold, worst_of
from fairdue.engine.engines import Engine

D = [date(2026, 1, 30) + timedelta(days=number) for number in range(10)]
MONTHS = 12


def kinds(events: list[Event]) -> list[tuple[str, int | None, int | None]]:
    return [(str(event.kind), event.from_bucket, event.to_bucket) for event in events]


def test_a_case_opens_rolls_improves_and_closes() -> None:
    days = {
        D[0]: Day(0),
        D[1]: Day(1, 5, 1),
        D[2]: Day(3, 61, 1),
        D[3]: Day(2, 40, 2),
        D[4]: Day(0),
    }
    cases, events = fold(days, MONTHS)
    assert kinds(events) == [
        ("entered", None, 1),
        ("rolled", 1, 3),
        ("improved", 3, 2),
        ("exited", 2, 0),
    ]
    (case,) = cases
    assert (case.opened_on, case.closed_on, case.exit_reason) == (D[1], D[4], Exit.PAID)
    assert (case.bucket_at_entry, case.worst_bucket, case.bucket) == (1, 3, 0)


def test_nothing_owed_any_more_is_settled() -> None:
    cases, _ = fold({D[0]: Day(1, 5, 1), D[1]: Day(0, 0, 0, owes=False)}, MONTHS)
    assert cases[0].exit_reason is Exit.SETTLED


def test_a_customer_who_vanishes_is_gone_and_no_cure() -> None:
    cases, events = fold({D[0]: Day(1, 5, 1), D[1]: None, D[2]: Day(1, 7, 1)}, MONTHS)
    assert [case.exit_reason for case in cases] == [Exit.GONE, None]
    assert events[1] == Event(1, D[1], Happening.EXITED, 1, None)
    assert not cases[1].re_default


def test_coming_back_within_a_year_of_a_cure_is_a_re_default() -> None:
    start, cured = date(2025, 1, 10), date(2025, 2, 28)
    for back, expected in [(date(2026, 2, 28), True), (date(2026, 3, 1), False)]:
        cases, _ = fold({start: Day(1, 5, 1), cured: Day(0), back: Day(1, 5, 1)}, MONTHS)
        assert [case.ordinal for case in cases] == [1, 2]
        assert cases[1].re_default is expected


def test_the_worst_account_speaks_for_the_customer() -> None:
    both = worst_of([Day(2, 45, 1, owes=True), Day(0, 0, 0, owes=False), Day(1, None, 1)])
    assert both == Day(2, 45, 2, owes=True)


ACCOUNT_DAY = st.one_of(
    st.none(),
    st.builds(
        lambda bucket, known, owed: (
            bucket,
            (bucket * 30 - 5 if bucket else 0) if known else None,
            owed,
        ),
        st.integers(0, 7),
        st.booleans(),
        st.sampled_from([-100, 0, 100]),
    ),
)
PORTFOLIO = st.dictionaries(
    st.tuples(st.sampled_from("abcd"), st.integers(1, 2)),
    st.lists(ACCOUNT_DAY, min_size=5, max_size=5),
    min_size=1,
    max_size=6,
)


@settings(max_examples=60, deadline=None)
@given(portfolio=PORTFOLIO, gaps=st.lists(st.integers(1, 300), min_size=5, max_size=5))
def test_columns_agree_with_the_reference(
    engine: Engine,
    portfolio: dict[tuple[str, int], list[tuple[int, int | None, int] | None]],
    gaps: list[int],
) -> None:
    dates = [date(2026, 1, 1) + timedelta(days=sum(gaps[: number + 1])) for number in range(5)]
    state = pl.DataFrame(schema=columns.CASES)
    found: dict[tuple[str, int], tuple[object, ...]] = {}
    events: dict[str, list[tuple[object, ...]]] = {}
    for number, on in enumerate(dates):
        standing, before = engine.bring(standing_of(portfolio, number)), engine.bring(state)
        today = columns.customers(columns.concerned(standing, before))
        after = columns.advance(before, today, on, MONTHS)
        answer = engine.collect(after).sort("customer_ref")
        state = answer.select(*columns.CASES)
        assert dict(state.schema) == columns.CASES
        for row in state.iter_rows():
            found[row[0], row[1]] = row[1:]
        for row in answer.filter(pl.col("kind").is_not_null()).iter_rows(named=True):
            event = (row["ordinal"], on, row["kind"], row["from_bucket"], row["to_bucket"])
            events.setdefault(row["customer_ref"], []).append(event)
    for customer in {key[0] for key in portfolio}:
        cases, happened = fold(days_of(portfolio, customer, dates), MONTHS)
        assert [found[customer, case.ordinal] for case in cases] == [as_row(case) for case in cases]
        assert events.get(customer, []) == [
            (event.ordinal, event.on, str(event.kind), event.from_bucket, event.to_bucket)
            for event in happened
        ]


def standing_of(
    portfolio: dict[tuple[str, int], list[tuple[int, int | None, int] | None]], number: int
) -> pl.DataFrame:
    rows = [
        (
            f"{customer}{account}",
            customer,
            "CNY",
            entry[2],
            0,
            None,
            entry[1],
            0,
            entry[0],
            1,
            False,
        )
        for (customer, account), days in portfolio.items()
        if (entry := days[number]) is not None
    ]
    return pl.DataFrame(rows, schema=columns.STANDING, orient="row")


def days_of(
    portfolio: dict[tuple[str, int], list[tuple[int, int | None, int] | None]],
    customer: str,
    dates: list[date],
) -> dict[date, Day | None]:
    days: dict[date, Day | None] = {}
    for number in reversed(range(len(dates))):
        entries = [days[number] for (who, _), days in portfolio.items() if who == customer]
        accounts = [
            Day(bucket, known, int(bucket >= 1), owed > 0)
            for bucket, known, owed in (entry for entry in entries if entry is not None)
        ]
        days[dates[number]] = worst_of(accounts) if accounts else None
    return days


def as_row(case: Case) -> tuple[object, ...]:
    return (
        case.ordinal,
        case.opened_on,
        case.closed_on,
        str(case.exit_reason) if case.exit_reason else None,
        case.re_default,
        case.bucket_at_entry,
        case.bucket,
        case.worst_bucket,
        case.days_past_due,
        case.accounts_past_due,
        case.last_past_due_on,
    )
