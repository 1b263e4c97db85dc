"""What this room does: exports, and reports of a period."""

from fairdue.reporting.actions.commenting import confirm_commentary
from fairdue.reporting.actions.exporting import Export, export_figure, export_report
from fairdue.reporting.actions.handing_out import export_period
from fairdue.reporting.actions.making import make_due, make_report
from fairdue.reporting.actions.posting import post_waiting
from fairdue.reporting.actions.recounting import recount, recount_due
from fairdue.reporting.actions.scheduling import add_schedule, end_schedule

__all__ = [
    "Export",
    "add_schedule",
    "confirm_commentary",
    "end_schedule",
    "export_figure",
    "export_period",
    "export_report",
    "make_due",
    "make_report",
    "post_waiting",
    "recount",
    "recount_due",
]
