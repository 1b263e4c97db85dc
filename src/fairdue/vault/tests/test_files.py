"""A sealed file opens in any part, and betrays every change."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fairdue.vault.files import CHUNK_BYTES, SealedFile, file_sha256, seal_file
from fairdue.vault.sealing import SealBrokenError

WORDS = bytes(range(256)) * 1000
"""Four chunks, the last one short."""


@pytest.fixture
def sealed(tmp_path: Path) -> Path:
    plain = tmp_path / "plain"
    plain.write_bytes(WORDS)
    done = seal_file(plain, tmp_path / "kept" / "sealed")
    assert done.plain_sha256 == sha256(WORDS).hexdigest()
    assert done.sealed_sha256 == file_sha256(tmp_path / "kept" / "sealed")
    return tmp_path / "kept" / "sealed"


@given(start=st.integers(0, len(WORDS) + 9), length=st.integers(0, len(WORDS) + 9))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
def test_any_part_opens_as_it_was(sealed: Path, start: int, length: int) -> None:
    with SealedFile(sealed) as file:
        assert b"".join(file.read(start, length)) == WORDS[start : start + length]


def test_nothing_of_it_is_readable_and_nobody_else_may_look(sealed: Path) -> None:
    assert WORDS[:64] not in sealed.read_bytes()
    assert sealed.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data[:-1] + bytes([data[-1] ^ 1]),
        lambda data: data[:-40],
        lambda data: data[: -CHUNK_BYTES - 40] + data[-40:],
    ],
    ids=["a bit", "its end", "a chunk"],
)
def test_what_was_changed_does_not_open(sealed: Path, change) -> None:  # type: ignore[no-untyped-def]
    sealed.write_bytes(change(sealed.read_bytes()))
    with SealedFile(sealed) as file, pytest.raises(SealBrokenError):
        file.plain_sha256()


@pytest.mark.parametrize("content", [b"", b"RIFF....WAVE", b"FDF1\x00\x50abc"])
def test_what_is_no_sealed_file_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "other"
    path.write_bytes(content)
    with pytest.raises(SealBrokenError):
        SealedFile(path)


def test_an_empty_file_can_be_sealed_too(tmp_path: Path) -> None:
    (tmp_path / "plain").write_bytes(b"")
    seal_file(tmp_path / "plain", tmp_path / "sealed")
    with SealedFile(tmp_path / "sealed") as file:
        assert file.plain_sha256() == sha256(b"").hexdigest()
