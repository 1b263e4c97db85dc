"""A policy may tighten the law and never loosen it; the stricter applies on every day."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdue.kernel.text import Text
from fairdue.kernel.verdict import Citation
from fairdue.rulebook.lint import contradictions
from fairdue.rulebook.packs import NoValueError, Pack, RulePackError, load_law, load_pack
from fairdue.rulebook.tests.writing import a_value, write
from fairdue.rulebook.tightening import loosens, stricter_of
from fairdue.rulebook.values import Rule, RuleValue, StatusChange

PACKS = Path(__file__).resolve().parents[4] / "rulepacks"
TODAY = date(2026, 11, 25)
OWN = {"level": "policy", "confidence": "policy"}


def packs(folder: Path, law: list[dict[str, Any]], own: list[dict[str, Any]], way: str) -> Path:
    direction = {"stricter": way} if way else {}
    write(folder / "law/cn", *law, file="contact/topic.yaml", parameter=direction)
    write(folder / "policy/default/law/cn", *own, file="contact/topic.yaml")
    return folder


def limit_of(folder: Path, on: date = TODAY) -> RuleValue:
    return load_law(folder, "CN").value("X-1", "limit", on)


@pytest.mark.parametrize(
    ("way", "law", "tighter", "looser"),
    [
        ("lower", 3, 2, 4),
        ("higher", 2, 3, 1),
        ("lower", "0.05", "0.049", "0.0501"),
        ("earlier", "22:00", "21:00", "22:00:01"),
        ("later", "08:00", "09:00", "07:59"),
        ("later", date(2026, 1, 1), date(2026, 1, 2), date(2025, 12, 31)),
        ("subset", ["a", "b"], ["a"], ["a", "c"]),
        ("superset", ["a"], ["a", "b"], ["b"]),
        ("true", False, True, None),
        ("false", True, False, None),
        ("lower", None, 5, ...),
        ("lower", 5, 5, None),
    ],
)
def test_a_tighter_value_applies_and_a_looser_one_is_refused(
    tmp_path: Path, way: str, law: Any, tighter: Any, looser: Any
) -> None:
    own = a_value(tighter, date(2026, 6, 1), **OWN)
    found = limit_of(packs(tmp_path, [a_value(law)], [own], way))
    assert found.value == tighter
    assert limit_of(tmp_path, date(2026, 5, 31)).value == law
    if looser is not ...:
        packs(tmp_path, [a_value(law)], [a_value(looser, date(2026, 6, 1), **OWN)], way)
        with pytest.raises(RulePackError, match="would loosen the law's"):
            limit_of(tmp_path)


def test_the_refusal_says_file_place_both_values_and_the_way_out(tmp_path: Path) -> None:
    packs(tmp_path, [a_value(3)], [a_value(5, date(2026, 6, 1), **OWN)], "lower")
    with pytest.raises(RulePackError) as caught:
        load_law(tmp_path, "CN")
    message = str(caught.value)
    assert "policy/default/law/cn: contact/topic.yaml: X-1.limit" in message
    assert "5 from 2026-06-01 would loosen the law's 3 (in force since 2024-01-01" in message
    assert "give at most 3, or take it out" in message


def test_refuses_to_tighten_what_has_no_direction_or_does_not_exist(tmp_path: Path) -> None:
    packs(tmp_path, [a_value(3)], [a_value(2, **OWN)], "")
    with pytest.raises(RulePackError, match="add `stricter:` to X-1.limit"):
        load_law(tmp_path, "CN")
    write(
        tmp_path / "policy/default/law/cn",
        a_value(2),
        file="contact/topic.yaml",
        parameter={"unit": "hours"},
    )
    packs(tmp_path, [a_value(3)], [a_value(2, **OWN)], "lower")
    write(
        tmp_path / "policy/default/law/cn",
        a_value(2),
        file="contact/topic.yaml",
        parameter={"unit": "hours"},
    )
    with pytest.raises(RulePackError, match="unit 'hours' is not the law's 'days'"):
        load_law(tmp_path, "CN")
    other = tmp_path / "policy/default/law/cn/contact/topic.yaml"
    other.write_text(other.read_text().replace("X-1", "X-2"))
    with pytest.raises(RulePackError, match="law/cn has no such parameter"):
        load_law(tmp_path, "CN")


def test_refuses_values_that_can_not_be_compared(tmp_path: Path) -> None:
    packs(tmp_path, [a_value(3)], [a_value("few", **OWN)], "lower")
    with pytest.raises(RulePackError, match="can't be compared with the law's 3"):
        load_law(tmp_path, "CN")


def test_a_law_that_became_stricter_overtakes_the_policy_and_the_lint_says_so(
    tmp_path: Path,
) -> None:
    law = [a_value(5), a_value(2, date(2026, 9, 1))]
    packs(tmp_path, law, [a_value(4, date(2026, 6, 1), **OWN)], "lower")
    days = (date(2026, 5, 31), date(2026, 6, 1), date(2026, 8, 31), date(2026, 9, 1))
    assert [limit_of(tmp_path, on).value for on in days] == [5, 4, 4, 2]
    (doubt,) = contradictions(load_law(tmp_path, "CN"), TODAY)
    assert "4 no longer tightens the law's 2" in str(doubt)


def test_the_lender_s_value_names_the_law_s_and_has_a_version_of_its_own(tmp_path: Path) -> None:
    packs(tmp_path, [a_value(3)], [a_value(2, date(2026, 6, 1), **OWN)], "lower")
    whole = load_law(tmp_path, "CN")
    found = whole.value("X-1", "limit", TODAY)
    assert found.citation.level == "policy" and found.pack == "policy/default/law/cn"
    assert found.tightens is not None and found.tightens.value == 3
    assert whole.version != load_pack(tmp_path / "law/cn", "law/cn").version
    # what tightens the law is not a rule of the policy's own
    assert "X-1" not in load_pack(tmp_path / "policy/default", "policy/default").rules


WAYS = ("lower", "higher", "subset", "superset", "true", "false")
EPOCH = date(2026, 1, 1)


def a_raw_value(way: str) -> st.SearchStrategy[Any]:
    if way in ("lower", "higher"):
        return st.none() | st.integers(0, 5)
    if way in ("true", "false"):
        return st.booleans()
    return st.lists(st.sampled_from("abc"), unique=True)


def dated(values: list[tuple[Any, int]], level: str) -> tuple[RuleValue, ...]:
    found = []
    for value, day in sorted(values, key=lambda row: row[1]):
        since = EPOCH + timedelta(day)
        citation = Citation(Text("s", "s"), level, "B", since)
        change = StatusChange("in_force", since, since)
        found.append(RuleValue("X-1", "limit", value, citation, level, "v", statuses=(change,)))
    return tuple(found)


def a_pack(values: tuple[RuleValue, ...], way: str) -> Pack:
    rule = Rule("X-1", Text("t", "t"), "t", {"limit": values}, {"limit": ""}, {}, {"limit": way})
    return Pack("p", "v", {"X-1": rule})


@given(st.data(), st.sampled_from(WAYS))
def test_whatever_the_lender_writes_no_day_is_looser_than_the_law(
    data: st.DataObject, way: str
) -> None:
    rows = st.lists(st.tuples(a_raw_value(way), st.integers(0, 6)), min_size=1, max_size=3)
    law = a_pack(dated(data.draw(rows), "L3"), way)
    own = a_pack(dated(data.draw(rows), "policy"), way)
    with suppress(RulePackError):
        whole = law.tightened_by(own)
        for day in range(8):
            on = EPOCH + timedelta(day)
            with suppress(NoValueError):
                bound = law.value("X-1", "limit", on).value
                assert not loosens(bound, whole.value("X-1", "limit", on).value, way)


@given(st.data(), st.sampled_from(WAYS))
def test_the_stricter_of_two_is_no_looser_than_either(data: st.DataObject, way: str) -> None:
    one, other = data.draw(a_raw_value(way)), data.draw(a_raw_value(way))
    stricter = stricter_of(one, other, way)
    assert not loosens(one, stricter, way) and not loosens(other, stricter, way)


@pytest.mark.parametrize("folder", sorted(PACKS.glob("law/*")), ids=lambda folder: folder.name)
def test_every_value_that_contact_is_judged_by_says_which_way_is_stricter(folder: Path) -> None:
    """Words that a reading chooses among have no direction; a policy chooses its reading."""
    law = load_pack(folder, f"law/{folder.name}")
    silent = [
        f"{rule.place}: {rule.name}.{parameter}"
        for rule in law.rules.values()
        if rule.domain == "contact"
        for parameter in rule.parameters
        if parameter not in rule.stricter and parameter not in rule.readings
    ]
    assert not silent, f"add `stricter:` to {silent}"


def test_regulation_f_binds_whom_its_scope_says() -> None:
    law = load_pack(PACKS / "law/us", "law/us")
    rules = [rule for rule in law.rules.values() if rule.name.startswith("us.regf.")]
    assert rules and {rule.scope for rule in rules} == {"us.scope.regf"}
    for rule in rules:
        assert law.binds(rule.name, "debt_collector", TODAY)
        assert not law.binds(rule.name, "creditor_own_name", TODAY)
