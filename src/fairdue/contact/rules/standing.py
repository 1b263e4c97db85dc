"""When a claim may be pressed at all: plan kept, assignment notified, objection looked into."""

from __future__ import annotations

from collections.abc import Collection

from fairdue.contact.rules.clauses import clause
from fairdue.kernel.text import Text
from fairdue.kernel.verdict import Clause


def may_collect_despite_plan(
    *, collects: bool, signed: bool, broken: bool, stops_collection: bool
) -> Clause:
    """No collecting while a personal instalment is performed: CN-PLAN-02 (2011 decree art. 70)."""
    return clause(
        "CN-PLAN-02",
        stops_collection and collects and signed and not broken,
        Text(
            "Collecting stops while the personal instalment is performed.",
            "个性化分期协议履行期间停止催收。",
        ),
    )


def may_collect_as_assignee(
    *, collects: bool, by_assignee: bool, notified: bool, needs_notice: bool
) -> Clause:
    """The buyer of a debt collects only after the debtor was told: Civil Code art. 546."""
    return clause(
        "CN-ASSIGN-01",
        needs_notice and collects and by_assignee and not notified,
        Text(
            "The assignment has no effect on the debtor before notice.",
            "债权转让未通知债务人的，对债务人不发生效力。",
        ),
    )


def may_collect_despite_objection(
    *, collects: bool, open_objection: bool, done: Collection[str], first_steps: Collection[str]
) -> Clause:
    """An objection is annotated and its checking begun before collecting goes on: CN-DISP-01."""
    missing = [step for step in first_steps if step not in done]
    return clause(
        "CN-DISP-01",
        collects and open_objection and bool(missing),
        Text(
            "Annotate the account and begin to verify the objection first.",
            "须先标注账户并启动异议核实。",
        ),
        ("missing", " ".join(missing)),
    )
