"""Papers and batches of papers, as lists show them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q

from fairdue.legal.models import (
    MatterStep,
    Paper,
    PaperBatch,
    PaperBatchLine,
    PaperKind,
    PaperRelease,
    PaperState,
    StepKind,
)
from fairdue.legal.queries.matters import visible
from fairdue.people.rules import HasRole


@dataclass(frozen=True, slots=True)
class PaperLine:
    """A paper, and who released it so far."""

    paper: Paper
    releases: tuple[PaperRelease, ...]

    def waits_for(self, username: str) -> bool:
        """Could this person release it, as far as its writing and releases go?"""
        return (
            self.paper.state == PaperState.WRITTEN
            and self.paper.written_by != username
            and username not in {each.releaser for each in self.releases}
        )


def papers_of(matter_id: int) -> list[PaperLine]:
    """A matter's papers, the newest first."""
    return _lines(Paper.objects.filter(matter_id=matter_id).order_by("-pk"))


def paper_for(viewer: HasRole, paper_id: int) -> PaperLine | None:
    """One paper; None for none and for one that the viewer may not see."""
    rows = Paper.objects.filter(pk=paper_id, matter__in=visible(viewer))
    found = _lines(rows.select_related("matter__customer", "batch"))
    return found[0] if found else None


def letters_to(customer_id: int) -> list[Paper]:
    """Lawyers' letters that were sent to a cardholder, theirs to read again; the newest first."""
    sent = MatterStep.objects.filter(
        matter=OuterRef("matter"),
        kind=StepKind.LETTER_SENT,
        recorded_at__gte=OuterRef("released_at"),
    )
    rows = Paper.objects.filter(
        Exists(sent),
        customer_id=customer_id,
        kind=PaperKind.LAWYERS_LETTER,
        state=PaperState.RELEASED,
    )
    return list(rows.order_by("-released_at"))


def waiting_papers(viewer: HasRole, limit: int = 50) -> tuple[list[PaperLine], int]:
    """Single papers that wait for release, the oldest first, and how many there are."""
    rows = Paper.objects.filter(
        state=PaperState.WRITTEN, batch=None, matter__in=visible(viewer)
    ).select_related("matter__customer")
    return _lines(rows.order_by("pk")[:limit]), rows.count()


def _lines(papers: Collection[Paper]) -> list[PaperLine]:
    given: dict[int, list[PaperRelease]] = {}
    for each in PaperRelease.objects.filter(paper__in=[row.pk for row in papers]).order_by("at"):
        given.setdefault(each.paper_id, []).append(each)
    return [PaperLine(row, tuple(given.get(row.pk, ()))) for row in papers]


@dataclass(frozen=True, slots=True)
class BatchCounts:
    """How far a batch has come, in papers."""

    asked: int
    written: int
    refused: int
    waiting: int
    released: int
    withdrawn: int
    in_archive: int

    @property
    def done(self) -> int:
        """Matters that were looked at."""
        return self.written + self.refused

    @property
    def percent(self) -> int:
        """Of the writing; once released, of the archive."""
        if self.waiting == 0 and self.done == self.asked and self.released:
            return 100 * self.in_archive // self.released
        return 100 * self.done // self.asked


def batches(limit: int = 20) -> list[tuple[PaperBatch, BatchCounts]]:
    """Batches, the newest first."""
    return [(row, counts_of(row)) for row in PaperBatch.objects.order_by("-pk")[:limit]]


def batch_for(viewer: HasRole, batch_id: int) -> PaperBatch | None:
    """One batch; None for none and for one with a matter that the viewer may not see."""
    batch = PaperBatch.objects.filter(pk=batch_id).first()
    if batch is None:
        return None
    lines = PaperBatchLine.objects.filter(batch=batch)
    return None if lines.exclude(matter__in=visible(viewer)).exists() else batch


def counts_of(batch: PaperBatch) -> BatchCounts:
    """How far a batch has come."""
    found = PaperBatchLine.objects.filter(batch=batch).aggregate(
        written=Count("pk", filter=Q(paper__isnull=False)),
        refused=Count("pk", filter=~Q(problem_en="")),
        waiting=Count("pk", filter=Q(paper__state=PaperState.WRITTEN)),
        released=Count("pk", filter=Q(paper__state=PaperState.RELEASED)),
        withdrawn=Count("pk", filter=Q(paper__state=PaperState.WITHDRAWN)),
        in_archive=Count("pk", filter=Q(is_set=True)),
    )
    return BatchCounts(asked=batch.asked, **found)


def batch_lines(batch: PaperBatch, limit: int = 200) -> list[PaperBatchLine]:
    """What became of each matter, those without a paper first."""
    rows = PaperBatchLine.objects.filter(batch=batch).select_related("matter__customer", "paper")
    return list(rows.order_by("problem_en", "matter_id").reverse()[:limit])


def releases_of(batch: PaperBatch) -> list[str]:
    """Who released papers of a batch."""
    rows = PaperRelease.objects.filter(paper__batch=batch).order_by("releaser")
    return list(rows.values_list("releaser", flat=True).distinct())
