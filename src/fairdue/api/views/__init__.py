"""The calls, by topic."""
