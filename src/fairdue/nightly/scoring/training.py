"""Trains scores on the lake's past days. A trained model waits for another person's approval."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import polars as pl

from fairdue.delinquency.columns import CASES_DATASET, STANDING_DATASET
from fairdue.engine.lake import Lake, lake
from fairdue.kernel.text import Text
from fairdue.nightly.scoring.facts import (
    contacts_known,
    known_on,
    payments,
    promises_known,
    standing,
)
from fairdue.strategy.actions.scores import keep_fairness, keep_model
from fairdue.strategy.columns import outcomes
from fairdue.strategy.columns.fairness import compare
from fairdue.strategy.columns.features import LOOK_BACK_DAYS, features
from fairdue.strategy.columns.fitting import (
    Blocks,
    TooLittleHistoryError,
    blocks_of,
    fit,
    judged_rows,
)
from fairdue.strategy.columns.scoring import chances, openmp_missing, raw_scores, scorable
from fairdue.strategy.models import FairnessReport, ScoreModel
from fairdue.strategy.queries.scores import TrainingTerms, age_allowed, loaded, training_terms
from fairdue.strategy.rules.features import FEATURES
from fairdue.strategy.rules.scores import HORIZON_SLACK_DAYS, Target


class TrainingError(RuntimeError):
    """Nothing can be trained here; the message says what to mend."""


@dataclass(frozen=True, slots=True)
class Trained:
    """What came of one target: a model that waits for approval, or what is missing for one."""

    target: Target
    model: ScoreModel | None
    missing: Text | None


@dataclass(frozen=True, slots=True)
class History:
    """Everything training reads, up to the day as of which it is done."""

    lake: Lake
    as_of: date
    terms: TrainingTerms
    contacts: pl.DataFrame
    promises: pl.DataFrame

    @classmethod
    def of(cls, as_of: date) -> History:
        """Of this installation."""
        terms = training_terms(as_of)
        back = terms.history_days + LOOK_BACK_DAYS
        return cls(lake(), as_of, terms, contacts_known(as_of, back), promises_known())

    def labelled_days(self) -> list[tuple[date, date]]:
        """Days to learn from with the end of each one's horizon, which is known by `as_of`."""
        house = self.lake
        days = [day for day in house.days(STANDING_DATASET) if day <= self.as_of]
        found: list[tuple[date, date]] = []
        for day in reversed(days):
            end = outcomes.horizon_end(day, days)
            if end is None or not house.has(CASES_DATASET, day):
                continue
            if day <= self.as_of - timedelta(days=self.terms.history_days):
                break
            if not found or day <= found[-1][0] - timedelta(days=self.terms.day_step):
                found.append((day, end))
        return found[::-1]

    def rows(self, target: Target, day: date, end: date) -> pl.DataFrame:
        """A day's accounts with their features and what became of them.

        Gives `day`, features.COLUMNS, `happened`, `weight`; of many accounts every n-th.
        """
        seen = features(known_on(self.lake, day, self.contacts, self.promises), day)
        scored = seen.filter(scorable(target))
        every = max(1, -(-scored.height // self.terms.rows_per_day_max))
        kept = scored.gather_every(every)
        truth = self._truth(target, kept, day, end)
        return kept.join(truth, on="account_ref", how="inner", maintain_order="left").select(
            pl.lit(day).alias("day"), pl.all()
        )

    def _truth(self, target: Target, kept: pl.DataFrame, day: date, end: date) -> pl.DataFrame:
        refs = kept.lazy().select("account_ref")
        late = kept.select("account_ref", "customer_ref")
        if target is Target.CURE:
            later = [each for each in self.lake.days(STANDING_DATASET) if day < each <= end]
            standings = [
                (each, standing(self.lake, each).join(refs, on="account_ref", how="semi"))
                for each in later
            ]
            return outcomes.cured(
                late, standings, self.contacts.filter(pl.col("contacted_on") > day)
            )
        if target is Target.PAY:
            amounts = standing(self.lake, day).select("account_ref", "past_due_minor")
            owed = late.lazy().join(amounts, on="account_ref", how="left").collect()
            # A payment is told by a later file, often by that of the next day.
            until = min(self.as_of, end + timedelta(days=HORIZON_SLACK_DAYS))
            came = payments(self.lake, day - timedelta(days=HORIZON_SLACK_DAYS), until)
            return outcomes.paid(owed, came.join(refs, on="account_ref", how="semi"), day, end)
        return outcomes.broken(late, self.promises, day, end)


def train(
    as_of: date, *, at: datetime, actor: str, targets: Iterable[Target] = tuple(Target)
) -> list[Trained]:
    """Train each target on days whose outcome is known by `as_of`, and keep the models.

    Where history doesn't suffice, the answer says what is missing. Raises TrainingError when
    LightGBM can't run on this machine.
    """
    if why := openmp_missing():
        raise TrainingError(
            f"LightGBM can't be loaded ({why}): install the OpenMP library, "
            "on Debian or Ubuntu with: apt-get install libgomp1"
        )
    history = History.of(as_of)
    return [_train_one(history, target, actor, at) for target in targets]


def _train_one(history: History, target: Target, actor: str, at: datetime) -> Trained:
    try:
        days = history.labelled_days()
        blocks = blocks_of(days, history.terms.block_days)
        rows = rows_of(history, target, blocks, dict(days))
        fitted = fit(target, rows, blocks, tuple(FEATURES), history.terms.happened_min)
    except TooLittleHistoryError as error:
        return Trained(target, None, error.missing)
    return Trained(target, keep_model(fitted, as_of=history.as_of, actor=actor, at=at), None)


def rows_of(
    history: History, target: Target, blocks: Blocks, ends: dict[date, date]
) -> pl.DataFrame:
    """The rows of all blocks."""
    days = (*blocks.train, *blocks.calibrate, *blocks.test)
    return pl.concat([history.rows(target, day, ends[day]) for day in days])


def measure_fairness(
    row: ScoreModel, evaluation: pl.DataFrame, *, at: datetime, actor: str
) -> FairnessReport:
    """Compare a model's hold-out figures between the groups of an evaluation file.

    `evaluation`: as `fairness.read_evaluation` gives it; it is used here and not kept. Raises
    TrainingError when none of its accounts are in the hold-out, ModelRefusedError for a model
    that can't be loaded.
    """
    history, target = History.of(row.trained_as_of), Target(row.target)
    model = loaded(row.pk, age_allowed(row.trained_as_of))
    ends = dict(history.labelled_days())
    days = [date.fromisoformat(day) for day in row.card["blocks"]["test"]["days"]]
    gone = [str(day) for day in days if day not in ends]
    if gone:
        raise TrainingError(f"the lake no longer has the hold-out's days {', '.join(gone)}")
    rows = pl.concat([history.rows(target, day, ends[day]) for day in days])
    both = rows.join(evaluation, on="account_ref", how="inner", maintain_order="left")
    if not both.height:
        raise TrainingError(
            f"none of the file's {evaluation.height} accounts was past due on a day of the "
            f"hold-out ({', '.join(map(str, days))}); check its account_ref"
        )
    foretold = chances(model.calibration, raw_scores(model, both))
    report = compare(both.select(evaluation.columns[1:]), judged_rows(both, foretold))
    return keep_fairness(row, report, actor=actor, at=at)
