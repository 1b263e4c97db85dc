"""Knows whether a data folder holds the demonstration, so that nothing else is ever touched."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from django.conf import settings


@dataclass(frozen=True)
class Marker:
    """What was made. `whole` is False while it is being made."""

    accounts: int
    seed: int
    as_of: str
    whole: bool

    @property
    def day(self) -> date:
        """The last day of the portfolio."""
        return date.fromisoformat(self.as_of)


def read() -> Marker | None:
    """The marker of this data folder; None where there is no demonstration."""
    try:
        return Marker(**json.loads(_path().read_text()))
    except (OSError, ValueError, TypeError):
        return None


def write(marker: Marker) -> None:
    """Keep the marker, whole or not at all."""
    draft = _path().with_suffix(".draft")
    draft.write_text(json.dumps(asdict(marker)))
    draft.replace(_path())


def _path() -> Path:
    return Path(settings.VAR) / "demo.json"
