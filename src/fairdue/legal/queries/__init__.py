"""Matters as those may see them who ask."""
