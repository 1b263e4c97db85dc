"""Strategists at work: one change tried on a tenth of the customers, one drafted, one submitted.

Everything goes through the strategist's own actions. `xu` writes, `gao` approves.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from fairdue.config.demo import people
from fairdue.nightly.replaying import jobs
from fairdue.strategy.actions import (
    approve_proposal,
    begin_replay,
    edit_proposal,
    plan_experiment,
    start_experiment,
    start_proposal,
    submit_proposal,
)
from fairdue.strategy.models import Measure, Proposal, Replay
from fairdue.strategy.queries import parse, tables_in_use
from fairdue.strategy.queries.documents import Document, document_in, text_digest, write

Change = Mapping[str, Mapping[str, Any]]
"""Conditions to put in place of others, by the row's id."""

VISIT_SOONER: Change = {
    "visit-late": {
        "past_due": {
            "at_least": {"CNY": 3000, "TWD": 12000, "USD": 420, "HKD": 3300, "EUR": 400, "GBP": 350}
        }
    }
}
REMIND_LONGER: Change = {"remind-early": {"days_past_due": {"at_most": 20}}}
LEAVE_MORE: Change = {
    "leave-small-and-early": {
        "past_due": {
            "below": {"CNY": 500, "TWD": 2000, "USD": 70, "HKD": 550, "EUR": 65, "GBP": 55}
        }
    }
}

VISIT_NOTE = (
    "逾期超过90天、金额在3,000至5,000元的客户，电话沟通效果有限。"
    "建议将外访金额门槛由5,000元降至3,000元，先小范围试行。"
)
VISIT_APPROVED = "同意先按10%的客户试行，重点关注投诉与规则拒绝情况。"
EXPERIMENT = "外访金额门槛下调"
EXPECTED = "逾期超过90天的客户中，有还款的比例上升，投诉不增加。"
LEAVE_NOTE = (
    "首次逾期且金额低于500元的客户多数会自行还清。"
    "建议将暂不催收的金额上限由200元提高到500元，减少打扰。"
)

SHARE = 100
"""Per mille of the customers whom the change is tried on: a tenth."""


def roll_out(before: datetime) -> str:
    """Let nights after `before` try the first change on a tenth; gives what was done."""
    author, approver = people.strategists()
    if not _can_change(before):
        return _("none: the table in use has rows of its own")
    asked_at = before - timedelta(days=2)
    tried = _submitted(_drafted(VISIT_SOONER, asked_at), VISIT_NOTE, asked_at)
    approve_proposal(tried.pk, note=VISIT_APPROVED, staff=approver, at=before - timedelta(days=1))
    planned = plan_experiment(
        name=EXPERIMENT,
        proposal_id=tried.pk,
        hypothesis=EXPECTED,
        measure=Measure.PAID,
        staff=author,
        at=before,
    )
    start_experiment(planned.pk, staff=author, at=before, share=SHARE)
    return _("one approved change on %(share)s%% of customers") % {"share": SHARE // 10}


def propose(at: datetime) -> Proposal | None:
    """Leave one draft, which goes on from the change that is tried, and submit another change.

    Gives the one submitted; None where the table in use is not the one that is shipped.
    """
    if not _can_change(at):
        return None
    tried = Proposal.objects.order_by("pk").first()
    _drafted(REMIND_LONGER, at, continues=tried.pk if tried else None)
    return _submitted(_drafted(LEAVE_MORE, at), LEAVE_NOTE, at)


def replay(submitted: Proposal, since: date, until: date, at: datetime) -> str:
    """Replay the nights of a period with a submitted proposal, here and now; gives the outcome."""
    assert submitted.version is not None  # by constraint
    text = submitted.version.document
    asked = begin_replay(
        Document(parse(text), text),
        source=f"proposal:{submitted.pk}",
        since=since,
        until=until,
        staff=people.strategists()[0],
        at=at,
    )
    jobs.run(replay_id=asked.pk)
    ended = Replay.objects.get(pk=asked.pk)
    found = ended.replayed
    if found is None:
        return ended.problem
    return _("%(differing)s of %(cases)s cases would be treated differently") % {
        "differing": f"{found.differing:,}",
        "cases": f"{found.cases:,}",
    }


def _can_change(at: datetime) -> bool:
    """True when the table in use has the rows that are changed here: a lender may have its own."""
    rows = {row.id for row in tables_in_use(at).document.table.rows}
    return rows >= {*VISIT_SOONER, *REMIND_LONGER, *LEAVE_MORE}


def _drafted(change: Change, at: datetime, continues: int | None = None) -> Proposal:
    author = people.strategists()[0]
    draft = start_proposal(staff=author, at=at, continues=continues)
    document = document_in(draft.text)
    for row in document["rows"]:
        if row["id"] in change:
            row["when"] |= change[row["id"]]
    edit_proposal(
        draft.pk,
        text=write(document, before=draft.text),
        seen=text_digest(draft.text),
        staff=author,
        at=at,
    )
    return draft


def _submitted(draft: Proposal, note: str, at: datetime) -> Proposal:
    return submit_proposal(draft.pk, note=note, staff=people.strategists()[0], at=at)
