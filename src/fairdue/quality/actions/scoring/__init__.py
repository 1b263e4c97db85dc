"""Draws talks, scores them, decides appeals, coaches; writes score sheets and sampling plans."""

from fairdue.quality.actions.scoring.appealing import appeal, decide_appeal
from fairdue.quality.actions.scoring.coaching import open_note, write_note
from fairdue.quality.actions.scoring.drawing import draw_due, draw_talks, write_plan
from fairdue.quality.actions.scoring.scoring import discuss, open_lines_to_score, score
from fairdue.quality.actions.scoring.sheets import (
    approve_sheet,
    edit_sheet,
    install_sheet,
    refuse_sheet,
    start_sheet,
    submit_sheet,
)

__all__ = [
    "appeal",
    "approve_sheet",
    "decide_appeal",
    "discuss",
    "draw_due",
    "draw_talks",
    "edit_sheet",
    "install_sheet",
    "open_lines_to_score",
    "open_note",
    "refuse_sheet",
    "score",
    "start_sheet",
    "submit_sheet",
    "write_note",
    "write_plan",
]
