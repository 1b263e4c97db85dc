"""A proposal made ready for its pages: its state, what may be done to it, by whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from fairdue.desk.access import StaffRequest
from fairdue.people.rules import may
from fairdue.strategy.models import Experiment, Proposal, ProposalState
from fairdue.strategy.queries import Standing, approved_versions, tables_in_use, tried_in

TABS: tuple[tuple[str, str | Promise], ...] = (
    ("proposal", _("Table")),
    ("proposal-effect", _("What it changes")),
    ("proposal-text", _("As text")),
)
"""Pages of one proposal, by the name of their address; each takes the proposal's number."""

STANDINGS = {
    Standing.WAITING: _("Approved, not live"),
    Standing.SCHEDULED: _("To go live"),
    Standing.LIVE: _("Live"),
    Standing.SUPERSEDED: _("Superseded"),
}
BADGES = {
    ProposalState.DRAFT: "",
    ProposalState.SUBMITTED: "info",
    ProposalState.APPROVED: "ok",
    ProposalState.REJECTED: "stop",
    ProposalState.WITHDRAWN: "",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A proposal with its state in words, and what the reader may do with it now."""

    proposal: Proposal
    state: str
    badge: str
    is_stale: bool
    may_edit: bool
    may_submit: bool
    may_approve: bool
    is_own: bool
    may_take_back: bool
    may_withdraw: bool
    may_activate: bool
    may_roll_out: bool
    tried: Experiment | None


def proposal_or_404(proposal_id: int) -> Proposal:
    """The proposal. Raises Http404."""
    found = Proposal.objects.select_related("base", "version").filter(pk=proposal_id).first()
    if found is None:
        raise Http404(f"no proposal {proposal_id}")
    return found


def shown(proposal: Proposal, request: StaffRequest) -> Shown:
    """What the reader sees and may do."""
    standing = next(
        (
            each.standing
            for each in approved_versions(request.now)
            if each.proposal_id == proposal.pk
        ),
        None,
    )
    state = ProposalState(proposal.state)
    live = tables_in_use(request.now).document.table
    is_stale = (proposal.base.name, proposal.base.version) != (live.name, live.version)
    writes, approves = may(request.user, "edit_strategy"), may(request.user, "approve_strategy")
    is_own = request.user.username in proposal.editors
    is_open = state in (ProposalState.DRAFT, ProposalState.SUBMITTED, ProposalState.APPROVED)
    is_waiting = standing is Standing.WAITING
    tried = tried_in(proposal.pk)
    is_tried = tried is not None and tried.ended_at is None
    return Shown(
        proposal=proposal,
        state=str(STANDINGS[standing] if standing else state.label),
        badge="info" if standing is Standing.WAITING else BADGES[state],
        is_stale=is_stale and is_open and (standing is None or is_waiting),
        may_edit=writes and state is ProposalState.DRAFT,
        may_submit=writes and state is ProposalState.DRAFT,
        may_approve=approves and state is ProposalState.SUBMITTED and not is_own,
        is_own=is_own,
        may_take_back=writes and (state is ProposalState.SUBMITTED or is_waiting),
        may_withdraw=writes and is_open and (standing is None or is_waiting),
        may_activate=approves and is_waiting,
        may_roll_out=writes and is_waiting and not is_tried,
        tried=tried,
    )


def proposal_context(proposal: Proposal, request: StaffRequest, tab: str) -> dict[str, Any]:
    """What every page of a proposal needs."""
    return {
        "shown": shown(proposal, request),
        "proposal": proposal,
        "live": tables_in_use(request.now),
        "tab": tab,
        "tabs": [(reverse(name, args=[proposal.pk]), label, name == tab) for name, label in TABS],
        "writes": may(request.user, "edit_strategy"),
    }
