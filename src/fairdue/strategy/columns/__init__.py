"""The strategy for every account at once."""
