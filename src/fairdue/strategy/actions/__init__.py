"""What changes the strategy's tables."""

from fairdue.strategy.actions.allotments import publish_allotments
from fairdue.strategy.actions.approvals import (
    activate_proposal,
    approve_proposal,
    cancel_activation,
    go_back,
    reject_proposal,
)
from fairdue.strategy.actions.capacity import set_capacity
from fairdue.strategy.actions.decisions import publish, rewind
from fairdue.strategy.actions.experiments import (
    ask_for_promotion,
    end_experiment,
    pause_experiment,
    plan_experiment,
    promote_experiment,
    raise_stage,
    resume_experiment,
    start_experiment,
    stop_experiment,
)
from fairdue.strategy.actions.judging import keep_reading
from fairdue.strategy.actions.proposals import (
    edit_proposal,
    renew_proposal,
    start_proposal,
    submit_proposal,
    take_back_proposal,
    withdraw_proposal,
)
from fairdue.strategy.actions.replay import begin_replay, fail_replay, finish_replay, tell_progress
from fairdue.strategy.actions.versions import keep_version

__all__ = [
    "activate_proposal",
    "approve_proposal",
    "ask_for_promotion",
    "begin_replay",
    "cancel_activation",
    "edit_proposal",
    "end_experiment",
    "fail_replay",
    "finish_replay",
    "go_back",
    "keep_reading",
    "keep_version",
    "pause_experiment",
    "plan_experiment",
    "promote_experiment",
    "publish",
    "publish_allotments",
    "raise_stage",
    "reject_proposal",
    "renew_proposal",
    "resume_experiment",
    "rewind",
    "set_capacity",
    "start_experiment",
    "start_proposal",
    "stop_experiment",
    "submit_proposal",
    "take_back_proposal",
    "tell_progress",
    "withdraw_proposal",
]
