"""The lake's portfolio: what each of its files holds, a folder per day.

`accounts` and `payments` are plain Parquet without personal data. `persons` is Parquet with
modular encryption (AES-GCM), because it holds names, numbers and addresses.
Amounts are integer minor units of the row's currency. Dates are the issuer's local days.
"""

from __future__ import annotations

from typing import Any

import narwhals as nw
import polars as pl

from fairdue.portfolio.rules.law import JURISDICTIONS, LawDefaults

DATASET = "portfolio"

ACCOUNTS: dict[str, pl.DataType] = {
    "account_ref": pl.String(),
    "customer_ref": pl.String(),
    "currency": pl.String(),
    "card_last4": pl.String(),
    "product": pl.String(),
    "credit_limit_minor": pl.Int64(),
    "opened_on": pl.Date(),
    "statement_on": pl.Date(),
    "due_on": pl.Date(),
    "total_minor": pl.Int64(),
    "principal_minor": pl.Int64(),
    "interest_minor": pl.Int64(),
    "fees_minor": pl.Int64(),
    "instalment_fee_minor": pl.Int64(),
    "minimum_due_minor": pl.Int64(),
    "past_due_minor": pl.Int64(),
    "oldest_unmet_due_on": pl.Date(),
    "cycles_past_due": pl.Int16(),
    "usage": pl.String(),
    "suspected_fraud": pl.Boolean(),
    "last_payment_on": pl.Date(),
    "last_payment_minor": pl.Int64(),
}
"""One row per account, in `account_ref` order.

Never null: account_ref, customer_ref, currency, total_minor, past_due_minor, cycles_past_due,
suspected_fraud. `oldest_unmet_due_on` is null for a current account and where the issuer gives
cycles only. `usage`: no_use | paid_in_full | revolving | late, or null where not given.
"""

PERSONS: dict[str, pl.DataType] = {
    "customer_ref": pl.String(),
    "name": pl.String(),
    "id_number": pl.String(),
    "phone_1": pl.String(),
    "phone_2": pl.String(),
    "phone_3": pl.String(),
    "email": pl.String(),
    "address": pl.String(),
    "language": pl.String(),
    "jurisdiction": pl.String(),
    "region": pl.String(),
    "time_zones": pl.String(),
}
"""One row per customer, in `customer_ref` order; everything but the key may be null.

`jurisdiction`: CN | US | UK, whose law applies to contacting them; `region`: state, nation or
province, such as US-MA or GB-SCT; `time_zones`: every zone they may be in, as IANA names in
order, separated by a blank. Null is what policy LENDER-LAW says; region has no default.
"""

PAYMENTS: dict[str, pl.DataType] = {
    "payment_ref": pl.String(),
    "account_ref": pl.String(),
    "paid_on": pl.Date(),
    "amount_minor": pl.Int64(),
    "currency": pl.String(),
}
"""One row per payment, in (account_ref, paid_on, payment_ref) order; reversals are negative."""


def with_law(persons: nw.LazyFrame[Any], defaults: LawDefaults) -> nw.LazyFrame[Any]:
    """Fill `jurisdiction`, `region` and `time_zones` as `rules.law.law_for` does, for everyone.

    Null and "" both mean that the issuer gave nothing. `time_zones` stays a text, so that the
    few sets of zones there are can be judged once each.
    """
    given = {
        name: nw.when(nw.col(name) != "").then(nw.col(name))
        for name in ("jurisdiction", "region", "time_zones")
    }
    whose = nw.coalesce(given["jurisdiction"], nw.lit(defaults.jurisdiction))
    named = persons.with_columns(
        whose.alias("jurisdiction"), nw.coalesce(given["region"], nw.lit("")).alias("region")
    )
    zones: nw.Expr = given["time_zones"]
    for jurisdiction in JURISDICTIONS:
        usual = nw.lit(" ".join(sorted(set(defaults.zones[jurisdiction]))))
        fitting = nw.when(nw.col("jurisdiction") == jurisdiction).then(usual)
        zones = nw.coalesce(zones, fitting)
    return named.with_columns(zones.alias("time_zones"))
