"""What the documents and files name exists, and nothing names a machine or a registry."""

from __future__ import annotations

import re

from tests.tidy.sources import PACKAGE, ROOT, relative, text_of, tracked

NAMED_PATH = re.compile(r"`([A-Za-z_.][\w./-]*/[\w./-]*)`")
"""A path in backticks with at least one slash and no placeholder."""

PATTERN_MARKS = re.compile(r"[*<>{}…]|NNNN")
MACHINE_PATH = re.compile(r"(?<![\w.])/(?:root|work|farm|home/\w+)/")
REGISTRY = re.compile(
    r"(?:index|extra-index)-url|https?://[\w.-]*(?:pypi|pythonhosted|npmjs)", re.IGNORECASE
)
MADE_WHEN_RUN = (
    "var/",
    ".venv/",
    ".venv-spark/",
    "../shared/",
    "secrets/",
    "outbox/",
    "postgres/",
    "lake/",
    "sums/",
    "uploads/",
)


def documents() -> list[tuple[str, str]]:
    texts = [(relative(path), text_of(path) or "") for path in tracked() if path.suffix == ".md"]
    return [(name, text) for name, text in texts if text]


def exists_somewhere(name: str, document: str) -> bool:
    """True for a path from the project, the package, docs/, or the document's own folder."""
    beside = (ROOT / document).parent
    return any(
        (root / name.rstrip("/")).exists() for root in (ROOT, PACKAGE, ROOT / "docs", beside)
    )


def test_documents_name_paths_that_exist() -> None:
    missing = [
        f"{document}: {name}"
        for document, text in documents()
        for name in NAMED_PATH.findall(text)
        if not PATTERN_MARKS.search(name)
        and not name.startswith(MADE_WHEN_RUN)
        and not exists_somewhere(name, document)
    ]
    assert not missing, missing


def test_links_between_documents_lead_somewhere() -> None:
    broken = []
    for path in tracked():
        if path.suffix != ".md":
            continue
        for target in re.findall(r"\]\(([^)#\s]+)", path.read_text(encoding="utf-8")):
            if "://" not in target and not (path.parent / target).exists():
                broken.append(f"{relative(path)}: {target}")
    assert not broken, broken


def test_no_file_names_a_machine_or_a_registry() -> None:
    this_file = relative(ROOT / "tests/tidy/test_paths.py")
    found = [
        relative(path)
        for path in tracked()
        if relative(path) != this_file
        and (text := text_of(path))
        and (MACHINE_PATH.search(text) or REGISTRY.search(text))
    ]
    assert not found, found


def test_every_room_says_what_it_is_for() -> None:
    rooms = [path for path in PACKAGE.iterdir() if (path / "__init__.py").exists()]
    silent = [room.name for room in rooms if not (room / "README.md").exists()]
    assert not silent, f"write half a page README.md in: {silent}"
