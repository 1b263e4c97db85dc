"""What the strategy keeps: tables and what becomes of them, decisions, experiments, models."""

from fairdue.strategy.models.allocation import (
    Allotment,
    Capacity,
    Planned,
    Resource,
    queue_choices,
    queue_label,
)
from fairdue.strategy.models.decisions import Decision, Treatment
from fairdue.strategy.models.experiments import (
    HARMS,
    RATES,
    Experiment,
    ExperimentReading,
    ExperimentShare,
    ExperimentState,
    Measure,
)
from fairdue.strategy.models.replay import Replay, ReplayProgress, ReplayState
from fairdue.strategy.models.scores import FairnessReport, ScoreModel
from fairdue.strategy.models.tables import Activation, Proposal, ProposalState, TableVersion

__all__ = [
    "HARMS",
    "RATES",
    "Activation",
    "Allotment",
    "Capacity",
    "Decision",
    "Experiment",
    "ExperimentReading",
    "ExperimentShare",
    "ExperimentState",
    "FairnessReport",
    "Measure",
    "Planned",
    "Proposal",
    "ProposalState",
    "Replay",
    "ReplayProgress",
    "ReplayState",
    "Resource",
    "ScoreModel",
    "TableVersion",
    "Treatment",
    "queue_choices",
    "queue_label",
]
