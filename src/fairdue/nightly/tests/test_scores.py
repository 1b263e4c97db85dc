"""Scores in the night: trained on the lake's past, approved by another, used, watched."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from django.db import Error as DatabaseError
from django.db import connection, transaction

from fairdue.engine.lake import lake
from fairdue.journal.models import Entry
from fairdue.kernel.refusal import Refused
from fairdue.nightly.run import reports, run_night
from fairdue.nightly.scoring import training
from fairdue.nightly.tests.portfolios import an_account, write_day
from fairdue.people.models import Role, Staff, Team
from fairdue.strategy.actions.scores import approve_model, retire_model
from fairdue.strategy.columns.fairness import read_evaluation
from fairdue.strategy.models import Decision, ScoreModel
from fairdue.strategy.queries import decision_of
from fairdue.strategy.queries import scores as queries
from fairdue.strategy.queries.scores import drift_days, fairness_of, live_row, scores_of
from fairdue.strategy.rules.scores import Target

MONTHS = [date(2026, month, 2) for month in (1, 2, 3, 4)]
LATER = date(2026, 4, 5)
AT = datetime(2026, 4, 3, 1, tzinfo=UTC)
ACCOUNTS = 300
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture(autouse=True)
def _own_lake(tmp_path: Path, settings: Any) -> None:
    settings.VAR = tmp_path
    Team.objects.create(code="one", name="One")


def staff(name: str, role: str = Role.STRATEGIST) -> Staff:
    return Staff.objects.get_or_create(username=name, defaults={"role": role})[0]


def portfolio(day: date, days_late: int = 10) -> None:
    """Every other account has just become late and pays all within the month; the others don't.

    A payment's date and reference tell the month, so each file names its own.
    """
    accounts, paid = [], []
    for place in range(ACCOUNTS):
        ref = f"{chr(0x4E00 + place)}1"
        pays = place % 2 == 0
        clear = pays and (day.month + place // 2) % 2 == 0
        late = None if clear else days_late if pays else 70
        accounts.append(an_account(ref, day, late, card_last4="0000"))
        if clear:
            paid.append(
                {
                    "payment_ref": f"{ref}-{day}",
                    "account_ref": ref,
                    "paid_on": day - timedelta(days=3),
                    "amount_minor": 900_00,
                    "currency": "CNY",
                }
            )
    write_day(day, accounts, paid, persons=[])


def four_months() -> None:
    for day in MONTHS:
        portfolio(day)
        run_night(day, at=datetime(day.year, day.month, day.day, 23, tzinfo=UTC))


def trained(target: Target = Target.CURE) -> ScoreModel:
    (made,) = training.train(MONTHS[-1], at=AT, actor="xu", targets=[target])
    assert made.model is not None, made.missing
    return made.model


def test_says_what_is_missing_while_the_lake_is_young() -> None:
    portfolio(MONTHS[0])
    run_night(MONTHS[0], at=AT)
    for made in training.train(MONTHS[0], at=AT, actor="xu"):
        assert made.model is None and made.missing is not None
        assert "four months of files" in made.missing.en and "四个月" in made.missing.zh
    assert reports()[0].warnings == ()


def test_a_model_scores_once_another_person_approved_it() -> None:
    four_months()
    model = trained()
    assert trained() == model
    assert Entry.objects.filter(action="score_model_trained").count() == 1
    assert model.card["measured"]["auc"]["value"] > 0.9
    with pytest.raises(Refused, match="somebody else"):
        approve_model(model.pk, staff=staff("xu"), at=AT)
    with pytest.raises(Refused, match="Your role may not"):
        approve_model(model.pk, staff=staff("li", Role.LEAD), at=AT)
    approve_model(model.pk, staff=staff("gao"), at=AT)
    with pytest.raises(Refused, match="decided already"):
        approve_model(model.pk, staff=staff("gao"), at=AT)
    portfolio(LATER)
    report = run_night(at=datetime(2026, 4, 6, tzinfo=UTC))
    assert report.figures["scored_will_cure"] == report.figures["past_due"]
    assert report.figures["scored_will_pay"] == 0
    young = Decision.objects.filter(as_of=LATER, inputs__bucket=1).first()
    old = Decision.objects.filter(as_of=LATER, inputs__bucket=3).first()
    assert young is not None and old is not None
    assert young.inputs["will_cure"] > 500 > old.inputs["will_cure"]
    decided = decision_of(young.case_id)
    assert decided is not None
    said = {given.name: given.value.en for given in decided.inputs}
    assert said["will_cure"] == str(young.inputs["will_cure"]) and said["will_pay"] == "unknown"
    ref = young.account.account_ref
    (why,) = scores_of([ref], LATER)[ref]
    assert (why.thousandths, why.version) == (young.inputs["will_cure"], model.version)
    assert 1 <= len(why.reasons) <= 3 and why.reasons[0].raises


def test_the_same_night_gives_the_same_bytes_of_scores() -> None:
    four_months()
    approve_model(trained().pk, staff=staff("gao"), at=AT)
    portfolio(LATER)
    at = datetime(2026, 4, 6, tzinfo=UTC)
    run_night(at=at)
    file = lake().file("scores", LATER, "scores")
    before = file.read_bytes()
    run_night(at=at, again=True)
    assert file.read_bytes() == before


def test_warns_when_the_accounts_are_not_those_it_learned_of() -> None:
    four_months()
    model = trained()
    approve_model(model.pk, staff=staff("gao"), at=AT)
    portfolio(LATER)
    before = run_night(at=datetime(2026, 4, 6, tzinfo=UTC)).warnings
    assert not any("days past due" in warning.en for warning in before)
    portfolio(LATER + timedelta(days=1), days_late=45)
    report = run_night(at=datetime(2026, 4, 7, tzinfo=UTC))
    newest, older = drift_days(model)
    assert newest.indexes["days_past_due"] > 0.25 > older.indexes["days_past_due"]
    (warning,) = report.warnings
    assert "days past due" in warning.en and "逾期天数" in warning.zh
    assert reports()[0].warnings == report.warnings


def test_a_night_goes_on_without_the_library_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    four_months()
    approve_model(trained().pk, staff=staff("gao"), at=AT)
    portfolio(LATER)
    monkeypatch.setattr(
        "fairdue.strategy.columns.scoring.openmp_missing", lambda: "libgomp.so.1: no such file"
    )
    queries.loaded.cache_clear()
    report = run_night(at=datetime(2026, 4, 6, tzinfo=UTC))
    assert report.figures["scored_will_cure"] == 0
    assert "libgomp1" in report.warnings[0].en
    assert Decision.objects.filter(as_of=LATER).exists()
    with pytest.raises(training.TrainingError, match="apt-get install libgomp1"):
        monkeypatch.setattr(training, "openmp_missing", lambda: "libgomp.so.1")
        training.train(LATER, at=AT, actor="xu")


def test_a_retired_model_scores_no_more_and_says_why() -> None:
    four_months()
    model = approve_model(trained().pk, staff=staff("gao"), at=AT)
    assert live_row(Target.CURE, AT) == model
    with pytest.raises(Refused, match="Say why"):
        retire_model(model.pk, reason=" ", staff=staff("gao"), at=AT)
    later = AT + timedelta(hours=1)
    retire_model(model.pk, reason="drifted", staff=staff("gao"), at=later)
    assert live_row(Target.CURE, later) is None
    assert live_row(Target.CURE, AT) is not None, "what was live then stays so"


def test_the_database_keeps_a_model_as_it_was_trained() -> None:
    four_months()
    model = trained()
    for change in ("trees = 'x'", "card = '{}'::jsonb", "approved_by = 'xu', approved_at = now()"):
        with pytest.raises(DatabaseError), transaction.atomic():
            _update(change, model.pk)


def _update(change: str, model_id: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE strategy_scoremodel SET {change} WHERE id = %s", [model_id])


def test_compares_groups_of_a_file_that_is_not_kept(tmp_path: Path) -> None:
    four_months()
    model = trained()
    refs = pl.read_parquet(lake().file("standing", MONTHS[0], "standing"))["account_ref"]
    file = tmp_path / "groups.csv"
    pl.DataFrame({"account_ref": refs, "sex": ["f", "m"] * (len(refs) // 2)}).write_csv(file)
    report = training.measure_fairness(model, read_evaluation(file), at=AT, actor="xu")
    assert fairness_of(model) == report
    (sex,) = report.report["attributes"]
    counted = sum(group["rows"] for group in sex["groups"]) + sum(sex["too_small"].values())
    assert counted == report.report["rows"] == model.card["measured"]["rows"]
    assert not any(str(ref) in str(report.report) for ref in refs)
    other = tmp_path / "others.csv"
    other.write_text("account_ref,sex\nnobody,f\n", encoding="utf-8")
    with pytest.raises(training.TrainingError, match="none of the file's 1 accounts"):
        training.measure_fairness(model, read_evaluation(other), at=AT, actor="xu")
