"""What the journal's actions about transcripts and reviews are called on a page."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

ACTIONS = {
    "coaching_note_written": gettext_lazy("Coaching note written"),
    "review_task_done": gettext_lazy("Task of a call review done"),
    "sampling_plan_written": gettext_lazy("Sampling plan written"),
    "score_appeal_decided": gettext_lazy("Appeal against a talk's score decided"),
    "score_appealed": gettext_lazy("Appeal against a talk's score"),
    "scores_discussed": gettext_lazy("Difference between two scores noted"),
    "sheet_approved": gettext_lazy("Score sheet approved"),
    "sheet_begun": gettext_lazy("Score sheet begun"),
    "sheet_edited": gettext_lazy("Score sheet edited"),
    "sheet_installed": gettext_lazy("Score sheet installed"),
    "sheet_live": gettext_lazy("Score sheet in use"),
    "sheet_refused": gettext_lazy("Score sheet refused"),
    "sheet_replaced": gettext_lazy("Score sheet replaced"),
    "sheet_submitted": gettext_lazy("Score sheet submitted"),
    "spoken_finding_decided": gettext_lazy("Call review decided"),
    "talk_scored": gettext_lazy("Talk scored"),
    "talks_drawn": gettext_lazy("Talks drawn to be scored"),
    "transcript_deleted": gettext_lazy("Transcript deleted at the end of its term"),
    "transcript_taken_in": gettext_lazy("Transcript taken in"),
}
