"""What the lender chose about drawing and scoring talks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from fairdue.quality.rules.sampling import HIGH, LOW, MIDDLE, Shares
from fairdue.rulebook.packs import pack
from fairdue.rulebook.terms import terms

POLICY, RULE = "policy/default", "LENDER-SCORING"


@dataclass(frozen=True, slots=True)
class ScoringPolicy:
    """As in force on a day."""

    least: Shares
    """A plan draws no less."""
    risk_by_outcome: Mapping[str, str]
    complaint_days: int
    look_back_days: int
    pass_percent: int
    appeal_days: int
    answer_days: int
    barring_kinds: frozenset[str]
    kappa_least: float

    def risk(self, outcome: str, *, suspect: bool) -> str:
        """The stratum of a talk with an outcome; `suspect`: a finding in it is serious or worse."""
        return HIGH if suspect else self.risk_by_outcome.get(outcome, LOW)


def scoring_policy(on: date) -> ScoringPolicy:
    """As in force on a day."""
    told = terms(pack(POLICY), RULE, on)
    outcomes = told["risk_by_outcome"]
    return ScoringPolicy(
        least=Shares(
            {stratum: int(percent) for stratum, percent in told["share_percent_by_risk"].items()},
            int(told["drawn_least"]),
            int(told["calibration_percent"]),
        ),
        risk_by_outcome={
            outcome: stratum for stratum in (HIGH, MIDDLE) for outcome in outcomes[stratum]
        },
        complaint_days=int(told["complaint_days"]),
        look_back_days=int(told["look_back_days"]),
        pass_percent=int(told["score_pass_percent"]),
        appeal_days=int(told["score_appeal_days"]),
        answer_days=int(told["score_answer_days"]),
        barring_kinds=frozenset(told["barring_kinds"]),
        kappa_least=float(told["kappa_least"]),
    )
