"""Three engines behind one small interface: Polars on one machine, DuckDB beside it, Spark beyond.

Rooms write their columns once, as narwhals expressions over lazy frames; an engine reads the
lake, runs them, and gives frames or files back. The same rows come out as the same bytes,
whichever engine ran.
"""

from fairdue.engine.engines.engine import (
    ENGINES,
    Engine,
    EngineError,
    Frame,
    configured_engine,
    open_engine,
)

__all__ = [
    "ENGINES",
    "Engine",
    "EngineError",
    "Frame",
    "configured_engine",
    "open_engine",
]
