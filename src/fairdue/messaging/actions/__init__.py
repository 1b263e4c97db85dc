"""Writes to customers, hands the words over, and takes what comes back."""

from fairdue.messaging.actions.claiming import KINDS, Claimed, begin
from fairdue.messaging.actions.handing_over import (
    deliver,
    hand_over,
    settle_messages,
    take_turns,
    withdraw,
    withdraw_from,
)
from fairdue.messaging.actions.inbound import take_inbound
from fairdue.messaging.actions.receipts import (
    keep_report,
    match_receipts,
    take_kept_reports,
    take_report,
    take_reports,
)
from fairdue.messaging.actions.sending import Letter, Queued, send_message
from fairdue.messaging.actions.storing import Handed, end_lost
from fairdue.messaging.actions.taking_up import take_up_stops

__all__ = [
    "KINDS",
    "Claimed",
    "Handed",
    "Letter",
    "Queued",
    "begin",
    "deliver",
    "end_lost",
    "hand_over",
    "keep_report",
    "match_receipts",
    "send_message",
    "settle_messages",
    "take_inbound",
    "take_kept_reports",
    "take_report",
    "take_reports",
    "take_turns",
    "take_up_stops",
    "withdraw",
    "withdraw_from",
]
