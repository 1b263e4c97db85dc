"""The value in force on a day, as known on another; what became of it; who is bound; readings."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from fairdue.kernel.text import Text
from fairdue.kernel.verdict import Citation
from fairdue.rulebook.differences import Change, between, differences
from fairdue.rulebook.lint import contradictions, past_review
from fairdue.rulebook.packs import NoValueError, Pack, load_law, load_pack
from fairdue.rulebook.profile import STRICT
from fairdue.rulebook.tests.writing import TEXT, a_value, became, read, refusal, write
from fairdue.rulebook.values import STATUSES, RuleValue, StatusChange, in_force

ROOT = Path(__file__).resolve().parents[4]
PACKS = ROOT / "rulepacks"
LATE = date(2024, 6, 1)


def value_on(pack: Pack, on: date, known_on: date | None = None) -> Any:
    try:
        return pack.value("X-1", "limit", on, known_on).value
    except NoValueError:
        return None


@pytest.fixture
def late_fee(tmp_path: Path) -> Pack:
    """30 in force; 8 published for May 2024, stayed before that, vacated a year later."""
    eight = a_value(
        8,
        date(2024, 5, 14),
        status=...,
        known_from=date(2024, 3, 15),
        statuses=[
            became("in_force", date(2024, 5, 14)),
            became("stayed", date(2024, 5, 14), known_from=date(2024, 5, 10)),
            became("vacated", date(2024, 5, 14), known_from=date(2025, 4, 15), source=TEXT),
        ],
    )
    return read(write(tmp_path, a_value(30, date(2023, 1, 1)), eight))


@pytest.mark.parametrize(
    ("known_on", "expected"),
    [
        (None, 30),
        (date(2024, 3, 14), 30),
        (date(2024, 3, 15), 8),
        (date(2024, 5, 9), 8),
        (date(2024, 5, 10), 30),
        (date(2025, 4, 15), 30),
    ],
)
def test_a_vacated_value_applies_only_as_known_before_the_court_spoke(
    late_fee: Pack, known_on: date | None, expected: int
) -> None:
    assert value_on(late_fee, LATE, known_on) == expected


def test_the_value_says_what_it_was_on_the_day(late_fee: Pack) -> None:
    eight = late_fee.rules["X-1"].parameters["limit"][1]
    assert eight.citation.status == "vacated"
    assert eight.status_on(LATE, date(2024, 4, 1)) == "in_force"
    assert eight.status_on(LATE, date(2024, 6, 1)) == "stayed"
    assert eight.status_on(date(2024, 5, 13)) is None
    assert late_fee.value("X-1", "limit", LATE, date(2024, 4, 1)).citation.status == "in_force"


def test_a_pack_as_known_on_a_day_answers_like_the_question_as_known(late_fee: Pack) -> None:
    for known_on in (date(2024, 3, 14), date(2024, 4, 1), date(2024, 12, 1), date(2026, 1, 1)):
        then = late_fee.as_known_on(known_on)
        assert value_on(then, LATE) == value_on(late_fee, LATE, known_on)


def test_a_waived_value_comes_into_force_when_the_waiver_ends(tmp_path: Path) -> None:
    waived = a_value(
        True,
        date(2025, 4, 11),
        status=...,
        statuses=[
            became("stayed", date(2025, 4, 11)),
            became("in_force", date(2027, 1, 31), known_from=date(2026, 1, 6)),
        ],
    )
    law = read(write(tmp_path, waived))
    assert value_on(law, date(2027, 1, 30)) is None
    assert value_on(law, date(2027, 1, 31)) is True
    assert value_on(law, date(2027, 1, 31), known_on=date(2025, 12, 31)) is None


def test_a_repealed_value_ends_without_bringing_back_what_it_had_replaced(tmp_path: Path) -> None:
    ended = a_value(
        2,
        date(2024, 1, 1),
        status=...,
        statuses=[became("in_force", date(2024, 1, 1)), became("repealed", date(2026, 1, 1))],
    )
    law = read(write(tmp_path, a_value(1, date(2020, 1, 1)), ended))
    assert value_on(law, date(2023, 1, 1)) == 1
    assert value_on(law, date(2025, 12, 31)) == 2
    assert value_on(law, date(2026, 1, 1)) is None


def test_what_is_not_told_was_known_by_its_first_day_or_when_it_was_verified(
    tmp_path: Path,
) -> None:
    past = read(write(tmp_path / "past", a_value(1, date(2024, 1, 1))))
    assert value_on(past, date(2024, 1, 1), known_on=date(2023, 12, 31)) is None
    assert value_on(past, date(2024, 1, 1), known_on=date(2024, 1, 1)) == 1
    coming = read(write(tmp_path / "coming", a_value(1, date(2027, 2, 1))))
    assert value_on(coming, date(2027, 2, 1), known_on=date(2026, 11, 23)) == 1


HISTORIES = st.lists(
    st.tuples(st.sampled_from(STATUSES), st.integers(0, 9), st.integers(0, 9)),
    min_size=1,
    max_size=4,
)
EPOCH = date(2024, 1, 1)


def a_dated_value(number: int, history: list[tuple[str, int, int]]) -> RuleValue:
    changes = sorted(
        (
            StatusChange(status, EPOCH + timedelta(since), EPOCH + timedelta(known))
            for status, since, known in history
        ),
        key=lambda change: (change.since, change.known_from),
    )
    citation = Citation(Text("s", "s"), "L3", "B", changes[0].since, changes[-1].status)
    return RuleValue("X-1", "limit", number, citation, "p", "v", statuses=tuple(changes))


@given(st.lists(HISTORIES, min_size=1, max_size=3), st.integers(0, 10), st.integers(0, 10))
def test_nothing_known_later_changes_what_was_known_before(
    histories: list[list[tuple[str, int, int]]], on: int, known: int
) -> None:
    values = [a_dated_value(number, history) for number, history in enumerate(histories)]
    day, known_on = EPOCH + timedelta(on), EPOCH + timedelta(known)
    seen = [each for value in values if (each := value.as_known_on(known_on))]
    then, now_told = in_force(values, day, known_on), in_force(seen, day)
    assert (then and then.value) == (now_told and now_told.value)
    if then is not None:
        assert then.citation.status in ("in_force", "recommended")
        assert any(
            change.since <= day and change.known_from <= known_on for change in then.statuses
        )


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"status": ...}, "missing ['status']"),
        ({"statuses": [became("lost", EPOCH)]}, "status 'lost' is none of"),
        ({"statuses": [became("in_force", date(2023, 1, 1))]}, "give an earlier order known_from"),
        ({"statuses": [became("stayed", EPOCH)]}, "statuses end with 'stayed'"),
        ({"statuses": [became("in_force", EPOCH, till=EPOCH)]}, "unknown ['till']"),
        ({"known_from": "May"}, "known_from must be a date"),
    ],
)
def test_refuses_a_history_that_can_not_be_read(
    tmp_path: Path, changed: dict[str, Any], message: str
) -> None:
    assert message in refusal(write(tmp_path, a_value(3, EPOCH, **changed)))


@pytest.mark.parametrize(
    ("history", "message"),
    [
        ([became("in_force", EPOCH), became("stayed", EPOCH)], "both in_force and stayed"),
        (
            [became("vacated", EPOCH), became("in_force", date(2025, 1, 1))],
            "vacated from 2024-01-01, yet in_force from 2025-01-01",
        ),
        (
            [became("in_force", EPOCH), became("in_force", date(2025, 1, 1))],
            "in_force from 2024-01-01 and again from 2025-01-01",
        ),
        ([became("not_yet", EPOCH)], "not yet in force, though its day came"),
    ],
)
def test_points_at_histories_that_contradict_themselves(
    tmp_path: Path, history: list[dict[str, Any]], message: str
) -> None:
    law = read(write(tmp_path, a_value(3, EPOCH, status=..., statuses=history)))
    (doubt,) = contradictions(law, date(2026, 11, 25))
    assert message in str(doubt) and "topic.yaml: X-1.limit" in str(doubt)


def test_points_at_two_values_from_the_same_day_and_at_values_past_their_review(
    tmp_path: Path,
) -> None:
    law = read(write(tmp_path, a_value(3), a_value(4)))
    (doubt,) = contradictions(law, date(2026, 11, 25))
    assert "two values begin on 2024-01-01" in str(doubt)
    assert past_review(law, date(2027, 11, 23)) == []
    assert len(past_review(law, date(2027, 11, 24))) == 2


@pytest.mark.parametrize("folder", sorted(PACKS.glob("law/*")), ids=lambda path: path.name)
def test_no_pack_of_ours_contradicts_itself(folder: Path) -> None:
    pack = load_law(PACKS, folder.name)
    today = date(2026, 11, 25)
    assert not list(map(str, contradictions(pack, today)))
    assert not list(map(str, past_review(pack, today)))


def test_binds_everyone_unless_it_says_whom(tmp_path: Path) -> None:
    everyone = read(write(tmp_path / "all", a_value()))
    some = read(write(tmp_path / "some", a_value(), binds=["agency", "debt_buyer"]))
    assert everyone.binds("X-1", "creditor_own_name")
    assert some.binds("X-1", "agency") and not some.binds("X-1", "servicer")
    assert some.binds("X-1", "")


def test_another_rule_may_say_who_is_bound_by_date(tmp_path: Path) -> None:
    write(tmp_path, a_value(), binds="X-SCOPE")
    scope = {
        "title": TEXT,
        "parameters": {
            "bound_actors": {
                "unit": "list",
                "values": [
                    a_value(["debt_collector"], date(2020, 1, 1)),
                    a_value(["debt_collector", "servicer"], date(2026, 1, 1)),
                ],
            }
        },
    }
    (tmp_path / "scope.yaml").write_text(
        yaml.safe_dump({"topic": "scope", "rules": {"X-SCOPE": scope}}),
        encoding="utf-8",
    )
    law = read(tmp_path)
    assert law.binds("X-1", "servicer") and law.binds("X-1", "servicer", date(2026, 1, 1))
    assert not law.binds("X-1", "servicer", date(2025, 12, 31))


@pytest.mark.parametrize("binds", [["everybody"], [], 3])
def test_refuses_unknown_actors_and_lost_scopes(tmp_path: Path, binds: Any) -> None:
    assert "give a list of creditor_own_name" in refusal(write(tmp_path, a_value(), binds=binds))
    assert "has no rule X-NONE" in refusal(write(tmp_path, a_value(), binds="X-NONE"))


READINGS = {
    "readings": {
        "at_least": {"text": TEXT},
        "more_than": {"text": TEXT, "value": 4, "strict": True},
    }
}


def test_reads_strictly_unless_the_profile_chose_otherwise(tmp_path: Path) -> None:
    law = read(write(tmp_path, a_value(), parameter=READINGS))
    strictly = law.read_by(STRICT)
    chosen = law.read_by(STRICT.choosing({("X-1", "limit"): "at_least"}))
    assert (value_on(law, LATE), value_on(strictly, LATE), value_on(chosen, LATE)) == (3, 4, 3)
    assert strictly.value("X-1", "limit", LATE).reading == "more_than"
    assert len({law.version, strictly.version, chosen.version}) == 3
    assert strictly.value("X-1", "limit", LATE).version == strictly.version
    again = chosen.read_by(STRICT)
    assert value_on(again, LATE) == 4


def test_refuses_a_reading_that_does_not_exist_and_readings_without_a_strict_one(
    tmp_path: Path,
) -> None:
    law = read(write(tmp_path, a_value(), parameter=READINGS))
    with pytest.raises(ValueError, match="no reading 'loose'; choose one of at_least, more_than"):
        law.read_by(STRICT.choosing({("X-1", "limit"): "loose"}))
    lone = {"readings": {"only": {"text": TEXT, "strict": True}}}
    none = {"readings": {"one": {"text": TEXT}, "other": {"text": TEXT}}}
    for readings in (lone, none):
        message = refusal(write(tmp_path, a_value(), parameter=readings))
        assert "give at least two, and `strict: true` to exactly one" in message


def test_tells_what_differs_between_two_days_and_between_what_was_known(late_fee: Pack) -> None:
    assert differences(late_fee, date(2024, 1, 1), LATE) == []
    (known_then,) = differences(late_fee, date(2024, 1, 1), LATE, known_on=date(2024, 4, 1))
    assert known_then.change is Change.CHANGED
    assert (known_then.before and known_then.before.value) == 30
    assert (known_then.after and known_then.after.value) == 8
    (late,) = between(late_fee, (LATE, date(2024, 4, 1)), (LATE, None))
    assert (late.after and late.after.value) == 30
    (added,) = differences(late_fee, date(2022, 1, 1), LATE)
    assert added.change is Change.ADDED
    (ended,) = differences(late_fee, LATE, date(2022, 1, 1))
    assert ended.change is Change.ENDED


def test_tells_a_change_of_status_and_of_source_from_a_change_of_value(tmp_path: Path) -> None:
    law = read(
        write(
            tmp_path,
            a_value(3, date(2024, 1, 1), status="recommended"),
            a_value(3, date(2025, 1, 1)),
            a_value(3, date(2026, 1, 1), source={"en": "Other.", "zh": "另。"}),
        )
    )
    (status,) = differences(law, date(2024, 1, 1), date(2025, 1, 1))
    (source,) = differences(law, date(2025, 1, 1), date(2026, 1, 1))
    assert (status.change, source.change) == (Change.STATUS, Change.SOURCE)


def test_the_packs_are_read_for_the_same_value_whichever_way_one_asks() -> None:
    law = load_pack(PACKS / "law" / "us", "law/us")
    on = date(2026, 11, 25)
    first = law.value("us.regz.52b1ii.safe_harbour", "first", on).value
    assert first == "30"
    assert not law.binds("us.regf.14b.call_frequency", "creditor_own_name", on)
    assert law.binds("us.regf.14b.call_frequency", "debt_collector", on)
