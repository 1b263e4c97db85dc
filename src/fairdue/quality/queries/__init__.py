"""Lookups of this room."""
