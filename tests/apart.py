"""Gives the tests, and each worker of a parallel run, a data folder of their own, and so a database
server, and lets the longest files begin first.

Named in pytest's options, so that it is read before Django's settings are.
"""

from __future__ import annotations

import gc
import os
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
BESIDE = {"api", "calls", "compliance", "contact"}
"""Rooms that are tested while the demonstration is being filled: they take about as long."""
WORKER = os.environ.get("PYTEST_XDIST_WORKER")
WHOLE = Path(
    os.environ.setdefault(
        "FAIRDUE_TESTS_VAR", str(Path(os.environ.get("FAIRDUE_VAR") or ROOT / "var") / "tests")
    )
)
"""The data folder of the whole run, which its workers are told; no installation's own is in it."""

os.environ["FAIRDUE_VAR"] = str(WHOLE / (WORKER or "alone"))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Journeys first: each file of them takes minutes, in which the others get done beside it.

    The first one fills the demonstration that the others wait for; what needs none comes second.
    """
    journeys = [item for item in items if item.get_closest_marker("journey")]
    filling = next((item.path for item in journeys if _is_of_demonstration(item)), None)

    def place(item: pytest.Item) -> int:
        if item.get_closest_marker("journey") is None:
            return 1 if BESIDE & set(item.path.relative_to(ROOT).parts) else 3
        if item.path == filling:
            return 0
        return 2 if _is_of_demonstration(item) else 1

    items.sort(key=place)


def _is_of_demonstration(item: pytest.Item) -> bool:
    return "demonstration" in getattr(item, "fixturenames", ())


def pytest_collection_finish() -> None:
    """Thousands of tests are known now and stay: the garbage collector passes over them."""
    gc.freeze()


def pytest_unconfigure() -> None:
    """What was passed over is let go like the rest, or libraries complain of it as they end."""
    gc.unfreeze()
