"""The lake: a day is there whole or not at all."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from fairdue.engine.lake import DayMissingError, Lake

DAY = date(2026, 3, 1)


def write(lake: Lake, day: date, text: str) -> None:
    with lake.write_day("things", day, {"made": text}) as folder:
        (folder / "a.parquet").write_text(text)


def test_a_day_appears_whole_and_is_replaced_whole(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    write(lake, DAY, "one")
    write(lake, DAY, "two")
    assert lake.file("things", DAY, "a").read_text() == "two"
    assert lake.manifest("things", DAY) == {"made": "two"}
    assert [path.name for path in (tmp_path / "things").iterdir()] == ["as_of=2026-03-01"]


def test_a_writer_that_fails_leaves_the_old_day(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    write(lake, DAY, "one")
    with pytest.raises(RuntimeError), lake.write_day("things", DAY, {}) as folder:
        (folder / "a.parquet").write_text("half")
        raise RuntimeError
    assert lake.file("things", DAY, "a").read_text() == "one"
    assert lake.manifest("things", DAY) == {"made": "one"}


def test_what_killed_writers_left_is_swept_and_an_old_day_put_back(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    write(lake, DAY, "one")
    place = lake.path("things", DAY)
    place.rename(place.with_name(f".old-{place.name}-77"))
    place.with_name(f".draft-{place.name}-77").mkdir()
    assert lake.days("things") == []
    with pytest.raises(RuntimeError), lake.write_day("things", DAY, {}):
        raise RuntimeError
    assert lake.file("things", DAY, "a").read_text() == "one"
    assert [path.name for path in place.parent.iterdir()] == [place.name]


def test_names_the_nearest_days_when_one_is_missing(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    with pytest.raises(DayMissingError, match="no day 2026-03-01; its last days are: none"):
        lake.file("things", DAY, "a")
    write(lake, date(2026, 2, 1), "one")
    write(lake, date(2026, 1, 1), "one")
    with pytest.raises(DayMissingError, match="2026-01-01, 2026-02-01"):
        lake.file("things", DAY, "a")
    assert lake.before("things", DAY) == date(2026, 2, 1)
    assert lake.before("things", date(2026, 1, 1)) is None
