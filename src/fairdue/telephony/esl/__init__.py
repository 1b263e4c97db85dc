"""Telephoning through FreeSWITCH, by its event socket (ESL)."""

from fairdue.telephony.esl.line import EslLine, exchange_at

__all__ = ["EslLine", "exchange_at"]
