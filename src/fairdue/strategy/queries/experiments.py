"""Which arms decide at a moment, and what there is to know of an experiment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fairdue.strategy.models import Experiment, ExperimentShare
from fairdue.strategy.queries.documents import Document
from fairdue.strategy.queries.tables import document_of, tables_in_use
from fairdue.strategy.rules.experiments import CHAMPION, Split
from fairdue.strategy.rules.tables import DecisionTable


@dataclass(frozen=True, slots=True)
class Arms:
    """The tables that decide at a moment: the champion's, and each running challenger's."""

    champion: Document
    challengers: tuple[tuple[Split, Document], ...] = ()
    """The oldest experiment first: it treats those who are challenged by more than one."""

    @property
    def splits(self) -> tuple[Split, ...]:
        """How customers are split over the running experiments."""
        return tuple(split for split, _ in self.challengers)

    @property
    def documents(self) -> dict[str, Document]:
        """Each arm's table with its text."""
        return {split.arm: document for split, document in self.challengers} | {
            CHAMPION: self.champion
        }

    @property
    def tables(self) -> dict[str, DecisionTable]:
        """Each arm's table."""
        return {arm: document.table for arm, document in self.documents.items()}

    @property
    def versions(self) -> dict[str, str]:
        """Each arm's table and version; the champion's under the table's name alone."""
        table = self.champion.table
        return {f"strategy/{table.name}": table.version} | {
            f"strategy/{split.arm}": f"{document.table.name} {document.table.version}"
            for split, document in self.challengers
        }

    def manifest(self) -> dict[str, Any]:
        """What anybody needs to split the customers again; nothing without experiments."""
        arms = [{"arm": one.arm, "seed": one.seed, "per_mille": one.share} for one in self.splits]
        return {"arms": arms} if arms else {}


def arms_in_use(at: datetime) -> Arms:
    """The arms that decide at a moment, as the record has them then.

    An experiment counts only while the table in use is the one that it was begun against.
    """
    champion = tables_in_use(at).document
    begun = Experiment.objects.filter(
        started_at__lte=at,
        champion__name=champion.table.name,
        champion__version=champion.table.version,
    )
    challengers = []
    for experiment in begun.select_related("challenger").order_by("started_at", "pk"):
        share = share_at(experiment, at)
        if share:
            split = Split(experiment.arm, experiment.seed, share)
            challengers.append((split, document_of(experiment.challenger)))
    return Arms(champion, tuple(challengers))


def share_at(experiment: Experiment, at: datetime) -> int:
    """The share per mille that a challenger had at a moment; 0 before it started."""
    known = ExperimentShare.objects.filter(experiment=experiment, since__lte=at)
    last = known.order_by("-since", "-pk").values_list("share", flat=True).first()
    return last or 0
