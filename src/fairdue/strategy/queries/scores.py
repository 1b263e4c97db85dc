"""Models that score accounts: which are live, what their cards say, why an account has a score."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

import polars as pl

from fairdue.engine.lake import lake
from fairdue.kernel.text import Text
from fairdue.portfolio.queries import law_defaults
from fairdue.rulebook.packs import NoValueError, law_in_force, pack
from fairdue.strategy.columns.scoring import Model, load, reasons
from fairdue.strategy.models import Decision, FairnessReport, ScoreModel
from fairdue.strategy.rules import features
from fairdue.strategy.rules.drift import DriftLimits, Movement
from fairdue.strategy.rules.scores import MEANINGS, Target

DATASET = "scores"
"""Lake dataset: `scores/…/scores.parquet`, a row per past-due account in account_ref order: the
three scores and, while a model is live, every feature they were computed from. The manifest names
the models' versions and each one's drift."""

POLICY = "policy/default"
RULE = "LENDER-SCORES"
AGE_RULES = {"US": "us.regb.6b2.age", "UK": "uk.eqa.sch3.20A.age", "CN": "CN-SCORE-01"}


@dataclass(frozen=True, slots=True)
class TrainingTerms:
    """How much history training takes, and how much it needs (LENDER-SCORES)."""

    block_days: int
    day_step: int
    history_days: int
    rows_per_day_max: int
    happened_min: int


@dataclass(frozen=True, slots=True)
class ReasonWords:
    """One thing that moved a score, as people read it."""

    code: str
    label: Text
    value: Text
    raises: bool


@dataclass(frozen=True, slots=True)
class ScoreWords:
    """One account's score with its reasons, the strongest first."""

    target: Target
    name: Text
    thousandths: int
    version: str
    reasons: tuple[ReasonWords, ...]

    @property
    def percent(self) -> str:
        """The chance as people write it."""
        return f"{self.thousandths / 10:.1f}%"


@dataclass(frozen=True, slots=True)
class DriftDay:
    """How far the accounts of one night had moved from a model's training.

    `indexes`: by feature code, "score" for the score itself; `accounts` is how many there were.
    """

    day: date
    indexes: dict[str, float]


def training_terms(on: date) -> TrainingTerms:
    """The lender's values of a day."""
    return TrainingTerms(
        **{name: int(_policy(name, on)) for name in TrainingTerms.__dataclass_fields__}
    )


def drift_limits(on: date) -> DriftLimits:
    """The lender's values of a day."""
    return DriftLimits(
        watch_from=float(_policy("watch_from", on)),
        alarm_from=float(_policy("alarm_from", on)),
        accounts_min=int(_policy("accounts_min", on)),
    )


def age_allowed(on: date) -> bool:
    """May a model use age? Only where policy says so and the law that applies by default allows
    it; a law that is silent doesn't.
    """
    if not _policy("age_may_predict", on):
        return False
    jurisdiction = law_defaults(on).jurisdiction
    try:
        value = law_in_force(jurisdiction).value(AGE_RULES[jurisdiction], "age_may_predict", on)
    except (KeyError, NoValueError):
        return False
    return bool(value.value)


def _policy(name: str, on: date) -> Any:
    return pack(POLICY).value(RULE, name, on).value


def models(target: Target | None = None) -> list[ScoreModel]:
    """Every model, or those of a target, the newest first."""
    rows = ScoreModel.objects.order_by("-trained_at", "-pk")
    return list(rows.filter(target=target) if target else rows)


def live_row(target: Target, at: datetime) -> ScoreModel | None:
    """The model of a target that is live at a moment, without loading it."""
    newest = (
        ScoreModel.objects.filter(target=target, approved_at__lte=at)
        .order_by("-approved_at", "-pk")
        .first()
    )
    if newest is None or (newest.retired_at is not None and newest.retired_at <= at):
        return None
    return newest


def live_models(at: datetime, on: date) -> list[Model]:
    """The models that score at a moment, loaded. Raises features.ModelRefusedError."""
    rows = [live_row(target, at) for target in Target]
    return [loaded(row.pk, age_allowed(on)) for row in rows if row is not None]


@lru_cache(maxsize=12)
def loaded(model_id: int, with_age: bool) -> Model:
    """A model by its id; it never changes, so what was loaded once stays right."""
    row = ScoreModel.objects.get(pk=model_id)
    return load(row.target, row.version, row.trees, row.card, age_allowed=with_age)


def scores_of(account_refs: Sequence[str], day: date) -> dict[str, list[ScoreWords]]:
    """By account: the scores that a night gave it, with reasons. {} for a day without scores."""
    path = lake().path(DATASET, day) / "scores.parquet"
    versions = lake().manifest(DATASET, day).get("models") or {}
    if not versions or not path.exists():
        return {}
    wanted = pl.col("account_ref").is_in(list(account_refs))
    rows = pl.scan_parquet(path).filter(wanted).sort("account_ref").collect()
    found: dict[str, list[ScoreWords]] = {ref: [] for ref in rows["account_ref"]}
    for target in Target:
        row = ScoreModel.objects.filter(target=target, version=versions.get(target)).first()
        if row is None:
            continue
        model = loaded(row.pk, age_allowed(day))
        scored = rows.filter(pl.col(target).is_not_null())
        for ref, value, why in zip(
            scored["account_ref"], scored[target], reasons(model, scored), strict=True
        ):
            said = tuple(reason_words(each.code, each.value, each.raises) for each in why)
            found[ref].append(ScoreWords(target, MEANINGS[target].name, value, row.version, said))
    return found


def scores_of_case(case_id: int) -> list[tuple[str, list[ScoreWords]]]:
    """The scores of each past-due account of a case, by account reference, as last decided."""
    decided = Decision.objects.filter(case_id=case_id)
    newest = decided.order_by("-as_of").values_list("as_of", flat=True).first()
    if newest is None:
        return []
    rows = decided.filter(as_of=newest).order_by("account__account_ref")
    refs = list(rows.values_list("account__account_ref", flat=True))
    return [pair for pair in scores_of(refs, newest).items() if pair[1]]


def reason_words(code: str, value: float | None, raises: bool) -> ReasonWords:
    """A reason as people read it."""
    known = None if value is None or math.isnan(value) else value
    return ReasonWords(code, features.feature(code).label, features.words(code, known), raises)


def drift_days(row: ScoreModel, limit: int = 60) -> list[DriftDay]:
    """How far the accounts of each night scored by a model had moved, the newest night first."""
    house = lake()
    found = []
    for day in house.days(DATASET)[::-1]:
        manifest = house.manifest(DATASET, day)
        if (manifest.get("models") or {}).get(row.target) == row.version:
            found.append(DriftDay(day, manifest["drift"].get(row.target, {})))
        if len(found) == limit:
            break
    return found


SCORE_ITSELF = Text("the score itself", "评分本身")


def drifted(indexes: dict[str, float], limits: DriftLimits) -> list[tuple[Text, float]]:
    """What moved so far that somebody should look, the furthest first: its name and the index.

    Nothing when there were too few accounts to tell.
    """
    if indexes.get("accounts", 0) < limits.accounts_min:
        return []
    far = [
        (SCORE_ITSELF if code == "score" else features.feature(code).label, index)
        for code, index in indexes.items()
        if code != "accounts" and limits.movement(index) is Movement.ALARM
    ]
    return sorted(far, key=lambda pair: -pair[1])


def fairness_of(row: ScoreModel) -> FairnessReport | None:
    """The newest fairness report of a model."""
    return FairnessReport.objects.filter(model=row).order_by("-made_at", "-pk").first()
