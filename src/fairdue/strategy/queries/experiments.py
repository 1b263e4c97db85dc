"""Which arms decide at a moment, and what there is to know of an experiment."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from fairdue.kernel.text import Text
from fairdue.rulebook.packs import pack
from fairdue.strategy.columns.readings import StopRule, Terms
from fairdue.strategy.models import (
    HARMS,
    Experiment,
    ExperimentReading,
    ExperimentShare,
    ExperimentState,
    Measure,
)
from fairdue.strategy.queries.documents import Document
from fairdue.strategy.queries.tables import document_of, tables_in_use
from fairdue.strategy.rules.experiments import CHAMPION, Split
from fairdue.strategy.rules.tables import DecisionTable

POLICY = "policy/default"
NIGHT = "night"
"""Who stops an experiment that nobody stops."""


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


def terms_on(day: date) -> Terms:
    """How arms are compared and what stops an experiment, as policy has it on a day."""
    policy = pack(POLICY)
    harm = policy.values_on("LENDER-EXPERIMENT-HARM", day)
    alphas, tolerated = harm["alpha_per_mille"].value, harm["tolerated_percent"].value
    compared = policy.values_on("LENDER-EXPERIMENTS", day)
    return Terms(
        alpha=compared["alpha"].value / 100,
        observed_days=int(compared["observed_days"].value),
        sharpest_at=int(compared["sharpest_at"].value),
        stops=tuple(
            StopRule(str(measure), tolerated[measure] / 100, alphas[measure] / 1000)
            for measure in HARMS
        ),
    )


def terms_of(experiment: Experiment, day: date) -> Terms:
    """As `terms_on`, with the stop rules that an experiment began with."""
    stops = tuple(StopRule(**rule) for rule in experiment.stop_rules)
    return replace(terms_on(day), stops=stops)


def under_way() -> list[Experiment]:
    """Experiments that run or are paused, the oldest first."""
    live = (ExperimentState.RUNNING, ExperimentState.PAUSED)
    found = Experiment.objects.filter(state__in=live).select_related("champion", "challenger")
    return list(found.order_by("started_at", "pk"))


def tried_in(proposal_id: int) -> Experiment | None:
    """The experiment that last tried the version of a proposal, if any."""
    return Experiment.objects.filter(proposal_id=proposal_id).order_by("planned_at", "pk").last()


def stopped_by_night(since: datetime) -> list[Experiment]:
    """Experiments that stopped by themselves, nobody having asked, the newest first."""
    found = Experiment.objects.filter(
        state=ExperimentState.STOPPED, ended_by=NIGHT, ended_at__gte=since
    )
    return list(found.order_by("-ended_at", "-pk"))


def read_days(experiment: Experiment) -> set[date]:
    """The days by whose end an experiment was read."""
    known = ExperimentReading.objects.filter(experiment=experiment)
    return set(known.values_list("as_of", flat=True))


TABLE_CHANGED = "table_changed"
HARM = "harm:"


def stopped_words(because: str) -> Text:
    """Why an experiment ended: a person's words as they are, a stop by itself in both languages."""
    if because == TABLE_CHANGED:
        return Text(
            "Another table than the one it was compared with went live.",
            "用于比较的决策表已被另一版本取代。",
        )
    if not because.startswith(HARM):
        return Text(because, because)
    measures = [HARM_WORDS[measure] for measure in because.removeprefix(HARM).split(",")]
    return Text(
        f"By itself: the challenger's customers had more {', '.join(w.en for w in measures)} "
        "than is tolerated.",
        f"自动停止：挑战者组客户的{'、'.join(w.zh for w in measures)}超出可容忍范围。",
    )


HARM_WORDS: dict[str, Text] = {
    Measure.COMPLAINED: Text("complaints", "投诉"),
    Measure.DENIED: Text("denials by a rule", "规则拒绝"),
    Measure.BROKE_PROMISE: Text("broken promises", "跳票"),
}
