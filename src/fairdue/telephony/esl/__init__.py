"""Telephoning through FreeSWITCH, by its event socket (ESL)."""

from fairdue.telephony.esl.line import EslLine

__all__ = ["EslLine"]
