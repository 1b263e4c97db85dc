"""Gives each worker of a parallel run a data folder, and so a database, of its own.

Named in pytest's options, so that it is read before Django's settings are.
"""

from __future__ import annotations

import os
from pathlib import Path

WORKER = os.environ.get("PYTEST_XDIST_WORKER")

if WORKER:
    whole = Path(os.environ.get("FAIRDUE_VAR") or Path(__file__).parents[1] / "var")
    os.environ["FAIRDUE_VAR"] = str(whole / "workers" / WORKER)
