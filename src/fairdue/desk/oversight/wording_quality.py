"""What the journal's actions about transcripts and reviews are called on a page."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

ACTIONS = {
    "review_task_done": gettext_lazy("Task of a call review done"),
    "spoken_finding_decided": gettext_lazy("Call review decided"),
    "transcript_deleted": gettext_lazy("Transcript deleted at the end of its term"),
    "transcript_taken_in": gettext_lazy("Transcript taken in"),
}
