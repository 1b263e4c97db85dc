"""Writing many papers, setting them as one archive, and looking again at what may be spoken of."""

from __future__ import annotations

from procrastinate.contrib.django import app

from fairdue.legal.actions.papers.batching import SET, WRITE, set_batch, write_batch


@app.task(name=WRITE)
def write_papers(*, batch_id: int) -> None:
    """Write the papers of a batch."""
    write_batch(batch_id)


@app.task(name=SET)
def set_papers(*, batch_id: int) -> None:
    """Set a batch's released papers as one archive."""
    set_batch(batch_id)
