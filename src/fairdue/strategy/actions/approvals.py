"""Approving another person's proposal, and from when on a version is live. Journalled."""

from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction

from fairdue.compliance.actions.recording import next_id
from fairdue.journal.actions import record
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.people.models import Staff
from fairdue.people.rules import require
from fairdue.strategy.actions.proposals import change, locked, must_be, note_given, refuse_stale
from fairdue.strategy.actions.versions import keep_version
from fairdue.strategy.models import Activation, Proposal, ProposalState, TableVersion
from fairdue.strategy.queries import scheduled, tables_in_use
from fairdue.strategy.queries.documents import IN_USE

LOCK = "SELECT pg_advisory_xact_lock(hashtext('strategy'), hashtext('activation'))"


def approve_proposal(proposal_id: int, *, note: str = "", staff: Staff, at: datetime) -> Proposal:
    """Approve what others wrote. It is not live by that: activate it, or hand it to an experiment.

    Raises Refused for one's own writing, when the table in use is no longer the one that the
    proposal changes, when it is not waiting for approval, and for a role that may not.
    """
    require(staff, "approve_strategy")
    with transaction.atomic():
        proposal = locked(proposal_id)
        must_be(proposal, ProposalState.SUBMITTED)
        if staff.username in proposal.editors:
            raise Refused(
                Text(
                    "You wrote part of this proposal; somebody else has to approve it.",
                    "您参与了此提案的编辑，须由他人批准。",
                )
            )
        refuse_stale(proposal, at)
        _decide(proposal, ProposalState.APPROVED, note.strip(), staff, at)
        return proposal


def reject_proposal(proposal_id: int, *, note: str, staff: Staff, at: datetime) -> None:
    """Turn a proposal down, saying why. Raises Refused without a reason, when it is not waiting
    for approval, and for a role that may not.
    """
    require(staff, "approve_strategy")
    said = note_given(note)
    with transaction.atomic():
        proposal = locked(proposal_id)
        must_be(proposal, ProposalState.SUBMITTED)
        _decide(proposal, ProposalState.REJECTED, said, staff, at)


def activate_proposal(
    proposal_id: int, *, starts_at: datetime | None = None, staff: Staff, at: datetime
) -> Activation:
    """Let an approved version decide for everyone, from `starts_at` or from now on.

    Raises Refused for a moment that is over, while another version is still to begin, when the
    table in use is no longer the one that the proposal changes, and for a role that may not.
    """
    require(staff, "approve_strategy")
    with transaction.atomic():
        _lock()
        proposal = locked(proposal_id)
        must_be(proposal, ProposalState.APPROVED)
        refuse_stale(proposal, at)
        assert proposal.version is not None  # by constraint
        return _activate(proposal.version, proposal, "", starts_at or at, staff, at)


def go_back(version_id: int, *, reason: str, staff: Staff, at: datetime) -> Activation:
    """Let a version that was live before decide again, at once: for when the new one does harm.

    It was approved when it went live, so one person is enough. Raises Refused without a reason,
    for a version that is live or never was, and for a role that may not.
    """
    require(staff, "approve_strategy")
    because = note_given(reason)
    with transaction.atomic():
        _lock()
        live = keep_version(tables_in_use(at).document)
        begun = Activation.objects.filter(table=IN_USE, cancelled_at=None, starts_at__lte=at)
        known = {number for pair in begun.values_list("version", "replaces") for number in pair}
        if version_id not in known or version_id == live.pk:
            raise Refused(
                Text(
                    "Only a version that was live before, and is not now, can be gone back to.",
                    "只能恢复曾经启用且目前未在使用的版本。",
                )
            )
        return _activate(TableVersion.objects.get(pk=version_id), None, because, at, staff, at)


def cancel_activation(activation_id: int, *, staff: Staff, at: datetime) -> None:
    """Take back an activation that has not begun. Raises Refused once it has, and for a role that
    may not.
    """
    require(staff, "approve_strategy")
    with transaction.atomic():
        _lock()
        found = scheduled(at)
        if found is None or found.pk != activation_id:
            raise Refused(
                Text(
                    "This activation has begun or was cancelled already.",
                    "该启用计划已生效或已取消。",
                )
            )
        found.cancelled_by, found.cancelled_at = staff.username, at
        found.journal_entry = record(
            actor=staff.username,
            action="activation_cancelled",
            at=at,
            subject=f"activation:{found.pk}",
            details={"version": found.version.version},
        )
        found.save()


def _decide(
    proposal: Proposal, state: ProposalState, note: str, staff: Staff, at: datetime
) -> None:
    proposal.state = state
    proposal.decided_by, proposal.decided_at, proposal.decision_note = staff.username, at, note
    assert proposal.version is not None  # by constraint
    change(proposal, f"proposal_{state}", staff, at, {"version": proposal.version.version})


def _activate(
    version: TableVersion,
    proposal: Proposal | None,
    reason: str,
    starts_at: datetime,
    staff: Staff,
    at: datetime,
) -> Activation:
    if starts_at < at:
        raise Refused(Text("This moment is over.", "该时间已过。"))
    ahead = scheduled(at)
    if ahead is not None:
        raise Refused(
            Text(
                f"Version {ahead.version.version} is to begin already; cancel that first.",
                f"版本{ahead.version.version}已排定启用，请先取消。",
            )
        )
    live = tables_in_use(at).document
    number = next_id(Activation)
    entry = record(
        actor=staff.username,
        action="table_activated",
        at=at,
        subject=f"activation:{number}",
        details={
            "version": version.version,
            "replaces": live.table.version,
            "starts_at": starts_at.isoformat(),
            "proposal": proposal.pk if proposal else None,
        },
    )
    return Activation.objects.create(
        pk=number,
        table=IN_USE,
        version=version,
        replaces=keep_version(live),
        proposal=proposal,
        starts_at=starts_at,
        activated_by=staff.username,
        activated_at=at,
        reason=reason,
        journal_entry=entry,
    )


def _lock() -> None:
    """One activation at a time, so that there is one live version and one to come at most."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK)
