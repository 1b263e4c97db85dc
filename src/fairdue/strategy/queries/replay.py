"""Replays that were asked for, and how far they have come."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db import connection

from fairdue.strategy.models import Proposal, ProposalState, Replay, ReplayProgress, ReplayState
from fairdue.strategy.queries.documents import Document, parse
from fairdue.strategy.queries.tables import activations, document_of, proposals, tables_in_use
from fairdue.strategy.rules.reading import TableError

LOCK = 0x7265706C
"""First key of the advisory lock that a running replay holds; the second is its number."""


class Stage(StrEnum):
    """What a replay is at."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"
    """It ran, and its process ended before it did."""


@dataclass(frozen=True, slots=True)
class ReplayFacts:
    """A replay, what it is at, and how far it has come."""

    replay: Replay
    stage: Stage
    progress: ReplayProgress | None

    @property
    def is_under_way(self) -> bool:
        """True while there is something to wait for."""
        return self.stage in (Stage.WAITING, Stage.RUNNING)


def replays(limit: int = 50) -> list[ReplayFacts]:
    """The newest first, without their results."""
    found = Replay.objects.defer("result", "document").order_by("-asked_at", "-pk")[:limit]
    return [_facts(replay) for replay in found]


def find_replay(replay_id: int) -> ReplayFacts | None:
    """One replay by its number."""
    replay = Replay.objects.filter(pk=replay_id).first()
    return None if replay is None else _facts(replay)


@contextmanager
def running(replay_id: int) -> Iterator[None]:
    """Say that a replay runs, for as long as its process lives."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s, %s)", [LOCK, replay_id])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCK, replay_id])


def _facts(replay: Replay) -> ReplayFacts:
    if replay.state != ReplayState.WAITING:
        return ReplayFacts(replay, Stage(replay.state), None)
    progress = ReplayProgress.objects.filter(pk=replay.pk).first()
    if progress is None:
        return ReplayFacts(replay, Stage.WAITING, None)
    if _is_running(replay.pk):
        return ReplayFacts(replay, Stage.RUNNING, progress)
    state = Replay.objects.values_list("state", flat=True).get(pk=replay.pk)
    ended = state != ReplayState.WAITING  # it may have ended between the two looks
    return ReplayFacts(replay, Stage(state) if ended else Stage.STOPPED, progress)


def _is_running(replay_id: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND granted "
            "AND classid::bigint = %s AND objid::bigint = %s AND objsubid = 2)",
            [LOCK, replay_id],
        )
        return bool(cursor.fetchone()[0])


@dataclass(frozen=True, slots=True)
class Challenger:
    """A table that may be replayed: a proposal that works, or one that was live."""

    source: str
    """proposal:3, version:5 or file."""
    document: Document
    proposal: Proposal | None
    is_live: bool


def challengers(at: datetime) -> list[Challenger]:
    """What may be replayed: proposals under way first, then what is or was live.

    Drafts that don't work yet are left out.
    """
    live = tables_in_use(at).document
    found = [
        Challenger(f"proposal:{proposal.pk}", document, proposal, document.text == live.text)
        for proposal in proposals()
        if proposal.state in UNDER_WAY
        for document in [_working(proposal.text)]
        if document is not None
    ]
    known = {one.document.text for one in found}
    for activation in activations():
        for version in (activation.version, activation.replaces):
            if version.document not in known:
                known.add(version.document)
                document = document_of(version)
                is_live = document.text == live.text
                found.append(Challenger(f"version:{version.pk}", document, None, is_live))
    if live.text not in known:
        found.append(Challenger("file", live, None, True))
    return found


UNDER_WAY = (ProposalState.DRAFT, ProposalState.SUBMITTED, ProposalState.APPROVED)


def _working(text: str) -> Document | None:
    try:
        return Document(parse(text), text)
    except TableError:
        return None


def proposal_of(replay: Replay) -> Proposal | None:
    """The proposal whose text was replayed, if it came from one and still says the same."""
    kind, _, number = replay.source.partition(":")
    if kind != "proposal":
        return None
    return Proposal.objects.filter(pk=int(number), text=replay.document).first()
