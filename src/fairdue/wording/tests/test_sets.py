"""Our own sentences, and how well the never-tuned half is read."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairdue.wording import Facts, check, pressure, read_answer

DATA = Path(__file__).parents[1] / "data"
ON = date(2026, 3, 10)


def rows(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (DATA / name).read_text(encoding="utf-8").splitlines()]


COLLECTORS = {language: rows(f"collectors_{language}.jsonl") for language in ("zh", "en")}
LAWFUL = [row for row in COLLECTORS["zh"] + COLLECTORS["en"] if row["label"] == "lawful"]
PLAIN_THREATS = {
    "zh": ["不还钱就打断你的腿", "今天就告诉你单位领导", "等着坐牢吧", "你就是个不要脸的老赖"],
    "en": ["Pay or we break your legs.", "We will tell your boss.", "You will be arrested."],
}


def found(row: dict[str, Any]) -> bool:
    facts = Facts(on=ON, legal_steps=frozenset(row.get("legal_steps", ())))
    said = check(row["text"], language=row["language"], channel="sms", facts=facts)
    return any(one.severity != "hint" for one in said)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_sentence_and_no_group_stands_in_both_halves(language: str) -> None:
    seen = [row for row in COLLECTORS[language] if row["part"] == "tune"]
    held = [row for row in COLLECTORS[language] if row["part"] == "test"]
    for key in ("text", "group"):
        assert not {row[key] for row in seen} & {row[key] for row in held}
    texts = [row["text"] for row in COLLECTORS[language]]
    assert len(texts) == len(set(texts))


@pytest.mark.parametrize(
    ("language", "caught_min", "false_max"), [("zh", 0.82, 0.08), ("en", 0.75, 0.13)]
)
def test_the_half_nobody_tuned_on_is_read_as_well_as_documented(
    language: str, caught_min: float, false_max: float
) -> None:
    held = [row for row in COLLECTORS[language] if row["part"] == "test"]
    threats = [found(row) for row in held if row["label"] == "threat"]
    lawful = [found(row) for row in held if row["label"] == "lawful"]
    assert sum(threats) / len(threats) >= caught_min
    assert sum(lawful) / len(lawful) <= false_max


def test_nearly_nobody_who_wants_less_contact_is_missed_for_sure() -> None:
    held = [row for row in rows("answers.jsonl") if row["part"] == "test"]
    stops = [row for row in held if any(want.startswith("stop") for want in row["wants"])]
    understood = [read_answer(row["text"]) for row in stops]
    missed = [one for one in understood if one.sure and not one.wants_less]
    assert len(missed) <= 0.04 * len(stops)


@settings(max_examples=60)
@given(st.sampled_from(LAWFUL), st.data())
def test_a_threat_put_to_any_lawful_text_blocks_it(
    row: dict[str, Any], data: st.DataObject
) -> None:
    threat = data.draw(st.sampled_from(PLAIN_THREATS[row["language"]]))
    said = check(
        f"{row['text']}\n{threat}", language=row["language"], channel="sms", facts=Facts(on=ON)
    )
    assert any(one.severity == "blocks" and one.end > len(row["text"]) for one in said)


def test_the_model_is_small_and_says_the_same_every_time() -> None:
    assert pressure.FILE.stat().st_size < 1_000_000
    text = "你躲，接着躲，看你能躲到哪年。"
    assert list(pressure.pressing(text, [])) == list(pressure.pressing(text, [])) != []
