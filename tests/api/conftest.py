"""Tells the tests of the interface's calls apart.

Each call makes a test of its own under one and the same name; a parallel run would take them for
one test and run the first alone.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from _pytest.nodeid import coerce_node_id

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Number those of one name."""
    seen: Counter[str] = Counter()
    for item in items:
        if item.path.parent == HERE:
            name = item.nodeid
            seen[name] += 1
            item._id = coerce_node_id(f"{name}[{seen[name]}]")
