"""An account's line in either file, from its entry, the issuer's figures and the person."""

from __future__ import annotations

import polars as pl

from fairdue.credit_record.metro2.columns import unfit as metro2_unfit
from fairdue.credit_record.pboc import writing as pboc
from fairdue.credit_record.pboc.layout import DETAIL_FIELDS
from fairdue.credit_record.queries.entries import Entries
from fairdue.credit_record.rules.metro2 import CARD_CODES, HISTORY_LENGTH
from fairdue.credit_record.rules.reporting import FIRST_DAYS_OF_CHARACTER, Held, status_of
from fairdue.engine.lake import lake
from fairdue.portfolio.columns import DATASET as PORTFOLIO

INDIVIDUAL = "1"
RESIDENT, OTHER_PAPER = "10", "99"
_ADDRESS = (
    r"^(?<line>.+?)\s*[,\n;]\s*(?<city>[^,\n;]+?)\s*[,\n;]\s*"
    r"(?<state>[A-Z]{2})\s+(?<zip>[0-9]{5}(?:-[0-9]{4})?)\s*$"
)


def metro2_rows(found: Entries, *, identification: str, days_after_due: int) -> pl.DataFrame:
    """Columns of `metro2.layout.BASE` and `held`, of every account.

    Amounts are whole units of the account's currency. The payment of the month is the last one,
    where the issuer's file has it in this month.
    """
    known = _with_figures(found).join(
        _people(found.persons), on="customer_ref", how="left", maintain_order="left"
    )
    current = pl.col("account_status") == "11"
    paid_now = pl.col("last_payment_on") >= found.month.replace(day=1)
    rows = known.with_columns(
        pl.col("character")
        .replace_strict({each: status_of(each) for each in FIRST_DAYS_OF_CHARACTER}, default="")
        .alias("account_status")
    ).select(
        pl.lit("1").alias("processing_indicator"),
        pl.lit(identification).alias("identification_number"),
        pl.col("account_ref").alias("consumer_account_number"),
        *(pl.lit(code).alias(name) for name, code in CARD_CODES.items()),
        pl.col("opened_on").alias("date_opened"),
        _whole("credit_limit_minor").alias("credit_limit"),
        _whole("minimum_due_minor").alias("scheduled_monthly_payment_amount"),
        pl.when(paid_now).then(_whole("last_payment_minor")).alias("actual_payment_amount"),
        "account_status",
        pl.col("history")
        .str.slice(1, HISTORY_LENGTH)
        .str.pad_end(HISTORY_LENGTH, "B")
        .alias("payment_history_profile"),
        pl.col("condition").alias("compliance_condition_code"),
        _whole("total_minor").alias("current_balance"),
        pl.when(current)
        .then(pl.lit(0, dtype=pl.Int64))
        .otherwise(_whole("past_due_minor"))
        .alias("amount_past_due"),
        pl.lit(found.figures_of).alias("date_account_information"),
        pl.when(~current)
        .then(pl.col("first_missed_on").dt.offset_by(f"{days_after_due}d"))
        .alias("date_first_delinquency"),
        pl.col("last_payment_on").alias("date_last_payment"),
        "surname", "first_name", "middle_name", "social_security_number", "telephone_number",
        pl.lit(INDIVIDUAL).alias("ecoa_code"),
        pl.lit("US").alias("country_code"),
        "first_line_address", "second_line_address", "city", "state", "zip_code", "held",
    )  # fmt: skip
    columns = {name: dtype for name, dtype in rows.schema.items() if name != "held"}
    return rows.with_columns(_held_or(metro2_unfit(columns)))


def pboc_rows(found: Entries) -> pl.DataFrame:
    """Every field of `pboc.layout.DETAIL_FIELDS` as text and `held`, of every account."""
    persons = found.persons.select("customer_ref", "name", "id_number")
    resident = pl.col("id_number").str.contains("^[0-9]{17}[0-9X]$").fill_null(value=False)
    known = _with_figures(found).join(persons, on="customer_ref", how="left", maintain_order="left")
    named = known.with_columns(
        pl.col("account_ref").alias("account"),
        pl.when(resident).then(pl.lit(RESIDENT)).otherwise(pl.lit(OTHER_PAPER)).alias("id_type"),
        pboc.amount("credit_limit_minor").alias("credit_limit"),
        pboc.amount("total_minor").alias("balance"),
        pboc.amount("past_due_minor").alias("past_due"),
        pboc.amount("minimum_due_minor").alias("minimum_due"),
        pboc.amount("last_payment_minor").alias("last_payment"),
        pl.col("character").alias("status"),
        pl.col("corrected").cast(pl.Int8).alias("special_event"),
        pl.col("disputed").cast(pl.Int8).alias("objection"),
    )
    rows = named.with_columns(pboc.texts()).select(*(field.name for field in DETAIL_FIELDS), "held")
    return rows.with_columns(_held_or(pboc.unfit()))


def _held_or(unfit: pl.Expr) -> pl.Expr:
    """The reason, or that a field is unfit and which one."""
    named = pl.when(unfit.is_not_null()).then(pl.format(f"{Held.UNFIT}:{{}}", unfit))
    return pl.coalesce("held", named).alias("held")


def _with_figures(found: Entries) -> pl.DataFrame:
    """Entries with what else the issuer's file says of the accounts."""
    accounts = pl.scan_parquet(lake().file(PORTFOLIO, found.figures_of, "accounts")).select(
        "account_ref", "opened_on", "credit_limit_minor", "minimum_due_minor",
        "last_payment_on", "last_payment_minor",
    )  # fmt: skip
    joined = found.frame.lazy().join(accounts, on="account_ref", how="left", maintain_order="left")
    return joined.collect()


def _whole(name: str) -> pl.Expr:
    """Whole units of the currency, cut off, never below zero."""
    amount = pl.max_horizontal(pl.col(name), 0)
    return (amount // pl.lit(10, dtype=pl.Int64).pow(pboc.minor_digits())).cast(pl.Int64)


def _people(persons: pl.DataFrame) -> pl.DataFrame:
    """Names, numbers and addresses as Metro 2 has them; what can't be told apart stays null.

    An address ends with town, state and postcode: "1 Main Street, Springfield, IL 62701".
    """
    words = pl.col("name").str.to_uppercase().str.strip_chars().str.split(" ")
    place = pl.col("address").str.to_uppercase().str.extract_groups(_ADDRESS).struct
    line = place.field("line").str.splitn(",", 2).struct
    phone = pl.col("phone_1").str.replace_all("[^0-9]", "").str.replace(r"^1([0-9]{10})$", "$1")
    ssn = pl.col("id_number").str.replace_all("[- ]", "")
    return persons.select(
        "customer_ref",
        words.list.last().alias("surname"),
        pl.when(words.list.len() > 1).then(words.list.first()).alias("first_name"),
        pl.when(words.list.len() > 2)
        .then(words.list.slice(1, words.list.len() - 2).list.join(" "))
        .alias("middle_name"),
        pl.when(ssn.str.contains("^[0-9]{9}$")).then(ssn).alias("social_security_number"),
        pl.when(phone.str.contains("^[0-9]{10}$")).then(phone).alias("telephone_number"),
        line.field("field_0").str.strip_chars().alias("first_line_address"),
        line.field("field_1").str.strip_chars().alias("second_line_address"),
        place.field("city").str.strip_chars().alias("city"),
        place.field("state").alias("state"),
        place.field("zip").str.replace("-", "").alias("zip_code"),
    )
