"""What stops an intake. A row that is wrong stops nothing: it is rejected with its reason."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class IntakeError(ValueError):
    """The files can't be taken in; the message says which, where and how to mend it."""


class MappingError(IntakeError):
    """The mapping document is wrong; the message names the line and the place in it."""


class IntakeBusyError(IntakeError):
    """Another process is taking in files for the same day."""


def nearest(wanted: str, known: Iterable[str], limit: int = 3) -> list[str]:
    """Known names that look like `wanted`, the likeliest first; letter case is ignored."""
    by_plain = {_plain(name): name for name in known}
    return [
        by_plain[plain] for plain in difflib.get_close_matches(_plain(wanted), by_plain, limit, 0.6)
    ]


def _plain(name: str) -> str:
    return name.casefold().replace("_", "").replace(" ", "").replace("-", "")
