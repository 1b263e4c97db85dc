"""Figures that count rows of one frame: the same rows are counted and shown.

A cohort is a frame that a room tells; the denominator is all of it, the numerator the rows of which
`hit` is true. Sums of amounts and estimates are reckoned from the same rows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, timedelta

import polars as pl

from fairdue.compliance.figures import complaints_told, disputes_told
from fairdue.contact.queries.ends import cases_open_between, contacts_proven, severe_contacts
from fairdue.contact.queries.touched import contacts_between
from fairdue.kernel.calendars import add_months
from fairdue.legal.figures import claims_filed
from fairdue.negotiation.figures import kept_between
from fairdue.negotiation.queries.lasting import hardship_told, plans_lasting
from fairdue.reporting.scope import Scope
from fairdue.visits.figures import visits_made

Cut = Mapping[str, str]
CURED = pl.col("exit_reason").is_in(["paid", "settled"])
UPHELD = pl.col("decision").is_in(["upheld", "partly"])
ALL = pl.lit(True)
DAY_US = timedelta(days=1) / timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Tally:
    """What a figure counts. `cohort` gives the denominator's rows, `hit` tells the numerator's."""

    cohort: Callable[[Scope, Cut], pl.DataFrame]
    hit: pl.Expr

    def rows(self, scope: Scope, cut: Cut, *, numerator: bool) -> pl.DataFrame:
        """The rows behind one part."""
        found = self.cohort(scope, cut)
        return found.filter(self.hit) if numerator else found


def entered(scope: Scope, cut: Cut) -> pl.DataFrame:
    """Cases that opened in the span."""
    span = scope.span
    found = cases_open_between(span.first, span.last)
    return found.filter(pl.col("opened_on") >= span.first)


def open_cases(scope: Scope, cut: Cut) -> pl.DataFrame:
    """Cases open in the span, and whether they were resolved in it, and without anybody's help."""
    span = scope.span
    plans = plans_lasting(span.last).filter(pl.col("accepted_on") >= span.first)
    planned = plans.group_by("customer_id").agg(pl.col("own").all().alias("own"))
    cured = (CURED & (pl.col("closed_on") <= span.last)).fill_null(value=False)
    return (
        cases_open_between(span.first, span.last)
        .join(planned, on="customer_id", how="left")
        .sort("case_id")
        .with_columns(cured.alias("cured"), (cured | pl.col("own").is_not_null()).alias("resolved"))
        .with_columns(
            (pl.col("resolved") & ~pl.col("spoken") & pl.col("own").fill_null(value=True)).alias(
                "alone"
            )
        )
    )


def resolved(scope: Scope, cut: Cut) -> pl.DataFrame:
    """Of the open cases, those cured or put on a plan in the span."""
    return open_cases(scope, cut).filter("resolved")


def cured_before(scope: Scope, cut: Cut) -> pl.DataFrame:
    """Cases cured in the span's days some months earlier; `again` within those months."""
    months = int(cut["months"])
    first, last = (add_months(day, -months) for day in (scope.span.first, scope.span.last))
    found = cases_open_between(first, last).filter(
        CURED & pl.col("closed_on").is_between(first, last)
    )
    due = pl.col("closed_on").dt.offset_by(f"{months}mo")
    return found.with_columns((pl.col("again_on") <= due).fill_null(value=False).alias("again"))


def kept(scope: Scope, cut: Cut) -> pl.DataFrame:
    """Settled promises that fell due in the span, with the days to payment of kept ones."""
    return kept_between(scope.span.first, scope.span.last, scope.currency, scope.zone)


def plans(scope: Scope, cut: Cut) -> pl.DataFrame:
    """Plans accepted by the end of the span, and for how many days each was observed."""
    lasted = (pl.col("observed_until") - pl.col("accepted_on")).dt.total_days()
    return plans_lasting(scope.span.last).with_columns(lasted.alias("lasted_days"))


def proven(scope: Scope, cut: Cut) -> pl.DataFrame:
    """Contacts of the span."""
    return contacts_proven(*scope.moments)


def weeks(scope: Scope, cut: Cut) -> pl.DataFrame:
    """Points of pressure by customer and calendar week of the lender's zone, most first."""
    local = pl.col("at").dt.convert_time_zone(scope.zone.key).dt.date()
    return (
        contacts_between(*scope.moments)
        .with_columns(local.dt.truncate("1w").alias("week"))
        .group_by("customer_ref", "week")
        .agg(pl.len().alias("contacts"), pl.col("points").sum())
        .sort("points", "customer_ref", "week", descending=[True, False, False])
    )


def complaints(scope: Scope, cut: Cut) -> pl.DataFrame:
    """Complaints received in the span."""
    start, end = (moment.astimezone(UTC) for moment in scope.moments)
    return complaints_told(start, end).filter(
        pl.col("received_at").is_between(start, end, closed="left")
    )


def decided_complaints(scope: Scope, cut: Cut) -> pl.DataFrame:
    """Complaints decided in the span."""
    start, end = (moment.astimezone(UTC) for moment in scope.moments)
    return complaints_told(start, end).filter(
        pl.col("decided_at").is_between(start, end, closed="left")
    )


def _with_days(frame: pl.DataFrame, begins: str) -> pl.DataFrame:
    taken = (pl.col("answered_at") - pl.col(begins)).dt.total_microseconds() / DAY_US
    return frame.with_columns(taken.alias("days"))


def disputes(scope: Scope, cut: Cut) -> pl.DataFrame:
    """Disputes answered in the span or open at its end, and after how many days."""
    return _with_days(disputes_told(*scope.moments), "received_at")


def answered_disputes(scope: Scope, cut: Cut) -> pl.DataFrame:
    """Disputes answered in the span."""
    return disputes(scope, cut).filter(pl.col("days").is_not_null())


def hardship(scope: Scope, cut: Cut) -> pl.DataFrame:
    """Requests for hardship made in the span, and after how many days they were decided."""
    return _with_days(hardship_told(*scope.moments), "asked_at")


def visits(scope: Scope, cut: Cut) -> pl.DataFrame:
    """Visits made in the span."""
    return visits_made(*scope.moments)


def claims(scope: Scope, cut: Cut) -> pl.DataFrame:
    """Matters that went before a court, all or of one year."""
    found = claims_filed(scope.span.last, scope.currency)
    return found.filter(pl.col("vintage") == cut["vintage"]) if "vintage" in cut else found


def severe(scope: Scope, cut: Cut) -> pl.DataFrame:
    """Teams' contacts, and how many ended in abuse."""
    found = severe_contacts(*scope.moments)
    return found.filter(pl.col("team") == cut["team_name"]) if "team_name" in cut else found


ANSWERED = pl.col("days").is_not_null()
TALLIES: Mapping[str, Tally] = {
    "self_cure_rate": Tally(entered, CURED & ~pl.col("spoken")),
    "redefault_rate": Tally(cured_before, pl.col("again")),
    "digital_of_resolved": Tally(resolved, pl.col("alone")),
    "digital_of_all": Tally(open_cases, pl.col("alone")),
    "promise_lag": Tally(kept, pl.col("lag_days").is_not_null()),
    "plan_survival": Tally(plans, pl.col("failed")),
    "proof_coverage": Tally(proven, pl.col("proven")),
    "pressure_p95": Tally(weeks, ALL),
    "complaints_upheld": Tally(decided_complaints, UPHELD),
    "dispute_days_p50": Tally(disputes, ANSWERED),
    "dispute_days_p95": Tally(disputes, ANSWERED),
    "disputes_upheld": Tally(answered_disputes, UPHELD),
    "hardship_days_p50": Tally(hardship, ANSWERED),
    "hardship_days_p95": Tally(hardship, ANSWERED),
    "visits_verified": Tally(visits, pl.col("verified")),
    "visits_met": Tally(visits, pl.col("met")),
    "cases_due": Tally(open_cases, ALL),
    "cases_recovered": Tally(open_cases, pl.col("cured")),
    "case_recovery_rate": Tally(open_cases, pl.col("cured")),
}
"""Figures of which both parts are numbers of rows."""
