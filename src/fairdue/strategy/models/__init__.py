"""What the strategy keeps: tables with their proposals and activations, decisions, experiments."""

from fairdue.strategy.models.decisions import Decision, Treatment
from fairdue.strategy.models.experiments import (
    Experiment,
    ExperimentShare,
    ExperimentState,
    Measure,
)
from fairdue.strategy.models.replay import Replay, ReplayProgress, ReplayState
from fairdue.strategy.models.tables import Activation, Proposal, ProposalState, TableVersion

__all__ = [
    "Activation",
    "Decision",
    "Experiment",
    "ExperimentShare",
    "ExperimentState",
    "Measure",
    "Proposal",
    "ProposalState",
    "Replay",
    "ReplayProgress",
    "ReplayState",
    "TableVersion",
    "Treatment",
]
