"""Releases papers by two people, neither of whom wrote them, and withdraws them."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from fairdue.journal.actions import record
from fairdue.kernel.reason import reason_given
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.legal.models import Paper, PaperRelease, PaperState
from fairdue.legal.queries.matters import matter_for
from fairdue.people.models import Staff
from fairdue.people.rules import require

RELEASES_NEEDED = 2


def release_paper(*, paper_id: int, staff: Staff, at: datetime) -> Paper:
    """Give one's release; with the second one the paper is released.

    Raises Refused for one's own paper, for a second release by the same person, for a paper that
    doesn't wait for one, and for a role that may not.
    """
    require(staff, "release_papers")
    with transaction.atomic():
        paper = _locked(paper_id, staff)
        if paper.state != PaperState.WRITTEN:
            raise Refused(Text("This paper doesn't wait for release.", "该文书不在待放行状态。"))
        if paper.written_by == staff.username:
            raise Refused(
                Text(
                    "Two others release a paper, not who wrote it.",
                    "文书须由撰写人以外的两人放行。",
                )
            )
        given = list(PaperRelease.objects.filter(paper=paper).values_list("releaser", flat=True))
        if staff.username in given:
            raise Refused(
                Text(
                    "You have released this paper already; somebody else is the second.",
                    "您已放行该文书，须由另一人完成第二次放行。",
                )
            )
        is_last = len(given) + 1 >= RELEASES_NEEDED
        entry = record(
            actor=staff.username,
            action="paper_released" if is_last else "paper_release_given",
            at=at,
            subject=f"paper:{paper.number}",
            customer_id=paper.customer_id,
            details={"matter": paper.matter_id, "kind": paper.kind, "sha256": paper.sheet_digest},
        )
        PaperRelease.objects.create(
            paper=paper, releaser=staff.username, role=staff.role, at=at, journal_entry=entry
        )
        if is_last:
            paper.state, paper.released_at, paper.journal_entry = PaperState.RELEASED, at, entry
            paper.save(update_fields=["state", "released_at", "journal_entry"])
    return paper


def withdraw_paper(*, paper_id: int, reason: str, staff: Staff, at: datetime) -> Paper:
    """Take a paper back; it keeps its number. Raises Refused without a reason, for one that was
    withdrawn already, and for a role that may not.
    """
    require(staff, "write_papers")
    because = reason_given(reason)
    with transaction.atomic():
        paper = _locked(paper_id, staff)
        if paper.state == PaperState.WITHDRAWN:
            raise Refused(Text("This paper was withdrawn already.", "该文书已撤回。"))
        paper.journal_entry = record(
            actor=staff.username,
            action="paper_withdrawn",
            at=at,
            subject=f"paper:{paper.number}",
            customer_id=paper.customer_id,
            details={"matter": paper.matter_id, "kind": paper.kind},
        )
        paper.state, paper.withdrawn_at = PaperState.WITHDRAWN, at
        paper.withdrawn_by, paper.withdrawal_reason = staff.username, because
        paper.save()
    return paper


def _locked(paper_id: int, staff: Staff) -> Paper:
    paper = Paper.objects.select_for_update().filter(pk=paper_id).first()
    if paper is None or matter_for(staff, paper.matter_id) is None:
        raise Refused(Text("There is no such paper.", "没有此文书。"))
    return paper
