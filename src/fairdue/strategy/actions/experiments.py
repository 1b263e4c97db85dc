"""Experiments with approved versions: begun, rolled out in stages, stopped, promoted, ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from fairdue.compliance.actions.recording import next_id, zone
from fairdue.journal.actions import record
from fairdue.kernel.calendars import local_day
from fairdue.kernel.reason import reason_given
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.people.models import Staff
from fairdue.people.rules import require
from fairdue.strategy.actions.approvals import activate_proposal
from fairdue.strategy.actions.proposals import refuse_stale
from fairdue.strategy.actions.versions import keep_version
from fairdue.strategy.models import (
    Experiment,
    ExperimentShare,
    ExperimentState,
    Measure,
    Proposal,
    ProposalState,
    TableVersion,
)
from fairdue.strategy.queries import tables_in_use, terms_on
from fairdue.strategy.rules.experiments import RUNNING_MAX, USUAL_STAGES, refuses_shares

EDIT, APPROVE = "edit_strategy", "approve_strategy"
WORDS_MAX = {"name": 60, "hypothesis": 400}
State = ExperimentState
LIVE = (State.RUNNING, State.PAUSED)
OVER = (State.PROMOTED, State.ENDED)


def plan_experiment(
    *,
    name: str,
    proposal_id: int,
    hypothesis: str,
    measure: str,
    staff: Staff,
    at: datetime,
    stages: Sequence[int] = USUAL_STAGES,
) -> Experiment:
    """Propose to try an approved version against the one in use.

    `stages` are shares per mille, rising. Raises Refused for a version that nobody else approved,
    that is in use or changes another table, a name that is taken, stages that don't rise, missing
    words, and for a role that may not.
    """
    require(staff, EDIT)
    title, expected = _words(name, "name"), _words(hypothesis, "hypothesis")
    wrong = refuses_shares(stages)
    if wrong is not None:
        raise Refused(wrong)
    if measure not in Measure.values:
        raise Refused(Text("Choose what is to be measured.", "请选择衡量指标。"))
    with transaction.atomic():
        champion = keep_version(tables_in_use(at).document)
        challenger = _challenger(proposal_id, champion, at)
        if Experiment.objects.filter(name=title).exists():
            raise Refused(Text("This name is taken; choose another.", "该名称已被使用，请换一个。"))
        number = next_id(Experiment)
        entry = record(
            actor=staff.username,
            action="experiment_planned",
            at=at,
            subject=f"experiment:{number}",
            details={
                "table": champion.name,
                "champion": champion.version,
                "challenger": challenger.version,
                "proposal": proposal_id,
                "stages": list(stages),
                "measure": str(measure),
            },
        )
        return Experiment.objects.create(
            pk=number,
            name=title,
            seed=f"experiment-{number}",
            champion=champion,
            proposal_id=proposal_id,
            challenger=challenger,
            hypothesis=expected,
            measure=measure,
            stages=list(stages),
            planned_by=staff.username,
            planned_at=at,
            journal_entry=entry,
        )


def start_experiment(
    experiment_id: int, *, staff: Staff, at: datetime, share: int | None = None
) -> Experiment:
    """Treat the first stage's share of customers by the challenger from the next night on.

    `share`: another of its stages to begin with. Raises Refused unless it is planned, when the
    table in use is no longer the one it was planned against, and when too many run.
    """
    require(staff, EDIT)
    with transaction.atomic():
        _one_at_a_time()
        experiment = _locked(experiment_id, State.PLANNED)
        running = Experiment.objects.filter(state__in=LIVE).count()
        if running >= RUNNING_MAX:
            raise Refused(
                Text(
                    f"{running} experiments are under way; end one of them first.",
                    f"已有{running}个实验在进行，请先结束其中一个。",
                )
            )
        if keep_version(tables_in_use(at).document) != experiment.champion:
            raise Refused(
                Text(
                    "Another table is in use than when this was planned; plan it anew.",
                    "现用决策表已与提出实验时不同，请重新提出实验。",
                )
            )
        first = experiment.stages[0] if share is None else _stage(experiment, share)
        fields = {
            "state": State.RUNNING,
            "started_at": at,
            "stop_rules": [asdict(rule) for rule in terms_on(local_day(at, zone())).stops],
        }
        return _set_share(experiment, "experiment_started", staff.username, at, first, fields)


def raise_stage(experiment_id: int, *, share: int, staff: Staff, at: datetime) -> Experiment:
    """Give the challenger a larger share. Raises Refused for one that is no stage or not larger."""
    require(staff, EDIT)
    with transaction.atomic():
        experiment = _locked(experiment_id, State.RUNNING)
        if _stage(experiment, share) <= experiment.share:
            raise Refused(
                Text(
                    "The share can only grow; to take it back, stop the experiment.",
                    "比例只能提高；如需收回，请停止实验。",
                )
            )
        return _set_share(experiment, "experiment_raised", staff.username, at, share, {})


def pause_experiment(experiment_id: int, *, because: str, staff: Staff, at: datetime) -> Experiment:
    """Let the champion treat everybody until the experiment is resumed."""
    require(staff, EDIT)
    reason = reason_given(because)
    with transaction.atomic():
        experiment = _locked(experiment_id, State.RUNNING)
        fields = {"state": State.PAUSED}
        return _set_share(
            experiment, "experiment_paused", staff.username, at, 0, fields, because=reason
        )


def resume_experiment(experiment_id: int, *, staff: Staff, at: datetime) -> Experiment:
    """Give a paused challenger its last share again: to the same customers as before."""
    require(staff, EDIT)
    with transaction.atomic():
        experiment = _locked(experiment_id, State.PAUSED)
        before = ExperimentShare.objects.filter(experiment=experiment, share__gt=0)
        last = before.order_by("since", "pk").last()
        assert last is not None, "an experiment that was paused had a share"
        fields = {"state": State.RUNNING}
        return _set_share(experiment, "experiment_resumed", staff.username, at, last.share, fields)


def stop_experiment(experiment_id: int, *, because: str, staff: Staff, at: datetime) -> Experiment:
    """Take the challenger back from everybody, for good; what was found is kept."""
    require(staff, EDIT)
    reason = reason_given(because)
    with transaction.atomic():
        experiment = _locked(experiment_id, *LIVE)
        return stop_at_once(experiment, staff.username, reason, at)


def ask_for_promotion(
    experiment_id: int, *, because: str, staff: Staff, at: datetime
) -> Experiment:
    """Propose that the challenger becomes the table in use; somebody else has to agree."""
    require(staff, EDIT)
    reason = reason_given(because)
    with transaction.atomic():
        experiment = _locked(experiment_id, *LIVE)
        fields = {"promotion_asked_by": staff.username, "promotion_reason": reason}
        return _change(experiment, "promotion_asked", staff.username, at, fields)


def promote_experiment(experiment_id: int, *, staff: Staff, at: datetime) -> Experiment:
    """Let the challenger decide for everybody from now on, and end the experiment.

    Raises Refused unless somebody else asked for it, when the table in use has changed or another
    is to begin (see `activate_proposal`), and for a role that may not.
    """
    require(staff, APPROVE)
    with transaction.atomic():
        experiment = _locked(experiment_id, *LIVE)
        if experiment.promotion_asked_by in ("", staff.username):
            raise Refused(
                Text(
                    "One person proposes to promote a challenger, and another agrees.",
                    "挑战者转正须由一人提出、另一人同意。",
                )
            )
        activate_proposal(experiment.proposal_id, staff=staff, at=at)
        fields = {
            "state": State.PROMOTED,
            "ended_at": at,
            "ended_by": staff.username,
            "ended_because": experiment.promotion_reason,
        }
        return _set_share(experiment, "experiment_promoted", staff.username, at, 0, fields)


def end_experiment(experiment_id: int, *, because: str, staff: Staff, at: datetime) -> Experiment:
    """Close an experiment that never began or was stopped."""
    require(staff, EDIT)
    reason = reason_given(because)
    with transaction.atomic():
        experiment = _locked(experiment_id, State.PLANNED, State.STOPPED)
        fields = {
            "state": State.ENDED,
            "ended_at": at,
            "ended_by": staff.username,
            "ended_because": reason,
        }
        return _change(experiment, "experiment_ended", staff.username, at, fields)


def stop_at_once(
    experiment: Experiment,
    actor: str,
    because: str,
    at: datetime,
    evidence: dict[str, Any] | None = None,
) -> Experiment:
    """Give everybody back to the champion, inside the caller's transaction that holds the row.

    `because`: a person's words, or a code of `queries.experiments.stopped_words`.
    """
    fields = {
        "state": State.STOPPED,
        "ended_at": at,
        "ended_by": actor,
        "ended_because": because,
    }
    return _set_share(
        experiment,
        "experiment_stopped",
        actor,
        at,
        0,
        fields,
        because=because,
        details=evidence,
    )


def _set_share(
    experiment: Experiment,
    action: str,
    actor: str,
    at: datetime,
    share: int,
    fields: dict[str, Any],
    *,
    because: str = "",
    details: dict[str, Any] | None = None,
) -> Experiment:
    told = {"share_per_mille": share, "share_before": experiment.share, **(details or {})}
    _change(experiment, action, actor, at, {**fields, "share": share}, told)
    ExperimentShare.objects.create(
        experiment=experiment,
        share=share,
        since=at,
        set_by=actor,
        because=because,
        journal_entry=experiment.journal_entry,
    )
    return experiment


def _change(
    experiment: Experiment,
    action: str,
    actor: str,
    at: datetime,
    fields: dict[str, Any],
    details: dict[str, Any] | None = None,
) -> Experiment:
    experiment.journal_entry = record(
        actor=actor,
        action=action,
        at=at,
        subject=f"experiment:{experiment.pk}",
        details={"state": str(fields.get("state", experiment.state)), **(details or {})},
    )
    for name, value in fields.items():
        setattr(experiment, name, value)
    experiment.save(update_fields=[*fields, "journal_entry"])
    return experiment


def _locked(experiment_id: int, *states: ExperimentState) -> Experiment:
    """The experiment, locked. Raises Refused unless it is in one of these states."""
    found = Experiment.objects.select_for_update(of=("self",)).select_related(
        "champion", "challenger"
    )
    experiment = found.get(pk=experiment_id)
    if experiment.state not in states:
        now = STATE_WORDS[State(experiment.state)]
        raise Refused(
            Text(
                f"This experiment is {now.en}; that can't be done now.",
                f"该实验{now.zh}，不能进行此操作。",
            )
        )
    return experiment


STATE_WORDS = {
    State.PLANNED: Text("planned but not running yet", "已计划但尚未开始"),
    State.RUNNING: Text("running", "正在进行"),
    State.PAUSED: Text("paused", "已暂停"),
    State.STOPPED: Text("stopped", "已停止"),
    State.PROMOTED: Text("over: its challenger is the table in use", "已结束，挑战者已成为现用表"),
    State.ENDED: Text("over", "已结束"),
}


def _stage(experiment: Experiment, share: int) -> int:
    if share not in experiment.stages:
        raise Refused(
            Text("This share is none of the planned stages.", "该比例不在计划的阶段之内。")
        )
    return share


def _challenger(proposal_id: int, champion: TableVersion, at: datetime) -> TableVersion:
    """The version that a proposal was approved for. Raises Refused unless it may be tried."""
    approved = Proposal.objects.filter(pk=proposal_id, state=ProposalState.APPROVED)
    found = approved.select_for_update(of=("self",))  # not withdrawn meanwhile
    proposal = found.select_related("version").first()
    if proposal is None or proposal.version is None:
        raise Refused(
            Text(
                "Only a version that somebody else approved can be tried on customers.",
                "只有经他人批准的版本才能用于实验。",
            )
        )
    if proposal.version == champion:
        raise Refused(
            Text("This version is the one in use already.", "该版本即为现用版本，无须实验。")
        )
    refuse_stale(proposal, at)
    tried = Experiment.objects.filter(challenger=proposal.version, state__in=LIVE).first()
    if tried is not None:
        raise Refused(
            Text(
                f"This version is being tried already, in the experiment {tried.name}.",
                f"该版本已在实验“{tried.name}”中试行。",
            )
        )
    return proposal.version


def _words(text: str, what: str) -> str:
    """The words given, trimmed. Raises Refused when there are none or too many."""
    given, most = text.strip(), WORDS_MAX[what]
    if not given:
        missing = {
            "name": Text("Give the experiment a name.", "请填写实验名称。"),
            "hypothesis": Text("Say what you expect of it.", "请填写预期效果。"),
        }
        raise Refused(missing[what])
    if len(given) > most:
        raise Refused(Text(f"Keep it within {most} characters.", f"请控制在{most}字以内。"))
    return given


def _one_at_a_time() -> None:
    """Let nobody else start an experiment until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('strategy_experiment'))")
