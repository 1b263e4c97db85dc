"""Changes incidents, recovery, hard cases and what people write for themselves."""

from fairdue.care.actions.entries import delete_entry, write_entry
from fairdue.care.actions.handling import close, give_to, look_at, record_report
from fairdue.care.actions.incidents import (
    Choice,
    choose,
    name_kind,
    report_abuse,
    report_abuse_on_visit,
    take_back,
)
from fairdue.care.actions.sharing import share_hard_cases

__all__ = [
    "Choice",
    "choose",
    "close",
    "delete_entry",
    "give_to",
    "look_at",
    "name_kind",
    "record_report",
    "report_abuse",
    "report_abuse_on_visit",
    "share_hard_cases",
    "take_back",
    "write_entry",
]
