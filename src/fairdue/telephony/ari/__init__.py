"""Telephoning through Asterisk, by its REST interface (ARI)."""

from fairdue.telephony.ari.line import AriLine, exchange_at

__all__ = ["AriLine", "exchange_at"]
