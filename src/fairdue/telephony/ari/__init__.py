"""Telephoning through Asterisk, by its REST interface (ARI)."""

from fairdue.telephony.ari.line import AriLine

__all__ = ["AriLine"]
