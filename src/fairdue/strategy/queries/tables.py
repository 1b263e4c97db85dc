"""Which decision table is live when, and what is proposed to replace it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db.models import QuerySet

from fairdue.strategy.models import Activation, Proposal, ProposalState, TableVersion
from fairdue.strategy.queries.documents import (
    IN_USE,
    Document,
    stored_document,
    table_of_file,
)


@dataclass(frozen=True, slots=True)
class InUse:
    """The table that decides at a moment. `activation_id` None: the file's, never replaced yet."""

    document: Document
    since: datetime | None
    activation_id: int | None
    proposal_id: int | None


class Standing(StrEnum):
    """What has become of an approved version by a moment."""

    WAITING = "waiting"
    SCHEDULED = "scheduled"
    LIVE = "live"
    SUPERSEDED = "superseded"


@dataclass(frozen=True, slots=True)
class ApprovedVersion:
    """A version that two people stood up for; may go live, wholly or as a challenger."""

    proposal_id: int
    version_id: int
    document: Document
    note: str
    editors: tuple[str, ...]
    approved_by: str
    approved_at: datetime
    standing: Standing


def tables_in_use(at: datetime) -> InUse:
    """The champion at a moment: what was activated last by then, else the file's table.

    What was live at a past moment never changes afterwards: nothing is activated backwards, and
    before the first activation the version counts that it replaces, whatever the file says now.
    Raises TableError when the file decides and can't work.
    """
    live = _activations().filter(starts_at__lte=at).order_by("-starts_at", "-id").first()
    if live is not None:
        return InUse(document_of(live.version), live.starts_at, live.pk, live.proposal_id)
    first = _activations().order_by("starts_at", "id").first()
    document = document_of(first.replaces) if first is not None else table_of_file()
    return InUse(document, None, None, None)


def scheduled(at: datetime) -> Activation | None:
    """The activation that is to begin after a moment, if any; there is one at most."""
    return _activations().filter(starts_at__gt=at).order_by("starts_at").first()


def activations() -> list[Activation]:
    """Every activation that was not cancelled, the newest first."""
    return list(_activations().order_by("-starts_at", "-id"))


def file_differs(at: datetime) -> bool:
    """True when a stored version decides and the file in the rule packs says something else."""
    live = tables_in_use(at)
    return live.activation_id is not None and table_of_file().text != live.document.text


def approved_versions(at: datetime) -> list[ApprovedVersion]:
    """Everything approved by a moment, the newest first, with what has become of it."""
    live = tables_in_use(at)
    ahead = scheduled(at)
    begun = {one.proposal_id for one in _activations().filter(starts_at__lte=at)}
    found = Proposal.objects.filter(state=ProposalState.APPROVED, decided_at__lte=at)
    return [
        _approved(proposal, live, ahead, begun)
        for proposal in found.select_related("version").order_by("-decided_at", "-id")
    ]


def proposals() -> list[Proposal]:
    """Every proposal, those changed last first."""
    return list(Proposal.objects.select_related("base", "version").order_by("-changed_at", "-id"))


def document_of(version: TableVersion) -> Document:
    """A stored version, read."""
    return stored_document(version.name, version.version)


def _approved(
    proposal: Proposal, live: InUse, ahead: Activation | None, begun: set[int | None]
) -> ApprovedVersion:
    assert proposal.version is not None and proposal.decided_at is not None  # by constraint
    if proposal.pk == live.proposal_id:
        standing = Standing.LIVE
    elif ahead is not None and ahead.proposal_id == proposal.pk:
        standing = Standing.SCHEDULED
    else:
        standing = Standing.SUPERSEDED if proposal.pk in begun else Standing.WAITING
    return ApprovedVersion(
        proposal_id=proposal.pk,
        version_id=proposal.version.pk,
        document=document_of(proposal.version),
        note=proposal.note,
        editors=tuple(proposal.editors),
        approved_by=proposal.decided_by,
        approved_at=proposal.decided_at,
        standing=standing,
    )


def _activations() -> QuerySet[Activation]:
    counting = Activation.objects.filter(table=IN_USE, cancelled_at__isnull=True)
    return counting.select_related("version", "replaces")
