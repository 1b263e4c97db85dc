"""Matters before courts: stages, steps, deadlines, costs, and the limitation of claims."""

from fairdue.legal.models.bundles import EvidenceBundle, Exhibit, ExhibitKind
from fairdue.legal.models.costs import Cost, CostKind, Recovery, RecoveryKind
from fairdue.legal.models.counsel import LawFirm, Lawyer
from fairdue.legal.models.judgements import OverdraftJudgement
from fairdue.legal.models.limitation import (
    Asset,
    AssetKind,
    Interruption,
    InterruptionKind,
    LimitationAlert,
    LimitationClock,
    Obstacle,
)
from fairdue.legal.models.matters import (
    Approval,
    ClosedBecause,
    Matter,
    MatterAccount,
    MatterApproval,
    Road,
    Stage,
)
from fairdue.legal.models.papers import (
    Paper,
    PaperBatch,
    PaperBatchLine,
    PaperKind,
    PaperRelease,
    PaperState,
)
from fairdue.legal.models.steps import Deadline, DeadlineState, MatterStep, StepKind

__all__ = [
    "Approval",
    "Asset",
    "AssetKind",
    "ClosedBecause",
    "Cost",
    "CostKind",
    "Deadline",
    "DeadlineState",
    "EvidenceBundle",
    "Exhibit",
    "ExhibitKind",
    "Interruption",
    "InterruptionKind",
    "LawFirm",
    "Lawyer",
    "LimitationAlert",
    "LimitationClock",
    "Matter",
    "MatterAccount",
    "MatterApproval",
    "MatterStep",
    "Obstacle",
    "OverdraftJudgement",
    "Paper",
    "PaperBatch",
    "PaperBatchLine",
    "PaperKind",
    "PaperRelease",
    "PaperState",
    "Recovery",
    "RecoveryKind",
    "Road",
    "Stage",
    "StepKind",
]
