"""What each audience looks at first. The same figures everywhere, in another order.

A tile is a figure of the catalogue by its key, so nobody can see two numbers under one name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from fairdue.kernel.text import Text
from fairdue.people.rules import COMPLIANCE, LEAD, MANAGEMENT, STRATEGIST
from fairdue.reporting.catalogue import CATALOGUE
from fairdue.reporting.exports.report import SECTION_TITLES
from fairdue.reporting.figure import Family


@dataclass(frozen=True, slots=True)
class Dashboard:
    """Groups of figures by key under a heading, and the families whose pictures are drawn."""

    title: Text
    groups: tuple[tuple[Text, tuple[str, ...]], ...]
    pictures: tuple[str, ...]
    """Keys of charts, in order."""

    @property
    def keys(self) -> tuple[str, ...]:
        """All figures shown."""
        return tuple(key for _, keys in self.groups for key in keys)


TODAY = Text("The desk’s work", "作业情况")
PORTFOLIO = Text("Portfolio", "资产组合")
CARDHOLDERS = Text("Protection of cardholders", "客户保护")

DASHBOARDS: Mapping[str, Dashboard] = {
    LEAD: Dashboard(
        Text("Lead", "主管"),
        (
            (
                TODAY,
                ("attempts", "rpc_account_rate", "penetration", "intensity", "denial_rate"),
            ),
            (
                Text("Agreements", "承诺与方案"),
                (
                    *("promises_taken", "kept_rate_count", "kept_rate_money", "promise_lag"),
                    "plan_survival",
                ),
            ),
            (
                Text("Results", "成果"),
                ("case_recovery_rate", "amount_recovery_rate", "self_cure_rate", "cure_rate"),
            ),
            (
                CARDHOLDERS,
                ("complaints_per_contacts", "pressure_p95"),
            ),
            (
                Text("The team", "小组"),
                ("severe_per_100_hours", "severe_gini", "respite_minutes"),
            ),
        ),
        ("calls_by_day", "promises_due", "vintage", "roll_by_count"),
    ),
    COMPLIANCE: Dashboard(
        Text("Compliance", "合规"),
        (
            (
                Text("Contacts", "联系"),
                ("denial_rate", "violation_rate", "proof_coverage", "pressure_p95"),
            ),
            (
                Text("Complaints", "投诉"),
                (
                    *("complaints_per_contacts", "complaints_per_accounts", "complaints_upheld"),
                    *("severe_per_100_hours", "severe_gini", "respite_minutes"),
                ),
            ),
            (
                Text("Clocks", "时限"),
                (
                    *("dispute_days_p50", "dispute_days_p95", "disputes_upheld"),
                    *("hardship_days_p50", "hardship_days_p95"),
                ),
            ),
            (Text("Visits", "外访"), ("visits_verified", "visits_met")),
        ),
        ("denials_by_clause", "outcomes"),
    ),
    STRATEGIST: Dashboard(
        Text("Strategy", "策略"),
        (
            (
                PORTFOLIO,
                ("delinquency_rate", "entry_rate", "cure_rate", "self_cure_rate", "redefault_rate"),
            ),
            (
                Text("What treatment brings", "处置效果"),
                (
                    *("incremental_recovery", "digital_of_resolved", "digital_of_all"),
                    *("rpc_per_attempt", "promise_rate", "legal_yield"),
                ),
            ),
            (
                Text("What lasts", "可持续性"),
                ("kept_rate_count", "kept_rate_money", "plan_survival", "pressure_p95"),
            ),
        ),
        ("vintage", "roll_by_balance", "roll_by_count", "accounts_by_bucket"),
    ),
    MANAGEMENT: Dashboard(
        Text("Management", "管理层"),
        (
            (
                PORTFOLIO,
                ("delinquent_accounts", "delinquency_rate", "entry_rate", "cure_rate"),
            ),
            (
                Text("Results", "成果"),
                (
                    *("cases_due", "cases_recovered", "case_recovery_rate"),
                    *("amount_due", "amount_recovered", "amount_recovery_rate"),
                    *("legal_yield", "incremental_recovery"),
                ),
            ),
            (
                Text("What lasts", "可持续性"),
                ("kept_rate_count", "plan_survival", "redefault_rate", "digital_of_all"),
            ),
            (
                CARDHOLDERS,
                (
                    *("complaints_per_contacts", "complaints_per_accounts", "violation_rate"),
                    *("proof_coverage", "pressure_p95", "severe_per_100_hours"),
                ),
            ),
        ),
        ("vintage", "roll_by_balance", "balance_by_bucket", "promises_due"),
    ),
}
"""By the role whose page it is. Everybody who may see figures may look at each."""

PICTURES: Mapping[str, Family] = {
    "calls_by_day": Family.CONTACTS,
    "outcomes": Family.CONTACTS,
    "promises_due": Family.PROMISES,
    "denials_by_clause": Family.PERMITS,
    "accounts_by_bucket": Family.BUCKETS,
    "balance_by_bucket": Family.BUCKETS,
    "roll_by_count": Family.ROLL,
    "roll_by_balance": Family.ROLL,
    "vintage": Family.ENDS,
}
"""Every chart by its key, and the family it belongs to."""


def of_keys(name: str, keys: Sequence[str]) -> Dashboard:
    """A dashboard of somebody's own: figures under the heading of their family, no pictures."""
    known = [CATALOGUE[key] for key in keys if key in CATALOGUE]
    groups = {
        family: tuple(each.key for each in known if each.family is family)
        for family in dict.fromkeys(each.family for each in known)
    }
    return Dashboard(
        Text(name, name),
        tuple((SECTION_TITLES[family], keys) for family, keys in groups.items()),
        (),
    )


def families(keys: Iterable[str], pictures: Iterable[str] = ()) -> tuple[Family, ...]:
    """The families that have to be counted for these figures and charts, in a fixed order."""
    wanted = {CATALOGUE[key].family for key in keys} | {PICTURES[key] for key in pictures}
    return tuple(family for family in Family if family in wanted)
