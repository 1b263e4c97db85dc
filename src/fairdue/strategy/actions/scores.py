"""Keeps models, approves them, retires them, keeps what was found of their fairness. Journalled."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction

from fairdue.compliance.actions.recording import next_id
from fairdue.journal.actions import record
from fairdue.kernel.reason import reason_given
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.people.models import Staff
from fairdue.people.rules import require
from fairdue.strategy.columns.fitting import Fitted
from fairdue.strategy.columns.scoring import card_text, digest, load
from fairdue.strategy.models import FairnessReport, ScoreModel
from fairdue.strategy.queries.scores import age_allowed
from fairdue.strategy.rules.features import ModelRefusedError


def keep_model(fitted: Fitted, *, as_of: date, actor: str, at: datetime) -> ScoreModel:
    """Keep a trained model; it waits for approval. The same model twice is kept once."""
    version = digest(fitted.text, card_text(fitted.card))
    with transaction.atomic():
        known = ScoreModel.objects.filter(target=fitted.target, version=version).first()
        if known is not None:
            return known
        number = next_id(ScoreModel)
        entry = record(
            actor=actor,
            action="score_model_trained",
            at=at,
            subject=f"score_model:{number}",
            details={"target": str(fitted.target), "version": version, "as_of": str(as_of)},
        )
        return ScoreModel.objects.create(
            pk=number,
            target=fitted.target,
            version=version,
            trained_as_of=as_of,
            trees=fitted.text,
            card=fitted.card,
            trained_by=actor,
            trained_at=at,
            journal_entry=entry,
        )


def approve_model(model_id: int, *, staff: Staff, at: datetime) -> ScoreModel:
    """Let a model score from now on, in the place of the one before.

    Raises Refused for a role that may not, for the one who trained it, for a model that was
    approved or retired already, and for one that can't be loaded.
    """
    require(staff, "approve_strategy")
    with transaction.atomic():
        row = ScoreModel.objects.select_for_update().get(pk=model_id)
        if row.approved_at is not None or row.retired_at is not None:
            raise Refused(Text("This was decided already.", "此模型已有结论。"))
        if row.trained_by == staff.username:
            raise Refused(
                Text(
                    "You trained this model; somebody else has to approve it.",
                    "此模型由您训练，须由他人批准。",
                )
            )
        try:
            load(row.target, row.version, row.trees, row.card, age_allowed=age_allowed(at.date()))
        except ModelRefusedError as error:
            raise Refused(Text(str(error), f"模型无法使用：{error}")) from None
        _change(row, "score_model_approved", staff, at, {})
        row.approved_by, row.approved_at = staff.username, at
        row.save(update_fields=["approved_by", "approved_at", "journal_entry"])
        return row


def retire_model(model_id: int, *, reason: str, staff: Staff, at: datetime) -> ScoreModel:
    """Stop a model at once, or turn one down that waits; its score is unknown from then on.

    One person is enough: without a score tables fall back on what they say of unknown ones.
    Raises Refused without a reason, for a role that may not, and for one that is retired already.
    """
    require(staff, "approve_strategy")
    because = reason_given(reason)
    with transaction.atomic():
        row = ScoreModel.objects.select_for_update().get(pk=model_id)
        if row.retired_at is not None:
            raise Refused(Text("This model is retired already.", "此模型已停用。"))
        _change(row, "score_model_retired", staff, at, {})
        row.retired_by, row.retired_at, row.reason = staff.username, at, because
        row.save(update_fields=["retired_by", "retired_at", "reason", "journal_entry"])
        return row


def keep_fairness(
    row: ScoreModel, report: dict[str, Any], *, actor: str, at: datetime
) -> FairnessReport:
    """Keep a fairness report: counts and figures by group, nothing of any one person."""
    with transaction.atomic():
        number = next_id(FairnessReport)
        entry = record(
            actor=actor,
            action="fairness_measured",
            at=at,
            subject=f"score_model:{row.pk}",
            details={"target": row.target, "version": row.version, "accounts": report["rows"]},
        )
        return FairnessReport.objects.create(
            pk=number, model=row, made_by=actor, made_at=at, report=report, journal_entry=entry
        )


def _change(
    row: ScoreModel, action: str, staff: Staff, at: datetime, details: dict[str, Any]
) -> None:
    row.journal_entry = record(
        actor=staff.username,
        action=action,
        at=at,
        subject=f"score_model:{row.pk}",
        details={"target": row.target, "version": row.version, **details},
    )
