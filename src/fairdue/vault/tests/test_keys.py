"""The key file is made once, kept private, and refused when it is damaged."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from fairdue.vault import keys


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    place = tmp_path / "secrets" / "keys.json"
    monkeypatch.setenv("FAIRDUE_KEYS", str(place))
    return place


def test_keys_are_made_on_first_use_and_stay(path: Path) -> None:
    first = keys.load()
    assert keys.load() == first
    assert path.stat().st_mode & 0o077 == 0
    assert [entry.name for entry in path.parent.iterdir()] == ["keys.json"]


def test_all_who_start_at_once_agree(path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: keys.load(), range(8)))
    assert all(each == found[0] for each in found)


@pytest.mark.parametrize(
    "content",
    [
        "not json",
        "[]",
        "{}",
        json.dumps({"sealing": {"1": "zz"}, "index": "00" * 32}),
        json.dumps({"sealing": {"1": "00" * 16}, "index": "00" * 32}),
        json.dumps({"sealing": {}, "index": "00" * 32}),
    ],
)
def test_a_damaged_file_is_refused_by_name(path: Path, content: str) -> None:
    path.parent.mkdir()
    path.write_text(content)
    with pytest.raises(keys.KeyFileError, match=r"keys\.json"):
        keys.load()
