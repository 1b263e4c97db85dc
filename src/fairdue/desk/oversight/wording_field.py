"""What the journal's actions about visitors' phones, records and safety are called on a page."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

ACTIONS = {
    "visit_alarm_closed": gettext_lazy("Alarm closed"),
    "visit_alarm_raised": gettext_lazy("Alarm raised"),
    "visit_alarm_taken": gettext_lazy("Alarm taken on"),
    "visit_alarm_told": gettext_lazy("Alarm passed on"),
    "visit_arrived": gettext_lazy("Arrived at a visit"),
    "visit_ended": gettext_lazy("Visit ended"),
    "visit_evidence_kept": gettext_lazy("File of a visit sealed and kept"),
    "visit_left": gettext_lazy("Left a visit"),
    "visit_phone_clock_read": gettext_lazy("Clock of a phone read"),
    "visit_phone_registered": gettext_lazy("Phone registered"),
    "visit_phone_revoked": gettext_lazy("Phone taken out of use"),
    "visit_phone_wiped": gettext_lazy("Phone said that it is wiped"),
    "visit_record_kept": gettext_lazy("Record of a visit kept"),
    "visit_record_replaced": gettext_lazy("Record of a visit replaced"),
    "visit_record_returned": gettext_lazy("Record of a visit returned"),
    "visit_record_signed_off": gettext_lazy("Record of a visit signed off"),
    "visit_sheet_given": gettext_lazy("Case sheet given to a phone"),
    "visit_word": gettext_lazy("Sign of life at a visit"),
}
