"""Reads the rule packs: dated values with citation and status."""
