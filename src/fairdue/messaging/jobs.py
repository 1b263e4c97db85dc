"""Making print files of letters."""

from __future__ import annotations

from datetime import datetime

from procrastinate.contrib.django import app

from fairdue.messaging.actions.letters.gathering import PRINT
from fairdue.messaging.actions.letters.printing import print_batch


@app.task(name=PRINT)
def print_letters(*, batch_id: int, at: str) -> None:
    """Make a batch's print file; `at`, in ISO format, is when it was gathered."""
    print_batch(batch_id, at=datetime.fromisoformat(at))
