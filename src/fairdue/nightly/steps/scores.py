"""How likely each past-due account is to cure by itself, to pay, to break its promise."""

from __future__ import annotations

import polars as pl

from fairdue.kernel.text import Text
from fairdue.nightly.scoring.facts import contacts_known, known_on, promises_known
from fairdue.nightly.steps.night import Night
from fairdue.strategy.columns import scoring
from fairdue.strategy.columns.decisions import SCORES
from fairdue.strategy.columns.features import KEYS, features
from fairdue.strategy.queries.scores import DATASET, drift_limits, drifted, live_models
from fairdue.strategy.rules.features import ModelRefusedError
from fairdue.strategy.rules.scores import MEANINGS


def score(night: Night) -> tuple[int, int]:
    """Each past-due account's chances; null where no model is live or it says nothing.

    A model that can't be loaded is a warning, and so is a shift of the accounts away from those
    that a model learned of: the night goes on.
    """
    models = _models(night)
    kept = _scored(night, models) if models else _without(night)
    moved = {str(model.target): scoring.drift(model, kept) for model in models}
    versions = {model.target: model.version for model in models}
    night.write(DATASET, {"models": versions, "drift": moved}, scores=kept)
    night.frames["scores"] = kept.select("account_ref", *SCORES)
    for target in SCORES:
        night.figures[f"scored_{target}"] = kept.height - kept[target].null_count()
    _warn_of_drift(night, models, moved)
    return night.figures["past_due"], kept.height


def _models(night: Night) -> list[scoring.Model]:
    try:
        return live_models(night.facts_until, night.as_of)
    except ModelRefusedError as error:
        night.warnings.append(
            Text(f"No account was scored: {error}.", f"本次未评分，模型无法加载：{error}。")
        )
        return []


def _scored(night: Night, models: list[scoring.Model]) -> pl.DataFrame:
    """Keys, scores, and the features that they were computed from."""
    day = night.as_of
    seen = features(known_on(night.lake, day, contacts_known(day), promises_known()), day)
    scores = scoring.score(models, seen)
    return scores.join(seen.drop("customer_ref"), on="account_ref", maintain_order="left")


def _without(night: Night) -> pl.DataFrame:
    """Nobody is scored; the rows are there all the same."""
    late = night.frames["live_standing"].filter(pl.col("bucket") >= 1).select(*KEYS)
    return late.with_columns(pl.lit(None, dtype=kind).alias(name) for name, kind in SCORES.items())


def _warn_of_drift(
    night: Night, models: list[scoring.Model], moved: dict[str, dict[str, float]]
) -> None:
    limits = drift_limits(night.as_of)
    for model in models:
        alarms = drifted(moved[str(model.target)], limits)
        if not alarms:
            continue
        name = MEANINGS[model.target].name
        en = ", ".join(f"{label.en} {index:.2f}" for label, index in alarms)
        zh = "、".join(f"{label.zh}{index:.2f}" for label, index in alarms)
        night.warnings.append(
            Text(
                f"Accounts have shifted away from those that the model “{name.en}” learned of "
                f"(stability index {limits.alarm_from} or more): {en}.",
                f"账户群体已偏离模型“{name.zh}”的训练样本"
                f"（稳定性指数不低于{limits.alarm_from}）：{zh}。",
            )
        )
