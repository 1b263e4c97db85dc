"""How long a recording is kept: every duty that applies, and what stands against deleting. Pure.

China: CBRC Decree 2011 No. 2 arts. 68 (two years) and 70 (an oral plan, until settled). United
States: 12 CFR 1006.100(b), three years after the call, and (a), three years after the last
activity on the debt, which binds whatever is evidence of compliance. United Kingdom: six years,
by limitation. The lender's own term comes beside them; the longest decides.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from fairdue.compliance.rules.retention import Term
from fairdue.kernel.text import Text

OWN = "LENDER-RECORDINGS"
CN_RECORDING, CN_ORAL_PLAN = "CN-REC-02", "CN-REC-03"
US_RETENTION, UK_RECORDS = "us.regf.100.retention", "uk.retention.records"


@dataclass(frozen=True, slots=True)
class Spoken:
    """What is known of a recorded call. `plan_settled_on`: None while a plan made on it runs."""

    law: str
    called_on: date
    last_activity_on: date
    plan_made: bool = False
    plan_settled_on: date | None = None


def terms(spoken: Spoken, years: Mapping[tuple[str, str], int]) -> tuple[Term, ...]:
    """Every duty to keep a recording. `years` by rule and parameter, as in force.

    Raises KeyError where a law's own years are missing: nothing is deleted on a guess.
    """
    own = Term(OWN, spoken.called_on, years[OWN, "years"])
    return (*_of_law(spoken, years), own)


def _of_law(spoken: Spoken, years: Mapping[tuple[str, str], int]) -> list[Term]:
    if spoken.law == "CN":
        found = [Term(CN_RECORDING, spoken.called_on, years[CN_RECORDING, "years"])]
        if spoken.plan_made:
            why = Text("A plan agreed on this call is not settled.", "通话中达成的分期尚未结清。")
            found.append(Term(CN_ORAL_PLAN, spoken.plan_settled_on, reason=why))
        return found
    if spoken.law == "US":
        after_call = years[US_RETENTION, "recording_years"]
        after_activity = years[US_RETENTION, "records_years"]
        return [
            Term(US_RETENTION, spoken.called_on, after_call),
            Term(US_RETENTION, spoken.last_activity_on, after_activity),
        ]
    return [Term(UK_RECORDS, spoken.called_on, years[UK_RECORDS, "years"])]
