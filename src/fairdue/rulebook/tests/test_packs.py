"""Rule packs: what is refused, which value is in force, and when the version changes."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from fairdue.rulebook.packs import NoValueError, pack
from fairdue.rulebook.tests.writing import TEXT, a_value, read, refusal, write


def test_refuses_a_value_without_its_citation(tmp_path: Path) -> None:
    value = a_value()
    del value["source"]
    message = refusal(write(tmp_path, value))
    assert "topic.yaml: X-1.limit" in message
    assert "missing ['source']" in message and "every value needs its citation" in message


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"status": "rumoured"}, "status 'rumoured' is none of in_force"),
        ({"level": "L9"}, "level 'L9' is none of L1"),
        ({"confidence": "sure"}, "confidence 'sure' is none of A"),
        ({"in_force_from": "2024"}, "in_force_from must be a date"),
        ({"source": {"en": "Only English."}}, "needs a text in both languages"),
        ({"surprise": 1}, "unknown ['surprise']"),
    ],
)
def test_refuses_a_value_that_is_wrong(
    tmp_path: Path, changed: dict[str, Any], message: str
) -> None:
    assert message in refusal(write(tmp_path, a_value(**changed)))


def test_refuses_a_parameter_without_values_and_a_rule_defined_twice(tmp_path: Path) -> None:
    assert "X-1.limit: has no values" in refusal(write(tmp_path))
    write(tmp_path, a_value())
    write(tmp_path, a_value(), file="twice.yaml")
    assert "X-1 is defined twice" in refusal(tmp_path)


def test_refuses_what_is_not_a_pack(tmp_path: Path) -> None:
    assert "there is no rule pack" in refusal(tmp_path / "absent")
    (tmp_path / "topic.yaml").write_text("rules: [", encoding="utf-8")
    assert "topic.yaml: not YAML" in refusal(tmp_path)
    (tmp_path / "topic.yaml").write_text("just words", encoding="utf-8")
    assert "expected a mapping" in refusal(tmp_path)


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2020, 1, 1), 1),
        (date(2023, 12, 31), 1),
        (date(2024, 1, 1), 2),
        (date(2025, 6, 1), 2),
        (date(2026, 1, 1), 2),
        (date(2027, 1, 1), 5),
    ],
)
def test_gives_the_latest_value_in_force_on_a_day(tmp_path: Path, on: date, expected: int) -> None:
    law = read(
        write(
            tmp_path,
            a_value(4, date(2026, 1, 1), status="stayed"),
            a_value(2, date(2024, 1, 1)),
            a_value(3, date(2025, 6, 1), status="vacated"),
            a_value(1, date(2020, 1, 1)),
            a_value(5, date(2027, 1, 1), status="recommended"),
        )
    )
    assert law.value("X-1", "limit", on).value == expected


def test_a_value_carries_its_citation_and_its_pack_s_version(tmp_path: Path) -> None:
    law = read(write(tmp_path, a_value(note=TEXT)))
    value = law.value("X-1", "limit", date(2026, 1, 1))
    assert (value.citation.level, value.citation.confidence) == ("L3", "B")
    assert value.reference == {"rule": "X-1", "pack": "law/test", "version": law.version}
    assert value.note is not None and value.note.zh == "文字。"
    assert value.verified_on == date(2026, 11, 23)


def test_says_what_has_no_value_and_what_does_not_exist(tmp_path: Path) -> None:
    law = read(write(tmp_path, a_value()))
    with pytest.raises(NoValueError, match="X-1.limit has no value in force on 2023-12-31"):
        law.value("X-1", "limit", date(2023, 12, 31))
    with pytest.raises(NoValueError, match="pack law/test has no X-1.limits"):
        law.value("X-1", "limits", date(2026, 1, 1))
    assert law.values_on("X-1", date(2023, 12, 31)) == {}


def test_the_version_changes_with_any_file_and_is_the_same_anywhere(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    for folder in (one, other):
        folder.mkdir()
        write(folder, a_value())
    before = read(one).version
    assert read(other).version == before
    (other / "table.yaml").write_text("table: first\n", encoding="utf-8")
    assert read(other).version != before
    write(one, a_value(4))
    assert read(one).version != before


@pytest.mark.parametrize("name", ["law/cn", "policy/default"])
def test_our_own_packs_can_be_read(name: str) -> None:
    ours = pack(name)
    values = [
        value
        for rule in ours.rules.values()
        for dated in rule.parameters.values()
        for value in dated
    ]
    assert values
    for value in values:
        assert value.verified_on is not None and value.verify_again_by is not None
        assert value.verified_on < value.verify_again_by
