"""Decisions about words. Pure."""
