"""Why an account has its scores, as the workbench tells it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from django.test import Client

from fairdue.desk.tests import factory
from fairdue.desk.tests.factory import Worked
from fairdue.engine.lake import lake
from fairdue.people.models import Role, Staff
from fairdue.strategy.actions.scores import keep_model
from fairdue.strategy.columns import fitting
from fairdue.strategy.columns.decisions import SCORES
from fairdue.strategy.columns.features import COLUMNS
from fairdue.strategy.rules.features import FEATURES
from fairdue.strategy.rules.scores import Target
from fairdue.strategy.tests.score_worlds import BLOCKS, learnable

pytestmark = pytest.mark.django_db
SignIn = Callable[[Staff], Client]


@pytest.fixture
def office() -> tuple[Staff, list[Worked]]:
    return factory.an_office(3)


@pytest.fixture
def bench(office: tuple[Staff, list[Worked]], signed_in: SignIn) -> Client:
    client = signed_in(office[0])
    client.post("/workbench/next/")
    return client


def test_scores_and_their_reasons_are_told_of_the_case_in_hand_only(
    office: tuple[Staff, list[Worked]],
    bench: Client,
    signed_in: SignIn,
    tmp_path: Path,
    settings: Any,
) -> None:
    settings.VAR = tmp_path
    fitted = fitting.fit(Target.PAY, learnable(300), BLOCKS, tuple(FEATURES), 20)
    model = keep_model(fitted, as_of=factory.AS_OF, actor="somebody", at=factory.AT)
    worked = office[1][0]
    features = learnable(1).head(1).select(*COLUMNS)
    account = f"A{int(worked.customer.customer_ref[1:]):06d}"
    row = features.with_columns(
        pl.lit(account).alias("account_ref"),
        *(pl.lit(None, dtype=kind).alias(name) for name, kind in SCORES.items()),
    ).with_columns(pl.lit(137, dtype=pl.Int16).alias("will_pay"))
    made_by = {"models": {"will_pay": model.version}, "drift": {}}
    with lake().write_day("scores", factory.AS_OF, made_by) as folder:
        row.write_parquet(folder / "scores.parquet")
    shown = bench.get(f"/workbench/scores/{worked.case.pk}/").content.decode()
    assert "13.7%" in shown and "Will pay within 30 days" in shown
    assert "raises it" in shown or "lowers it" in shown
    chinese = {"accept-language": "zh-hans"}
    zh = bench.get(f"/workbench/scores/{worked.case.pk}/", headers=chinese).content.decode()
    assert "30天内还款" in zh and "账龄段" in zh
    other = signed_in(factory.a_member("other"))
    assert "13.7%" not in other.get(f"/workbench/scores/{worked.case.pk}/").content.decode()
    officer = signed_in(factory.a_member("officer", Role.COMPLIANCE))
    assert officer.get(f"/workbench/scores/{worked.case.pk}/").status_code == 403
