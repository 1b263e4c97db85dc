"""Writes papers, releases and withdraws them, and hands them out as files."""

from fairdue.legal.actions.papers.handing_out import paper_file
from fairdue.legal.actions.papers.releasing import release_paper, withdraw_paper
from fairdue.legal.actions.papers.writing import prepared, write_paper

__all__ = ["paper_file", "prepared", "release_paper", "withdraw_paper", "write_paper"]
