"""`fairdue scores`: train models, list them, compare a model's figures between groups."""

from __future__ import annotations

import getpass
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from fairdue.config.console import DatabaseCommand, day
from fairdue.config.middleware import now
from fairdue.engine.lake import lake
from fairdue.kernel.refusal import Refused
from fairdue.nightly.scoring.training import TrainingError, measure_fairness, train
from fairdue.people.models import Staff
from fairdue.people.rules import require
from fairdue.strategy.columns.fairness import EvaluationFileError, read_evaluation
from fairdue.strategy.models import ScoreModel
from fairdue.strategy.queries.scores import live_row, models
from fairdue.strategy.rules.fairness import verdict
from fairdue.strategy.rules.features import ModelRefusedError
from fairdue.strategy.rules.scores import MEANINGS, Target


class Command(DatabaseCommand):
    """`fairdue scores train | list | fairness`. Approving is done in the browser, by a person."""

    help = "Train score models on past days, list them, compare their figures between groups."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What is asked."""
        asked = parser.add_subparsers(dest="question", required=True)
        training = asked.add_parser("train", help="learn from the lake's days; then await approval")
        training.add_argument(
            "--as-of", type=day, help="what was known by this day (default: the newest)"
        )
        training.add_argument(
            "--target", choices=[str(target) for target in Target], help="default: all three"
        )
        training.add_argument(
            "--as",
            dest="staff",
            metavar="NAME",
            help="the strategist who trains, and so can't approve (default: this machine's user)",
        )
        asked.add_parser("list", help="every model, its figures, and which are live")
        comparing = asked.add_parser(
            "fairness", help="compare hold-out figures between groups; the file isn't kept"
        )
        comparing.add_argument(
            "file", type=Path, help="CSV: account_ref, sex, marriage, education, ethnicity, age"
        )
        comparing.add_argument("--version", help="of a model (default: those that are live)")

    def handle(self, *args: Any, question: str, **options: Any) -> None:
        """Answer, or end with what is to be mended."""
        try:
            match question:
                case "train":
                    self._train(options["as_of"], options["target"], options["staff"])
                case "list":
                    self._list()
                case _:
                    self._fairness(options["file"], options["version"])
        except (TrainingError, EvaluationFileError, ModelRefusedError, Refused) as error:
            raise CommandError(str(error)) from None
        except Staff.DoesNotExist:
            raise CommandError(_("there is nobody by that name")) from None

    def _train(self, as_of: date | None, target: str | None, staff: str | None) -> None:
        if staff is not None:
            require(Staff.objects.get(username=staff), "edit_strategy")
        days = lake().days("standing")
        if not days:
            raise CommandError(_("no night has run yet; there is nothing to learn from"))
        targets = [Target(target)] if target else list(Target)
        actor = staff or f"console:{getpass.getuser()}"
        for made in train(as_of or days[-1], at=now(), actor=actor, targets=targets):
            if made.model is None:
                missing = made.missing.in_language(_language()) if made.missing else ""
                self.stdout.write(f"{made.target}: {missing}")
            else:
                self.stdout.write(_line(made.model))

    def _list(self) -> None:
        at = now()
        live = {row.pk for target in Target if (row := live_row(target, at))}
        found = models()
        if not found:
            self.stdout.write(_("no model was trained yet: fairdue scores train"))
        for row in found:
            state = _state(row, row.pk in live)
            self.stdout.write(f"{_line(row)}  {state}")

    def _fairness(self, file: Path, version: str | None) -> None:
        evaluation, at = read_evaluation(file), now()
        rows = (
            list(ScoreModel.objects.filter(version=version))
            if version
            else [row for target in Target if (row := live_row(target, at))]
        )
        if not rows:
            raise CommandError(_("there is no such model; fairdue scores list shows all"))
        for row in rows:
            made = measure_fairness(row, evaluation, at=at, actor=f"console:{getpass.getuser()}")
            self.stdout.write(f"{_line(row)}: {made.report['rows']:,}")
            for attribute in made.report["attributes"]:
                self.stdout.write(f"  {verdict(attribute).in_language(_language())}")


def _line(row: ScoreModel) -> str:
    auc = row.card["measured"]["auc"]
    name = MEANINGS[Target(row.target)].name.in_language(_language())
    return (
        f"{row.target} {row.version}  {row.trained_as_of}  {name}  "
        f"AUC {auc['value']:.3f} ({auc['low']:.3f}-{auc['high']:.3f})"
    )


def _state(row: ScoreModel, live: bool) -> str:
    if live:
        return _("live")
    if row.retired_at is not None:
        return _("retired")
    return _("superseded") if row.approved_at is not None else _("awaiting approval")


def _language() -> str:
    return get_language() or "en"
