"""Telephone calls by SIP or through an exchange. Knows no customers."""
