"""What the lender chose about reviewing what was said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from fairdue.quality.rules.kinds import GRAVE, MINOR, SERIOUS
from fairdue.rulebook.packs import pack
from fairdue.rulebook.terms import terms

POLICY, RULE = "policy/default", "LENDER-TALKS"
OTHER_KINDS = "other"


@dataclass(frozen=True, slots=True)
class ReviewPolicy:
    """As in force on a day."""

    grave: frozenset[str]
    severities: dict[str, str]
    first: dict[str, dict[str, str]]
    """What must be said first, with its rule, by law."""
    tasks: dict[str, list[str]]
    task_days: dict[str, int]

    def severity(self, kind: str, worded: str = "") -> str:
        """Of a kind; `worded` is how grave LENDER-WORDING has it."""
        if kind in self.grave:
            return GRAVE
        return self.severities.get(kind) or (SERIOUS if worded == "blocks" else MINOR)

    def tasks_of(self, kind: str) -> list[str]:
        """The tasks that a confirmed finding of a kind brings."""
        return self.tasks.get(kind, self.tasks[OTHER_KINDS])


def review_policy(on: date) -> ReviewPolicy:
    """As in force on a day."""
    value: dict[str, Any] = terms(pack(POLICY), RULE, on)
    return ReviewPolicy(
        grave=frozenset(value["grave_kinds"]),
        severities=dict(value["review_severity_by_kind"]),
        first={law: dict(each) for law, each in value["said_first"].items()},
        tasks=dict(value["tasks_by_kind"]),
        task_days={kind: int(days) for kind, days in value["task_days"].items()},
    )
