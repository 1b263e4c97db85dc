"""Writes papers, releases and withdraws them, and hands them out as files."""

from fairdue.legal.actions.papers.batching import (
    batch_file,
    matters_for,
    release_batch,
    set_batch,
    start_batch,
    write_batch,
)
from fairdue.legal.actions.papers.handing_out import letter_file, paper_file
from fairdue.legal.actions.papers.releasing import release_paper, withdraw_paper
from fairdue.legal.actions.papers.writing import prepared, write_paper

__all__ = [
    "batch_file",
    "letter_file",
    "matters_for",
    "paper_file",
    "prepared",
    "release_batch",
    "release_paper",
    "set_batch",
    "start_batch",
    "withdraw_paper",
    "write_batch",
    "write_paper",
]
