"""What the journal's actions about calls, recordings and the dialler are called on a page."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

ACTIONS = {
    "call_answered": gettext_lazy("Call answered"),
    "call_asked": gettext_lazy("Call asked for"),
    "call_by_hand_kept": gettext_lazy("Call dialled by hand noted"),
    "call_came_in": gettext_lazy("Call came in"),
    "call_claimed": gettext_lazy("Call about to be placed"),
    "call_lifted": gettext_lazy("Collector's telephone lifted"),
    "call_rang": gettext_lazy("Customer's telephone rang"),
    "call_started": gettext_lazy("Collector's telephone rang"),
    "call_stopped": gettext_lazy("Call ended"),
    "caller_taken": gettext_lazy("Caller taken by a collector"),
    "dialler_seat_away": gettext_lazy("Left the dialler"),
    "dialler_seat_ready": gettext_lazy("Ready for the dialler"),
    "dialler_seat_reserved": gettext_lazy("Reserved by the dialler"),
    "dialler_started": gettext_lazy("Dialler started"),
    "dialler_stopped": gettext_lazy("Dialler stopped"),
    "hang_up_asked": gettext_lazy("Hung up by the collector"),
    "recording_deleted": gettext_lazy("Recording deleted at the end of its term"),
    "recording_held": gettext_lazy("Legal hold placed on a recording"),
    "recording_kept": gettext_lazy("Recording sealed and kept"),
    "recording_missing": gettext_lazy("Call not recorded"),
    "recording_released": gettext_lazy("Legal hold on a recording released"),
    "staff_telephone_set": gettext_lazy("Telephone of a member of staff set"),
}
