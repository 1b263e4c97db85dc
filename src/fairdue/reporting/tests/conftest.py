"""A lake of two days in a folder of its own, and the scope that compares them."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from fairdue.reporting.figure import Span
from fairdue.reporting.scope import Scope
from fairdue.reporting.tests.records import DAY, ZONE, write_standing

BEFORE = date(2026, 2, 10)


@pytest.fixture
def two_days(settings: Any, tmp_path: Path) -> Path:
    """Ten accounts, small enough to count by hand."""
    settings.VAR = tmp_path
    earlier = [
        {"account_ref": "A0", "bucket": 0, "total_minor": 10_000},
        {"account_ref": "A1", "bucket": 0, "total_minor": 20_000},
        {"account_ref": "A2", "bucket": 0, "total_minor": 0},
        {"account_ref": "B0", "bucket": 1, "total_minor": 30_000},
        {"account_ref": "B1", "bucket": 1, "total_minor": 40_000},
        {"account_ref": "B2", "bucket": 1, "total_minor": 50_000},
        {"account_ref": "B3", "bucket": 1, "total_minor": 80_000},
        {"account_ref": "U0", "bucket": 1, "total_minor": 999, "currency": "USD"},
    ]
    later = [
        {"account_ref": "A0", "bucket": 0, "total_minor": 11_000},
        {"account_ref": "A1", "bucket": 1, "total_minor": 21_000},
        {"account_ref": "A2", "bucket": 0, "total_minor": 500},
        {"account_ref": "B0", "bucket": 0, "total_minor": 1_000},
        {"account_ref": "B1", "bucket": 0, "total_minor": 0},
        {"account_ref": "B2", "bucket": 2, "total_minor": 55_000},
        {"account_ref": "N0", "bucket": 1, "total_minor": 7_000},
        {"account_ref": "U0", "bucket": 1, "total_minor": 999, "currency": "USD"},
    ]
    write_standing(tmp_path, BEFORE, earlier)
    write_standing(tmp_path, DAY, later)
    return tmp_path


@pytest.fixture
def scope() -> Scope:
    """February's tenth compared with March's, and the work of the month between."""
    return Scope(DAY, BEFORE, Span(BEFORE, DAY), "CNY", ZONE)
