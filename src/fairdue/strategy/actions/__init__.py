"""What changes the strategy's tables."""

from fairdue.strategy.actions.approvals import (
    activate_proposal,
    approve_proposal,
    cancel_activation,
    go_back,
    reject_proposal,
)
from fairdue.strategy.actions.decisions import publish, rewind
from fairdue.strategy.actions.proposals import (
    edit_proposal,
    renew_proposal,
    start_proposal,
    submit_proposal,
    take_back_proposal,
    withdraw_proposal,
)
from fairdue.strategy.actions.versions import keep_version

__all__ = [
    "activate_proposal",
    "approve_proposal",
    "cancel_activation",
    "edit_proposal",
    "go_back",
    "keep_version",
    "publish",
    "reject_proposal",
    "renew_proposal",
    "rewind",
    "start_proposal",
    "submit_proposal",
    "take_back_proposal",
    "withdraw_proposal",
]
