"""What the strategy keeps: tables with their proposals and activations, and decisions."""

from fairdue.strategy.models.decisions import Decision, Treatment
from fairdue.strategy.models.tables import Activation, Proposal, ProposalState, TableVersion

__all__ = ["Activation", "Decision", "Proposal", "ProposalState", "TableVersion", "Treatment"]
