"""Telephone calls: live states, recordings, inbound, progressive dialling."""
