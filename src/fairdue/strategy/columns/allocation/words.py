"""The names of the columns that sharing out reads and gives."""

from __future__ import annotations

import polars as pl

from fairdue.strategy.rules.worth import CALL, LEGAL, LETTER, MESSAGE, REMIND, VISIT

DATASET = "allocations"

NONE = "none"
CONTACTS = (MESSAGE, LETTER, REMIND, CALL, VISIT)
PRESSURE_RULE = "LENDER-PRESSURE"
NOT_JUDGED = "unknown"
"""Stands for a rule where nobody asked whether a contact is lawful."""

CAPACITY, LAW, PRESSURE = "capacity", "law", "pressure"
NOT_WORTH, UNTOUCHED = "not_worth", "untouched"
REASONS = (CAPACITY, LAW, PRESSURE, NOT_WORTH, UNTOUCHED)
"""Why a case doesn't get what the table decided: there isn't enough; the law, or a missing fact,
or the pressure budget forbids it the next day; something gentler is worth more, or nothing is
worth its cost; the table leaves it alone."""

PLANNED = 1_000_000
"""Priorities from here on are of cases that get something; those of others lie below."""
ABOVE_MAX = 1_000_000_000

PLACE: dict[str, pl.DataType] = {
    "language": pl.String(),
    "team_before": pl.String(),
    "is_assigned": pl.Boolean(),
}
"""The customer's language (null: not known), the code of the team that has the case (null: none
yet), and whether a person of it was given the case."""

WANTED: dict[str, pl.DataType] = {
    "customer_ref": pl.String(),
    "ordinal": pl.Int16(),
    "decided": pl.String(),
    "rank": pl.Int32(),
    **{f"worth_{treatment}": pl.Int32() for treatment in (*CONTACTS, LEGAL)},
    **{f"barred_{treatment}": pl.String() for treatment in CONTACTS},
    "message_by": pl.String(),
    **PLACE,
}
"""`decided`: the table's treatment. `rank`: the case's priority among those that get nothing.
`worth_<treatment>`: in fen of the valuation; null where the table decided something gentler or
something else altogether. `barred_<treatment>`: the rule, or missing fact, that forbids its
channel all of the next day. `message_by`: "sms", or "email" where only that is lawful."""

ALLOCATED: dict[str, pl.DataType] = {
    "customer_ref": pl.String(),
    "ordinal": pl.Int16(),
    "decided": pl.String(),
    "treatment": pl.String(),
    "channel": pl.String(),
    "team": pl.String(),
    "net_value_minor": pl.Int64(),
    "price_minor": pl.Int64(),
    "unlimited": pl.String(),
    "reason": pl.String(),
    "priority": pl.Int32(),
}
"""`treatment`: what the case gets, or "none". `channel`: what it goes by (contact.rules.CHANNELS).
`team`: whose it is, whether or not it gets something; null where there are no teams.
`net_value_minor`, `price_minor`: fen of the valuation; what it is worth, and what the scarce
things that it takes are worth to others. `unlimited`: what it would get if there were enough of
everything. `reason`: one of REASONS where it doesn't get what was decided."""
