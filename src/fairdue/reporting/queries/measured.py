"""Figures counted from frames that rooms tell, and estimates reckoned from their rows."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from fairdue.care.figures import incidents_spread, time_granted
from fairdue.contact import figures as contact
from fairdue.portfolio.figures import paid_by_account
from fairdue.reporting import catalogue
from fairdue.reporting.figure import Definition, Figure
from fairdue.reporting.queries import portfolio, tallied
from fairdue.reporting.queries.tallied import TALLIES
from fairdue.reporting.rules.centiles import centile
from fairdue.reporting.rules.survival import Life, survival
from fairdue.reporting.scope import Scope
from fairdue.strategy.figures import brought_in

MONTHS = (3, 6, 12)
DAYS_OF_MONTHS = {3: 91, 6: 183, 12: 365}


def _counted(definition: Definition, rows: pl.DataFrame, scope: Scope, **more: object) -> Figure:
    hits = rows.filter(TALLIES[definition.key].hit).height
    return Figure(definition, scope.span, hits, rows.height, **more)  # type: ignore[arg-type]


def ends_figures(scope: Scope) -> tuple[Figure, ...]:
    """Self-cure, re-default by months, and digital resolution by both denominators."""
    cases = tallied.open_cases(scope, {})
    return (
        _counted(catalogue.SELF_CURE_RATE, tallied.entered(scope, {}), scope),
        *(
            _counted(
                catalogue.REDEFAULT_RATE,
                tallied.cured_before(scope, {"months": str(months)}),
                scope,
                slice=(("months", str(months)),),
            )
            for months in MONTHS
        ),
        _counted(catalogue.DIGITAL_OF_RESOLVED, cases.filter("resolved"), scope),
        _counted(catalogue.DIGITAL_OF_ALL, cases, scope),
    )


def plan_figures(scope: Scope) -> tuple[Figure, ...]:
    """Promise lag, and how many plans last beyond 3, 6 and 12 months."""
    promises, plans = tallied.kept(scope, {}), tallied.plans(scope, {})
    lag = centile(promises["lag_days"].drop_nulls().to_list(), 0.5)
    lives = [Life(days, failed) for days, failed in plans.select("lasted_days", "failed").rows()]
    lasting = []
    for months, days in DAYS_OF_MONTHS.items():
        found = survival(lives, days)
        lasting.append(
            _counted(
                catalogue.PLAN_SURVIVAL,
                plans,
                scope,
                slice=(("months", str(months)),),
                estimate=found.share if found else None,
                interval=(found.low, found.high) if found else None,
            )
        )
    return (_counted(catalogue.PROMISE_LAG, promises, scope, estimate=lag), *lasting)


def protection_figures(scope: Scope) -> tuple[Figure, ...]:
    """Proof, pressure, complaints, disputes and hardship."""
    contacts = contact.contacts_found_unlawful(*scope.moments)[0]
    weeks = tallied.weeks(scope, {})
    received = tallied.complaints(scope, {}).height
    disputes, hardship = tallied.disputes(scope, {}), tallied.hardship(scope, {})
    per_accounts = (
        Figure(catalogue.COMPLAINTS_PER_ACCOUNTS, scope.span, received, portfolio.past_due(scope)),
    )
    return (
        Figure(catalogue.COMPLAINTS_PER_CONTACTS, scope.span, received, contacts),
        *(per_accounts if scope.as_of else ()),
        _counted(catalogue.COMPLAINTS_UPHELD, tallied.decided_complaints(scope, {}), scope),
        _counted(
            catalogue.PRESSURE_P95,
            weeks,
            scope,
            estimate=centile(weeks["points"].to_list(), 0.95),
        ),
        _counted(catalogue.PROOF_COVERAGE, tallied.proven(scope, {}), scope),
        *_waits(scope, disputes, (catalogue.DISPUTE_DAYS_P50, catalogue.DISPUTE_DAYS_P95)),
        _counted(catalogue.DISPUTES_UPHELD, disputes.filter(pl.col("days").is_not_null()), scope),
        *_waits(scope, hardship, (catalogue.HARDSHIP_DAYS_P50, catalogue.HARDSHIP_DAYS_P95)),
    )


def _waits(
    scope: Scope, rows: pl.DataFrame, definitions: tuple[Definition, Definition]
) -> Iterable[Figure]:
    days = rows["days"].drop_nulls().to_list()
    for definition, share in zip(definitions, (0.5, 0.95), strict=True):
        yield _counted(definition, rows, scope, estimate=centile(days, share))


def field_figures(scope: Scope) -> tuple[Figure, ...]:
    """Visits with proven presence and with somebody met, and what went to court brought in."""
    visits, claims = tallied.visits(scope, {}), tallied.claims(scope, {})

    def earned(rows: pl.DataFrame, **cut: str) -> Figure:
        return Figure(
            catalogue.LEGAL_YIELD,
            scope.span,
            int(rows["net_minor"].sum()),
            int(rows["claimed_minor"].sum()),
            scope.currency,
            tuple(cut.items()),
        )

    return (
        _counted(catalogue.VISITS_VERIFIED, visits, scope),
        _counted(catalogue.VISITS_MET, visits, scope),
        earned(claims),
        *(
            earned(claims.filter(pl.col("vintage") == vintage), vintage=vintage)
            for vintage in claims["vintage"].unique().sort().to_list()
        ),
    )


def board_figures(scope: Scope) -> tuple[Figure, ...]:
    """Cases and money to collect and recovered; money only where there are two days."""
    cases = tallied.open_cases(scope, {})
    recovered = cases.filter("cured").height
    return (
        Figure(catalogue.CASES_DUE, scope.span, cases.height),
        Figure(catalogue.CASES_RECOVERED, scope.span, recovered, cases.height),
        Figure(catalogue.CASE_RECOVERY_RATE, scope.span, recovered, cases.height),
        *(_money(scope) if scope.as_of and scope.before else ()),
    )


def _money(scope: Scope) -> tuple[Figure, ...]:
    due, recovered = (
        money_owed(scope).select(pl.col("past_due_minor").sum(), pl.col("recovered_minor").sum())
    ).row(0)
    currency = scope.currency
    return (
        Figure(catalogue.AMOUNT_DUE, scope.move, due, None, currency),
        Figure(catalogue.AMOUNT_RECOVERED, scope.move, recovered, due, currency),
        Figure(catalogue.AMOUNT_RECOVERY_RATE, scope.move, recovered, due, currency),
    )


def money_owed(scope: Scope) -> pl.DataFrame:
    """Accounts past due on the earlier day, and what they paid of it by the later, minor units."""
    move = scope.move
    paid = paid_by_account(move.first, move.last, scope.currency)
    at_most = pl.min_horizontal("past_due_minor", "paid_minor").clip(lower_bound=0)
    return (
        portfolio.standing(move.first)
        .filter(pl.col("currency") == scope.currency, pl.col("past_due_minor") > 0)
        .select("account_ref", "currency", "bucket", "past_due_minor")
        .join(paid.lazy(), on="account_ref", how="left")
        .with_columns(pl.col("paid_minor").fill_null(0))
        .with_columns(at_most.alias("recovered_minor"))
        .sort("account_ref")
        .collect()
    )


def people_figures(scope: Scope) -> tuple[Figure, ...]:
    """What the work asks of people, of groups only; nothing of fewer than five people."""
    return (*_severe(scope), *_spread(scope), *_granted(scope))


def _spread(scope: Scope) -> Iterable[Figure]:
    """How evenly each team bears abuse; a team that bore none has nothing to share out."""
    for team, people, severe, apart in incidents_spread(*scope.moments).iter_rows():
        yield Figure(
            catalogue.SEVERE_GINI,
            scope.span,
            severe,
            people,
            slice=(("team_name", team),),
            estimate=apart / (people * severe) if severe else None,
        )


def _granted(scope: Scope) -> Iterable[Figure]:
    for people, times, minutes in time_granted(*scope.moments).iter_rows():
        yield Figure(catalogue.RESPITE_MINUTES, scope.span, times, people, estimate=minutes / times)


def _severe(scope: Scope) -> tuple[Figure, ...]:
    """Abusive contacts per hundred hours, whole and by team."""
    found = tallied.severe(scope, {})
    if found.is_empty():
        return ()
    definition = catalogue.SEVERE_PER_100_HOURS
    return (
        Figure(definition, scope.span, int(found["severe"].sum()), int(found["minutes"].sum())),
        *(
            Figure(definition, scope.span, severe, minutes, slice=(("team_name", team),))
            for team, severe, minutes in found.select("team", "severe", "minutes").iter_rows()
        ),
    )


def experiment_figures(scope: Scope) -> tuple[Figure, ...]:
    """What each experiment's challenger brought in over its champion, with bounds."""
    return tuple(
        Figure(
            catalogue.INCREMENTAL_RECOVERY,
            scope.span,
            each.challengers,
            each.challengers + each.champions,
            scope.currency,
            (("experiment", each.name),),
            each.difference,
            None if each.low is None or each.high is None else (each.low, each.high),
        )
        for each in brought_in(scope.span.last, scope.currency)
    )
