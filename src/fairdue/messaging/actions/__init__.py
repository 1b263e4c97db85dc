"""Writes to customers, hands the words over, and takes what comes back."""

from fairdue.messaging.actions.handing_over import (
    KINDS,
    Claimed,
    Handed,
    deliver,
    end_lost,
    hand_over,
    settle_messages,
    take_turns,
    withdraw,
    withdraw_from,
)
from fairdue.messaging.actions.inbound import take_inbound
from fairdue.messaging.actions.receipts import match_receipts, take_report
from fairdue.messaging.actions.sending import Letter, Queued, send_message

__all__ = [
    "KINDS",
    "Claimed",
    "Handed",
    "Letter",
    "Queued",
    "deliver",
    "end_lost",
    "hand_over",
    "match_receipts",
    "send_message",
    "settle_messages",
    "take_inbound",
    "take_report",
    "take_turns",
    "withdraw",
    "withdraw_from",
]
