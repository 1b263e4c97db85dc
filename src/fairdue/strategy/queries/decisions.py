"""What the decision table decided for a case, in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from fairdue.kernel.text import Text
from fairdue.strategy.models import Decision, Treatment
from fairdue.strategy.queries.documents import stored_document
from fairdue.strategy.rules.inputs import INPUTS, Input, value_words
from fairdue.strategy.rules.tables import STRENGTH, Step


@dataclass(frozen=True, slots=True)
class InputWords:
    """One value a decision saw, as people read it. `asked`: the deciding row asked about it."""

    name: str
    label: Text
    value: Text
    asked: bool


@dataclass(frozen=True, slots=True)
class DecisionFacts:
    """What was decided about an account, by which row, and why."""

    account_id: int
    as_of: date
    treatment: str
    treatment_label: str
    table: str
    version: str
    title: Text
    row: str
    why: Text
    conditions: tuple[Text, ...]
    inputs: tuple[InputWords, ...]


def decision_of(case_id: int) -> DecisionFacts | None:
    """What was last decided for a case: the strongest of its accounts' decisions."""
    return next(iter(decisions_of(case_id)), None)


def decisions_of(case_id: int) -> list[DecisionFacts]:
    """The newest decision for each past-due account of a case, the strongest first."""
    newest = Decision.objects.filter(case_id=case_id).order_by("-as_of").values("as_of")[:1]
    rows = list(Decision.objects.filter(case_id=case_id, as_of__in=newest))
    rows.sort(
        key=lambda row: (
            -STRENGTH[Step(row.treatment)],
            -row.inputs["past_due_minor"],
            row.account_id,
        )
    )
    return [_facts(row) for row in rows]


def _facts(decision: Decision) -> DecisionFacts:
    table = stored_document(decision.table, decision.table_version).table
    row = table.row(decision.row)
    if row is None:
        raise LookupError(f"{table.name} {table.version} has no row {decision.row}")
    asked = {condition.asks for condition in row.conditions}
    return DecisionFacts(
        account_id=decision.account_id,
        as_of=decision.as_of,
        treatment=decision.treatment,
        treatment_label=str(Treatment(decision.treatment).label),
        table=table.name,
        version=table.version,
        title=table.title,
        row=row.id,
        why=row.why,
        conditions=tuple(condition.words() for condition in row.conditions),
        inputs=tuple(
            InputWords(given.name, given.label, words(given, decision.inputs), given.name in asked)
            for given in INPUTS.values()
        ),
    )


def words(given: Input, values: dict[str, Any]) -> Text:
    """A stored input as people read it. Inputs that came later are unknown to older decisions."""
    return value_words(given, values.get(given.column), str(values["currency"]))
