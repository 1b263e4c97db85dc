"""What the journal's actions about reports of a period are called on a page."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

ACTIONS = {
    "report_commentary_confirmed": gettext_lazy("Commentary of a report confirmed"),
    "report_made": gettext_lazy("Report made"),
    "report_post_lined_up": gettext_lazy("Report to be sent to a reader"),
    "report_post_moved": gettext_lazy("E-mail of a report moved on"),
    "report_recounted": gettext_lazy("Report counted anew"),
    "report_schedule_added": gettext_lazy("Report scheduled"),
    "report_schedule_ended": gettext_lazy("Schedule of a report ended"),
}
