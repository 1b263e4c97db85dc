"""Gives each worker of a parallel run a data folder, and so a database, of its own, and lets the
longest files begin first.

Named in pytest's options, so that it is read before Django's settings are.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

WORKER = os.environ.get("PYTEST_XDIST_WORKER")

if WORKER:
    whole = Path(os.environ.get("FAIRDUE_VAR") or Path(__file__).parents[1] / "var")
    os.environ["FAIRDUE_VAR"] = str(whole / "workers" / WORKER)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Journeys first: each file of them takes minutes, in which the others get done beside it."""
    items.sort(key=lambda item: item.get_closest_marker("journey") is None)
