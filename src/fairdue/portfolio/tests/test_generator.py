"""The invented portfolio: its ladder, its sums, its dates, and that nobody in it can be real."""

from __future__ import annotations

import math
import re
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import polars as pl
import pytest

from fairdue.kernel.calendars import add_months
from fairdue.portfolio.generator import ladder
from fairdue.portfolio.generator.persons import CHECK_DIGITS, check_digit
from fairdue.portfolio.generator.portfolio import Snapshot, snapshots, write

AS_OF = date(2026, 3, 31)
ACCOUNTS = 200_000
EXPECTED = Path(__file__).with_name("generated_seed_294")
"""Four accounts, kept: a change here changes every portfolio that anyone has generated."""


@pytest.fixture(scope="module")
def months() -> list[Snapshot]:
    return list(snapshots(ACCOUNTS, seed=7, as_of=AS_OF, months=3))


@pytest.fixture(scope="module")
def moves(months: list[Snapshot]) -> pl.DataFrame:
    """Every account of a snapshot beside itself a month later (`cycles_right` null: gone)."""
    pairs = pairwise(months)
    return pl.concat(
        [one.accounts.join(two.accounts, on="acct_no", how="left") for one, two in pairs]
    )


def near(share: float, expected: float, count: int) -> bool:
    """Within four standard errors."""
    return abs(share - expected) <= 4 * math.sqrt(expected * (1 - expected) / count)


@pytest.mark.parametrize("cycles", range(1, 6))
def test_accounts_roll_forward_as_the_ladder_says(moves: pl.DataFrame, cycles: int) -> None:
    expected = {1: 0.32, 2: 0.65, 3: 0.80, 4: 0.97, 5: 0.99}[cycles]
    here = moves.filter(pl.col("cycles") == cycles)
    rolled = here.filter(pl.col("cycles_right") == cycles + 1).height
    assert near(rolled / here.height, expected, here.height)


@pytest.mark.parametrize("cycles", range(1, 5))
def test_accounts_cure_as_the_ladder_says(moves: pl.DataFrame, cycles: int) -> None:
    expected = {1: 0.48, 2: 0.17, 3: 0.06, 4: 0.003}[cycles]
    here = moves.filter(pl.col("cycles") == cycles)
    cured = here.filter(pl.col("cycles_right") == 0).height
    assert near(cured / here.height, expected, here.height)


def test_about_one_in_twenty_is_late_in_every_month(months: list[Snapshot]) -> None:
    for month in months:
        late = month.accounts.filter(pl.col("cycles") > 0).height
        assert near(late / ACCOUNTS, ladder.LATE_SHARE, ACCOUNTS)


def test_the_first_month_stands_where_the_ladder_leaves_it(months: list[Snapshot]) -> None:
    for month in (months[0], months[-1]):
        for cycles, expected in enumerate(ladder.steady_state()[1:], start=1):
            of_all = expected * (1 - ladder.DORMANT_SHARE)
            found = month.accounts.filter(pl.col("cycles") == cycles).height
            assert near(found / ACCOUNTS, of_all, ACCOUNTS), cycles


@pytest.mark.parametrize("cycles", range(1, ladder.MOST_CYCLES + 1))
def test_every_row_of_the_ladder_adds_up_to_one(cycles: int) -> None:
    row = ladder.transitions(cycles)
    assert math.isclose(sum(row.values()), 1.0)
    assert all(share > 0 for share in row.values())


def test_only_accounts_seven_or_more_cycles_late_leave_the_file(moves: pl.DataFrame) -> None:
    left = moves.filter(pl.col("cycles_right").is_null())
    assert left.height > 0
    assert left["cycles"].min() == 7


def test_the_file_keeps_its_size_and_its_keys_are_unique(months: list[Snapshot]) -> None:
    for month in months:
        assert month.accounts.height == month.accounts["acct_no"].n_unique() == ACCOUNTS
        assert month.customers["cust_no"].n_unique() == month.customers.height
        assert month.payments["pay_no"].n_unique() == month.payments.height
    every = pl.concat([month.payments for month in months])
    assert every["pay_no"].n_unique() == every.height


def test_components_add_up_and_nothing_past_due_exceeds_the_balance(
    months: list[Snapshot],
) -> None:
    for month in months:
        cents = month.accounts.with_columns((pl.col(pl.Float64) * 100).round().cast(pl.Int64))
        parts = pl.sum_horizontal("principal", "interest", "fees", "instalment_fee")
        wrong = cents.filter(
            (parts != pl.col("balance"))
            | (pl.col("past_due") > pl.col("balance"))
            | (pl.col("min_due") > pl.col("balance"))
            | (pl.min_horizontal("principal", "interest", "fees", "instalment_fee") < 0)
            | ((pl.col("past_due") > 0) != (pl.col("cycles") > 0))
        )
        assert wrong.is_empty(), wrong.head()


def test_what_is_past_due_is_more_than_any_tolerance(months: list[Snapshot]) -> None:
    for month in months:
        late = month.accounts.filter((pl.col("cycles") > 0) & (pl.col("ccy") == "CNY"))
        assert late["past_due"].min() > 10  # type: ignore[operator]


def test_cycles_and_oldest_due_agree_with_the_calendar(months: list[Snapshot]) -> None:
    for month in months:
        rows = month.accounts.filter(pl.col("cycles") > 0).sample(2000, seed=1)
        for due_on, oldest, cycles in rows.select(
            "due_date", "oldest_due_date", "cycles"
        ).iter_rows():
            fallen = [
                due
                for back in range(-1, 12)
                if oldest <= (due := add_months(due_on, -back)) < month.as_of
            ]
            assert len(fallen) == cycles
            assert oldest.day == due_on.day


def test_current_accounts_have_no_oldest_due(months: list[Snapshot]) -> None:
    current = months[-1].accounts.filter(pl.col("cycles") == 0)
    assert current["oldest_due_date"].null_count() == current.height


def test_a_due_follows_its_statement_by_20_to_25_days(months: list[Snapshot]) -> None:
    for month in months:
        days = (month.accounts["due_date"] - month.accounts["stmt_date"]).dt.total_days()
        assert (days.min(), days.max()) == (20, 25)
        assert month.accounts["stmt_date"].max() <= month.as_of  # type: ignore[operator]
        assert month.accounts["stmt_date"].min() > add_months(  # type: ignore[operator]
            month.as_of, -1
        ) - timedelta(days=4)


def test_every_cure_is_explained_by_payments(months: list[Snapshot]) -> None:
    for before, after in pairwise(months):
        paid = after.payments.group_by("acct_no").agg(pl.col("amount").sum().alias("paid"))
        cured = (
            before.accounts.filter(pl.col("cycles") > 0)
            .join(after.accounts.filter(pl.col("cycles") == 0), on="acct_no")
            .join(paid, on="acct_no", how="left")
        )
        assert cured.height > 1000
        assert cured.filter(
            pl.col("paid").is_null() | (pl.col("paid") < pl.col("past_due") - 0.005)
        ).is_empty()


def test_payments_lie_between_the_snapshots_and_match_the_last_one_named(
    months: list[Snapshot],
) -> None:
    for before, after in pairwise(months):
        assert after.payments["pay_date"].min() > before.as_of  # type: ignore[operator]
        assert after.payments["pay_date"].max() <= after.as_of  # type: ignore[operator]
        assert after.payments["amount"].min() > 0  # type: ignore[operator]
        latest = after.payments.group_by("acct_no").agg(
            pl.col("pay_date").max(), pl.col("amount").sort_by("pay_date").last()
        )
        both = latest.join(after.accounts, on="acct_no")
        assert both.height == latest.height
        assert both.filter(
            (pl.col("pay_date") != pl.col("last_pay_date"))
            | ((pl.col("amount") - pl.col("last_pay_amt")).abs() > 0.005)
        ).is_empty()


def test_customers_hold_one_to_three_cards(months: list[Snapshot]) -> None:
    cards = months[0].accounts.group_by("cust_no").len()["len"]
    assert (cards.min(), cards.max()) == (1, 3)
    assert near(cards.mean() / 3, 1.3 / 3, cards.len())  # type: ignore[operator]
    assert set(months[0].accounts["cust_no"]) == set(months[0].customers["cust_no"])


def test_people_keep_their_data_from_month_to_month(months: list[Snapshot]) -> None:
    both = months[0].customers.join(months[-1].customers, on="cust_no")
    assert both["id_no"].equals(both["id_no_right"].alias("id_no"))
    assert both["mobile"].equals(both["mobile_right"].alias("mobile"), null_equal=True)


def test_no_id_number_can_be_real(months: list[Snapshot]) -> None:
    numbers = months[-1].customers["id_no"]
    assert numbers.str.contains(r"^990\d{3}(19|20)\d{2}[01]\d[0-3]\d{4}[0-9X]$").all()
    assert all(check_digit(number[:17]) != number[17] for number in numbers)
    assert set(numbers.str.slice(17)) == set(CHECK_DIGITS)


def test_the_check_digit_is_the_standard_s() -> None:
    assert check_digit("11010519491231002") == "X"  # the example that GB 11643 prints


def test_no_phone_number_can_be_real(months: list[Snapshot]) -> None:
    people = months[-1].customers
    for column in ("mobile", "mobile2"):
        assert people[column].drop_nulls().str.contains(r"^154\d{8}$").all()
    assert people["home_phone"].drop_nulls().str.contains(r"^0\d{2,3}-0\d{7}$").all()


def test_e_mail_goes_to_example_domains_only(months: list[Snapshot]) -> None:
    mail = months[-1].customers["email"].drop_nulls()
    assert mail.str.contains(r"^[a-z]+\d+@example\.(com|org|net)$").all()


def test_some_fields_are_missing_and_some_people_are_unlike_the_most(
    months: list[Snapshot],
) -> None:
    people, accounts = months[-1].customers, months[-1].accounts
    for column in ("mobile", "mobile2", "home_phone", "email", "address", "language"):
        assert 0 < people[column].null_count() < people.height
    assert people["name"].null_count() == people["id_no"].null_count() == 0
    assert near((people["language"] == "en").sum() / people.height, 0.01, people.height)
    assert near((accounts["ccy"] == "USD").sum() / ACCOUNTS, 0.01, ACCOUNTS)
    assert 0 < (accounts["fraud_flag"] == "Y").sum() < ACCOUNTS / 500


def test_names_are_chinese_or_english(months: list[Snapshot]) -> None:
    names = months[-1].customers["name"]
    assert names.str.contains(r"^(\p{Han}{2,4}|[A-Z][a-z]+ [A-Z][a-z]+)$").all()
    commonest = names.str.slice(0, 1).value_counts(sort=True)[names.name][:3]
    assert set(commonest) == {"王", "李", "张"}


def test_the_same_seed_gives_the_same_bytes_and_another_does_not(tmp_path: Path) -> None:
    def written(seed: int, name: str) -> dict[str, bytes]:
        for snapshot in snapshots(500, seed, AS_OF, 2):
            write(snapshot, tmp_path / name)
        files = sorted((tmp_path / name).rglob("*.csv"))
        return {str(file.relative_to(tmp_path / name)): file.read_bytes() for file in files}

    first = written(1, "first")
    assert sorted(first) == [
        f"{day}/{name}.csv"
        for day in ("2026-02-28", "2026-03-31")
        for name in ("accounts", "customers", "payments")
    ]
    assert first == written(1, "again")
    assert first != written(2, "other")


def test_a_seed_s_bytes_are_the_same_on_every_machine(tmp_path: Path) -> None:
    folder = write(next(snapshots(4, 294, date(2026, 1, 31), 1)), tmp_path)
    for name in ("accounts", "customers", "payments"):
        assert (folder / f"{name}.csv").read_text() == (EXPECTED / f"{name}.csv").read_text()


def test_files_are_written_as_an_issuer_writes_them(tmp_path: Path) -> None:
    folder = write(next(snapshots(300, 1, AS_OF, 1)), tmp_path)
    header, *rows = (folder / "accounts.csv").read_text(encoding="utf-8").splitlines()
    assert header == (
        "acct_no,cust_no,card_last4,product,ccy,credit_limit,open_date,stmt_date,due_date,balance,"
        "principal,interest,fees,instalment_fee,min_due,past_due,oldest_due_date,cycles,fraud_flag,"
        "last_pay_date,last_pay_amt"
    )
    money = re.compile(r"^\d+\.\d\d$")
    for row in rows:
        fields = row.split(",")
        assert all(money.match(field) for field in [fields[5], *fields[9:16]])
        assert re.match(r"^\d{4}-\d{2}-\d{2}$", fields[7])
    customers = (folder / "customers.csv").read_text(encoding="utf-8").splitlines()[0]
    assert customers == "cust_no,name,id_no,mobile,mobile2,home_phone,email,address,language"
    payments = (folder / "payments.csv").read_text(encoding="utf-8").splitlines()[0]
    assert payments == "pay_no,acct_no,pay_date,amount,ccy"


@pytest.mark.parametrize(("accounts", "count"), [(0, 1), (5, 0)])
def test_an_empty_portfolio_is_refused(accounts: int, count: int) -> None:
    with pytest.raises(ValueError, match="at least one"):
        next(snapshots(accounts, 1, AS_OF, count))


@pytest.mark.parametrize("accounts", [1, 2, 17])
def test_small_portfolios_have_exactly_the_accounts_asked_for(accounts: int) -> None:
    for snapshot in snapshots(accounts, 3, AS_OF, 14):
        assert snapshot.accounts.height == accounts
